// Money as a person reads it, the same in every sentence, table, alert and log. Prices have their own (more decimals).
#pragma once

#include <string>

#include "base/fixed.hpp"

namespace bot {

[[nodiscard]] std::string money_text(Money money);    // "$12,345.60", "-$0.35"
[[nodiscard]] std::string money_figure(Money money);  // of a column that is money: "12,345.60", "-0.35"

}  // namespace bot
