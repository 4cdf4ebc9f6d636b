#include "ledger/operations.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "calendar/new_york.hpp"
#include "ledger/halt_text.hpp"

namespace bot::ledger {
namespace {

Error unknown_part_refusal(const OrderKey& key, const UnexplainedPosition& position) {
  return {ErrorCode::kUsage,
          fmt::format("the end of our order {} in {} is not known, so that nobody can say what of {} shares is its "
                      "fill (the ledger has {})",
                      key, position.symbol, position.broker, position.explained),
          "accept-positions", "Let the next run of bot trade book the order; accept what is left after it."};
}

}  // namespace

Error unbooked_refusal(const UnbookedFill& fill) {
  return {ErrorCode::kUsage, describe(fill), "accept-positions",
          "Nothing is to be accepted: the next run of bot trade books it, as a trade with its price and its lot."};
}

Result<std::vector<PositionsAccepted::Entry>> accept_positions(Ledger& ledger,
                                                               const std::vector<UnexplainedPosition>& unexplained,
                                                               const AcceptRequest& request, UtcTime now) {
  PositionsAccepted accepted{.explanation = request.explanation, .by = request.by};
  for (const UnexplainedPosition& position : unexplained) {
    const Symbol& symbol = position.symbol;
    if (!request.symbols.empty() && std::ranges::find(request.symbols, symbol) == request.symbols.end()) continue;
    if (const auto fill = unbooked_fill(ledger.state(), position)) return fail(unbooked_refusal(*fill));
    if (const auto key = order_of_unknown_end(ledger.state(), symbol))
      return fail(unknown_part_refusal(*key, position));
    if (position.broker < Quantity{})
      return fail(ErrorCode::kUsage,
                  fmt::format("{} is {} shares short, which cannot be taken under management or kept", symbol,
                              Quantity{} - position.broker),
                  "accept-positions", "Buy the shares back in TWS, then enter bot accept-positions again.");
    PositionsAccepted::Entry entry{.symbol = symbol,
                                   .broker_quantity = position.broker,
                                   .as = request.as,
                                   .configured_keep = configured_keep(request.keep, symbol)};
    if (position.is_of_kept_shares) {
      // Nothing of ours is taken for the owner's: it would be bought again.
      const Quantity left = position.broker - ledger.state().managed_shares(symbol);
      if (entry.configured_keep > left)
        return fail(ErrorCode::kUsage,
                    fmt::format("{}: keep names {} shares as yours, and {} of them are there", symbol,
                                entry.configured_keep, left),
                    "keep",
                    fmt::format("Set keep to {{{}: {}}} in the configuration, or take the line out.", symbol, left));
      entry.as = AcceptAs::kKept;
    }
    accepted.entries.push_back(entry);
  }
  for (const Symbol& symbol : request.symbols)
    if (std::ranges::find(accepted.entries, symbol, &PositionsAccepted::Entry::symbol) == accepted.entries.end())
      return fail(ErrorCode::kUsage, fmt::format("{} needs no explanation: broker and ledger agree", symbol), {},
                  "Name only symbols the proposal lists.");
  if (accepted.entries.empty()) return accepted.entries;
  std::vector<LedgerEvent> events;
  for (const InstrumentPinned& pin : request.pins) events.push_back({.at = now, .run = {}, .body = pin});
  events.push_back({.at = now, .run = {}, .body = accepted});
  BOT_TRY_VOID(ledger.append_all(std::move(events)));
  return accepted.entries;
}

Result<void> release_symbol(Ledger& ledger, const Symbol& symbol, const std::map<Symbol, Quantity>& keep,
                            const std::string& by, UtcTime now) {
  if (ledger.state().managed_shares(symbol) == Quantity{})
    return fail(ErrorCode::kUsage, fmt::format("{} is not under management", symbol), {},
                "`bot status` lists what is.");
  return ledger.append(now, RunId{},
                       SymbolReleased{.symbol = symbol, .by = by, .configured_keep = configured_keep(keep, symbol)});
}

Halted make_halt(const LedgerState& state, HaltReason reason, const std::string& why, UtcTime now) {
  return {.id = fmt::format("H{}-{}", to_basic(calendar::to_new_york(now).date), state.events + 1),
          .reason = reason,
          .why = why};
}

Result<std::string> halt(Ledger& ledger, HaltReason reason, const std::string& why, UtcTime now) {
  if (ledger.state().halt) return ledger.state().halt->id;
  const Halted halted = make_halt(ledger.state(), reason, why, now);
  BOT_TRY_VOID(ledger.append(now, RunId{}, halted));
  return halted.id;
}

Result<void> resume(Ledger& ledger, const std::string& halt_id, const std::string& by, UtcTime now) {
  if (!ledger.state().halt) return fail(ErrorCode::kUsage, "there is no halt in force", {}, "Nothing to do.");
  if (ledger.state().halt->id != halt_id)
    return fail(ErrorCode::kUsage, fmt::format("the halt in force is {}", ledger.state().halt->id), halt_id,
                resume_command(ledger.state().halt->id));
  if (by.empty()) return fail(ErrorCode::kUsage, "a name is needed", "--by", resume_command("ID"));
  return ledger.append(now, RunId{}, Resumed{.id = halt_id, .by = by});
}

Result<void> arm(Ledger& ledger, const Armed& armed, UtcTime now) { return ledger.append(now, RunId{}, armed); }

Result<void> disarm(Ledger& ledger, const std::string& why, UtcTime now) {
  return ledger.append(now, RunId{}, Disarmed{.why = why});
}

}  // namespace bot::ledger
