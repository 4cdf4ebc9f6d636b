// Price, Quantity, Money: whole multiples of 1e-9 in 64 bits, three types that do not mix. Sums and products are
// checked: an overflow is a defect and stops the process. A double becomes one of these through
// from_double alone, which rounds to the nearest billionth (half to even).
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/check.hpp"

namespace bot {

enum class Rounding { kTowardZero, kHalfEven, kUp, kDown };  // kUp and kDown: towards plus and minus infinity

namespace detail {
std::int64_t fixed_from_double(double value);
std::optional<std::int64_t> fixed_parse(std::string_view text);
std::string fixed_to_string(std::int64_t raw);
std::int64_t multiply_e9(std::int64_t a, std::int64_t b, Rounding rounding);
std::int64_t divide_e9(std::int64_t a, std::int64_t b, Rounding rounding);
}  // namespace detail

template <class Tag>
class Fixed {
 public:
  static constexpr std::int64_t kScale = 1'000'000'000;

  constexpr Fixed() = default;
  [[nodiscard]] static constexpr Fixed from_raw(std::int64_t raw) { return Fixed(raw); }
  [[nodiscard]] static Fixed from_double(double value) { return Fixed(detail::fixed_from_double(value)); }
  [[nodiscard]] static Fixed from_whole(std::int64_t value) {
    std::int64_t raw = 0;
    BOT_CHECK(!__builtin_mul_overflow(value, kScale, &raw), "{}", value);
    return Fixed(raw);
  }
  // Decimal text: sign, digits, point, exponent; no more than nine decimals that matter.
  [[nodiscard]] static std::optional<Fixed> parse(std::string_view text) {
    const auto raw = detail::fixed_parse(text);
    return raw ? std::optional<Fixed>(Fixed(*raw)) : std::nullopt;
  }
  [[nodiscard]] constexpr std::int64_t raw() const { return raw_; }
  [[nodiscard]] constexpr double to_double() const { return static_cast<double>(raw_) / static_cast<double>(kScale); }
  // Shortest decimal text: "12", "0.35", "-1.5".
  [[nodiscard]] std::string str() const { return detail::fixed_to_string(raw_); }
  [[nodiscard]] constexpr bool is_whole() const { return raw_ % kScale == 0; }
  [[nodiscard]] constexpr Fixed whole_part() const { return Fixed(raw_ - raw_ % kScale); }  // toward zero
  [[nodiscard]] constexpr std::int64_t whole() const { return raw_ / kScale; }

  auto operator<=>(const Fixed&) const = default;
  Fixed operator-() const { return Fixed{} - *this; }
  Fixed operator+(Fixed other) const {
    std::int64_t raw = 0;
    BOT_CHECK(!__builtin_add_overflow(raw_, other.raw_, &raw), "{} + {}", raw_, other.raw_);
    return Fixed(raw);
  }
  Fixed operator-(Fixed other) const {
    std::int64_t raw = 0;
    BOT_CHECK(!__builtin_sub_overflow(raw_, other.raw_, &raw), "{} - {}", raw_, other.raw_);
    return Fixed(raw);
  }
  Fixed& operator+=(Fixed other) { return *this = *this + other; }
  Fixed& operator-=(Fixed other) { return *this = *this - other; }

 private:
  constexpr explicit Fixed(std::int64_t raw) : raw_(raw) {}
  std::int64_t raw_ = 0;
};

using Price = Fixed<struct PriceTag>;        // US dollars a share
using Quantity = Fixed<struct QuantityTag>;  // shares
using Money = Fixed<struct MoneyTag>;        // US dollars

[[nodiscard]] inline Money multiply(Price price, Quantity quantity, Rounding rounding) {
  return Money::from_raw(detail::multiply_e9(price.raw(), quantity.raw(), rounding));
}
[[nodiscard]] inline Price divide(Money money, Quantity quantity, Rounding rounding) {
  return Price::from_raw(detail::divide_e9(money.raw(), quantity.raw(), rounding));
}
template <class Tag>
[[nodiscard]] Fixed<Tag> min(Fixed<Tag> a, Fixed<Tag> b) {
  return a < b ? a : b;
}
template <class Tag>
[[nodiscard]] Fixed<Tag> max(Fixed<Tag> a, Fixed<Tag> b) {
  return a < b ? b : a;
}
template <class Tag>
[[nodiscard]] Fixed<Tag> abs(Fixed<Tag> a) {
  return a < Fixed<Tag>{} ? -a : a;
}

}  // namespace bot

template <class Tag>
struct fmt::formatter<bot::Fixed<Tag>> : fmt::formatter<std::string> {
  template <class Context>
  auto format(const bot::Fixed<Tag>& value, Context& context) const {
    return fmt::formatter<std::string>::format(value.str(), context);
  }
};
