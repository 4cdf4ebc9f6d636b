#include "run/run.hpp"

#include <fmt/format.h>

#include "base/wording.hpp"
#include "run/admission.hpp"
#include "run/alerts.hpp"
#include "run/cash_movement.hpp"
#include "run/cash_up_front.hpp"
#include "run/conclude.hpp"
#include "run/connect.hpp"
#include "run/earlier_orders.hpp"
#include "run/execute.hpp"
#include "run/market.hpp"
#include "run/plan_session.hpp"
#include "run/reconcile.hpp"
#include "run/record_run.hpp"
#include "run/recover.hpp"
#include "run/result.hpp"
#include "run/scratch_ledger.hpp"
#include "run/written_plan.hpp"

namespace bot::run {
namespace {

// The stages, in the order in which they run.
Staged<Ended> trade_session(Runtime& runtime, OrderFollower& follower, OrderSender& sender);
Staged<Ended> dry_session(Runtime& runtime, OrderFollower& follower);
Staged<void> accept_account(Runtime& runtime, const Account& account);
Staged<SessionPlan> decide_and_plan(Runtime& runtime, const Opened& opened,
                                    std::optional<ledger::OpenRebalance> continued);
Ended not_carried_out(Decided decided, NotCarriedOut ending);
Ended compare_unsent(Runtime& runtime, Decided decided, const Planned& planned);
Ended resume_session(Runtime& runtime, OrderFollower& follower, OrderSender& sender, const Opened& opened);
Ended carry_out(Runtime& runtime, OrderFollower& follower, OrderSender& sender, const WrittenPlan& written,
                Decided decided, std::optional<plan::Plan> plan);
Ended to_ended(Staged<Ended> staged);
Stop unless_stopped(const Runtime& runtime, Stop how);
ledger::RunResult send_alerts(Runtime& runtime, const TradePorts& ports, ledger::RunResult result);
ledger::RunResult record_result(Runtime& runtime, const TradePorts& ports, ledger::RunResult result, bool on_target);

}  // namespace

ledger::RunResult run_trade(const TradePorts& ports, const RunOptions& options) {
  BOT_CHECK(options.mode != Mode::kDryRun);
  Runtime runtime = make_runtime(ports.read, options, ports.ledger, &ports.notifier);
  const Admission admission = admit(runtime);
  const auto end_unrecorded = [&](const Stop& how) {
    record_rejected_start(runtime, how);
    return send_alerts(runtime, ports, make_result(runtime, admission.session, {.how = how}));
  };
  const auto earlier = timing_of_live_orders(runtime);
  if (!admission.timing && !earlier) return end_unrecorded(admission.timing.error());
  runtime.timing = admission.timing ? *admission.timing : *earlier;
  if (admission.timing) remind_of_expiry(runtime);
  if (const auto started = record_start(runtime); !started) return end_unrecorded(stop(started.error()));

  OrderFollower follower(runtime);
  OrderSender sender(runtime, follower, ports.orders);
  Ended ended =
      admission.timing ? to_ended(trade_session(runtime, follower, sender)) : Ended{.how = admission.timing.error()};
  if (!ended.followed && was_any_sent(runtime)) {
    ended.how = end_with_earlier_orders(runtime, follower, sender, std::move(ended.how));
    ended.carried_on = ended.how.outcome == ledger::Outcome::kAlreadyDone;
  }
  ended.how = unless_stopped(runtime, std::move(ended.how));
  ledger::RunResult result = send_alerts(runtime, ports, make_result(runtime, admission.session, ended));
  if (!follower.ledger_failed())
    result = record_result(runtime, ports, std::move(result), reached_targets(runtime, ended));
  ports.read.broker.disconnect();
  return result;
}

DryPlan dry_plan(const ReaderPorts& ports, const ledger::LedgerState& ledger, const RunOptions& options) {
  RunOptions dry = options;
  dry.mode = Mode::kDryRun;
  dry.scheduled = false;
  ScratchLedger scratch(ledger);
  Runtime runtime = make_runtime(ports, dry, scratch, nullptr);
  const Staged<Timing> timing = admit_dry_run(runtime);
  if (!timing) return {.result = make_dry_result(runtime, std::nullopt, {.how = timing.error()}), .plan = std::nullopt};
  runtime.timing = *timing;
  OrderFollower follower(runtime);
  Ended ended = to_ended(dry_session(runtime, follower));
  if (const std::string live = describe_live_orders(runtime); !live.empty())
    ended.how = with_remark(std::move(ended.how), "sent by an earlier start and not known to be over: " + live);
  ports.broker.disconnect();
  ledger::RunResult result = make_dry_result(runtime, timing->asof, ended);
  // One that was interrupted was not compared with the account.
  return {.result = std::move(result), .plan = ended.account ? std::move(ended.plan) : std::nullopt};
}

ledger::RunResult dry_run(const ReaderPorts& ports, const ledger::LedgerState& ledger, const RunOptions& options) {
  return dry_plan(ports, ledger, options).result;
}

namespace {

Staged<Ended> trade_session(Runtime& runtime, OrderFollower& follower, OrderSender& sender) {
  BOT_STAGE(const Opened opened, open(runtime, follower, &sender));
  BOT_STAGE_VOID(abandon_old_intents(runtime));
  const auto earlier = runtime.state().sessions.find(runtime.timing.asof);
  if (earlier != runtime.state().sessions.end() && earlier->second.sequence > 0)
    return resume_session(runtime, follower, sender, opened);
  BOT_STAGE_VOID(accept_account(runtime, opened.account));
  BOT_STAGE(SessionPlan session, decide_and_plan(runtime, opened, open_rebalance(runtime)));
  if (auto* ending = std::get_if<NotCarriedOut>(&session.plan))
    return not_carried_out(std::move(session.decided), std::move(*ending));
  // Orders may be sent in a session alone, and there every plan is checked.
  const auto& checked = std::get<CheckedPlan>(std::get<MadePlan>(session.plan));
  const Planned& planned = checked.planned();
  if (planned.plan.orders.empty()) {
    // Nothing can be sent for what is off target: the session stays free for a start that finds data, quotes,
    // permission.
    Ended unsent = compare_unsent(runtime, session.decided, planned);
    if (!unsent.how.is_good()) return unsent;
  }
  BOT_STAGE(const WrittenPlan written, write_plan(runtime, session.decided, checked));
  return carry_out(runtime, follower, sender, written, std::move(session.decided), planned.plan);
}

// The same line, cut before anything is written or sent. It shows what is decided of today's bars, whatever is still
// being carried out.
Staged<Ended> dry_session(Runtime& runtime, OrderFollower& follower) {
  BOT_STAGE(const Opened opened, open(runtime, follower, nullptr));
  const bool is_explained = find_unexplained(runtime, opened.account.positions).empty();
  BOT_STAGE(SessionPlan session, decide_and_plan(runtime, opened, std::nullopt));
  if (auto* ending = std::get_if<NotCarriedOut>(&session.plan))
    return not_carried_out(std::move(session.decided), std::move(*ending));
  Ended ended = compare_unsent(runtime, std::move(session.decided), planned(std::get<MadePlan>(session.plan)));
  if (!is_explained) ended.how = needing_attention(std::move(ended.how));
  return ended;
}

// The account as the broker shows it becomes what the ledger goes on from: positions it explains, cash that moved
// without our orders. Orders of an earlier session and an idle one are looked at after that, since recovery may have
// ended the one and left the other without unfinished business.
Staged<void> accept_account(Runtime& runtime, const Account& account) {
  BOT_STAGE_VOID(runtime.step("positions"));
  if (const auto open = find_unexplained(runtime, account.positions); !open.empty())
    return stopped(Ending::kUnexplainedPositions, fmt::format("{}. Nothing was sent. Run `{}`", ledger::describe(open),
                                                              ledger::command_for(open, account.outside)));
  BOT_STAGE_VOID(book_cash_movement(runtime, account));
  BOT_STAGE_VOID(record_first_nav(runtime, account));
  if (!runtime.state().live_orders().empty()) return stopped(Ending::kEarlierOrderUnknown);
  if (is_idle_session(runtime, runtime.timing.asof)) return stopped(Ending::kNotThisSession);
  return {};
}

Staged<SessionPlan> decide_and_plan(Runtime& runtime, const Opened& opened,
                                    std::optional<ledger::OpenRebalance> continued) {
  BOT_STAGE(const Basis basis, read_basis(runtime, std::move(continued)));
  BOT_STAGE_VOID(runtime.step("bars"));
  BOT_STAGE(Market market, read_market(runtime, basis, opened.account.positions));
  BOT_STAGE_VOID(runtime.step("decide"));
  BOT_STAGE(Decided decided, decide_targets(runtime, market, {}, basis));
  return plan_session(runtime, opened, std::move(market), basis, std::move(decided));
}

Ended not_carried_out(Decided decided, NotCarriedOut ending) {
  return {.how = std::move(ending.why), .decided = std::move(decided), .plan = std::move(ending.plan)};
}

// A plan without orders, or one of a dry run: the account as it stands, and against the targets unless orders are to
// bring it nearer.
Ended compare_unsent(Runtime& runtime, Decided decided, const Planned& planned) {
  const PositionMap& positions = planned.facts.account.positions;
  FinalAccount account = read_final_account(runtime, planned.facts, positions);
  std::optional<std::vector<OffTarget>> off;
  if (planned.plan.orders.empty()) off = find_off_target(runtime, planned.facts, positions);
  Stop how = off ? conclude_unsent(*off) : stop(Ending::kPlanned, counted(planned.plan.orders.size(), "order"));
  return {.how = std::move(how),
          .decided = std::move(decided),
          .plan = planned.plan,
          .account = std::move(account),
          .off = std::move(off)};
}

// An earlier start wrote the plan: its orders are looked up, and what is left of it is carried out.
Ended resume_session(Runtime& runtime, OrderFollower& follower, OrderSender& sender, const Opened& opened) {
  Decided decided{.targets = runtime.state().sessions.at(runtime.timing.asof).targets};
  follow_earlier_orders(runtime, sender);
  const Staged<WrittenPlan> written = take_up_plan(runtime, opened);
  if (!written) return {.how = written.error(), .decided = std::move(decided)};
  return carry_out(runtime, follower, sender, *written, std::move(decided), std::nullopt);
}

// Sells, proof, buys, reconciliation, the account as it then stands.
Ended carry_out(Runtime& runtime, OrderFollower& follower, OrderSender& sender, const WrittenPlan& written,
                Decided decided, std::optional<plan::Plan> plan) {
  TradeFacts facts = written.facts();
  follower.recorded(runtime.step("send"));
  if (!follower.fatal()) facts = execute(runtime, follower, sender, written);
  if (!follower.fatal()) follower.recorded(runtime.step("reconcile"));
  const Reconciled reconciled = reconcile(runtime, follower, sender, facts.account.positions);
  if (!follower.fatal()) follower.recorded(note_cash_up_front(runtime));
  FinalAccount account = read_final_account(runtime, facts, reconciled.positions);
  if (!follower.fatal()) follower.recorded(record_nav(runtime, facts, account, reconciled));
  std::vector<OffTarget> off =
      find_off_target_since(runtime, facts, at_the_end(facts, account), reconciled.positions, follower.frozen());
  Stop how = conclude(runtime, follower, reconciled, off, facts.planned_by);
  if (const auto debt = describe_debt(account); debt && how.is_good())
    how = with_remark(stop(Ending::kInDebt, *debt), how.message);
  return {.how = std::move(how),
          .decided = std::move(decided),
          .plan = std::move(plan),
          .account = std::move(account),
          .off = std::move(off),
          .followed = true,
          .carried_on = facts.planned_by == PlannedBy::kEarlierStart && has_carried_on(runtime)};
}

Ended to_ended(Staged<Ended> staged) { return staged ? *std::move(staged) : Ended{.how = std::move(staged).error()}; }

// Whoever asked the run to stop is told that it did, not that a gateway was away that nobody waited for.
Stop unless_stopped(const Runtime& runtime, Stop how) {
  const bool is_for_want_of_answers =
      how.error && (is_of_the_connection(*how.error) || how.error->code == ErrorCode::kTimeout);
  const bool was_stopped = runtime.ports.loop.interrupted() && is_for_want_of_answers && !was_any_sent(runtime);
  return was_stopped ? stop(Ending::kInterruptedUnsent) : std::move(how);
}

// Before its end goes on record, so that an alert that could not be stored stands there, too.
ledger::RunResult send_alerts(Runtime& runtime, const TradePorts& ports, ledger::RunResult result) {
  if (ports.alerts)
    for (const ports::Alert& alert : ports.alerts(result)) notify(runtime, alert);
  if (runtime.lost_alert) result = unreported(std::move(result), *runtime.lost_alert);
  return result;
}

ledger::RunResult record_result(Runtime& runtime, const TradePorts& ports, ledger::RunResult result, bool on_target) {
  const bool had_failed = result.error.has_value();
  ledger::RunResult recorded = record_end(runtime, std::move(result), on_target);
  const bool fails_only_now = recorded.error && !had_failed;
  return fails_only_now ? send_alerts(runtime, ports, std::move(recorded)) : recorded;
}

}  // namespace
}  // namespace bot::run
