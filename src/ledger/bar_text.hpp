// A bar as the ledger writes it: [date, open, high, low, close, volume, adj_close or null].
#pragma once

#include "json/codec.hpp"
#include "model/bar.hpp"

template <>
struct bot::json::Custom<bot::Bar> {
  static void write(Writer& out, const Bar& bar);
  [[nodiscard]] static Bar read(Reader& in);
};
