#include "decide/returns.hpp"

#include <algorithm>

namespace bot::decide {

ReturnTable common_returns(std::span<const std::span<const Bar>> series, int window) {
  const auto wanted = static_cast<std::size_t>(std::max(window, 0));
  ReturnTable table(series.size());
  if (series.empty()) return table;
  for (auto& row : table) row.reserve(wanted);
  std::vector<std::size_t> at(series.size());  // of the bar looked at, plus one
  for (std::size_t i = 0; i < series.size(); ++i) at[i] = series[i].size();
  while (table.front().size() < wanted) {
    // A bar at index 0 has no return, so nothing older counts.
    if (std::ranges::any_of(at, [](std::size_t end) { return end < 2; })) break;
    Date latest_common = series[0][at[0] - 1].date;
    for (std::size_t i = 1; i < series.size(); ++i) latest_common = std::min(latest_common, series[i][at[i] - 1].date);
    bool all = true;
    for (std::size_t i = 0; i < series.size(); ++i) {
      if (series[i][at[i] - 1].date > latest_common) {
        --at[i];
        all = false;
      }
    }
    if (!all) continue;
    for (std::size_t i = 0; i < series.size(); ++i) {
      table[i].push_back(simple_return(series[i], at[i] - 1));
      --at[i];
    }
  }
  for (auto& row : table) std::ranges::reverse(row);
  return table;
}

}  // namespace bot::decide
