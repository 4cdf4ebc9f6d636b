// A price moved by basis points, to the billionth. Inside of this room.
#pragma once

#include "base/fixed.hpp"

namespace bot::plan {

[[nodiscard]] Price with_offset(Price price, double bps, Rounding rounding);

}  // namespace bot::plan
