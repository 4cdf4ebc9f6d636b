#include "ledger/ledger.hpp"

#include "ledger/codec.hpp"

namespace bot::ledger {

Result<void> Ledger::append(UtcTime at, const RunId& run, EventBody body) {
  return append_all({LedgerEvent{.at = at, .run = run, .body = std::move(body)}});
}

Result<void> Ledger::append_all(const std::vector<LedgerEvent>& events) {
  if (broken_)
    return fail(ErrorCode::kIo, "the ledger could not be written before, so nothing more is recorded in this run", {},
                "check the disk; the next start verifies the ledger");
  if (events.empty()) return {};
  // What the fold sees is what the disk will give back, so that a replay cannot differ from memory. Of bars it sees
  // their number and hash only: reading thousands of rows again would be half of a run's processor time.
  std::vector<LedgerEvent> as_stored;
  for (const LedgerEvent& event : events) {
    if (std::holds_alternative<BarsRecorded>(event.body)) {
      as_stored.push_back(event);
      continue;
    }
    auto body = decode(kind_of(event.body), encode(event.body));
    BOT_CHECK(body.has_value(), "{}: {}", kind_of(event.body), body.error().text());
    as_stored.push_back({.at = event.at, .run = event.run, .body = std::move(*body)});
  }
  // Set first: an exception from the adapter leaves the door closed as well.
  broken_ = true;
  BOT_TRY_VOID(store(as_stored));
  broken_ = false;
  replay(as_stored);
  return {};
}

void Ledger::replay(const std::vector<LedgerEvent>& events) {
  for (const LedgerEvent& event : events) apply(state_, event);
}

}  // namespace bot::ledger
