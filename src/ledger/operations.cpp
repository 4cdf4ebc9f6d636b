#include "ledger/operations.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "calendar/new_york.hpp"
#include "ledger/holdings.hpp"

namespace bot::ledger {
namespace {

struct SplitRatio {
  int to;
  int from;
};
constexpr SplitRatio kSplitRatios[] = {{2, 1}, {3, 1}, {4, 1}, {5, 1}, {10, 1}, {20, 1}, {3, 2}, {4, 3},
                                       {5, 4}, {1, 2}, {1, 3}, {1, 4}, {1, 5},  {1, 10}, {1, 20}};

Quantity times(Quantity quantity, int count) {
  Quantity sum;
  for (int turn = 0; turn < count; ++turn) sum += quantity;
  return sum;
}

std::string proposal_for(Quantity broker, Quantity explained) {
  if (explained > Quantity{}) {
    for (const SplitRatio& ratio : kSplitRatios)
      if (times(broker, ratio.from) == times(explained, ratio.to))
        return fmt::format("{}:{} split", ratio.to, ratio.from);
    const Quantity more = broker - explained;
    if (more > Quantity{} && !more.is_whole()) return "dividend reinvested";
    if (broker == Quantity{}) return "sold or transferred out by the owner; or the broker's list is not complete";
  }
  return broker > explained ? "transfer" : "sold or transferred out by the owner";
}

Quantity configured_keep(const std::map<Symbol, Quantity>& keep, const Symbol& symbol) {
  const auto found = keep.find(symbol);
  return found == keep.end() ? Quantity{} : found->second;
}

}  // namespace

Quantity kept_shares(const LedgerState& state, const Symbol& symbol, const std::map<Symbol, Quantity>& keep) {
  return max(state.kept_shares(symbol), configured_keep(keep, symbol));
}

Quantity explained_shares(const LedgerState& state, const Symbol& symbol, const std::map<Symbol, Quantity>& keep) {
  return state.managed_shares(symbol) + kept_shares(state, symbol, keep);
}

namespace {

// Ours are all there, and of the owner's some are missing.
bool is_of_kept_shares(const LedgerState& state, const Symbol& symbol, Quantity shown, Quantity explained) {
  return shown < explained && shown >= state.managed_shares(symbol);
}

std::string kept_shares_gone(const LedgerState& state, const Symbol& symbol, Quantity shown, Quantity explained,
                             const std::map<Symbol, Quantity>& keep) {
  std::string text = fmt::format("{} of the {} shares kept for the owner are gone", explained - shown,
                                 kept_shares(state, symbol, keep));
  const Quantity left = shown - state.managed_shares(symbol);
  if (configured_keep(keep, symbol) > left)
    text += fmt::format("; keep in the configuration is then {}: {}", symbol, left);
  return text;
}

}  // namespace

std::vector<UnexplainedPosition> unexplained_positions(const LedgerState& state,
                                                       const std::map<Symbol, Quantity>& broker,
                                                       const std::vector<Symbol>& universe,
                                                       const std::map<Symbol, Quantity>& keep) {
  std::vector<UnexplainedPosition> unexplained;
  for (const Symbol& symbol : managed_symbols(state, universe)) {
    const auto found = broker.find(symbol);
    const Quantity shown = found == broker.end() ? Quantity{} : found->second;
    const Quantity explained = explained_shares(state, symbol, keep);
    if (shown == explained) continue;
    unexplained.push_back({.symbol = symbol,
                           .broker = shown,
                           .explained = explained,
                           .proposal = is_of_kept_shares(state, symbol, shown, explained)
                                           ? kept_shares_gone(state, symbol, shown, explained, keep)
                                           : proposal_for(shown, explained)});
  }
  return unexplained;
}

Result<std::vector<PositionsAccepted::Entry>> accept_positions(Ledger& ledger,
                                                               const std::vector<UnexplainedPosition>& unexplained,
                                                               const AcceptRequest& request, UtcTime now) {
  PositionsAccepted accepted{.explanation = request.explanation, .by = request.by};
  for (const UnexplainedPosition& position : unexplained) {
    const Symbol& symbol = position.symbol;
    if (!request.symbols.empty() && std::ranges::find(request.symbols, symbol) == request.symbols.end()) continue;
    if (position.broker < Quantity{})
      return fail(ErrorCode::kUsage,
                  fmt::format("{} is {} shares short, which cannot be taken under management or kept", symbol,
                              Quantity{} - position.broker),
                  "accept-positions", "buy the shares back in TWS, then enter bot accept-positions again");
    PositionsAccepted::Entry entry{.symbol = symbol,
                                   .broker_quantity = position.broker,
                                   .as = request.as,
                                   .configured_keep = configured_keep(request.keep, symbol)};
    if (is_of_kept_shares(ledger.state(), symbol, position.broker, position.explained)) {
      // Nothing of ours is taken for the owner's: it would be bought again.
      const Quantity left = position.broker - ledger.state().managed_shares(symbol);
      if (entry.configured_keep > left)
        return fail(ErrorCode::kUsage,
                    fmt::format("{}: keep names {} shares as yours, and {} of them are there", symbol,
                                entry.configured_keep, left),
                    "keep",
                    fmt::format("set keep to {{{}: {}}} in the configuration, or take the line out", symbol, left));
      entry.as = AcceptAs::kKept;
    }
    accepted.entries.push_back(entry);
  }
  for (const Symbol& symbol : request.symbols)
    if (std::ranges::find(accepted.entries, symbol, &PositionsAccepted::Entry::symbol) == accepted.entries.end())
      return fail(ErrorCode::kUsage, fmt::format("{} needs no explanation: broker and ledger agree", symbol), {},
                  "name only symbols the proposal lists");
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
    return fail(ErrorCode::kUsage, fmt::format("{} is not under management", symbol), {}, "`bot status` lists what is");
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
  if (!ledger.state().halt) return fail(ErrorCode::kUsage, "there is no halt in force", {}, "nothing to do");
  if (ledger.state().halt->id != halt_id)
    return fail(ErrorCode::kUsage, fmt::format("the halt in force is {}", ledger.state().halt->id), halt_id,
                fmt::format("bot resume --halt {} --by NAME", ledger.state().halt->id));
  if (by.empty()) return fail(ErrorCode::kUsage, "a name is needed", "--by", "bot resume --halt ID --by NAME");
  return ledger.append(now, RunId{}, Resumed{.id = halt_id, .by = by});
}

Result<void> arm(Ledger& ledger, const Armed& armed, UtcTime now) { return ledger.append(now, RunId{}, armed); }

Result<void> disarm(Ledger& ledger, const std::string& why, UtcTime now) {
  return ledger.append(now, RunId{}, Disarmed{.why = why});
}

OrderLine order_line(const orders::OrderRecord& order) {
  OrderLine line{.key = order.key,
                 .symbol = order.symbol,
                 .side = order.side,
                 .shares = order.quantity,
                 .limit = order.limit,
                 .state = order.state,
                 .filled = order.executed(),
                 .average_price = order.average_price(),
                 .commission = order.commission(),
                 .slippage_bps = 0,
                 .reason = order.reason,
                 .doubtful_commission = order.doubtful_commission()};
  if (line.average_price && order.planned_mid > Price{}) {
    const double worse = order.side == Side::kBuy ? 1.0 : -1.0;
    line.slippage_bps = worse * (line.average_price->to_double() / order.planned_mid.to_double() - 1.0) * 10'000.0;
  }
  return line;
}

std::vector<OrderLine> order_lines(const LedgerState& state, const RunId& run) {
  std::vector<OrderLine> lines;
  for (const Side side : {Side::kSell, Side::kBuy})
    for (const auto& [key, order] : state.orders)
      if (order.run == run && order.side == side) lines.push_back(order_line(order));
  return lines;
}

}  // namespace bot::ledger
