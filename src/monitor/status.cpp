#include "monitor/status.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "schedule/schedule.hpp"

namespace bot::monitor {
namespace {

std::optional<HaltInForce> find_halt(const ledger::LedgerState& state, const ports::Files& files,
                                     const std::string& halt_file) {
  if (state.halt)
    return HaltInForce{.id = state.halt->id, .code = std::string(name(state.halt->reason)), .why = state.halt->why};
  if (!files.exists(halt_file)) return std::nullopt;
  return HaltInForce{
      .id = "FILE", .code = "file", .why = std::string(trim(files.read(halt_file).value_or("unreadable")))};
}

std::optional<std::string> judge_arming(const ledger::LedgerState& state, const AccountId& account,
                                        const std::function<Result<ledger::ArmingFacts>()>& arming_facts, UtcTime now) {
  if (!state.armed) return "not armed";
  const auto facts = arming_facts();
  if (!facts) return facts.error().text();
  if (const auto refusal = ledger::arming_refusal(state.armed, account, *facts, now)) return refusal->why;
  return std::nullopt;
}

std::map<Symbol, double> measure_drift(const ledger::LedgerState& state) {
  std::map<Symbol, double> drift;
  for (const auto& [symbol, weight] : state.last_targets) drift[symbol] = -weight;
  if (state.last_run)
    for (const auto& [symbol, line] : state.last_run->positions) drift[symbol] += line.weight;
  return drift;
}

std::vector<std::string> recent_warnings(const std::vector<ledger::LedgerEvent>& events, UtcTime now) {
  std::vector<std::string> warnings;
  for (const ledger::LedgerEvent& event : events) {
    const auto* ended = std::get_if<ledger::RunEnded>(&event.body);
    if (ended == nullptr || ended->result.ended < now - std::chrono::hours(24)) continue;
    for (const ledger::FindingLine& finding : ended->result.findings)
      if (std::ranges::find(warnings, finding.message) == warnings.end()) warnings.push_back(finding.message);
  }
  return warnings;
}

}  // namespace

AccountStatus gather_status(const MonitoredAccount& account, const std::vector<ledger::LedgerEvent>& events,
                            const ports::Files& files, const std::function<Result<ledger::ArmingFacts>()>& arming_facts,
                            UtcTime now, const calendar::Calendar& calendar) {
  AccountStatus status;
  status.account = account;
  for (const ledger::LedgerEvent& event : events) ledger::apply(status.state, event);
  status.next_run = schedule::next_slot_text(now, account.schedule, calendar);
  status.halt = find_halt(status.state, files, account.halt_file);
  status.not_armed = judge_arming(status.state, account.id, arming_facts, now);
  status.drift = measure_drift(status.state);
  status.warnings = recent_warnings(events, now);
  return status;
}

}  // namespace bot::monitor
