// Symbols of the fake broker's market that tests of the run name.
#pragma once

#include "model/symbol.hpp"

namespace bot::test {

inline const Symbol kGld{"GLD"};
inline const Symbol kIef{"IEF"};
inline const Symbol kSpy{"SPY"};

}  // namespace bot::test
