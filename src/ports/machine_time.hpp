// The machine's own clock, for adapters that make a Clock and for whoever has none to ask.
#pragma once

#include "base/time.hpp"

namespace bot::ports {

[[nodiscard]] inline UtcTime machine_time() { return std::chrono::floor<Duration>(std::chrono::system_clock::now()); }

}  // namespace bot::ports
