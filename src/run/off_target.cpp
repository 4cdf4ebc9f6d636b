#include "run/off_target.hpp"

#include <fmt/format.h>

#include <cmath>
#include <set>

#include "base/money_text.hpp"
#include "broker/cash.hpp"
#include "run/settled_cash.hpp"

namespace bot::run {
namespace {

struct OrdersOfSymbol {
  std::optional<std::string> never_handed_over;  // why
  std::optional<std::string> not_filled;         // how it ended
  bool has_unsent_buy = false;
  bool has_cut_buy = false;  // sent smaller than planned, or never
};

OrdersOfSymbol look_at_orders(const Runtime& runtime, const Symbol& symbol) {
  OrdersOfSymbol found;
  for (const orders::OrderRecord* order : runtime.state().orders_of(runtime.timing.asof)) {
    if (order->symbol != symbol) continue;
    if (order->was_never_handed_over()) found.never_handed_over = order->reason;
    if (order->was_sent() && order->executed() < order->quantity) found.not_filled = name(order->reported_state());
    if (order->side != Side::kBuy) continue;
    found.has_unsent_buy = found.has_unsent_buy || !order->was_sent();
    found.has_cut_buy = found.has_cut_buy || !order->was_sent() || order->quantity < order->intended;
  }
  return found;
}

bool have_buys_begun(const Runtime& runtime) {
  const auto session = runtime.state().sessions.find(runtime.timing.asof);
  return session != runtime.state().sessions.end() && session->second.buys_settled;
}

class Search {
 public:
  Search(const Runtime& runtime, const TradeFacts& facts, const PositionMap& positions,
         const std::optional<std::string>& frozen)
      : runtime_(runtime),
        facts_(facts),
        positions_(positions),
        frozen_(frozen),
        book_(lot_book(runtime.state())),
        equity_(facts.managed_equity.to_double()) {}

  [[nodiscard]] std::optional<OffTarget> look_at(const Symbol& symbol) const {
    const auto decided = facts_.targets.find(symbol);
    const double target = decided == facts_.targets.end() ? 0 : decided->second;
    const Quantity held = managed_shares(runtime_, positions_, symbol);
    const auto price = price_of(symbol, facts_.quotes, facts_.series);
    const double one = price && equity_ > 0 ? price->to_double() / equity_ : 0;
    OffTarget off{
        .symbol = symbol, .weight = held.to_double() * one, .target = decided_target(symbol), .shares = {}, .why = {}};
    if (target == 0 && is_gone(symbol, held)) return std::nullopt;
    const bool is_known = one > 0;
    if (is_known && std::abs(off.weight - target) <= runtime_.options.plan.drift_band) return std::nullopt;
    if (is_known) off.shares = Quantity::from_double(std::abs(off.weight - target) / one).whole_part();
    auto [cause, why] = explain(off, is_known);
    off.cause = cause;
    off.why = std::move(why);
    if (cause == OffTargetCause::kNotSold) {
      off.shares = min(off.shares, locked(symbol));
      off.until = book_.locked_until(symbol, runtime_.timing.asof);
    }
    return off;
  }

 private:
  // A symbol that was looked at and not chosen has a target of 0.
  [[nodiscard]] std::optional<double> decided_target(const Symbol& symbol) const {
    if (const auto target = facts_.targets.find(symbol); target != facts_.targets.end()) return target->second;
    return facts_.excluded.contains(symbol) ? std::nullopt : std::optional(0.0);
  }

  struct Explanation {
    OffTargetCause cause;
    std::string why;
  };

  [[nodiscard]] Explanation explain(const OffTarget& off, bool is_known) const {
    if (const auto excluded = facts_.excluded.find(off.symbol); excluded != facts_.excluded.end())
      return {OffTargetCause::kNotTradable, excluded->second};
    if (const auto bad = facts_.bad_quotes.find(off.symbol); bad != facts_.bad_quotes.end())
      return {OffTargetCause::kNotTradable, bad->second};
    const OrdersOfSymbol orders = look_at_orders(runtime_, off.symbol);
    if (orders.never_handed_over) return {OffTargetCause::kNotTradable, "its order was " + *orders.never_handed_over};
    if (equity_ < 0)
      return {OffTargetCause::kNotTradable, fmt::format("cash_reserve, keep and what is not managed leave {} to manage",
                                                        money_text(facts_.managed_equity))};
    if (!is_known) return {OffTargetCause::kNotTradable, "nothing says what it is worth"};
    if (orders.not_filled) return {OffTargetCause::kNotFilled, "its order was " + *orders.not_filled};
    if (off.weight > off.target.value_or(0)) {
      if (min(off.shares, locked(off.symbol)) > Quantity{})
        return {OffTargetCause::kNotSold, "bought with money that has not settled"};
      return unexplained(off);
    }
    if (const auto doubt = settled_cash_doubt(runtime_, facts_.account.snapshot.values))
      return {OffTargetCause::kNotTradable, *doubt};
    if (orders.has_unsent_buy && frozen_) return {OffTargetCause::kNotTradable, *frozen_};
    if (orders.has_unsent_buy && !have_buys_begun(runtime_))
      return {OffTargetCause::kNoTime, "the time for buys was over"};
    // Short by a whole share that is worth an order: nothing but the cash rule leaves that out of a plan.
    const auto missing = worth(price_of(off.symbol, facts_.quotes, facts_.series), off.shares);
    const bool is_worth_an_order = missing && *missing >= runtime_.options.plan.min_order_notional;
    const bool is_short_of_cash =
        orders.has_cut_buy || (facts_.planned_by == PlannedBy::kThisStart && is_worth_an_order);
    if (off.shares > Quantity{} && is_short_of_cash) return {OffTargetCause::kNotBought, short_of_cash()};
    return unexplained(off);
  }

