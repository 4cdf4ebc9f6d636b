// What was decided before, as far as the record reaches: a weekly or monthly rebalance is made up for by it.
#pragma once

#include <optional>

#include "base/time.hpp"

namespace bot {

struct SlotHistory {
  std::optional<Date> open_rebalance;  // session an unfinished rebalance was decided in
  std::optional<Date> last_decided;
  std::optional<UtcTime> remembered_since;  // nothing is known of slots before
};

}  // namespace bot
