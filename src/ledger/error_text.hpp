// An error as the ledger writes it: {code, what, where, fix}, the context before the text as a person reads it. Read
// back it has no context of its own any more.
#pragma once

#include "base/error.hpp"
#include "json/codec.hpp"

template <>
struct bot::json::Custom<bot::Error> {
  static void write(Writer& out, const Error& error);
  [[nodiscard]] static Error read(Reader& in);
};
