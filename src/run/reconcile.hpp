// To the end: every order terminal or provably dead, and two equal readings of the positions that agree with the
// ledger.
#pragma once

#include "run/execute.hpp"

namespace bot::run {

struct Reconciled {
  PositionMap positions;   // as last read; those of before where they could not be read
  PositionMap expected{};  // what the ledger adds up to
  bool agree = false;      // the broker's positions are what the ledger adds up to
  bool read = false;       // they were read after the last order, so that they can disagree
};

// An interruption bounds it to 20 s; only an order whose end is not known holds it to that order's provable death.
[[nodiscard]] Reconciled reconcile(Runtime& runtime, OrderFollower& follower, OrderSender& sender,
                                   const PositionMap& positions);

}  // namespace bot::run
