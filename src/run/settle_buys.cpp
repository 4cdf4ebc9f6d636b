#include "run/settle_buys.hpp"

#include <algorithm>

#include "broker/cash.hpp"
#include "plan/replan_buys.hpp"
#include "run/cash_up_front.hpp"
#include "run/outside.hpp"
#include "run/plan_input.hpp"
#include "run/settled_cash.hpp"

namespace bot::run {
namespace {

constexpr Duration kCashTimeout = std::chrono::seconds{15};
constexpr Duration kCashInterval = std::chrono::seconds{2};

struct AccountAfterFills {
  AccountValues values;
  CashAfterSells cash = CashAfterSells::kLags;
};

Result<AccountAfterFills> read_account_after_fills(Runtime& runtime, OrderFollower& follower) {
  const UtcTime until = std::min(runtime.now() + kCashTimeout, runtime.deadlines().last_buy_phase);
  for (;;) {
    BOT_TRY(AccountValues values, read_account_values(runtime));
    const auto total = broker::dollar_cash(values);
    const auto expected = runtime.state().expected_cash();
    if (!broker::net_liquidation(values))
      return fail(ErrorCode::kProtocol, "the gateway gives no NetLiquidation in USD after the sells");
    if (total && expected && broker::is_same_cash(*total, *expected))
      return AccountAfterFills{.values = std::move(values), .cash = CashAfterSells::kShowsThem};
    if (runtime.now() >= until) return AccountAfterFills{.values = std::move(values)};
    follower.listen(std::min(until, runtime.now() + kCashInterval));
    if (follower.frozen()) return AccountAfterFills{.values = std::move(values)};
  }
}

Result<CashAfterSells> read_cash_after_fills(Runtime& runtime, OrderFollower& follower, TradeFacts& facts) {
  BOT_TRY(AccountAfterFills account, read_account_after_fills(runtime, follower));
  facts.account.snapshot.values = std::move(account.values);
  facts.ledger_cash = account.cash == CashAfterSells::kLags ? runtime.state().expected_cash() : std::nullopt;
  return account.cash;
}

// The planner's input for the buys alone, with the funds the broker shows by now.
struct BuyInput {
  plan::PlanInput input;
  std::optional<bool> proceeds_granted;
};
Result<BuyInput> read_buy_input(Runtime& runtime, OrderFollower& follower, TradeFacts& facts) {
  BOT_TRY(const CashAfterSells cash, read_cash_after_fills(runtime, follower, facts));
  const bool lags = cash == CashAfterSells::kLags;
  // A symbol that had no quote when the plan was made has no buy in it, and is not waited for now.
  std::vector<Symbol> quoted = held_or_wanted(runtime, facts);
  std::erase_if(quoted, [&](const Symbol& symbol) { return !facts.quotes.quotes.contains(symbol); });
  BOT_TRY(Quotes fresh, read_quotes(runtime, facts.quotes, quoted));
  BOT_TRY(facts.quotes, with_both_sides(runtime, std::move(fresh), quoted));
  note_settled_cash(runtime, facts.account.snapshot.values);
  facts.managed_equity =
      managed_equity(runtime, *broker::net_liquidation(facts.account.snapshot.values), value_outside(runtime, facts));
  plan::PlanInput input = plan_input(runtime, facts);
  const auto granted = proceeds_granted(input, cash);
  const plan::Funds funds = plan::funds_after_sells(input.settled_cash, input.unsettled_proceeds,
                                                    lags ? std::nullopt : input.available_funds);
  input.unsettled_proceeds = funds.unsettled_proceeds;
  input.available_funds = funds.available_funds;
  return BuyInput{.input = std::move(input), .proceeds_granted = granted};
}

// The first day today's buys may be sold, never earlier than what was already written for today.
std::map<Symbol, Date> lock_dates(const Runtime& runtime, const plan::Plan& plan, bool settled_only) {
  const Date today = runtime.timing.asof;
  std::optional<Date> funding;
  for (const ledger::SaleProceeds& proceeds : runtime.state().unsettled_proceeds(today))
    funding = funding ? std::max(*funding, proceeds.settles) : proceeds.settles;
  const Date sellable_from =
      plan::sellable_from({.today = today,
                           .settled_only = settled_only,
                           .funding_settles = funding,
                           .extra_settlement_sessions = runtime.options.extra_settlement_sessions},
                          runtime.ports.calendar);
  std::map<Symbol, Date> dates;
  if (const auto session = runtime.state().sessions.find(today); session != runtime.state().sessions.end())
    dates = session->second.sellable_from;
  for (const plan::PlannedOrder& buy : plan.orders) {
    Date& date = dates[buy.symbol];
    date = std::max(date, sellable_from);
  }
  return dates;
}

std::map<Symbol, plan::BuyIntent> buy_intents(const Runtime& runtime, const std::vector<OrderKey>& planned) {
  std::map<Symbol, plan::BuyIntent> intents;
  for (const OrderKey& key : planned) {
    const orders::OrderRecord& order = runtime.state().orders.at(key);
    intents[order.symbol] = {.shares = order.quantity, .planned_mid = order.planned_mid};
  }
  return intents;
}

}  // namespace

TradeFacts reread_cash(Runtime& runtime, OrderFollower& follower, TradeFacts facts) {
  if (const auto read = read_cash_after_fills(runtime, follower, facts); !read) follower.freeze(read.error().text());
  return facts;
}

SettledBuys settle_buys(Runtime& runtime, OrderFollower& follower, TradeFacts facts,
                        const std::vector<OrderKey>& planned) {
  SettledBuys to_send{.facts = std::move(facts), .keys = {}};
  const auto buy_input = read_buy_input(runtime, follower, to_send.facts);
  if (!buy_input) {
    follower.freeze(buy_input.error().text());
    return to_send;
  }
  const plan::PlanInput& input = buy_input->input;
  const plan::Plan plan = plan::replan_buys(input, buy_intents(runtime, planned));
  ledger::BuysSettled settled{.session = runtime.timing.asof,
                              .buys = {},
                              .settled_cash = input.settled_cash,
                              .budget = plan.budget,
                              .settled_only = true,
                              .sellable_from = {},
                              .proceeds_granted = buy_input->proceeds_granted};
  Money cost;
  std::vector<ledger::EventBody> abandoned;
  std::vector<std::pair<Money, OrderKey>> by_size;
  for (const OrderKey& key : planned) {
    const orders::OrderRecord& order = runtime.state().orders.at(key);
    const auto buy = std::ranges::find(plan.orders, order.symbol, &plan::PlannedOrder::symbol);
    if (buy == plan.orders.end() || buy->side != Side::kBuy) {
      const auto skipped = std::ranges::find(plan.skipped, order.symbol, &plan::Skipped::symbol);
      const bool is_skipped = skipped != plan.skipped.end();
      if (is_skipped && skipped->bad_quote) to_send.facts.bad_quotes[order.symbol] = skipped->reason;
      abandoned.push_back(orders::OrderAbandoned{
          .key = key, .reason = is_skipped ? skipped->reason : "not bought: not enough cash is left for it"});
      continue;
    }
    settled.buys.push_back({.key = key, .quantity = min(buy->shares, order.quantity), .limit = buy->limit_price});
    cost += buy->notional + buy->commission;
    by_size.emplace_back(buy->notional, key);
  }
  settled.settled_only = cost <= input.settled_cash - plan.reserve;
  settled.sellable_from = lock_dates(runtime, plan, settled.settled_only);
  std::vector<ledger::EventBody> events{std::move(settled)};
  std::ranges::move(abandoned, std::back_inserter(events));
  follower.recorded(runtime.record_all(std::move(events)));
  if (follower.ledger_failed()) return to_send;
  to_send.facts.buy_budget = plan.budget;
  std::ranges::sort(by_size);
  std::ranges::transform(by_size, std::back_inserter(to_send.keys), [](const auto& one) { return one.second; });
  return to_send;
}

}  // namespace bot::run
