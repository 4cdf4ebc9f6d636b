// The ledger's door. Whoever holds a Ledger holds the account's lock: an adapter takes the lock before it opens and
// keeps it as long as the object lives, so there is one writer.
#pragma once

#include <utility>
#include <vector>

#include "base/result.hpp"
#include "ledger/events.hpp"
#include "ledger/state.hpp"

namespace bot::ledger {

class Ledger {
 public:
  virtual ~Ledger() = default;
  // Durable on the disk when it returns. After a failed append the state on the disk is not known: every later append
  // fails too, until the ledger is opened again and verified.
  [[nodiscard]] Result<void> append(UtcTime at, const RunId& run, EventBody body);
  // All or none, in one transaction.
  [[nodiscard]] Result<void> append_all(const std::vector<LedgerEvent>& events);
  // The fold of everything appended so far.
  [[nodiscard]] const LedgerState& state() const { return state_; }
  // Everything, oldest first.
  [[nodiscard]] virtual Result<std::vector<LedgerEvent>> read_all() const = 0;

 protected:
  [[nodiscard]] virtual Result<void> store(const std::vector<LedgerEvent>& events) = 0;
  void begin_with(LedgerState state) { state_ = std::move(state); }
  void replay(const std::vector<LedgerEvent>& events);  // at open

 private:
  LedgerState state_;
  bool broken_ = false;
};

}  // namespace bot::ledger
