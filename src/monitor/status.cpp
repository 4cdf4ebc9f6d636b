#include "monitor/status.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "ports/kill_file.hpp"
#include "schedule/schedule.hpp"

namespace bot::monitor {
namespace {

// What was added by halting again stands in the file alone.
std::string add_reasons(const std::string& why, const ports::KillFile& kill) {
  std::string all = why;
  for (const std::string& reason : kill.reasons)
    if (reason != why) all += "; " + reason;
  return all;
}

std::optional<HaltInForce> find_halt(const ledger::LedgerState& state, const ports::Files& files,
                                     const std::string& halt_file) {
  const auto kill = ports::read_kill_file(files, halt_file);
  if (state.halt)
    return HaltInForce{.id = state.halt->id,
                       .code = std::string(name(state.halt->reason)),
                       .why = kill ? add_reasons(state.halt->why, *kill) : state.halt->why};
  if (!kill) return std::nullopt;
  return HaltInForce{.id = std::string(ports::kKillFileHalt), .code = "file", .why = kill->why};
}

std::optional<std::string> judge_arming(const ledger::LedgerState& state, const AccountId& account,
                                        const std::function<Result<ledger::ArmingFacts>()>& arming_facts, UtcTime now) {
  if (!state.armed) return "not armed";
  const auto facts = arming_facts();
  if (!facts) return facts.error().text();
  if (const auto refusal = ledger::arming_refusal(state.armed, account, *facts, now)) return refusal->why;
  return std::nullopt;
}

std::optional<double> held_weight(const ledger::LedgerState& state, const Symbol& symbol) {
  if (state.last_run)
    if (const auto line = state.last_run->positions.find(symbol); line != state.last_run->positions.end())
      return line->second.weight;
  return state.managed_shares(symbol) == Quantity{} ? std::optional(0.0) : std::nullopt;
}

std::map<Symbol, Drift> measure_drift(const ledger::LedgerState& state) {
  std::map<Symbol, Drift> drift;
  for (const auto& [symbol, weight] : state.last_targets) drift[symbol].wanted = weight;
  for (const auto& [symbol, shares] : state.managed)
    if (shares != Quantity{}) drift.try_emplace(symbol);
  if (state.last_run)
    for (const auto& [symbol, line] : state.last_run->positions) drift.try_emplace(symbol);
  for (auto& [symbol, one] : drift) one.held = held_weight(state, symbol);
  return drift;
}

std::vector<std::string> recent_warnings(const std::vector<ledger::LedgerEvent>& events, UtcTime now) {
  std::vector<std::string> warnings;
  for (const ledger::LedgerEvent& event : events) {
    const auto* ended = std::get_if<ledger::RunEnded>(&event.body);
    if (ended == nullptr || ended->result.ended < now - std::chrono::hours(24)) continue;
    for (const ledger::FindingLine& finding : ended->result.findings)
      if (finding.first_seen.value_or(now) >= now - std::chrono::hours(24) &&
          std::ranges::find(warnings, finding.text()) == warnings.end())
        warnings.push_back(finding.text());
  }
  return warnings;
}

}  // namespace

AccountStatus gather_status(const MonitoredAccount& account, ledger::LedgerState state,
                            const std::vector<ledger::LedgerEvent>& events, const ports::Files& files,
                            const std::function<Result<ledger::ArmingFacts>()>& arming_facts, UtcTime now,
                            const calendar::Calendar& calendar) {
  AccountStatus status;
  status.account = account;
  status.state = std::move(state);
  status.next_run = ledger::next_run_at(schedule::next_slot(now, account.schedule, calendar, status.state.used_up()));
  status.halt = find_halt(status.state, files, account.halt_file);
  status.not_armed = judge_arming(status.state, account.id, arming_facts, now);
  status.drift = measure_drift(status.state);
  status.warnings = recent_warnings(events, now);
  return status;
}

}  // namespace bot::monitor
