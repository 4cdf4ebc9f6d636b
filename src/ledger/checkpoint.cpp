#include "ledger/checkpoint.hpp"

#include <iterator>

#include "base/sha256.hpp"
#include "ledger/codec.hpp"

namespace bot::ledger {
namespace {

void forget_sessions(LedgerState& state) {
  if (state.sessions.size() <= kMaxSessionsKept) return;
  const auto first = std::prev(state.sessions.end(), static_cast<std::ptrdiff_t>(kMaxSessionsKept));
  state.kept_from = state.kept_from ? std::max(*state.kept_from, first->first) : first->first;
  state.sessions.erase(state.sessions.begin(), first);
}

void forget_orders(LedgerState& state) {
  std::erase_if(state.orders, [&](const auto& entry) {
    return entry.second.session < *state.kept_from && is_terminal(entry.second.state);
  });
}

// Oldest first, as they stand: of a symbol's lots that may be sold the newest takes the shares of all.
void join_lots(LedgerState& state) {
  std::map<Symbol, BoughtLot*> joined;
  for (auto lot = state.lots.rbegin(); lot != state.lots.rend(); ++lot) {
    if (lot->sellable_from > *state.kept_from) continue;  // as is all that was traded on that day or later
    const auto [newest, is_first] = joined.emplace(lot->symbol, &*lot);
    if (is_first) continue;
    newest->second->quantity += lot->quantity;
    lot->quantity = Quantity{};
  }
  std::erase_if(state.lots, [](const BoughtLot& lot) { return lot.quantity == Quantity{}; });
}

}  // namespace

bool is_checkpoint_due(const LedgerState& state) {
  return state.events - state.checkpointed >= kMinEventsBetweenCheckpoints;
}

Checkpoint take_checkpoint(const LedgerState& state) {
  LedgerState next = state;
  apply(next, {.body = Checkpoint{}});
  Checkpoint checkpoint{.state = {.text = encode_state(next)}, .rules = kFoldRules};
  checkpoint.sha256 = sha256_hex(checkpoint.state.text);
  return checkpoint;
}

void forget_history(LedgerState& state) {
  forget_sessions(state);
  if (!state.kept_from) return;
  forget_orders(state);
  join_lots(state);
}

void recall_history(LedgerState& state, const std::vector<LedgerEvent>& events) {
  if (!state.kept_from) return;
  LedgerState all;
  for (const LedgerEvent& event : events) apply(all, event);
  for (const auto& [date, session] : all.sessions)
    if (date < *state.kept_from) state.sessions.emplace(date, session);
  for (const auto& [key, order] : all.orders)
    if (order.session < *state.kept_from) state.orders.emplace(key, order);
}

Result<LedgerState> state_of(const Checkpoint& checkpoint) {
  if (sha256_hex(checkpoint.state.text) != checkpoint.sha256)
    return fail(ErrorCode::kIo, "a checkpoint's state is not the one that was hashed", "checkpoint",
                "Restore the folder from a copy; `bot audit verify` says more.");
  return decode_state(checkpoint.state.text);
}

}  // namespace bot::ledger
