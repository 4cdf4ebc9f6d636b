#include "run/result.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "ledger/order_lines.hpp"
#include "run/conclude.hpp"
#include "run/run.hpp"

namespace bot::run {
namespace {

// For a dry run, which asks nobody whether the account may buy it.
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

// A run that ended early did not look at everything: what it does not mention is still known for so long.
constexpr Duration kFindingMemory = std::chrono::days{30};

// What earlier runs found, as the last of them handed it on.
std::vector<ledger::KnownFinding> known_findings(const ledger::RunResult& last) {
  std::vector<ledger::KnownFinding> known = last.known_findings;
  for (const ledger::FindingLine& finding : last.findings) {
    known.push_back({.finding = finding, .last_seen = last.ended});
    if (!finding.first_seen) known.back().finding.first_seen = last.ended;
  }
  return known;
}

// A finding that an earlier run had as well is not new.
void date_findings(ledger::RunResult& result, const Runtime& runtime) {
  for (ledger::FindingLine& finding : result.findings) finding.first_seen = runtime.now();
  if (!runtime.state().last_run) return;
  for (ledger::KnownFinding& known : known_findings(*runtime.state().last_run)) {
    bool is_here = false;
    for (ledger::FindingLine& finding : result.findings) {
      if (!finding.is_same(known.finding)) continue;
      is_here = true;
      finding.first_seen = known.finding.first_seen;
    }
    if (!is_here && known.last_seen + kFindingMemory > runtime.now()) result.known_findings.push_back(std::move(known));
  }
}

std::map<Symbol, std::string> reasons(const Runtime& runtime, const Ended& ended) {
  std::map<Symbol, std::string> reasons = ended.decided.decision.reasons;
  if (ended.plan)
    for (const auto& [symbol, reason] : ended.plan->reasons) reasons[symbol] = reason;
  // For a session that was done before, the reasons are those of its plan.
  if (const auto& last = runtime.state().last_run; reasons.empty() && last && last->session == runtime.timing.asof)
    return last->reasons;
  return reasons;
}

std::vector<ledger::OrderLine> session_orders(const Runtime& runtime) {
  const auto session = runtime.state().sessions.find(runtime.timing.asof);
  if (session == runtime.state().sessions.end()) return {};
  return ledger::order_lines(runtime.state(), session->second.planned_by);
}

std::vector<ledger::OrderLine> planned_orders(const Runtime& runtime, const Ended& ended) {
  std::vector<ledger::OrderLine> planned;
  if (ended.plan)
    for (const plan::PlannedOrder& order : ended.plan->orders) planned.push_back(planned_line(runtime, order));
  return planned;
}

std::optional<ledger::StrategyFileLine> strategy_file(const Decided& decided) {
  if (!decided.file_row) return std::nullopt;
  const data::FileRow& file = *decided.file_row;
  return ledger::StrategyFileLine{.path = file.path, .sha256 = file.sha256, .row = file.row.date};
}

std::vector<ledger::DeferredLine> deferred(const std::vector<OffTarget>& off) {
  std::vector<ledger::DeferredLine> lines;
  for (const OffTarget& one : off)
    if (consequence(one.cause) == Consequence::kDeferred)
      lines.push_back({.symbol = one.symbol, .shares = one.shares, .until = one.until, .why = one.why});
  return lines;
}

// An open rebalance goes on in the next session, unless this run has ended it.
ledger::NextRun next_run(const Runtime& runtime, const Ended& ended) {
  SlotHistory history = runtime.state().slot_history();
  if (reached_targets(runtime, ended)) history.open_rebalance.reset();
  return ledger::next_run_at(schedule::next_slot(runtime.now(), runtime.options.schedule, runtime.ports.calendar,
                                                 runtime.state().used_up(), history));
}

ledger::RunResult describe(const Runtime& runtime, std::optional<Date> session, const Ended& ended,
                           std::vector<ledger::OrderLine> orders) {
  const FinalAccount account = ended.account.value_or(FinalAccount{});
  ledger::RunResult result{.run_id = runtime.id.value(),
                           .mode = runtime.options.mode,
                           .session = session,
                           .simulated = runtime.is_simulated(),
                           .outcome = ended.how.outcome,
                           .exit_code = ended.how.exit_code,
                           .message = ended.how.message,
                           .error = ended.how.error,
                           .equity = account.equity,
                           .cash = account.cash,
                           .managed_equity = account.managed_equity,
                           .targets = ended.decided.targets,
                           .positions = account.positions,
                           .outside = account.outside,
                           .inputs = ended.decided.inputs,
                           .orders = std::move(orders),
                           .findings = runtime.findings,
                           .known_findings = {},
                           .reasons = reasons(runtime, ended),
                           .deferred = deferred(ended.off.value_or(std::vector<OffTarget>{})),
                           .within_band = ended.off && ended.off->empty(),
                           .carried_on = ended.carried_on,
                           .started = runtime.started,
                           .ended = runtime.now(),
                           .next_run = next_run(runtime, ended),
                           .strategy_file = strategy_file(ended.decided)};
  date_findings(result, runtime);
  return result;
}

}  // namespace

bool reached_targets(const Runtime& runtime, const Ended& ended) {
  const bool is_known = ended.followed && ended.account && ended.account->equity;
  return is_known && ended.off && is_on_target(runtime, *ended.off);
}

ledger::RunResult make_result(const Runtime& runtime, std::optional<Date> session, const Ended& ended) {
  return describe(runtime, session, ended, session_orders(runtime));
}

ledger::RunResult make_dry_result(const Runtime& runtime, std::optional<Date> session, const Ended& ended) {
  ledger::RunResult result = describe(runtime, session, ended, planned_orders(runtime, ended));
  result.indicative = runtime.timing.indicative();
  return result;
}

ledger::RunResult unreported(ledger::RunResult result, const Error& why) {
  result.message += "; an alert could not be stored: " + why.text();
  if (result.exit_code == 0) result.exit_code = kExitNeedsAttention;
  return result;
}

ledger::RunResult end_otherwise(ledger::RunResult result, const Stop& how) {
  result.outcome = how.outcome;
  result.exit_code = how.exit_code;
  result.message = how.message;
  result.error = how.error;
  return result;
}

ledger::RunResult failed_before_start(const Error& error, const RunOptions& options, UtcTime now) {
  ledger::RunResult result;
  result.run_id = "none";
  result.mode = options.mode;
  result.simulated = options.simulated;
  result.started = result.ended = now;
  return end_otherwise(std::move(result), stop(error));
}

}  // namespace bot::run
