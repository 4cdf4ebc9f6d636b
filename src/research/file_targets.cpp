#include "research/file_targets.hpp"

#include <algorithm>

#include "base/check.hpp"

namespace bot::research {

FileTargets file_targets(const Panel& panel, const decide::WeightRows& rows, const FileOptions& options,
                         std::span<const std::uint8_t> due) {
  BOT_CHECK(due.size() == panel.session_count(), "{} {}", due.size(), panel.session_count());
  FileTargets result{.targets = Targets(panel.session_count()), .first_decided = std::nullopt, .refused = {}};
  std::vector<Target> wanted;
  for (std::size_t session = 0; session < panel.session_count(); ++session) {
    if (due[session] == 0) {
      result.targets.add_undecided();
      continue;
    }
    const std::size_t age = std::min(session, static_cast<std::size_t>(options.max_age_sessions));
    const auto row = rows.row_for(panel.sessions[session], panel.sessions[session - age], options.universe);
    if (!row) {
      result.targets.add_undecided();
      if (row.error().why != decide::RowRefusal::kMissing)
        result.refused.push_back({.session = panel.sessions[session], .row = row.error()});
      continue;
    }
    wanted.clear();
    for (const auto& [symbol, weight] : row->weights) {
      const auto column = panel.column_of(symbol);
      BOT_CHECK(column, "{}", symbol);
      if (panel.valid.at(session, *column) != 0)
        wanted.push_back(
            {.symbol = static_cast<std::uint32_t>(*column), .weight = weight * (1.0 - options.cash_buffer)});
    }
    result.targets.add(wanted);
    if (!result.first_decided) result.first_decided = panel.sessions[session];
  }
  return result;
}

}  // namespace bot::research
