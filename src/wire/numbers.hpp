// Numbers and texts in the forms that servers and clients really write them (docs/protocol.md 4), and in the forms we
// write.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/fixed.hpp"

namespace bot::wire {

// A number read from a field: the value, "unset" in any of its spellings, or not a number at all.
template <class T>
struct Parsed {
  enum class Kind { kValue, kUnset, kBad } kind = Kind::kBad;
  T value{};
};

// Unset: empty, and the largest value of 32 or 64 bits.
[[nodiscard]] Parsed<std::int64_t> parse_integer_field(std::string_view text);
// Unset: empty, not a number, and anything of 1e308 or more either way. Infinity is given as such.
[[nodiscard]] Parsed<double> parse_number_field(std::string_view text);
// Decimal text with sign, exponent and thousands commas, to the nearest billionth (half to even). Unset: empty and the
// sentinels of decimals. Bad also when too large for a Quantity.
[[nodiscard]] Parsed<Quantity> parse_decimal_field(std::string_view text);

// Shortest text that reads back the same, without exponent. `keep_point`: a whole number ends in ".0", as Java has it.
[[nodiscard]] std::string format_number(double value, bool keep_point);

// Backslash-u escapes. Bytes that are not UTF-8 count as Latin-1. unescape(escape(x)) == x for UTF-8 without
// backslashes.
[[nodiscard]] std::string escape_to_ascii(std::string_view text);
[[nodiscard]] std::string unescape_to_utf8(std::string_view text);
// What a server accepts from a client: printable ASCII, tab, LF and CR; anything else becomes '?'.
[[nodiscard]] std::string printable_ascii(std::string_view text);

}  // namespace bot::wire
