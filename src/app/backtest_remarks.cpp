#include "app/backtest_remarks.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/money_text.hpp"
#include "base/wording.hpp"
#include "report/paragraph.hpp"

namespace bot::app {
namespace {

std::string refused_text(const std::vector<research::RefusedSession>& refused) {
  if (refused.empty()) return {};
  return fmt::format("On {} the file had no row that may be traded on, and nothing was traded; first {}: {}",
                     counted(refused.size(), "session"), to_iso(refused.front().session), refused.front().row.text());
}

std::string without_weights_text(const std::vector<Date>& sessions) {
  if (sessions.empty()) return {};
  return fmt::format(
      "On {} weights.method had no answer for what was chosen (singular covariance), and nothing was traded; first {}.",
      counted(sessions.size(), "session"), to_iso(sessions.front()));
}

// Until a file's first row nothing is traded.
std::string first_row_text(const std::optional<Date>& first_row, Date start) {
  if (!first_row || *first_row <= start) return {};
  return fmt::format(
      "The file's first row to trade on is of {0}: until then the account is cash. --start {0} leaves that time out.",
      to_iso(*first_row));
}

// On the last session nothing is traded.
bool any_target_to_trade(const research::Targets& targets, const research::BacktestOptions& options) {
  for (std::size_t session = options.first; session < options.last; ++session)
    if (!targets.at(session).empty()) return true;
  return false;
}

std::string idle_text(const research::AccountHistory& lived, const research::Targets& targets,
                      const research::BacktestOptions& options, const config::Settings& settings) {
  if (!lived.fills.empty()) return {};
  if (options.first == options.last)
    return "This account never traded: the test has one session, and on the last one nothing is traded.";
  if (!any_target_to_trade(targets, options))
    return "This account never traded: before the last session there was no target to hold anything.";
  return fmt::format(
      "This account never traded: of its {} (backtest.initial_equity) no target came to whole shares worth {} "
      "(execution.min_order_notional).",
      money_text(Money::from_double(settings.research.backtest.initial_equity)),
      money_text(settings.run.plan.min_order_notional));
}

// bot trade refuses to buy this much at once (R11); a back-test has no such rule.
std::string limit_text(const research::AccountHistory& lived, double max_order_notional) {
  const auto count = std::ranges::count_if(lived.fills, [&](const research::Fill& fill) {
    return fill.side == Side::kBuy && fill.notional > max_order_notional * lived.equity[fill.session - lived.first];
  });
  if (count == 0) return {};
  return fmt::format(
      "limits.max_order_notional: {} of this account's buys are above {:g} % of its equity, and bot trade would refuse "
      "them (R11).",
      count, 100 * max_order_notional);
}

}  // namespace

std::string backtest_remarks(const TestedTargets& tested, const research::AccountHistory& lived,
                             const research::Panel& panel, const research::BacktestOptions& options,
                             const Environment& environment) {
  const config::Settings& settings = environment.settings();
  std::string all;
  for (const std::string& text :
       {first_row_text(tested.first_row, panel.sessions[options.first]), refused_text(tested.refused),
        without_weights_text(tested.without_weights), idle_text(lived, tested.targets, options, settings),
        limit_text(lived, settings.run.safety.max_order_notional)})
    if (!text.empty()) all += "\n" + report::paragraph(text, environment.style);
  return all;
}

}  // namespace bot::app
