// Sell, prove, then buy. Buys are unlocked only when the sells are at their end, the broker's own list of executions
// has every fill we saw, and the positions are the baseline less what was sold.
#include <algorithm>

#include "ledger/operations.hpp"
#include "plan/replan_buys.hpp"
#include "run/context.hpp"

namespace bot::run {
namespace {

constexpr Duration kProofPatience = std::chrono::seconds{30};
constexpr Duration kProofEvery = std::chrono::seconds{2};
constexpr Duration kCashPatience = std::chrono::seconds{15};
const Money kCashTolerance = Money::from_whole(5);

std::vector<OrderKey> keys_of(const RunContext& run, Side side, OrderState state) {
  std::vector<OrderKey> keys;
  for (const orders::OrderRecord* order : run.state().orders_of(run.asof))
    if (order->side == side && order->state == state) keys.push_back(order->key);
  return keys;
}

std::vector<OrderKey> sent_keys(const RunContext& run) {
  std::vector<OrderKey> keys;
  for (const orders::OrderRecord* order : run.state().orders_of(run.asof))
    if (order->was_sent()) keys.push_back(order->key);
  return keys;
}

bool all_terminal(const RunContext& run, const std::vector<OrderKey>& keys) {
  return std::ranges::all_of(keys, [&](const OrderKey& key) { return is_terminal(run.state().orders.at(key).state); });
}

// Fills were told of that no execution shows.
bool executions_short(const RunContext& run) {
  return std::ranges::any_of(run.state().orders_of(run.asof), [](const orders::OrderRecord* order) {
    return order->reported_filled > order->executed();
  });
}

void fatal_on(RunContext& run, const Error& error) {
  if (!run.fatal) run.fatal = stop_of(error);
  run.freeze(error.text());
}

bool positions_match(const PositionMap& expected, const PositionMap& broker) {
  return std::ranges::all_of(expected, [&](const auto& entry) {
    const auto found = broker.find(entry.first);
    return (found == broker.end() ? Quantity{} : found->second) == entry.second;
  });
}

// The executions query has every fill we saw, and the positions are what they make of the baseline. Else: freeze.
void prove(RunContext& run) {
  const UtcTime until = std::min(run.now() + kProofPatience, run.deadlines.last_buy_phase);
  std::string why;
  for (;;) {
    if (auto asked = take_queries(run); !asked)
      return run.freeze("the executions could not be read: " + asked.error().text());
    if (run.tracker->alarm()) return listen(run, run.now());
    const auto missing = run.tracker->missing_from(run.snapshot.executions);
    if (!missing.empty()) {
      why = fmt::format("the broker's list of executions lacks {} fill(s) we saw, first {}", missing.size(),
                        missing.front());
    } else if (executions_short(run)) {
      why = "an order is told to be filled, but its executions are not there";
    } else {
      auto positions = ask_again<PositionMap>(run, "reading the positions", [&]() -> Result<PositionMap> {
        BOT_TRY(const std::vector<Position> told, run.ports.broker.positions(run.request_deadline()));
        return ledger::stock_positions(told, run.options.account);
      });
      if (!positions) return run.freeze("the positions could not be read: " + positions.error().text());
      if (positions_match(proven_positions(run), *positions)) {
        run.positions = std::move(*positions);
        return;
      }
      why = "the positions are not the baseline and our executions";
    }
    if (run.now() >= until) break;
    listen(run, std::min(until, run.now() + kProofEvery));
    if (run.frozen) return;
  }
  run.freeze(why + ": no buy is sent");
}

struct AccountAfterSells {
  AccountValues values;
  bool fresh = false;  // the broker's cash shows our sales
};

Result<AccountAfterSells> read_account_after_sells(RunContext& run) {
  const UtcTime until = std::min(run.now() + kCashPatience, run.deadlines.last_buy_phase);
  for (;;) {
    auto values = ask_again<AccountValues>(run, "reading the account", [&] {
      return run.ports.broker.account_values(run.options.account, run.request_deadline());
    });
    if (!values) return fail(values.error());
    const auto total = values->usd("TotalCashValue");
    const auto expected = run.state().expected_cash();
    if (!values->usd("NetLiquidation"))
      return fail(ErrorCode::kProtocol, "the gateway gives no NetLiquidation in USD after the sells");
    const bool fresh = total && expected && abs(*total - *expected) <= kCashTolerance;
    if (fresh || run.now() >= until) return AccountAfterSells{.values = std::move(*values), .fresh = fresh};
    listen(run, std::min(until, run.now() + kProofEvery));
    if (run.frozen) return AccountAfterSells{.values = std::move(*values), .fresh = false};
  }
}

// The first day today's buys may be sold, never earlier than what was already written for today.
std::map<Symbol, Date> lock_dates(const RunContext& run, const plan::Plan& plan, bool settled_only) {
  std::optional<Date> funding;
  for (const ledger::SaleProceeds& proceeds : run.state().unsettled_proceeds(run.asof))
    funding = funding ? std::max(*funding, proceeds.settles) : proceeds.settles;
  const Date sellable_from = plan::sellable_from({.today = run.asof,
                                                  .settled_only = settled_only,
                                                  .funding_settles = funding,
                                                  .lock_margin_sessions = run.options.lock_margin_sessions},
                                                 run.ports.calendar);
  std::map<Symbol, Date> dates;
  if (const auto session = run.state().sessions.find(run.asof); session != run.state().sessions.end())
    dates = session->second.sellable_from;
  for (const plan::PlannedOrder& buy : plan.orders) {
    Date& date = dates[buy.symbol];
    date = std::max(date, sellable_from);
  }
  return dates;
}

std::string reason_for(const plan::Plan& plan, const Symbol& symbol) {
  for (const plan::Skipped& skipped : plan.skipped)
    if (skipped.symbol == symbol) return skipped.reason;
  return "not bought: the cash left does not reach for it";
}

// Cuts the buys to what the account now allows; durable before the first of them is sent. Smallest first: the canary.
std::vector<OrderKey> settle_buys(RunContext& run, const std::vector<OrderKey>& planned) {
  auto account = read_account_after_sells(run);
  if (!account) {
    run.freeze(account.error().text());
    return {};
  }
  run.snapshot.values = account->values;
  auto quotes = read_quotes(run, symbols_of_interest(run));
  if (!quotes) {
    run.freeze(quotes.error().text());
    return {};
  }
  run.quotes = std::move(*quotes);
  auto input = gather_plan_input(run, account->values);
  if (!input) {
    run.freeze(input.error().text());
    return {};
  }
  const auto granted = proceeds_granted(*input, account->fresh);
  const plan::Funds funds = plan::funds_after_sells(input->settled_cash, input->unsettled_proceeds,
                                                    account->fresh ? input->available_funds : std::nullopt);
  input->settled_cash = funds.settled_cash;
  input->unsettled_proceeds = funds.unsettled_proceeds;
  input->available_funds = funds.available_funds;
  std::map<Symbol, plan::BuyIntent> intents;
  for (const OrderKey& key : planned) {
    const orders::OrderRecord& order = run.state().orders.at(key);
    intents[order.symbol] = {.shares = order.quantity, .planned_mid = order.planned_mid};
  }
  const plan::Plan plan = plan::replan_buys(*input, intents);
  Money cost;
  ledger::BuysSettled settled{.session = run.asof,
                              .buys = {},
                              .settled_cash = input->settled_cash,
                              .budget = plan.budget,
                              .settled_only = true,
                              .sellable_from = {},
                              .proceeds_granted = granted};
  std::vector<ledger::LedgerEvent> events;
  std::vector<std::pair<Money, OrderKey>> order_of_sending;
  for (const OrderKey& key : planned) {
    const orders::OrderRecord& order = run.state().orders.at(key);
    const auto buy = std::ranges::find(plan.orders, order.symbol, &plan::PlannedOrder::symbol);
    if (buy == plan.orders.end() || buy->side != Side::kBuy) {
      events.push_back({.at = run.now(),
                        .run = run.run,
                        .body = orders::OrderAbandoned{.key = key, .reason = reason_for(plan, order.symbol)}});
      continue;
    }
    settled.buys.push_back({.key = key, .quantity = min(buy->shares, order.quantity), .limit = buy->limit_price});
    cost += buy->notional + buy->commission;
    order_of_sending.emplace_back(buy->notional, key);
  }
  settled.settled_only = cost <= input->settled_cash - plan.reserve;
  settled.sellable_from = lock_dates(run, plan, settled.settled_only);
  events.insert(events.begin(), {.at = run.now(), .run = run.run, .body = std::move(settled)});
  if (auto recorded = run.ledger.append_all(events); !recorded) {
    fatal_on(run, recorded.error());
    return {};
  }
  run.buy_budget = plan.budget;
  std::ranges::sort(order_of_sending);
  std::vector<OrderKey> keys;
  for (const auto& [notional, key] : order_of_sending) keys.push_back(key);
  return keys;
}

Money cost_of(const RunContext& run, const OrderKey& key) {
  const orders::OrderRecord& order = run.state().orders.at(key);
  return multiply(order.limit, order.quantity, Rounding::kUp) + plan::commission(order.quantity, run.options.costs);
}

}  // namespace

PositionMap proven_positions(const RunContext& run) {
  PositionMap expected;
  const auto session = run.state().sessions.find(run.asof);
  if (session == run.state().sessions.end()) return expected;
  expected = session->second.baseline;
  for (const orders::OrderRecord* order : run.state().orders_of(run.asof)) {
    Quantity& shares = expected[order->symbol];
    if (order->side == Side::kBuy)
      shares += order->executed();
    else
      shares -= order->executed();
  }
  return expected;
}

void execute(RunContext& run) {
  const bool anything_sent = !sent_keys(run).empty();
  if (anything_sent) {
    // A later start: what is out comes to its end, and the baseline still has to hold, before anything more leaves.
    follow(run, sent_keys(run), run.deadlines.last_buy_phase);
    if (run.frozen) return;
    if (!all_terminal(run, sent_keys(run))) return run.freeze("orders of an earlier start are still open");
    prove(run);
    if (run.frozen) return;
  }
  for (const OrderKey& key : keys_of(run, Side::kSell, OrderState::kPlanned)) {
    send_order(run, key);
    if (run.frozen) return;
  }
  follow(run, sent_keys(run), run.deadlines.last_buy_phase);
  if (run.frozen) return;
  const std::vector<OrderKey> buys = keys_of(run, Side::kBuy, OrderState::kPlanned);
  if (buys.empty()) return;
  if (!all_terminal(run, sent_keys(run)))
    return run.freeze("the sells did not come to their end in time: no buy is sent");
  prove(run);
  if (run.frozen) return;
  if (run.now() > run.deadlines.last_buy_phase) {
    for (const OrderKey& key : buys) abandon(run, key, "no buy phase begins within 90 s of the close");
    return;
  }
  const std::vector<OrderKey> ready = settle_buys(run, buys);
  for (const OrderKey& key : ready) {
    if (run.frozen) return;
    send_order(run, key);
    if (run.buy_budget && run.state().orders.at(key).was_sent()) run.buy_budget = *run.buy_budget - cost_of(run, key);
  }
}

}  // namespace bot::run
