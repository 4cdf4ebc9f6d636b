// When the units' timers fire on one day: all of them on every weekday, as systemd would; the program decides from the
// calendar what is due. systemd/render writes the same instants into the units.
#pragma once

#include <vector>

#include "base/time.hpp"
#include "schedule/options.hpp"

namespace bot::simulate {

struct Timer {
  enum class What { kPreflight, kTrade, kWatchdog, kSummary };
  UtcTime at{};
  What what = What::kTrade;
};
// In the order of time.
[[nodiscard]] std::vector<Timer> timers_on(Date date, const schedule::Options& options);

}  // namespace bot::simulate