  // Where only whole shares go, a fraction that is left counts as on target.
  [[nodiscard]] bool is_gone(const Symbol& symbol, Quantity held) const {
    const bool may_be_left = !facts_.fractional && !facts_.excluded.contains(symbol);
    return may_be_left ? held.whole_part() == Quantity{} : held == Quantity{};
  }

  // Where it is there and may not be spent: why.
  [[nodiscard]] std::string short_of_cash() const {
    std::string what = "not enough cash for it";
    const AccountValues& values = facts_.account.snapshot.values;
    const auto shown = broker::dollar_cash(values);
    if (!shown) return what;
    if (facts_.ledger_cash)
      return what + fmt::format(" (after the sells the broker showed {} where {} was expected)", money_text(*shown),
                                money_text(*facts_.ledger_cash));
    const auto funds = values.usd("AvailableFunds");
    if (!funds) return what + " (the broker reports no AvailableFunds, so only settled cash is spent)";
    if (*funds >= *shown || broker::is_same_cash(*funds, *shown)) return what;
    return what + fmt::format(" (of {} the broker makes {} available: AvailableFunds)", money_text(*shown),
                              money_text(*funds));
  }

  [[nodiscard]] Explanation unexplained(const OffTarget& off) const {
    const auto other_side = one_share_further(off);
    if (facts_.planned_by == PlannedBy::kEarlierStart)
      return {OffTargetCause::kNotPlanned,
              other_side.value_or("the plan of the earlier start has no more orders for it")};
    return {OffTargetCause::kNotNearer, other_side.value_or("no order comes nearer")};
  }

  // None: that share is not there, or leaves it on this side of the target, and something else is the reason.
  [[nodiscard]] std::optional<std::string> one_share_further(const OffTarget& off) const {
    const double one = price_of(off.symbol, facts_.quotes, facts_.series)->to_double() / equity_;
    const double target = off.target.value_or(0);
    const bool is_short = off.weight < target;
    const double next = is_short ? off.weight + one : off.weight - one;
    if (next < 0) return std::nullopt;
    if (std::abs(next - target) >= std::abs(off.weight - target))
      return fmt::format("with one share {} it would be {:.1f} %", is_short ? "more" : "less", 100 * next);
    if (!is_short || next <= target) return std::nullopt;
    return fmt::format("one share more would make it {:.1f} %, above what its weight or the cash allows", 100 * next);
  }

  [[nodiscard]] Quantity locked(const Symbol& symbol) const {
    return min(managed_shares(runtime_, positions_, symbol), book_.locked(symbol, runtime_.timing.asof));
  }

  const Runtime& runtime_;
  const TradeFacts& facts_;
  const PositionMap& positions_;
  const std::optional<std::string>& frozen_;
  plan::LotBook book_;
  double equity_;
};

std::string describe(const OffTarget& off) {
  if (off.cause == OffTargetCause::kNotSold && off.until)
    return fmt::format("{} {} locked until {}", off.shares, off.symbol, to_iso(*off.until));
  if (!off.target) return fmt::format("{} {:.1f} %, left as it is: {}", off.symbol, 100 * off.weight, off.why);
  return fmt::format("{} {:.1f} % for {:.1f} %: {}", off.symbol, 100 * off.weight, 100 * *off.target, off.why);
}

}  // namespace

std::vector<OffTarget> find_off_target(const Runtime& runtime, const TradeFacts& facts, const PositionMap& positions,
                                       const std::optional<std::string>& frozen) {
  std::set<Symbol> symbols;
  for (const auto& [symbol, target] : facts.targets) symbols.insert(symbol);
  for (const auto& [symbol, shares] : positions)
    if (is_managed(runtime, symbol)) symbols.insert(symbol);
  const Search search(runtime, facts, positions, frozen);
  std::vector<OffTarget> found;
  for (const Symbol& symbol : symbols)
    if (auto off = search.look_at(symbol)) found.push_back(std::move(*off));
  return found;
}

std::vector<OffTarget> find_off_target_since(const Runtime& runtime, const TradeFacts& planned, const TradeFacts& last,
                                             const PositionMap& positions, const std::optional<std::string>& frozen) {
  const std::vector<OffTarget> before = find_off_target(runtime, planned, positions, frozen);
  std::vector<OffTarget> now = find_off_target(runtime, last, positions, frozen);
  const auto is_among = [](const std::vector<OffTarget>& all, const Symbol& symbol) {
    return std::ranges::find(all, symbol, &OffTarget::symbol) != all.end();
  };
  for (OffTarget& off : now) {
    if (is_among(before, off.symbol) || off.shares == Quantity{}) continue;
    off.cause = OffTargetCause::kMoved;
    off.why = "the price or the account has moved since the orders were planned";
    off.until.reset();
  }
  // What failed has failed, wherever the price has gone since.
  for (const OffTarget& off : before)
    if (consequence(off.cause) == Consequence::kFailure && !is_among(now, off.symbol)) now.push_back(off);
  return now;
}

Consequence consequence(OffTargetCause cause) {
  switch (cause) {
    case OffTargetCause::kNotTradable:
    case OffTargetCause::kNotFilled:
    case OffTargetCause::kNoTime:
      return Consequence::kFailure;
    case OffTargetCause::kNotSold:
    case OffTargetCause::kNotBought:
    case OffTargetCause::kMoved:
      return Consequence::kDeferred;
    case OffTargetCause::kNotNearer:
    case OffTargetCause::kNotPlanned:
      return Consequence::kNone;
  }
  BOT_CHECK(false);
}

std::string describe(const std::vector<OffTarget>& off) {
  std::string text;
  for (const OffTarget& one : off) text += (text.empty() ? "" : "; ") + describe(one);
  return text;
}

}  // namespace bot::run
