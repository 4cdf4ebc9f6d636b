// Amounts as a person says them.
#pragma once

#include "base/fixed.hpp"

namespace bot::test {

inline Money dollars(double value) { return Money::from_double(value); }
inline Quantity shares(double value) { return Quantity::from_double(value); }

}  // namespace bot::test
