// The sessions of a test on which a symbol of the universe could not be decided on: what was held of it stood still.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "research/panel.hpp"
#include "research/walkforward.hpp"

namespace bot::research {

struct InvalidSessions {
  std::size_t symbol = 0;  // column of the panel
  std::size_t count = 0;
  Rows between;  // the first and the last of them
  bool operator==(const InvalidSessions&) const = default;
};

// By column, those that were invalid at all. `first_bars`: a column each, the date of its first bar, before which it is
// young and not invalid; none: it is not decided on.
[[nodiscard]] std::vector<InvalidSessions> invalid_sessions(const Panel& panel,
                                                            std::span<const std::optional<Date>> first_bars,
                                                            const Rows& rows);

}  // namespace bot::research
