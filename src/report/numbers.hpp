// Numbers for people; JSON has its own (json.hpp).
#pragma once

#include <optional>
#include <string>

#include "base/fixed.hpp"

namespace bot::report {

[[nodiscard]] std::string decimal(double value, int places);         // "n/a" where there is no number
[[nodiscard]] std::string percent(double fraction, int places = 1);  // 0.4751 -> "47.5 %"
[[nodiscard]] std::string price_text(Price price);                   // at least two decimals, as many as it has
// "n/a" for none.
[[nodiscard]] std::string optional_percent(const std::optional<double>& fraction);
[[nodiscard]] std::string optional_price(const std::optional<Price>& price);

}  // namespace bot::report
