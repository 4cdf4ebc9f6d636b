#include "base/fixed.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <limits>

namespace bot::detail {
namespace {

__extension__ using Wide = __int128;  // products of two 64-bit numbers

Wide rounded_quotient(Wide numerator, Wide denominator, Rounding rounding) {
  if (denominator < 0) {
    numerator = -numerator;
    denominator = -denominator;
  }
  Wide quotient = numerator / denominator;
  const Wide rest = numerator % denominator;
  if (rest == 0) return quotient;
  const int sign = rest < 0 ? -1 : 1;
  switch (rounding) {
    case Rounding::kTowardZero:
      break;
    case Rounding::kUp:
      quotient += sign > 0 ? 1 : 0;
      break;
    case Rounding::kDown:
      quotient -= sign < 0 ? 1 : 0;
      break;
    case Rounding::kHalfEven: {
      const Wide twice = (rest < 0 ? -rest : rest) * 2;
      if (twice > denominator || (twice == denominator && quotient % 2 != 0)) quotient += sign;
      break;
    }
  }
  return quotient;
}

std::int64_t narrow(Wide value) {
  BOT_CHECK(value <= std::numeric_limits<std::int64_t>::max() && value >= std::numeric_limits<std::int64_t>::min(),
            "fixed point overflow");
  return static_cast<std::int64_t>(value);
}

}  // namespace

std::int64_t fixed_from_double(double value) {
  BOT_CHECK(std::isfinite(value) && std::fabs(value) < 9.2e9, "{}", value);
  return static_cast<std::int64_t>(std::nearbyint(value * 1e9));
}

std::optional<std::int64_t> fixed_parse(std::string_view text) {
  constexpr int kMaxDigits = 40;
  bool negative = false;
  std::size_t at = 0;
  if (at < text.size() && (text[at] == '+' || text[at] == '-')) negative = text[at++] == '-';
  Wide digits = 0;
  int count = 0;
  int exponent = 0;
  bool any = false;
  bool point = false;
  for (; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '.' && !point) {
      point = true;
    } else if (c >= '0' && c <= '9') {
      any = true;
      if (digits != 0 || c != '0') ++count;
      if (count > kMaxDigits - 3) return std::nullopt;
      digits = digits * 10 + (c - '0');
      if (point) --exponent;
    } else {
      break;
    }
  }
  if (!any) return std::nullopt;
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    bool down = false;
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) down = text[at++] == '-';
    int power = 0;
    bool seen = false;
    for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at) {
      seen = true;
      power = power * 10 + (text[at] - '0');
      if (power > 1000) return std::nullopt;
    }
    if (!seen) return std::nullopt;
    exponent += down ? -power : power;
  }
  if (at != text.size()) return std::nullopt;
  if (digits == 0) return 0;
  exponent += 9;
  for (; exponent > 0; --exponent) {
    if (digits > std::numeric_limits<std::int64_t>::max()) return std::nullopt;
    digits *= 10;
  }
  if (exponent < 0) {
    Wide divisor = 1;
    for (; exponent < 0; ++exponent) {
      if (divisor > digits * 10) return 0;
      divisor *= 10;
    }
    digits = rounded_quotient(digits, divisor, Rounding::kHalfEven);
  }
  if (digits > std::numeric_limits<std::int64_t>::max()) return std::nullopt;
  const auto raw = static_cast<std::int64_t>(digits);
  return negative ? -raw : raw;
}

std::string fixed_to_string(std::int64_t raw) {
  const bool negative = raw < 0;
  const std::uint64_t magnitude = negative ? ~static_cast<std::uint64_t>(raw) + 1 : static_cast<std::uint64_t>(raw);
  std::array<char, 32> text;
  char* end = text.data();
  if (negative) *end++ = '-';
  end = std::to_chars(end, text.data() + text.size(), magnitude / 1'000'000'000).ptr;
  std::uint64_t fraction = magnitude % 1'000'000'000;
  if (fraction != 0) {
    *end++ = '.';
    for (std::uint64_t unit = 100'000'000; fraction != 0; unit /= 10) {
      *end++ = static_cast<char>('0' + fraction / unit);
      fraction %= unit;
    }
  }
  return {text.data(), end};
}

std::int64_t multiply_e9(std::int64_t a, std::int64_t b, Rounding rounding) {
  constexpr std::int64_t kOne = 1'000'000'000;
  // Whole shares: nothing is rounded, and no division of 128 bits is needed.
  if (b % kOne == 0) return narrow(static_cast<Wide>(a) * (b / kOne));
  return narrow(rounded_quotient(static_cast<Wide>(a) * b, kOne, rounding));
}

std::int64_t divide_e9(std::int64_t a, std::int64_t b, Rounding rounding) {
  BOT_CHECK(b != 0);
  return narrow(rounded_quotient(static_cast<Wide>(a) * 1'000'000'000, b, rounding));
}

}  // namespace bot::detail
