#include "run/run.hpp"

#include <algorithm>

#include "base/sha256.hpp"
#include "ledger/operations.hpp"
#include "run/admission.hpp"
#include "run/cash_movement.hpp"
#include "run/cash_up_front.hpp"
#include "run/conclude.hpp"
#include "run/execute.hpp"
#include "run/market.hpp"
#include "run/plan_session.hpp"
#include "run/reconcile.hpp"
#include "run/recover.hpp"
#include "run/result.hpp"
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
  if (!follower.fatal()) follower.recorded(runtime.step("reconcile"));
  const Reconciled reconciled = reconcile(runtime, follower, sender, facts.account.positions);
  if (!follower.fatal()) follower.recorded(note_cash_up_front(runtime));
  const FinalAccount account = read_final_account(runtime, facts, reconciled.positions);
  if (!follower.fatal()) follower.recorded(record_nav(runtime, facts, account, reconciled.positions));
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
  why.exit_code = kExitNeedsAttention;
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
  show_planned(runtime, result, plan);
  show(result, read_final_account(runtime, facts, facts.account.positions));
  const std::vector<OffTarget> off = find_off_target(runtime, facts, facts.account.positions);
  Stop how = plan.orders.empty()
                 ? conclude_unsent(off)
                 : stop(explained ? Ending::kPlanned : Ending::kPlannedUnexplained, std::to_string(plan.orders.size()));
  if (plan.orders.empty()) show(result, off);
  if (!explained) how.exit_code = kExitNeedsAttention;
  return DryEnded{.how = how, .plan = std::move(session.planned.plan)};
}

void put_alerts(const TradePorts& ports, ledger::RunResult& result) {
  if (!ports.alerts) return;
  for (const ports::Alert& alert : ports.alerts(result))
    if (auto put = ports.notifier.put(alert); !put) {
      ports.read.log.error(put.error().text());
      if (result.exit_code == 0) result.exit_code = kExitNeedsAttention;  // nobody would know what happened
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
  end_result(result, runtime, stop(recorded.error()));
  if (!result.orders.empty()) result.exit_code = kExitNeedsAttention;
}

}  // namespace

ledger::RunResult run_trade(const TradePorts& ports, const RunOptions& options) {
  BOT_CHECK(options.mode != Mode::kDryRun);
  Runtime runtime = make_runtime(ports.read, options, ports.ledger, &ports.notifier);
  ledger::RunResult result = begin_result(runtime);
  const auto end_unrecorded = [&](const Stop& how) {
    end_result(result, runtime, how);
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
  OrderSender sender(runtime, follower, ports.orders);
  Staged<Ended> ended = admission.timing ? trade_session(runtime, follower, sender, result)
                                         : Staged<Ended>(stopped(admission.timing.error()));
  if (!ended && was_any_sent(runtime))
    ended = stopped(end_with_earlier_orders(runtime, follower, sender, ended.error()));
  end_result(result, runtime, ended ? ended->how : ended.error());
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
    end_result(planned.result, runtime, timing.error());
    return planned;
  }
  runtime.timing = *timing;
  planned.result.session = timing->asof;
  OrderFollower follower(runtime);
  const Staged<DryEnded> ended = dry_session(runtime, follower, planned.result);
  if (ended) planned.plan = ended->plan;
  end_result(planned.result, runtime, ended ? ended->how : ended.error());
  ports.broker.disconnect();
  return planned;
}

ledger::RunResult dry_run(const ReaderPorts& ports, const ledger::LedgerState& ledger, const RunOptions& options) {
  return dry_plan(ports, ledger, options).result;
}

}  // namespace bot::run
