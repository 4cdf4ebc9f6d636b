#include "report/numbers.hpp"

#include <fmt/format.h>

#include <cmath>

namespace bot::report {

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

std::string optional_percent(const std::optional<double>& fraction) { return fraction ? percent(*fraction) : "n/a"; }

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
