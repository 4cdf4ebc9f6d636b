// The port of the ledger. Whoever holds a Ledger holds the account's lock: an adapter takes the lock before it opens
// and keeps it as long as the object lives, so there is one writer.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "ledger/events.hpp"
#include "ledger/state.hpp"

namespace bot::ledger {

// An event and its text, encoded once: what an adapter keeps.
struct EncodedEvent {
  LedgerEvent event;
  std::string body;
};

class Ledger {
 public:
  virtual ~Ledger() = default;
  // Durable on the disk when it returns. After a failed append the state on the disk is not known: every later append
  // fails too, until the ledger is opened again and verified.
  [[nodiscard]] Result<void> append(UtcTime at, const RunId& run, EventBody body);
  // All or none, in one transaction. The end of a run is followed by a checkpoint when one is due (checkpoint.hpp); one
  // that cannot be written only makes the next opening longer, so it does not fail the append before it.
  // kSafety: a plan for a session that is history already, whose keys may have been used.
  [[nodiscard]] Result<void> append_all(std::vector<LedgerEvent> events);
  // The fold of everything appended so far.
  [[nodiscard]] const LedgerState& state() const { return state_; }
  // The ledger is not used afterwards.
  [[nodiscard]] LedgerState take_state() && { return std::move(state_); }
  // What was recorded at `from` or later, oldest first; without checkpoints, which hold nothing new.
  [[nodiscard]] virtual Result<std::vector<LedgerEvent>> read_since(UtcTime from) const = 0;

 protected:
  [[nodiscard]] virtual Result<void> store(const std::vector<EncodedEvent>& events) = 0;
  void begin_with(LedgerState state) { state_ = std::move(state); }

 private:
  [[nodiscard]] Result<void> write(std::vector<LedgerEvent> events);

  LedgerState state_;
  bool broken_ = false;
};

}  // namespace bot::ledger
