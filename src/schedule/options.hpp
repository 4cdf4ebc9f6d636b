// When runs are due: `schedule:` of the configuration.
#pragma once

#include "base/time.hpp"

namespace bot::schedule {

enum class Frequency { kDaily, kWeekly, kMonthly };

struct Options {
  Duration time = std::chrono::hours{15} + std::chrono::minutes{55};  // since New York midnight
  int minutes_before_early_close = 5;
  Frequency frequency = Frequency::kDaily;
};

// Who starts a run: a timer may only at its instant, a person at any time of the session.
enum class Start { kTimer, kHand };
// As --scheduled says.
[[nodiscard]] constexpr Start started_by(bool is_scheduled) { return is_scheduled ? Start::kTimer : Start::kHand; }

}  // namespace bot::schedule
