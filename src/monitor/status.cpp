#include "monitor/status.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "schedule/schedule.hpp"

namespace bot::monitor {
namespace {

// The reasons in a kill file, one a line.
std::string lines_of(const Result<std::string>& text) {
  if (!text) return "the kill file is in place and cannot be read: " + text.error().what;
  std::string reasons;
  for (const std::string_view line : split(*text, '\n'))
    if (!trim(line).empty()) reasons += (reasons.empty() ? "" : "; ") + std::string(trim(line));
  return reasons;
}

// What was added by halting again stands in the file alone.
std::string with_more_reasons(const std::string& why, const ports::Files& files, const std::string& halt_file) {
  if (!files.exists(halt_file)) return why;
  const auto text = files.read(halt_file);
  if (!text) return why;
  std::string reasons = why;
  for (const std::string_view line : split(*text, '\n'))
    if (!trim(line).empty() && trim(line) != why) reasons += "; " + std::string(trim(line));
  return reasons;
}

std::optional<HaltInForce> find_halt(const ledger::LedgerState& state, const ports::Files& files,
                                     const std::string& halt_file) {
  if (state.halt)
    return HaltInForce{.id = state.halt->id,
                       .code = std::string(name(state.halt->reason)),
                       .why = with_more_reasons(state.halt->why, files, halt_file)};
  if (!files.exists(halt_file)) return std::nullopt;
  return HaltInForce{.id = "FILE", .code = "file", .why = lines_of(files.read(halt_file))};
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
          std::ranges::find(warnings, finding.message) == warnings.end())
        warnings.push_back(finding.message);
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
  status.next_run = schedule::next_slot_text(now, account.schedule, calendar, status.state.used_up());
  status.halt = find_halt(status.state, files, account.halt_file);
  status.not_armed = judge_arming(status.state, account.id, arming_facts, now);
  status.drift = measure_drift(status.state);
  status.warnings = recent_warnings(events, now);
  return status;
}

}  // namespace bot::monitor
