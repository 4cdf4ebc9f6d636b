// To the end: every order terminal or provably dead, two equal readings of the positions that agree with the ledger,
// the account as it stands, and what the run came to in one word.
#include <algorithm>

#include "ledger/operations.hpp"
#include "run/context.hpp"

namespace bot::run {
namespace {

constexpr Duration kInterruptedPatience = std::chrono::seconds{20};
constexpr Duration kAgreePatience = std::chrono::seconds{60};
constexpr Duration kCommissionPatience = std::chrono::seconds{5};
const Money kReconciledWithin = Money::from_whole(5);

std::vector<OrderKey> session_keys(const RunContext& run) {
  std::vector<OrderKey> keys;
  for (const orders::OrderRecord* order : run.state().orders_of(run.asof)) keys.push_back(order->key);
  return keys;
}

bool any_live(const RunContext& run) { return !run.state().live_orders().empty(); }

UtcTime patience_until(const RunContext& run) {
  return run.interruption_told ? run.interrupted_at + kInterruptedPatience : run.deadlines.dead + Duration{1};
}

// The ledger's failure leaves one thing to do for what is out there.
void cancel_everything(RunContext& run) {
  for (const orders::OrderRecord* order : run.state().live_orders())
    if (run.door != nullptr) (void)run.door->cancel(order->order_id);
}

PositionMap ledger_positions(const RunContext& run) {
  PositionMap expected = proven_positions(run);
  if (!expected.empty()) return expected;
  for (const Symbol& symbol : run.options.universe) expected[symbol] = run.state().explained(symbol);
  for (const auto& [symbol, shares] : run.state().managed) expected[symbol] = run.state().explained(symbol);
  return expected;
}

bool agree(const RunContext& run, const PositionMap& broker) {
  return std::ranges::all_of(ledger_positions(run), [&](const auto& entry) {
    const auto found = broker.find(entry.first);
    return (found == broker.end() ? Quantity{} : found->second) == entry.second;
  });
}

void agree_on_positions(RunContext& run) {
  const UtcTime until = run.interruption_told ? run.interrupted_at + kInterruptedPatience : run.now() + kAgreePatience;
  for (;;) {
    auto positions = settled_positions(run, until);
    if (!positions) return run.find(std::nullopt, true, ledger::FindingCode::kReconcile, positions.error().text());
    run.positions = std::move(*positions);
    run.positions_agree = agree(run, run.positions);
    if (run.positions_agree || run.now() >= until || run.fatal) break;
    if (auto asked = take_queries(run); !asked) break;
  }
  if (!run.positions_agree)
    run.find(std::nullopt, true, ledger::FindingCode::kReconcile,
             "the broker's positions are not what the ledger adds up to");
}

// Commission reports come after their fills and may be missing at the end of a session: they are waited for a little,
// for what is told of costs and cash, and never for long (D5).
void collect_commissions(RunContext& run) {
  const UtcTime until = run.now() + kCommissionPatience;
  const auto missing = [&] {
    return std::ranges::any_of(run.state().orders_of(run.asof), [](const orders::OrderRecord* order) {
      return order->executed() > Quantity{} && !order->commission();
    });
  };
  listen(run, run.now());
  while (missing() && run.now() < until && !run.fatal) {
    if (auto asked = take_queries(run); !asked || !missing()) return;
    listen(run, std::min(until, run.now() + std::chrono::seconds{1}));
  }
}

std::string orders_text(int count) { return fmt::format("{} order{}", count, count == 1 ? "" : "s"); }

double weight_of(const RunContext& run, const Symbol& symbol) {
  const auto line = run.result.positions.find(symbol);
  const double equity = run.managed_equity.to_double();
  if (line == run.result.positions.end() || !(equity > 0)) return 0;
  const double kept = ledger::kept_shares(run.state(), symbol, run.options.keep).to_double();
  return std::max(line->second.shares.to_double() - kept, 0.0) * line->second.price.to_double() / equity;
}

}  // namespace

bool on_target(const RunContext& run) {
  if (!run.result.equity) return false;
  std::map<Symbol, double> targets = run.targets;
  for (const auto& [symbol, shares] : run.state().managed) targets.try_emplace(symbol, 0);
  const bool inside = std::ranges::all_of(targets, [&](const auto& target) {
    return std::abs(weight_of(run, target.first) - target.second) <= run.options.drift_band;
  });
  if (inside) return true;
  // Whole shares may never come closer: nothing was held back and everything planned was done.
  const bool held_back = run.plan.scale < 1 || std::ranges::any_of(run.plan_input.positions, [](const auto& holding) {
                           return holding.second.locked > Quantity{};
                         });
  const auto orders = run.state().orders_of(run.asof);
  const bool all_done = std::ranges::all_of(orders, [](const orders::OrderRecord* order) {
    return order->state == OrderState::kFilled && order->quantity == order->intended;
  });
  return !held_back && all_done && run.plan_input.left_alone.empty() && !run.resumed;
}

void read_final_account(RunContext& run) {
  auto values = ask_again<AccountValues>(run, "reading the account", [&] {
    return run.ports.broker.account_values(run.options.account, run.request_deadline());
  });
  if (!values) return run.find(std::nullopt, true, ledger::FindingCode::kAccount, values.error().text());
  if (!run.result.indicative) {
    std::vector<Symbol> held;
    for (const auto& [symbol, shares] : run.positions) held.push_back(symbol);
    if (auto quotes = read_quotes(run, held))
      for (auto& [symbol, quote] : *quotes) run.quotes[symbol] = std::move(quote);
  }
  run.result.equity = values->usd("NetLiquidation");
  run.result.cash = values->usd("TotalCashValue");
  run.result.positions.clear();
  for (const auto& [symbol, shares] : run.positions) {
    ledger::PositionLine line{
        .shares = shares, .price = price_of(run, symbol).value_or(Price{}), .value = {}, .weight = 0};
    line.value = multiply(line.price, shares, Rounding::kHalfEven);
    if (run.result.equity && *run.result.equity > Money{})
      line.weight = line.value.to_double() / run.result.equity->to_double();
    run.result.positions[symbol] = line;
  }
  if (run.is_dry() || !run.result.equity || !run.result.cash || run.fatal) return;
  ledger::NavRecorded nav{.session = run.asof,
                          .net_liquidation = *run.result.equity,
                          .cash = *run.result.cash,
                          .cash_anchor = *run.result.cash,
                          .positions = {}};
  for (const auto& [symbol, shares] : run.positions) nav.positions[symbol] = shares;
  // The broker's cash may lag behind our fills by minutes: then tomorrow is compared with our own sum.
  if (const auto expected = run.state().expected_cash();
      expected && (any_live(run) || abs(*expected - *run.result.cash) > kReconciledWithin))
    nav.cash_anchor = *expected;
  if (auto recorded = run.record(nav); !recorded) run.fatal = stop_of(recorded.error());
}

void reconcile(RunContext& run) {
  if (run.fatal && run.fatal->error && run.fatal->error->code == ErrorCode::kIo) return cancel_everything(run);
  while (any_live(run) && run.now() < patience_until(run)) {
    if (run.fatal && run.fatal->error) return cancel_everything(run);
    note_interruption(run);
    const auto stop_follow = run.fatal;
    run.fatal.reset();  // a halt does not keep us from following what is out there
    follow(run, session_keys(run), patience_until(run));
    if (stop_follow) run.fatal = stop_follow;
  }
  agree_on_positions(run);
  if (!run.fatal && !run.is_dry()) collect_commissions(run);
  if (any_live(run) && run.now() > run.deadlines.dead && !run.fatal) {
    if (auto asked = take_queries(run); asked) {
      if (auto settled = settle_dead_orders(run); !settled) run.fatal = stop_of(settled.error());
      run.positions_agree = agree(run, run.positions);
    }
  }
  // What was never sent and cannot be any more.
  if (run.now() > run.deadlines.last_order && !run.fatal)
    for (const OrderKey& key : session_keys(run))
      if (run.state().orders.at(key).state == OrderState::kPlanned)
        abandon(run, key, run.frozen ? run.frozen_why : "no order leaves within 60 s of the close");
}

void conclude(RunContext& run) {
  ledger::RunResult& result = run.result;
  const auto end = [&](ledger::Outcome outcome, int exit_code, std::string message) {
    result.outcome = outcome;
    result.exit_code = exit_code;
    result.message = std::move(message);
  };
  int live = 0;
  int short_of = 0;
  int planned = 0;
  int sent = 0;
  int deferred = 0;
  for (const orders::OrderRecord* order : run.state().orders_of(run.asof)) {
    switch (order->state) {
      case OrderState::kSending:
      case OrderState::kWorking:
      case OrderState::kPartial:
      case OrderState::kUnknown:
        ++live;
        break;
      case OrderState::kCancelled:
      case OrderState::kRejected:
      case OrderState::kExpired:
        ++short_of;
        break;
      case OrderState::kPlanned:
        ++planned;
        break;
      case OrderState::kAbandoned:
        ++deferred;
        break;
      case OrderState::kFilled:
        break;
    }
    sent += order->was_sent() ? 1 : 0;
  }
  if (run.fatal) {
    end(run.fatal->outcome, sent > 0 ? 7 : run.fatal->exit_code, run.fatal->message);
    result.error = run.fatal->error;
  } else if (live > 0) {
    end(ledger::Outcome::kUnknown, 7,
        fmt::format("{} whose end is not known: what expires before the close is never sent again", orders_text(live)));
  } else if (!run.positions_agree) {
    end(ledger::Outcome::kUnknown, 7, "the broker's positions are not what the ledger adds up to");
  } else if (run.interruption_told && run.frozen) {
    end(sent > 0 ? ledger::Outcome::kResidual : ledger::Outcome::kSkipped, sent > 0 ? 7 : 130,
        sent > 0 ? "interrupted; working orders were cancelled, the rest was not sent"
                 : "interrupted with nothing sent");
  } else if (run.resumed && !run.frozen) {
    const bool open = short_of > 0 || planned > 0;
    end(ledger::Outcome::kAlreadyDone, open ? 7 : 0,
        open ? fmt::format("this session's rebalance was done before; {} not or only partly filled",
                           orders_text(short_of + planned))
             : std::string("this session's rebalance was done before"));
  } else if (run.frozen || short_of > 0 || planned > 0) {
    end(ledger::Outcome::kResidual, 7,
        run.frozen ? run.frozen_why : fmt::format("{} not or only partly filled", orders_text(short_of + planned)));
  } else if (sent == 0 && deferred == 0) {
    end(ledger::Outcome::kNothingToDo, 0, "positions are inside the band of their targets");
  } else if (deferred > 0) {
    end(ledger::Outcome::kResidual, 0, fmt::format("{} put off to a later session", orders_text(deferred)));
  } else {
    end(ledger::Outcome::kDone, 0, orders_text(sent) + " filled");
  }
}

}  // namespace bot::run
