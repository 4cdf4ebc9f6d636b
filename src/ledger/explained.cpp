#include "ledger/explained.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/wording.hpp"
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
    if (broker == Quantity{})
      return "sold or transferred out by the owner, replaced by another contract (new ticker, merger; `bot pin` "
             "renews one that kept its ticker), or missing from the broker's list";
  }
  return broker > explained ? "transfer" : "sold or transferred out by the owner";
}

// What the broker showed at the last reconciliation, with our own fills since; none: there was none.
std::optional<Quantity> shown_before(const LedgerState& state, const Symbol& symbol) {
  if (!state.last_nav) return std::nullopt;
  const auto& positions = state.last_nav->positions_anchor.value_or(state.last_nav->positions);
  const auto found = positions.find(symbol);
  const auto bought = state.bought_since_nav.find(symbol);
  return (found == positions.end() ? Quantity{} : found->second) +
         (bought == state.bought_since_nav.end() ? Quantity{} : bought->second);
}

// Ours are all there, and fewer than the owner's: they went, or keep names more than there ever were.
std::string kept_shares_missing(const LedgerState& state, const Symbol& symbol, Quantity shown,
                                const std::map<Symbol, Quantity>& keep) {
  const Quantity left = shown - state.managed_shares(symbol);
  const Quantity were_there =
      max(state.kept_shares(symbol), shown_before(state, symbol).value_or(Quantity{}) - state.managed_shares(symbol));
  std::string text = were_there > left
                         ? fmt::format("{} of the {} shares kept for the owner are gone", were_there - left, were_there)
                         : fmt::format("keep names {} shares as the owner's, and {} of them are there",
                                       configured_keep(keep, symbol), left);
  if (configured_keep(keep, symbol) > left)
    text += fmt::format("; keep in the configuration is then {}: {}", symbol, left);
  return text;
}

// Nothing came: at the last reconciliation more of them were the owner's than keep names now.
std::optional<std::string> not_kept_any_more(const LedgerState& state, const Symbol& symbol, Quantity shown,
                                             Quantity explained) {
  if (shown <= explained || shown_before(state, symbol).value_or(Quantity{}) < shown) return std::nullopt;
  return fmt::format(
      "{} of the owner's that keep named and names no more: put {}: {} back into keep, or take them over",
      shown - explained, symbol, shown - state.managed_shares(symbol));
}

std::string looks_like(const LedgerState& state, const Symbol& symbol, Quantity shown, Quantity explained,
                       const std::map<Symbol, Quantity>& keep, bool is_of_kept_shares) {
  if (is_of_kept_shares) return kept_shares_missing(state, symbol, shown, keep);
  if (const auto dropped = not_kept_any_more(state, symbol, shown, explained)) return *dropped;
  return proposal_for(shown, explained);
}

const orders::OrderRecord* only_order_with_unknown_end(const LedgerState& state, const Symbol& symbol) {
  const orders::OrderRecord* only = nullptr;
  for (const auto& [key, order] : state.orders) {
    if (order.symbol != symbol || !order.has_unknown_end()) continue;
    if (only != nullptr) return nullptr;
    only = &order;
  }
  return only;
}

}  // namespace

Quantity configured_keep(const std::map<Symbol, Quantity>& keep, const Symbol& symbol) {
  const auto found = keep.find(symbol);
  return found == keep.end() ? Quantity{} : found->second;
}

Quantity kept_shares(const LedgerState& state, const Symbol& symbol, const std::map<Symbol, Quantity>& keep) {
  return max(state.kept_shares(symbol), configured_keep(keep, symbol));
}

Quantity explained_shares(const LedgerState& state, const Symbol& symbol, const std::map<Symbol, Quantity>& keep) {
  return state.managed_shares(symbol) + kept_shares(state, symbol, keep);
}

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
    const bool is_of_kept_shares = shown < explained && shown >= state.managed_shares(symbol);
    unexplained.push_back({.symbol = symbol,
                           .broker = shown,
                           .explained = explained,
                           .proposal = looks_like(state, symbol, shown, explained, keep, is_of_kept_shares),
                           .is_of_kept_shares = is_of_kept_shares});
  }
  return unexplained;
}

std::optional<OrderKey> order_of_unknown_end(const LedgerState& state, const Symbol& symbol) {
  for (const auto& [key, order] : state.orders) {
    const bool was_looked_up = state.last_run && state.last_run->started > order.expires;
    if (order.symbol == symbol && order.has_unknown_end() && !was_looked_up) return key;
  }
  return std::nullopt;
}

std::optional<UnbookedFill> unbooked_fill(const LedgerState& state, const UnexplainedPosition& position) {
  const orders::OrderRecord* order = only_order_with_unknown_end(state, position.symbol);
  if (order == nullptr) return std::nullopt;
  const Quantity more = position.broker - position.explained;
  const Quantity filled = order->side == Side::kBuy ? more : -more;
  if (filled <= Quantity{} || filled > order->unfilled()) return std::nullopt;
  return UnbookedFill{.symbol = position.symbol,
                      .broker = position.broker,
                      .explained = position.explained,
                      .key = order->key,
                      .side = order->side,
                      .quantity = order->quantity};
}

PositionDifferences compare_positions(const LedgerState& state, const std::map<Symbol, Quantity>& broker,
                                      const std::vector<Symbol>& universe, const std::map<Symbol, Quantity>& keep) {
  PositionDifferences differences;
  for (UnexplainedPosition& position : unexplained_positions(state, broker, universe, keep)) {
    if (auto fill = unbooked_fill(state, position))
      differences.unbooked.push_back(std::move(*fill));
    else
      differences.unexplained.push_back(std::move(position));
  }
  return differences;
}

std::string describe(const UnbookedFill& fill) {
  return fmt::format("the fill of our order {} ({} {} {}) is not booked yet: broker {}, ledger {}", fill.key,
                     name(fill.side), fill.quantity, fill.symbol, fill.broker, fill.explained);
}

std::string command_for(const std::vector<UnexplainedPosition>& unexplained, const std::vector<Position>& outside) {
  for (const UnexplainedPosition& gone : unexplained) {
    const bool is_numbered_anew =
        gone.broker == Quantity{} && std::ranges::any_of(outside, [&](const Position& other) {
          return other.symbol == gone.symbol && other.security_type == kStock && other.quantity == gone.explained;
        });
    if (is_numbered_anew) return fmt::format("bot pin {}", gone.symbol);
  }
  return "bot accept-positions";
}

std::string describe(const std::vector<UnexplainedPosition>& unexplained) {
  const UnexplainedPosition& first = unexplained.front();
  const bool are_gone = std::ranges::all_of(
      unexplained, [](const UnexplainedPosition& position) { return position.broker == Quantity{}; });
  return fmt::format("{} {}, first {}: broker {}, ledger {} ({})", counted(unexplained.size(), "position"),
                     !are_gone                ? "that the ledger did not make"
                     : unexplained.size() > 1 ? "of the ledger that are gone"
                                              : "of the ledger that is gone",
                     first.symbol, first.broker, first.explained, first.proposal);
}

}  // namespace bot::ledger
