#include "research/invalid_sessions.hpp"

#include <algorithm>

#include "base/check.hpp"

namespace bot::research {

std::vector<InvalidSessions> invalid_sessions(const Panel& panel, std::span<const std::optional<Date>> first_bars,
                                              const Rows& rows) {
  BOT_CHECK(first_bars.size() == panel.symbol_count(), "{} {}", first_bars.size(), panel.symbol_count());
  std::vector<std::size_t> begins;
  std::vector<InvalidSessions> found(panel.symbol_count());
  for (std::size_t symbol = 0; symbol < panel.symbol_count(); ++symbol) {
    begins.push_back(first_bars[symbol] ? panel.row_from(*first_bars[symbol]) : panel.session_count());
    found[symbol].symbol = symbol;
  }
  for (std::size_t row = rows.first; row <= rows.last; ++row) {
    const std::uint8_t* valid = panel.valid.row(row);
    for (std::size_t symbol = 0; symbol < begins.size(); ++symbol) {
      if (valid[symbol] != 0 || row < begins[symbol]) continue;
      InvalidSessions& one = found[symbol];
      if (one.count++ == 0) one.between.first = row;
      one.between.last = row;
    }
  }
  std::erase_if(found, [](const InvalidSessions& one) { return one.count == 0; });
  return found;
}

}  // namespace bot::research
