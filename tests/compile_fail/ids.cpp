// CASE 1: could not convert|cannot convert|conversion from
// CASE 2: no match for
// CASE 3: conversion from|could not convert
// CASE 4: conversion from|could not convert|no match for
#include "base/id.hpp"

using namespace bot;
void cancel(ClientOrderId) {}

void use(ClientOrderId order, PermId perm, ConId con, const AccountId& account) {
#if BOT_CASE == 0
  cancel(order);
  const bool same = order == ClientOrderId{7};
  const AccountId copy = account;
  (void)perm, (void)con, (void)same, (void)copy;
#elif BOT_CASE == 1
  cancel(perm);
#elif BOT_CASE == 2
  (void)(order == perm);
#elif BOT_CASE == 3
  cancel(7);
#elif BOT_CASE == 4
  std::string name = account;
#endif
}
