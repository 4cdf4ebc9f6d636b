#include "wire/numbers.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <limits>

#include "base/check.hpp"

namespace bot::wire {
namespace {

constexpr double kUnsetFrom = 1e308;

std::string_view without_plus(std::string_view text) {
  if (text.size() > 1 && text.front() == '+' && text[1] != '-' && text[1] != '+') text.remove_prefix(1);
  return text;
}

// The value as (-1)^negative * digits * 10^exponent, digits without zeros at either end.
struct DecimalParts {
  bool negative = false;
  std::string digits;
  std::int64_t exponent = 0;
};

std::optional<DecimalParts> decimal_parts(std::string_view text) {
  DecimalParts parts;
  std::size_t at = 0;
  if (at < text.size() && (text[at] == '+' || text[at] == '-')) parts.negative = text[at++] == '-';
  bool any_digit = false;
  bool point = false;
  for (; at < text.size() && text[at] != 'e' && text[at] != 'E'; ++at) {
    const char c = text[at];
    if (c == ',' && !point) continue;
    if (c == '.' && !point) {
      point = true;
    } else if (c >= '0' && c <= '9') {
      any_digit = true;
      if (c != '0' || !parts.digits.empty()) parts.digits.push_back(c);
      if (point) --parts.exponent;
    } else {
      return std::nullopt;
    }
  }
  if (!any_digit) return std::nullopt;
  if (at < text.size()) {
    const auto exponent = without_plus(text.substr(at + 1));
    int value = 0;
    const auto [end, error] = std::from_chars(exponent.data(), exponent.data() + exponent.size(), value);
    if (error != std::errc{} || end != exponent.data() + exponent.size()) return std::nullopt;
    parts.exponent += value;
  }
  while (!parts.digits.empty() && parts.digits.back() == '0') {
    parts.digits.pop_back();
    ++parts.exponent;
  }
  return parts;
}

bool is_decimal_sentinel(const DecimalParts& parts) {
  if (static_cast<std::int64_t>(parts.digits.size()) + parts.exponent > 300) return true;
  if (parts.exponent != 0) return false;
  if (parts.negative) return parts.digits == "9223372036854775808";
  return parts.digits == "2147483647" || parts.digits == "9223372036854775807";
}

// digits * 10^(exponent + 9) as an integer, half to even; nothing when it does not fit.
std::optional<std::int64_t> to_billionths(const DecimalParts& parts) {
  std::int64_t shift = parts.exponent + 9;
  std::string_view digits = parts.digits;
  if (static_cast<std::int64_t>(digits.size()) + shift > 19) return std::nullopt;
  if (static_cast<std::int64_t>(digits.size()) + shift < 0) return 0;
  bool above_half = false;
  bool half = false;
  if (shift < 0) {
    const auto keep = static_cast<std::size_t>(static_cast<std::int64_t>(digits.size()) + shift);
    const char first = digits[keep];
    half = first == '5' && keep + 1 == digits.size();
    above_half = first > '5' || (first == '5' && !half);
    digits = digits.substr(0, keep);
    shift = 0;
  }
  __extension__ using Wide = unsigned __int128;
  Wide value = 0;
  for (const char c : digits) value = value * 10 + static_cast<unsigned>(c - '0');
  for (; shift > 0; --shift) value *= 10;
  if (above_half || (half && value % 2 == 1)) ++value;
  if (value > static_cast<Wide>(std::numeric_limits<std::int64_t>::max())) return std::nullopt;
  const auto magnitude = static_cast<std::int64_t>(value);
  return parts.negative ? -magnitude : magnitude;
}

// A number of whole millionths, as prices are, is written from its integer: a third of the time that the search for the
// shortest text takes, and the same text, for no two numbers of up to fifteen digits are one double. Returns the end,
// or null where the value has more digits than that.
char* write_millionths(double value, char* out) {
  constexpr std::int64_t kMillion = 1'000'000;
  constexpr double kBelow = 1e9;
  const double size = std::abs(value);
  if (!(size < kBelow)) return nullptr;
  // What rounds otherwise than by lround is another number, which the next line finds.
  // NOLINTNEXTLINE(bugprone-incorrect-roundings)
  const auto millionths = static_cast<std::int64_t>(size * kMillion + 0.5);
  if (static_cast<double>(millionths) / kMillion != size) return nullptr;
  if (value < 0) *out++ = '-';
  out = std::to_chars(out, out + 10, millionths / kMillion).ptr;
  std::int64_t fraction = millionths % kMillion;
  if (fraction == 0) return out;
  *out++ = '.';
  for (std::int64_t place = kMillion / 10; fraction > 0; fraction %= place, place /= 10)
    *out++ = static_cast<char>('0' + fraction / place);
  return out;
}

}  // namespace

Parsed<std::int64_t> parse_integer_field(std::string_view text) {
  using Kind = Parsed<std::int64_t>::Kind;
  if (text.empty()) return {Kind::kUnset, 0};
  const auto digits = without_plus(text);
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc{} || end != digits.data() + digits.size()) return {Kind::kBad, 0};
  const bool unset =
      value == std::numeric_limits<std::int32_t>::max() || value == std::numeric_limits<std::int64_t>::max();
  return {unset ? Kind::kUnset : Kind::kValue, value};
}

Parsed<double> parse_number_field(std::string_view text) {
  using Kind = Parsed<double>::Kind;
  if (text.empty()) return {Kind::kUnset, 0};
  if (text == "Infinity" || text == "Infinite") return {Kind::kValue, std::numeric_limits<double>::infinity()};
  const auto digits = without_plus(text);
  double value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (end != digits.data() + digits.size()) return {Kind::kBad, 0};
  if (error == std::errc::result_out_of_range) {
    // Either far too large (the largest double with digits cut off) or next to nothing.
    const auto parts = decimal_parts(digits);
    if (!parts) return {Kind::kBad, 0};
    const bool tiny = static_cast<std::int64_t>(parts->digits.size()) + parts->exponent < 0;
    return tiny ? Parsed<double>{Kind::kValue, 0} : Parsed<double>{Kind::kUnset, 0};
  }
  if (error != std::errc{}) return {Kind::kBad, 0};
  if (std::isnan(value) || std::abs(value) >= kUnsetFrom) return {Kind::kUnset, 0};
  return {Kind::kValue, value};
}

Parsed<Quantity> parse_decimal_field(std::string_view text) {
  using Kind = Parsed<Quantity>::Kind;
  if (text.empty() || text == "NaN") return {Kind::kUnset, {}};
  const auto parts = decimal_parts(text);
  if (!parts) return {Kind::kBad, {}};
  if (parts->digits.empty()) return {Kind::kValue, {}};
  if (is_decimal_sentinel(*parts)) return {Kind::kUnset, {}};
  const auto raw = to_billionths(*parts);
  if (!raw) return {Kind::kBad, {}};
  return {Kind::kValue, Quantity::from_raw(*raw)};
}

std::string format_number(double value, bool keep_point) {
  BOT_CHECK(std::abs(value) < kUnsetFrom, "{}", value);
  if (value == 0) value = 0;     // no minus sign on zero
  std::array<char, 400> buffer;  // written before it is read
  char* end = write_millionths(value, buffer.data());
  if (end == nullptr) {
    const auto written = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::fixed);
    BOT_CHECK(written.ec == std::errc{}, "{}", value);
    end = written.ptr;
  }
  std::string text(buffer.data(), end);
  if (keep_point && text.find('.') == std::string::npos) text += ".0";
  return text;
}

}  // namespace bot::wire
