#include "monitor/status.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "ledger/holdings.hpp"
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

const ledger::PositionLine* line_of(const ledger::LedgerState& state, const Symbol& symbol) {
  if (!state.last_run) return nullptr;
  const auto line = state.last_run->positions.find(symbol);
  return line == state.last_run->positions.end() ? nullptr : &line->second;
}

// What the last run counted as kept of it; none: nothing.
const ledger::OutsideLine* kept_line_of(const ledger::LedgerState& state, const Symbol& symbol) {
  if (!state.last_run) return nullptr;
  const ConId contract = ledger::contract_of(state, symbol).value_or(ConId{});
  const auto line = std::ranges::find_if(state.last_run->outside, [&](const ledger::OutsideLine& one) {
    return one.symbol == symbol.value() && one.con_id == contract && one.kind == kStock;
  });
  return line == state.last_run->outside.end() ? nullptr : &*line;
}

// Of the last run, in dollars.
std::optional<double> price_of(const ledger::LedgerState& state, const Symbol& symbol) {
  if (const auto* line = line_of(state, symbol); line != nullptr && line->price) return line->price->to_double();
  const auto* kept = kept_line_of(state, symbol);
  if (kept == nullptr || !kept->value || kept->shares == Quantity{}) return std::nullopt;
  return kept->value->to_double() / kept->shares.to_double();
}

// Came under management since the last run, beyond our own fills; below 0: went.
Quantity moved_since(const ledger::LedgerState& state, const Symbol& symbol) {
  const auto* line = line_of(state, symbol);
  const auto bought = state.bought_since_nav.find(symbol);
  return state.managed_shares(symbol) - (line != nullptr ? line->shares : Quantity{}) -
         (bought != state.bought_since_nav.end() ? bought->second : Quantity{});
}

std::set<Symbol> held_symbols(const ledger::LedgerState& state) {
  std::set<Symbol> symbols;
  for (const auto& [symbol, shares] : state.managed) symbols.insert(symbol);
  if (state.last_run)
    for (const auto& [symbol, line] : state.last_run->positions) symbols.insert(symbol);
  return symbols;
}

// The last run's, less what was released to the owner since. None: that run did not know it, or something came or went
// that no run has valued.
std::optional<double> managed_equity(const ledger::LedgerState& state) {
  if (!state.last_run || !state.last_run->managed_equity) return std::nullopt;
  double equity = state.last_run->managed_equity->to_double();
  for (const Symbol& symbol : held_symbols(state)) {
    const Quantity moved = moved_since(state, symbol);
    if (moved == Quantity{}) continue;
    const auto price = price_of(state, symbol);
    if (!price || moved > Quantity{} || state.kept_shares(symbol) < Quantity{} - moved) return std::nullopt;
    equity += moved.to_double() * *price;
  }
  return equity > 0 ? std::optional(equity) : std::nullopt;
}

std::optional<double> held_weight(const ledger::LedgerState& state, const Symbol& symbol,
                                  std::optional<double> equity) {
  const Quantity shares = state.managed_shares(symbol);
  if (shares == Quantity{}) return 0;
  const auto price = price_of(state, symbol);
  if (!price || !equity) return std::nullopt;
  return shares.to_double() * *price / *equity;
}

// The configuration's keep counts as far as the last run found it.
std::map<Symbol, Quantity> list_kept(const ledger::LedgerState& state, const std::map<Symbol, Quantity>& keep) {
  std::map<Symbol, Quantity> kept = state.kept;
  for (const auto& [symbol, shares] : keep)
    if (const auto* line = kept_line_of(state, symbol)) kept[symbol] = max(kept[symbol], min(shares, line->shares));
  std::erase_if(kept, [](const auto& one) { return one.second == Quantity{}; });
  return kept;
}

std::vector<ledger::OutsideLine> list_outside(const ledger::LedgerState& state,
                                              const std::map<Symbol, Quantity>& kept) {
  std::vector<ledger::OutsideLine> lines =
      state.last_run ? state.last_run->outside : std::vector<ledger::OutsideLine>();
  for (const auto& [symbol, shares] : kept) {
    const auto price = price_of(state, symbol);
    ledger::OutsideLine line{
        .symbol = symbol.value(),
        .con_id = ledger::contract_of(state, symbol).value_or(ConId{}),
        .kind = kStock,
        .currency = "USD",
        .shares = shares,
        .value = price ? std::optional(Money::from_double(shares.to_double() * *price)) : std::nullopt,
        .why = "kept for you"};
    const auto same = std::ranges::find_if(lines, [&](const ledger::OutsideLine& one) {
      return one.symbol == line.symbol && one.con_id == line.con_id && one.kind == line.kind;
    });
    if (same == lines.end())
      lines.push_back(std::move(line));
    else if (same->shares != line.shares)
      *same = std::move(line);
  }
  return lines;
}

std::map<Symbol, Drift> measure_drift(const ledger::LedgerState& state) {
  const std::optional<double> equity = managed_equity(state);
  std::map<Symbol, Drift> drift;
  for (const auto& [symbol, weight] : state.last_targets) drift[symbol].wanted = weight;
  for (const auto& [symbol, shares] : state.managed)
    if (shares != Quantity{}) drift.try_emplace(symbol);
  for (auto& [symbol, one] : drift) one.held = held_weight(state, symbol, equity);
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
  status.next_run = ledger::next_run_at(
      schedule::next_slot(now, account.schedule, calendar, status.state.used_up(), status.state.slot_history()));
  if (const auto newest = list_runs(events, 1); !newest.empty() && !newest.front().result)
    status.not_ended = newest.front();
  status.halt = find_halt(status.state, files, account.halt_file);
  status.not_armed = judge_arming(status.state, account.id, arming_facts, now);
  status.drift = measure_drift(status.state);
  status.kept = list_kept(status.state, account.keep);
  status.outside = list_outside(status.state, status.kept);
  status.warnings = recent_warnings(events, now);
  return status;
}

}  // namespace bot::monitor
