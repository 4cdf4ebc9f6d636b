#include "ledger/ledger.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "ledger/checkpoint.hpp"
#include "ledger/codec.hpp"

namespace bot::ledger {
namespace {

// What the fold sees is what the disk will give back, so that a replay cannot differ from memory. An event that was
// written exactly is what is read back (a test decodes every kind of event and compares); any other is read back here.
EncodedEvent as_stored(LedgerEvent event) {
  EncodedBody encoded = encode_body(event.body);
  if (!encoded.is_exact) {
    auto body = decode(kind_of(event.body), encoded.text);
    BOT_CHECK(body.has_value(), "{}: {}", kind_of(event.body), body.error().text());
    event.body = std::move(*body);
  }
  return {.event = std::move(event), .body = std::move(encoded.text)};
}

// How far the ledger has gone: to its newest session with a plan, and at least to where its history was cut.
std::optional<Date> gone_on_to(const LedgerState& state) {
  std::optional<Date> newest = state.kept_from;
  for (const auto& [session, record] : state.sessions)
    if (record.sequence > 0 && (!newest || session > *newest)) newest = session;
  return newest;
}

Result<void> check_history(const LedgerState& state, const LedgerEvent& event) {
  const auto* plan = std::get_if<PlanWritten>(&event.body);
  if (plan == nullptr) return {};
  const auto newest = gone_on_to(state);
  if (!newest || plan->session >= *newest) return {};
  return fail(ErrorCode::kSafety,
              fmt::format("a plan for {}, which is history: the ledger has gone on to {}", to_iso(plan->session),
                          to_iso(*newest)),
              "clock", "Set the machine's clock right.");
}

bool ends_run(const LedgerEvent& event) { return std::holds_alternative<RunEnded>(event.body); }

}  // namespace

Result<void> Ledger::append(UtcTime at, const RunId& run, EventBody body) {
  std::vector<LedgerEvent> events;
  events.push_back({.at = at, .run = run, .body = std::move(body)});
  return append_all(std::move(events));
}

Result<void> Ledger::append_all(std::vector<LedgerEvent> events) {
  if (events.empty()) return {};
  for (const LedgerEvent& event : events) BOT_TRY_VOID(check_history(state_, event));
  const bool is_end = std::ranges::any_of(events, ends_run);
  const UtcTime at = events.back().at;
  const RunId run = events.back().run;
  BOT_TRY_VOID(write(std::move(events)));
  if (is_end && is_checkpoint_due(state_)) {
    std::vector<LedgerEvent> checkpoint;
    checkpoint.push_back({.at = at, .run = run, .body = take_checkpoint(state_)});
    // The events are on the disk whatever becomes of it. Where it fails, broken_ lets nothing more through.
    (void)write(std::move(checkpoint));
  }
  return {};
}

Result<void> Ledger::write(std::vector<LedgerEvent> events) {
  if (broken_)
    return fail(ErrorCode::kIo, "the ledger could not be written before, so nothing more is recorded in this run", {},
                "Check the disk; the next start verifies the ledger.");
  std::vector<EncodedEvent> encoded;
  encoded.reserve(events.size());
  for (LedgerEvent& event : events) encoded.push_back(as_stored(std::move(event)));
  // Set first: an exception from the adapter leaves it closed as well.
  broken_ = true;
  BOT_TRY_VOID(store(encoded));
  broken_ = false;
  for (const EncodedEvent& event : encoded) apply(state_, event.event);
  return {};
}

}  // namespace bot::ledger
