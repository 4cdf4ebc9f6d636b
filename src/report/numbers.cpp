#include "report/numbers.hpp"

#include <fmt/format.h>

#include <cmath>

namespace bot::report {
namespace {

constexpr std::int64_t kRawPerCent = Money::kScale / 100;

}  // namespace

std::string decimal(double value, int places) {
  if (!std::isfinite(value)) return "n/a";
  const std::string text = fmt::format("{:.{}f}", value, places);
  const bool is_zero = text.find_first_not_of("-0.") == std::string::npos;
  return is_zero && text.front() == '-' ? text.substr(1) : text;
}

std::string percent(double fraction, int places) {
  const std::string text = decimal(fraction * 100, places);
  return text == "n/a" ? text : text + " %";
}

std::string dollars(Money money) {
  const std::int64_t raw = money.raw();
  const std::uint64_t size = raw < 0 ? 0 - static_cast<std::uint64_t>(raw) : static_cast<std::uint64_t>(raw);
  const std::uint64_t cents = (size + kRawPerCent / 2) / kRawPerCent;
  std::string whole = std::to_string(cents / 100);
  for (auto at = static_cast<std::ptrdiff_t>(whole.size()) - 3; at > 0; at -= 3)
    whole.insert(static_cast<std::size_t>(at), ",");
  return fmt::format("{}{}.{:02}", raw < 0 && cents > 0 ? "-" : "", whole, cents % 100);
}

std::string price_text(Price price) {
  std::string text = price.str();
  auto point = text.find('.');
  if (point == std::string::npos) {
    point = text.size();
    text += '.';
  }
  while (text.size() < point + 3) text += '0';
  return text;
}

std::string optional_price(const std::optional<Price>& price) { return price ? price_text(*price) : "n/a"; }

}  // namespace bot::report
