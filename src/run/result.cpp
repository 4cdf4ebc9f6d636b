#include "run/result.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "run/run.hpp"

namespace bot::run {
namespace {

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

}  // namespace

ledger::RunResult begin_result(const Runtime& runtime) {
  ledger::RunResult result;
  result.run_id = runtime.id.value();
  result.mode = runtime.options.mode;
  result.simulated = runtime.is_simulated();
  result.started = runtime.now();
  return result;
}

void show(ledger::RunResult& result, const Decided& decided) {
  result.targets = decided.targets;
  result.reasons = decided.decision.reasons;
  result.inputs = decided.inputs;
  if (const auto& file = decided.file_row)
    result.strategy_file = ledger::StrategyFileLine{.path = file->path, .sha256 = file->sha256, .row = file->row.date};
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

void show_planned(const Runtime& runtime, ledger::RunResult& result, const plan::Plan& plan) {
  for (const plan::PlannedOrder& order : plan.orders) result.orders.push_back(planned_line(runtime, order));
}

void end_result(ledger::RunResult& result, const Runtime& runtime, const Stop& how) {
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
