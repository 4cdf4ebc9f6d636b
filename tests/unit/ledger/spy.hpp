// A session, a symbol, and its two orders of that session.
#pragma once

#include "base/id.hpp"
#include "base/time.hpp"
#include "model/symbol.hpp"

namespace bot::test {

inline const Date kDay = make_date(2026, 3, 3);
inline const Symbol kSpy{"SPY"};
inline const OrderKey kBuySpy{"RB1.20260303.1.SPY.B.B"};
inline const OrderKey kSellSpy{"RB1.20260303.1.SPY.S.A"};

}  // namespace bot::test
