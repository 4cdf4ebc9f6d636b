#include "run/run.hpp"

#include <algorithm>

#include "base/sha256.hpp"
#include "ledger/operations.hpp"
#include "run/admission.hpp"
#include "run/cash_movement.hpp"
#include "run/cash_up_front.hpp"
#include "run/conclude.hpp"
#include "run/connect.hpp"
#include "run/decide.hpp"
#include "run/final_account.hpp"
#include "run/market.hpp"
#include "run/off_target.hpp"
#include "run/permission.hpp"
#include "run/plan_trades.hpp"
#include "run/reconcile.hpp"
#include "run/recover.hpp"
#include "run/write_plan.hpp"

namespace bot::run {
namespace {

// A dry run's record: the fold in memory, nothing on the disk.
class ScratchLedger final : public ledger::Ledger {
 public:
  explicit ScratchLedger(const ledger::LedgerState& state) { begin_with(state); }
  [[nodiscard]] Result<std::vector<ledger::LedgerEvent>> read_since(UtcTime) const override {
    return std::vector<ledger::LedgerEvent>{};
  }

 protected:
  Result<void> store(const std::vector<ledger::EncodedEvent>&) override { return {}; }
};

struct Opened {
  Connected connected;
  Account account;
};

// Connected, and what an earlier run left behind looked at.
Staged<Opened> open(Runtime& runtime, OrderFollower& follower, OrderSender* sender) {
  BOT_STAGE_VOID(runtime.step("connect"));
  BOT_STAGE(const Connected connected, connect(runtime));
  BOT_STAGE_VOID(runtime.step("snapshot"));
  BOT_STAGE(Account account, read_account(runtime));
  BOT_STAGE_VOID(runtime.step("recover"));
  BOT_STAGE(account.positions, recover(runtime, follower, sender, account));
  return Opened{.connected = connected, .account = std::move(account)};
}

// With fixed weights, a symbol whose data failed is still wanted: it keeps its target and gets no order. Who is refused
// is out of the universe.
std::map<Symbol, double> wanted_targets(const Runtime& runtime, const Decided& decided,
                                        const Permissions& permissions) {
  std::map<Symbol, double> targets = decided.targets;
  const decide::Options& options = runtime.options.decide;
  if (options.kind != decide::StrategyKind::kFixed) return targets;
  for (const Symbol& symbol : decided.decision.excluded)
    if (const auto weight = options.fixed_weights.find(symbol);
        weight != options.fixed_weights.end() && !permissions.refused.contains(symbol))
      targets[symbol] = weight->second * (1 - options.weights.cash_buffer);
  return targets;
}

TradeFacts gather_facts(const Runtime& runtime, const Opened& opened, const Market& market, const Decided& decided,
                        const Permissions& permissions) {
  Exclusions excluded = permissions.refused;
  excluded.insert(permissions.unproven.begin(), permissions.unproven.end());
  for (const Symbol& symbol : decided.decision.excluded) {
    const auto why = decided.decision.reasons.find(symbol);
    excluded.emplace(symbol, why == decided.decision.reasons.end() ? "its data failed" : why->second);
  }
  return {.account = opened.account,
          .series = summarize(market.series),
          .quotes = market.quotes,
          .targets = wanted_targets(runtime, decided, permissions),
          .excluded = std::move(excluded),
          .bad_quotes = {},
          .resumed = false,
          .managed_equity = {},
          .fractional = false,
          .clock_skew = opened.connected.clock_skew,
          .probed = opened.connected.probed,
          .buy_budget = std::nullopt};
}

void show(ledger::RunResult& result, const Decided& decided) {
  result.targets = decided.targets;
  result.reasons = decided.decision.reasons;
  result.inputs = decided.inputs;
}

void show(Runtime& runtime, ledger::RunResult& result, const plan::Plan& plan) {
  for (const auto& [symbol, reason] : plan.reasons) result.reasons[symbol] = reason;
  for (const plan::Skipped& skipped : plan.skipped)
    if (skipped.bad_quote)
      runtime.error(skipped.symbol, ledger::FindingCode::kQuote, fmt::format("{}: {}", skipped.symbol, skipped.reason));
}

void show(ledger::RunResult& result, const std::vector<OffTarget>& off) {
  result.within_band = off.empty();
  for (const OffTarget& one : off)
    if (consequence(one.cause) == Consequence::kDeferred)
      result.deferred.push_back({.symbol = one.symbol, .shares = one.shares, .until = one.until, .why = one.why});
}

void show(ledger::RunResult& result, const FinalAccount& account) {
  result.equity = account.equity;
  result.cash = account.cash;
  result.managed_equity = account.managed_equity;
  result.positions = account.positions;
  result.outside = account.outside;
}

// Of a dry run, which asks nobody whether the account may buy it.
std::string reason_of(const Runtime& runtime, const plan::PlannedOrder& order) {
  const bool is_asked = order.side == Side::kSell || runtime.state().proven.contains(order.symbol);
  return order.reason + (is_asked ? "" : "; permission not asked");
}

ledger::OrderLine planned_line(const Runtime& runtime, const plan::PlannedOrder& order) {
  return {.key = {},
          .symbol = order.symbol,
          .side = order.side,
          .shares = order.shares,
          .limit = order.limit_price,
          .state = OrderState::kPlanned,
          .filled = {},
          .average_price = std::nullopt,
          .commission = order.commission,
          .slippage_bps = 0,
          .reason = reason_of(runtime, order)};
}

bool wants_nothing(const Decided& decided) {
  return std::ranges::none_of(decided.targets, [](const auto& target) { return target.second > 0; });
}

// Nobody is sold out and then not let in: where no buy is left, since nobody answered whether they are permitted, the
// sells that were to pay for them stay too.
std::optional<Stop> not_let_in(const plan::Plan& plan, const Permissions& permissions) {
  const bool is_for_sells =
      std::ranges::all_of(plan.orders, [](const plan::PlannedOrder& order) { return order.side == Side::kSell; });
  if (plan.orders.empty() || !is_for_sells || permissions.unproven.empty()) return std::nullopt;
  return stop(Ending::kOffTarget, permissions.unproven.begin()->second + "; nothing was sold for it");
}

struct Session {
  Decided decided;
  Planned planned;
};

// From the market to a plan that safety approved and this account is permitted to carry out.
Staged<Session> plan_session(Runtime& runtime, const Opened& opened, ledger::RunResult& result) {
  BOT_STAGE_VOID(runtime.step("bars"));
  BOT_STAGE(Market market, read_market(runtime, opened.account.positions));
  Exclusions unsafe;
  Permissions permissions;
  BOT_STAGE_VOID(runtime.step("decide"));
  BOT_STAGE(Decided decided, decide_targets(runtime, market, permissions.refused));
  show(result, decided);
  BOT_STAGE_VOID(runtime.step("plan"));
  BOT_STAGE_VOID(note_cash_up_front(runtime));
  BOT_STAGE_VOID(check_outside_positions(runtime, opened.account));
  // Nobody is sold out and then not let in: each turn leaves out what may not be bought, so this ends.
  for (;;) {
    TradeFacts facts = gather_facts(runtime, opened, market, decided, permissions);
    BOT_STAGE(facts.fractional, prove_fractions(runtime, facts, permissions));
    BOT_STAGE(Planned planned, plan_trades(runtime, std::move(facts), unsafe));
    bool excluded = false;
    if (!runtime.timing.indicative() && !runtime.is_dry()) {
      BOT_STAGE(excluded, ask_permissions(runtime, planned.facts, planned.plan, permissions));
    }
    if (!excluded) {
      show(runtime, result, planned.plan);
      if (runtime.ports.loop.interrupted()) return stopped(Ending::kInterruptedUnsent);
      if (auto alone = not_let_in(planned.plan, permissions)) return stopped(std::move(*alone));
      return Session{.decided = std::move(decided), .planned = std::move(planned)};
    }
    market.quotes = std::move(planned.facts.quotes);
    BOT_STAGE(decided, decide_targets(runtime, market, permissions.refused));
    show(result, decided);
    if (wants_nothing(decided) && !permissions.refused.empty())
      return stopped(Ending::kOffTarget, "this account may buy none of what was decided for (" +
                                             permissions.refused.begin()->second + "); nothing was sent");
  }
}

// What the written plan of an earlier start needs to go on: its targets and fresh quotes.
Staged<TradeFacts> take_up_plan(Runtime& runtime, const Opened& opened) {
  const ledger::SessionRecord& session = runtime.state().sessions.at(runtime.timing.asof);
  BOT_STAGE(Quotes quotes, read_quotes(runtime, {}, symbols_of_interest(runtime, opened.account.positions)));
  return TradeFacts{.account = opened.account,
                    .series = load_series_table(runtime),
                    .quotes = std::move(quotes),
                    .targets = session.targets,
                    .excluded = {},
                    .bad_quotes = {},
                    .resumed = true,
                    .managed_equity = session.managed_equity,
                    .fractional = false,
                    .clock_skew = opened.connected.clock_skew,
                    .probed = opened.connected.probed,
                    .buy_budget = std::nullopt};
}

Staged<void> explain(Runtime& runtime, const Account& account) {
  BOT_STAGE_VOID(runtime.step("positions"));
  BOT_STAGE_VOID(explain_positions(runtime, account.positions));
  BOT_STAGE_VOID(book_cash_movement(runtime, account));
  BOT_STAGE_VOID(record_first_nav(runtime, account));
  if (!runtime.state().live_orders().empty()) return stopped(Ending::kEarlierOrderUnknown);
  if (is_idle_session(runtime, runtime.timing.asof)) return stopped(Ending::kNotThisSession);
  return {};
}

struct Ended {
  Stop how;
  bool on_target = false;
};

// Sells, proof, buys, reconciliation, the account as it then stands.
Ended carry_out(Runtime& runtime, OrderFollower& follower, OrderSender& sender, TradeFacts facts,
                ledger::RunResult& result) {
  if (follower.recorded(runtime.step("send"))) facts = execute(runtime, follower, sender, std::move(facts));
  if (!follower.fatal()) (void)follower.recorded(runtime.step("reconcile"));
  const Reconciled reconciled = reconcile(runtime, follower, sender, facts.account.positions);
  if (!follower.fatal()) (void)follower.recorded(note_cash_up_front(runtime));
  const FinalAccount account = read_final_account(runtime, facts, reconciled.positions);
  if (!follower.fatal()) (void)follower.recorded(record_nav(runtime, facts, account, reconciled.positions));
  show(result, account);
  const std::vector<OffTarget> off = find_off_target(runtime, facts, reconciled.positions);
  show(result, off);
  return {.how = conclude(runtime, follower, reconciled, off, facts.resumed),
          .on_target = account.equity && is_on_target(runtime, off)};
}

// Nothing could be sent for what is off target: the session stays free for a start that finds data, quotes, permission.
std::optional<Ended> leave_session_free(Runtime& runtime, const Planned& planned, ledger::RunResult& result) {
  if (!planned.plan.orders.empty()) return std::nullopt;
  const TradeFacts& facts = planned.facts;
  const std::vector<OffTarget> off = find_off_target(runtime, facts, facts.account.positions);
  const Stop how = conclude_unsent(off);
  if (how.exit_code == 0) return std::nullopt;
  show(result, read_final_account(runtime, facts, facts.account.positions));
  show(result, off);
  return Ended{.how = how, .on_target = false};
}

Staged<Ended> trade_session(Runtime& runtime, OrderFollower& follower, OrderSender& sender, ledger::RunResult& result) {
  BOT_STAGE(const Opened opened, open(runtime, follower, &sender));
  BOT_STAGE_VOID(abandon_old_intents(runtime));
  const auto session = runtime.state().sessions.find(runtime.timing.asof);
  if (session != runtime.state().sessions.end() && session->second.sequence > 0) {
    result.targets = session->second.targets;
    follow_earlier_orders(runtime, sender);
    BOT_STAGE(TradeFacts facts, take_up_plan(runtime, opened));
    return carry_out(runtime, follower, sender, std::move(facts), result);
  }
  BOT_STAGE_VOID(explain(runtime, opened.account));
  BOT_STAGE(const Session planned, plan_session(runtime, opened, result));
  if (auto unsent = leave_session_free(runtime, planned.planned, result)) return std::move(*unsent);
  BOT_STAGE_VOID(write_plan(runtime, planned.decided, planned.planned));
  return carry_out(runtime, follower, sender, planned.planned.facts, result);
}

bool was_any_sent(const Runtime& runtime) {
  return std::ranges::any_of(runtime.state().orders_of(runtime.timing.asof),
                             [](const orders::OrderRecord* order) { return order->was_sent(); });
}

// A start that cannot go on, `why`, in a session that has sent orders. Nobody else watches those that may still work:
// they are followed to their end, and cancelled where this start was asked to stop or the account is halted.
Stop end_with_earlier_orders(Runtime& runtime, OrderFollower& follower, OrderSender& sender, Stop why) {
  if (timing_of_live_orders(runtime)) {
    runtime.ports.log.warning(why.message + ": the orders that an earlier start sent come first");
    if (why.outcome == ledger::Outcome::kHalted) follower.freeze(why.message);
    follower.note_interruption();
    if (!runtime.ports.broker.link_ok())
      if (const auto asked = follower.ask_broker(); !asked) runtime.ports.log.warning(asked.error().text());
    const Reconciled reconciled = reconcile(runtime, follower, sender, {});
    if (follower.fatal()) why = *follower.fatal();
    if (!reconciled.agree) why.message += "; the positions were not compared with the ledger";
  }
  if (runtime.interrupted_at || why.outcome == ledger::Outcome::kSkipped) why = stop(Ending::kInterruptedSent);
  why.message += "; of an earlier start: " + describe_orders(runtime);
  if (!runtime.state().live_orders().empty()) why.outcome = ledger::Outcome::kUnknown;
  why.exit_code = 7;
  return why;
}

struct DryEnded {
  Stop how;
  plan::Plan plan;
};

// The same line, cut before anything is written or sent.
Staged<DryEnded> dry_session(Runtime& runtime, OrderFollower& follower, ledger::RunResult& result) {
  BOT_STAGE(const Opened opened, open(runtime, follower, nullptr));
  BOT_STAGE(const bool explained, explain_positions(runtime, opened.account.positions));
  BOT_STAGE(Session session, plan_session(runtime, opened, result));
  const TradeFacts& facts = session.planned.facts;
  const plan::Plan& plan = session.planned.plan;
  for (const plan::PlannedOrder& order : plan.orders) result.orders.push_back(planned_line(runtime, order));
  show(result, read_final_account(runtime, facts, facts.account.positions));
  const std::vector<OffTarget> off = find_off_target(runtime, facts, facts.account.positions);
  Stop how = plan.orders.empty()
                 ? conclude_unsent(off)
                 : stop(explained ? Ending::kPlanned : Ending::kPlannedUnexplained, std::to_string(plan.orders.size()));
  if (plan.orders.empty()) show(result, off);
  if (!explained) how.exit_code = 7;
  return DryEnded{.how = how, .plan = std::move(session.planned.plan)};
}

ledger::RunResult begin_result(const Runtime& runtime) {
  ledger::RunResult result;
  result.run_id = runtime.id.value();
  result.mode = runtime.options.mode;
  result.simulated = runtime.is_simulated();
  result.started = runtime.now();
  return result;
}

// A finding that the last run had as well is not new.
void date_findings(ledger::RunResult& result, const Runtime& runtime) {
  const auto& last = runtime.state().last_run;
  for (ledger::FindingLine& finding : result.findings) {
    finding.first_seen = runtime.now();
    if (!last) continue;
    const auto known = std::ranges::find_if(last->findings, [&](const auto& one) { return one.is_same(finding); });
    if (known != last->findings.end()) finding.first_seen = known->first_seen.value_or(last->ended);
  }
}

void end(ledger::RunResult& result, const Runtime& runtime, const Stop& how) {
  result.outcome = how.outcome;
  result.exit_code = how.exit_code;
  result.message = how.message;
  result.error = how.error;
  result.simulated = runtime.is_simulated();
  result.findings = runtime.findings;
  date_findings(result, runtime);
  result.ended = runtime.now();
  result.next_run = schedule::next_slot_text(runtime.now(), runtime.options.schedule, runtime.ports.calendar,
                                             runtime.state().used_up());
}

void put_alerts(const TradePorts& ports, ledger::RunResult& result) {
  if (!ports.alerts) return;
  for (const ports::Alert& alert : ports.alerts(result))
    if (auto put = ports.notifier.put(alert); !put) {
      ports.read.log.error(put.error().text());
      if (result.exit_code == 0) result.exit_code = 7;  // nobody would know what happened
    }
}

Result<void> record_start(Runtime& runtime) {
  const RunOptions& options = runtime.options;
  BOT_TRY_VOID(runtime.record(ledger::RunStarted{.mode = options.mode,
                                                 .account = options.account,
                                                 .scheduled = options.scheduled,
                                                 .session = runtime.timing.asof,
                                                 .version = options.version}));
  if (options.options_json.empty()) return {};
  return runtime.record(ledger::InputsRecorded{
      .what = "options", .json = options.options_json, .sha256 = sha256_hex(options.options_json)});
}

// The result's record; one that fails is the run's failure, and somebody has to look where orders were sent.
void record_end(Runtime& runtime, ledger::RunResult& result, bool on_target) {
  const auto recorded = runtime.record(ledger::RunEnded{.result = result, .on_target = on_target});
  if (recorded || result.error) return;
  end(result, runtime, stop(recorded.error()));
  if (!result.orders.empty()) result.exit_code = 7;
}

}  // namespace

ledger::RunResult run_trade(const TradePorts& ports, const RunOptions& options) {
  BOT_CHECK(options.mode != Mode::kDryRun);
  Runtime runtime = make_runtime(ports.read, options, ports.ledger, &ports.notifier);
  ledger::RunResult result = begin_result(runtime);
  const auto end_unrecorded = [&](const Stop& how) {
    end(result, runtime, how);
    put_alerts(ports, result);
    return result;
  };
  const Admission admission = admit(runtime);
  result.session = admission.session;
  const auto earlier = timing_of_live_orders(runtime);
  if (!admission.timing && !earlier) return end_unrecorded(admission.timing.error());
  runtime.timing = admission.timing ? *admission.timing : *earlier;
  if (admission.timing) remind_of_expiry(runtime);
  if (const auto started = record_start(runtime); !started) return end_unrecorded(stop(started.error()));

  OrderFollower follower(runtime);
  OrderSender sender(runtime, follower, ports.door);
  Staged<Ended> ended = admission.timing ? trade_session(runtime, follower, sender, result)
                                         : Staged<Ended>(stopped(admission.timing.error()));
  if (!ended && was_any_sent(runtime))
    ended = stopped(end_with_earlier_orders(runtime, follower, sender, ended.error()));
  end(result, runtime, ended ? ended->how : ended.error());
  if (const auto session = runtime.state().sessions.find(runtime.timing.asof);
      session != runtime.state().sessions.end())
    result.orders = ledger::order_lines(runtime.state(), session->second.planned_by);
  // Of a session that was done before, the reasons are those of the plan that was made.
  if (const auto& last = runtime.state().last_run; result.reasons.empty() && last && last->session == result.session)
    result.reasons = last->reasons;
  if (!follower.fatal()) record_end(runtime, result, ended && ended->on_target);
  put_alerts(ports, result);
  ports.read.broker.disconnect();
  return result;
}

DryPlan dry_plan(const ReaderPorts& ports, const ledger::LedgerState& ledger, const RunOptions& options) {
  RunOptions dry = options;
  dry.mode = Mode::kDryRun;
  dry.scheduled = false;
  ScratchLedger scratch(ledger);
  Runtime runtime = make_runtime(ports, dry, scratch, nullptr);
  DryPlan planned{.result = begin_result(runtime), .plan = std::nullopt};
  const Staged<Timing> timing = admit_dry_run(runtime);
  planned.result.indicative = !timing || timing->indicative();
  if (!timing) {
    end(planned.result, runtime, timing.error());
    return planned;
  }
  runtime.timing = *timing;
  planned.result.session = timing->asof;
  OrderFollower follower(runtime);
  const Staged<DryEnded> ended = dry_session(runtime, follower, planned.result);
  if (ended) planned.plan = ended->plan;
  end(planned.result, runtime, ended ? ended->how : ended.error());
  ports.broker.disconnect();
  return planned;
}

ledger::RunResult dry_run(const ReaderPorts& ports, const ledger::LedgerState& ledger, const RunOptions& options) {
  return dry_plan(ports, ledger, options).result;
}

ledger::RunResult failed_before_start(const Error& error, const RunOptions& options, UtcTime now) {
  ledger::RunResult result;
  result.run_id = "none";
  result.mode = options.mode;
  result.simulated = options.simulated;
  result.outcome = ledger::Outcome::kFailed;
  result.exit_code = exit_code(error.code);
  result.message = error.text();
  result.error = error;
  result.started = result.ended = now;
  return result;
}

}  // namespace bot::run
