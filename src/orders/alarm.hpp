// What about our orders is a reason to halt for good.
#pragma once

#include <string>

namespace bot::orders {

enum class AlarmKind {
  kOverfill,      // more was filled than was ordered
  kLedgerBehind,  // the broker knows an order of ours that the ledger does not
  kMismatch,      // an execution under one of our keys is not that order's
  kShortSale,     // the broker takes a sale of ours for a short one
  kBeyondLimit    // filled at a price that the order's limit does not allow
};

struct Alarm {
  AlarmKind kind = AlarmKind::kMismatch;
  std::string why;
};

}  // namespace bot::orders
