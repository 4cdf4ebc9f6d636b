// CASE 1: no match for|cannot bind
// CASE 2: conversion from|could not convert
// CASE 3: no match for
#include <iostream>

#include "base/secret.hpp"

void show(const bot::Secret& secret) {
#if BOT_CASE == 0
  std::cout << fmt::format("{}", secret);
#elif BOT_CASE == 1
  std::cout << secret;
#elif BOT_CASE == 2
  const std::string text = secret;
#elif BOT_CASE == 3
  std::cout << "token: " + secret;
#endif
}
