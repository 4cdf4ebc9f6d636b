// The configured options of research, and the rows of a panel they are for.
#pragma once

#include <optional>

#include "config/settings.hpp"
#include "research/lived_account.hpp"
#include "research/panel.hpp"

namespace bot::app {

// From the first session on which a symbol has min_bars, or `start`, to the panel's last. kData where there is none.
[[nodiscard]] Result<research::BacktestOptions> backtest_options(const research::Panel& panel,
                                                                 const std::optional<Date>& start,
                                                                 const config::Settings& settings);
// `weight_cap`: of the strategy that is tested.
[[nodiscard]] research::LivedAccountOptions lived_account_options(const research::BacktestOptions& backtest,
                                                                  const WeightCap& weight_cap,
                                                                  const config::Settings& settings);

}  // namespace bot::app
