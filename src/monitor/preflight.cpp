#include "monitor/preflight.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/wording.hpp"
#include "broker/account_judgements.hpp"
#include "calendar/new_york.hpp"
#include "monitor/judgements.hpp"
#include "schedule/schedule.hpp"

namespace bot::monitor {
namespace {

constexpr int kMinDaysOfCalendar = 60;

Check gateway_check(const PreflightFacts& facts) {
  if (!facts.gateway) return good("gateway", "reachable and logged in");
  const bool login = facts.gateway->code == ErrorCode::kLogin || facts.gateway->code == ErrorCode::kTimeout;
  return bad("gateway", without_code(*facts.gateway),
             login                        ? "Log in to TWS or IB Gateway (on the phone: confirm the login)"
             : facts.gateway->fix.empty() ? "Start TWS or IB Gateway and log in"
                                          : facts.gateway->fix,
             facts.gateway->code);
}

// In the order in which a run refuses.
Check account_check(const PreflightFacts& facts, const MonitoredAccount& account) {
  auto refusal = broker::login_refusal(account.id, facts.accounts, account.ignored_accounts);
  if (!refusal) refusal = broker::base_currency_refusal(facts.values);
  if (!refusal) refusal = broker::account_type_refusal(judge_account_type(facts.values, account));
  if (!refusal) refusal = ledger::outside_refusal(facts.outside, account.unmanaged_positions);
  return refusal ? refused("account", *refusal) : good("account", "the configured one, a cash account");
}

Check positions_check(const PreflightFacts& facts) {
  if (facts.unexplained.empty() && facts.unbooked.empty()) return good("positions", "explained by the ledger");
  if (facts.unexplained.empty()) {
    std::vector<std::string> fills;
    for (const ledger::UnbookedFill& fill : facts.unbooked) fills.push_back(ledger::describe(fill));
    return warning("positions", fmt::format("{}", fmt::join(fills, "; ")),
                   "Nothing is to be done: the next run books it");
  }
  return bad("positions", ledger::describe(facts.unexplained), ledger::command_for(facts.unexplained, facts.outside),
             ErrorCode::kSafety);
}

Check clock_check(const PreflightFacts& facts) {
  if (!facts.server_time)
    return warning("clock", "the gateway did not report its time", "Nothing, if it stays the only one");
  return judge_clock(broker::clock_skew(facts.now, *facts.server_time));
}

Check data_check(const PreflightFacts& facts) {
  std::vector<std::string> out;
  std::optional<Date> oldest;
  for (const SymbolFacts& symbol : facts.data) {
    if (!symbol.problem.empty()) out.push_back(fmt::format("{}: {}", symbol.symbol, symbol.problem));
    if (symbol.last) oldest = oldest ? std::min(*oldest, *symbol.last) : *symbol.last;
  }
  if (!facts.data.empty() && out.size() == facts.data.size())
    return bad("data", fmt::format("no symbol has bars to decide on; {}", out.front()),
               "bot fetch, then bot validate for the findings", ErrorCode::kData);
  if (!out.empty())
    return warning("data", fmt::format("{} of {} symbols out: {}", out.size(), facts.data.size(), fmt::join(out, "; ")),
                   "bot validate says more; the others are traded");
  return good("data", oldest ? fmt::format("{} symbols, bars to {}", facts.data.size(), to_iso(*oldest))
                             : fmt::format("{} symbols", facts.data.size()));
}

Check disk_check(const PreflightFacts& facts) {
  if (!facts.disk) return warning("disk", "the free space cannot be determined", "Look at the disk of paths.state");
  return judge_disk(*facts.disk);
}

Check arming_check(const PreflightFacts& facts) {
  if (facts.arming) return bad("arming", *facts.arming, "bot arm", ErrorCode::kSafety);
  if (!facts.arming_expires) return good("arming", "in force");
  const Duration left = *facts.arming_expires - facts.now;
  const std::string until = calendar::new_york_text(*facts.arming_expires);
  if (left < std::chrono::hours{24 * 7}) return warning("arming", fmt::format("ends {}", until), "bot arm renews it");
  return good("arming", "in force until " + until);
}

Check calendar_check(const PreflightFacts& facts, const calendar::Calendar& calendar) {
  const Date today = calendar::to_new_york(facts.now).date;
  if (!calendar.next_after(today + std::chrono::days{kMinDaysOfCalendar}))
    return warning("calendar", fmt::format("ends {}", to_iso(calendar::Calendar::last_day())),
                   "Install a newer version: beyond it nothing is traded");
  return good("calendar", fmt::format("known to {}", to_iso(calendar::Calendar::last_day())));
}

}  // namespace

Readiness judge_readiness(const PreflightFacts& facts, const ledger::LedgerState& state,
                          const MonitoredAccount& account, const calendar::Calendar& calendar) {
  Readiness readiness;
  auto& checks = readiness.checks;
  checks.push_back(judge_ledger(account.ledger_folder, facts.ledger, state.events, facts.rows_missing_in_audit));
  if (!facts.ledger) checks.push_back(judge_halt(state.halt, facts.kill_file));
  if (account.mode == Mode::kLive) checks.push_back(arming_check(facts));
  checks.push_back(disk_check(facts));
  checks.push_back(gateway_check(facts));
  if (!facts.gateway) {
    checks.push_back(account_check(facts, account));
    checks.push_back(positions_check(facts));
    for (const auto& [symbol, difference] : facts.pin_differences)
      checks.push_back(warning("contracts", difference, renew_pin(symbol)));
    checks.push_back(clock_check(facts));
    checks.push_back(data_check(facts));
  }
  if (facts.weights) checks.push_back(judge_weights(*facts.weights, facts.now));
  checks.push_back(calendar_check(facts, calendar));
  if (facts.outbox) checks.push_back(judge_outbox(*facts.outbox));
  if (!facts.silence.empty())
    checks.push_back(warning("webhook", "no alert gets through: " + facts.silence,
                             "Correct the webhook in Discord or its address; bot alert test tries it again"));
  if (facts.alerts_waiting.value_or(0) > 0)
    checks.push_back(warning("alerts", fmt::format("{} wait in the outbox", *facts.alerts_waiting),
                             "bot alert test shows whether the webhook takes them"));
  const auto first = std::ranges::find(checks, CheckStatus::kBad, &Check::status);
  readiness.ready = first == checks.end();
  if (!readiness.ready) {
    readiness.exit_code = exit_code(first->code);
    readiness.to_do = first->fix;
  }
  return readiness;
}

}  // namespace bot::monitor
