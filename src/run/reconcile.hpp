// To the end: every order terminal or provably dead, and two equal readings of the positions that agree with the
// ledger.
#pragma once

#include "run/execute.hpp"

namespace bot::run {

// The broker's positions against what the ledger adds up to.
enum class PositionCheck {
  kUnread,  // not since the last order, so nothing is known
  kDisagree,
  kAgree
};

struct Reconciled {
  PositionMap positions;   // as last read; those of before where they could not be read
  PositionMap expected{};  // what the ledger adds up to
  PositionCheck check = PositionCheck::kUnread;
};

// Where it is interrupted, what is not known by the stop deadline (runtime.hpp) stays so.
[[nodiscard]] Reconciled reconcile(Runtime& runtime, OrderFollower& follower, OrderSender& sender,
                                   const PositionMap& positions);

}  // namespace bot::run
