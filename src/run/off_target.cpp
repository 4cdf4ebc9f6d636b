#include "run/off_target.hpp"

#include <fmt/format.h>

#include <cmath>

#include "ledger/operations.hpp"

namespace bot::run {
namespace {

// The first start's plan had buys, and none of its starts came to their phase.
bool buys_never_began(const Runtime& runtime) {
  const auto session = runtime.state().sessions.find(runtime.timing.asof);
  return session != runtime.state().sessions.end() && session->second.sequence > 0 && !session->second.buys_settled &&
         runtime.now() > runtime.timing.deadlines.last_buy_phase;
}

class Search {
 public:
  Search(const Runtime& runtime, const TradeFacts& facts, const PositionMap& positions)
      : runtime_(runtime),
        facts_(facts),
        positions_(positions),
        book_(lot_book(runtime.state())),
        equity_(facts.managed_equity.to_double()) {}

  [[nodiscard]] std::optional<OffTarget> look_at(const Symbol& symbol, double target) const {
    const Quantity held = managed_shares(symbol);
    const auto price = price_of(symbol, facts_.quotes, facts_.series);
    const double one = price && equity_ > 0 ? price->to_double() / equity_ : 0;
    OffTarget off{.symbol = symbol, .weight = held.to_double() * one, .target = target, .shares = {}, .why = {}};
    if (held == Quantity{} && target == 0) return std::nullopt;
    const bool is_known = one > 0;
    if (is_known && std::abs(off.weight - target) <= runtime_.options.plan.drift_band) return std::nullopt;
    if (is_known) off.shares = Quantity::from_double(std::abs(off.weight - target) / one).whole_part();
    explain(off, held, is_known);
    return off;
  }

 private:
  [[nodiscard]] Quantity managed_shares(const Symbol& symbol) const {
    const auto found = positions_.find(symbol);
    if (found == positions_.end()) return {};
    return max(found->second - ledger::kept_shares(runtime_.state(), symbol, runtime_.options.keep), Quantity{});
  }

  void explain(OffTarget& off, Quantity held, bool is_known) const {
    if (const auto excluded = facts_.excluded.find(off.symbol); excluded != facts_.excluded.end()) {
      off.cause = OffTargetCause::kNotTradable;
      off.why = excluded->second;
      return;
    }
    if (const auto bad = facts_.bad_quotes.find(off.symbol); bad != facts_.bad_quotes.end()) {
      off.cause = OffTargetCause::kNotTradable;
      off.why = bad->second;
      return;
    }
    if (!is_known) {
      off.cause = OffTargetCause::kNotTradable;
      off.why = "nothing says what it is worth";
      return;
    }
    const bool is_too_much = off.weight > off.target;
    const Quantity locked = min(held, book_.locked(off.symbol, runtime_.timing.asof));
    if (is_too_much && locked > Quantity{}) {
      off.cause = OffTargetCause::kNotSold;
      off.shares = min(off.shares, locked);
      off.until = book_.locked_until(off.symbol, runtime_.timing.asof);
      off.why = "bought with money that has not settled";
      return;
    }
    // Short by a whole share that is worth an order: nothing but the cash rule leaves that out.
    const bool is_worth_an_order = multiply(*price_of(off.symbol, facts_.quotes, facts_.series), off.shares,
                                            Rounding::kDown) >= runtime_.options.plan.min_order_notional;
    if (is_too_much || off.shares == Quantity{} || !is_worth_an_order) {
      off.cause = OffTargetCause::kNotNearer;
      off.why = "no order comes nearer";
      return;
    }
    off.cause = buys_never_began(runtime_) ? OffTargetCause::kNoTime : OffTargetCause::kNotBought;
    off.why = off.cause == OffTargetCause::kNoTime ? "the time for buys was over" : "the cash does not reach for it";
  }

  const Runtime& runtime_;
  const TradeFacts& facts_;
  const PositionMap& positions_;
  plan::LotBook book_;
  double equity_;
};

std::string describe(const OffTarget& off) {
  if (off.cause == OffTargetCause::kNotSold && off.until)
    return fmt::format("{} {} locked until {}", off.shares, off.symbol, to_iso(*off.until));
  return fmt::format("{} {:.1f} % for {:.1f} %: {}", off.symbol, 100 * off.weight, 100 * off.target, off.why);
}

}  // namespace

std::vector<OffTarget> find_off_target(const Runtime& runtime, const TradeFacts& facts, const PositionMap& positions) {
  std::map<Symbol, double> targets = facts.targets;
  for (const auto& [symbol, shares] : positions)
    if (is_managed(runtime, symbol)) targets.try_emplace(symbol, 0);
  const Search search(runtime, facts, positions);
  std::vector<OffTarget> found;
  for (const auto& [symbol, target] : targets)
    if (auto off = search.look_at(symbol, target)) found.push_back(std::move(*off));
  return found;
}

bool is_failure(OffTargetCause cause) {
  switch (cause) {
    case OffTargetCause::kNotTradable:
    case OffTargetCause::kNoTime:
      return true;
    case OffTargetCause::kNotSold:
    case OffTargetCause::kNotBought:
    case OffTargetCause::kNotNearer:
      return false;
  }
  BOT_CHECK(false);
}

bool is_deferred(OffTargetCause cause) {
  switch (cause) {
    case OffTargetCause::kNotSold:
    case OffTargetCause::kNotBought:
      return true;
    case OffTargetCause::kNotTradable:
    case OffTargetCause::kNoTime:
    case OffTargetCause::kNotNearer:
      return false;
  }
  BOT_CHECK(false);
}

std::string describe(const std::vector<OffTarget>& off) {
  std::string text;
  for (const OffTarget& one : off) text += (text.empty() ? "" : "; ") + describe(one);
  return text;
}

}  // namespace bot::run
