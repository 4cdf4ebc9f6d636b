#include "research/targets.hpp"

#include <algorithm>

#include "base/check.hpp"
#include "research/momentum.hpp"
#include "schedule/schedule.hpp"

namespace bot::research {
namespace {

Targets fixed_targets(const Panel& panel, const decide::Options& options, std::span<const std::uint8_t> due) {
  std::vector<std::pair<std::size_t, double>> wanted;
  for (const auto& [symbol, weight] : options.fixed_weights)
    if (const auto column = panel.column_of(symbol))
      wanted.emplace_back(*column, weight * (1.0 - options.weights.cash_buffer));
  std::ranges::sort(wanted);
  Targets targets(panel.session_count());
  std::vector<Target> row;
  for (std::size_t session = 0; session < panel.session_count(); ++session) {
    if (due[session] == 0) {
      targets.add_undecided();
      continue;
    }
    row.clear();
    for (const auto& [column, weight] : wanted)
      if (panel.valid.at(session, column) != 0 && weight > 0)
        row.push_back({static_cast<std::uint32_t>(column), weight});
    targets.add(row);
  }
  return targets;
}

}  // namespace

std::vector<std::uint8_t> due_sessions(const Panel& panel, schedule::Frequency frequency,
                                       const calendar::Calendar& calendar) {
  std::vector<std::uint8_t> due(panel.session_count());
  for (std::size_t session = 0; session < due.size(); ++session)
    due[session] = schedule::is_slot_day(panel.sessions[session], frequency, calendar) ? 1 : 0;
  return due;
}

Targets strategy_targets(const Panel& panel, const decide::Options& options, std::span<const std::uint8_t> due) {
  BOT_CHECK(due.size() == panel.session_count(), "{} {}", due.size(), panel.session_count());
  switch (options.kind) {
    case decide::StrategyKind::kMomentum:
      return momentum_targets(panel, options, due);
    case decide::StrategyKind::kFixed:
      return fixed_targets(panel, options, due);
    case decide::StrategyKind::kFile:
      break;
  }
  BOT_CHECK(false, "the targets of a file are file_targets()");
  return Targets(0);
}

}  // namespace bot::research
