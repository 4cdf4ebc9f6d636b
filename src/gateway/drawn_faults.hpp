// Faults from a seed.
#pragma once

#include <cstdint>

#include "base/time.hpp"
#include "gateway/faults.hpp"

namespace bot::gateway {

// A few faults, the same ones for the same seed; those with an instant lie in the sessions of the year from `start` on.
[[nodiscard]] Faults draw_faults(std::uint64_t seed, UtcTime start);

}  // namespace bot::gateway
