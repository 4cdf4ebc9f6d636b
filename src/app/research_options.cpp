#include "app/research_options.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace bot::app {

Result<research::BacktestOptions> backtest_options(const research::Panel& panel, const std::optional<Date>& start,
                                                   const config::Settings& settings) {
  research::BacktestOptions options = config::backtest_options(settings);
  if (start) {
    options.first = panel.row_from(*start);
    if (options.first >= panel.session_count())
      return fail(ErrorCode::kData, fmt::format("there is no session from {} to the last bars", to_iso(*start)),
                  "--start", "Give an earlier day, or run bot fetch for newer bars.");
  } else {
    const auto first = research::first_tradable_row(panel, settings.run.decide.min_bars);
    if (!first)
      return fail(ErrorCode::kData,
                  fmt::format("no symbol has the {} valid bars that a decision needs", settings.run.decide.min_bars),
                  "validation.min_bars", "Run bot fetch for more bars, or bot validate for what is wrong with them.");
    options.first = *first;
  }
  options.last = panel.session_count() - 1;
  return options;
}

research::LivedAccountOptions lived_account_options(const research::BacktestOptions& backtest,
                                                    const WeightCap& weight_cap, const config::Settings& settings) {
  return {.backtest = backtest,
          .plan = settings.run.plan,
          .weight_cap = weight_cap,
          .extra_settlement_sessions = settings.run.extra_settlement_sessions};
}

}  // namespace bot::app
