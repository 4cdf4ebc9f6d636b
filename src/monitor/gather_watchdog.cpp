#include "monitor/gather_watchdog.hpp"

#include <algorithm>

#include "monitor/identified_holdings.hpp"
#include "ports/kill_file.hpp"

namespace bot::monitor {
namespace {

Result<BrokerView> read_broker(ports::EventLoop& loop, const GatewayAccess& gateway, const WatchInput& input) {
  const AccountId& account = input.account.id;
  BOT_TRY(const GatewayLink link, gateway.connect());
  BOT_TRY(const std::vector<Position> positions, link.broker.positions(loop.now() + kAnswerTimeout));
  BOT_TRY(std::vector<OpenOrder> orders, link.broker.open_orders(loop.now() + kAnswerTimeout));
  std::erase_if(orders, [&](const OpenOrder& order) { return order.account != account; });
  ledger::Holdings holdings = identify_holdings(loop, link.broker, positions, input.account, input.state);
  return BrokerView{.positions = std::move(holdings.managed), .open_orders = std::move(orders)};
}

}  // namespace

WatchInput watch_input(UtcTime now, const ledger::LedgerState& state, const MonitoredAccount& account,
                       const calendar::Calendar& calendar, std::optional<UtcTime> since, const ports::Files& files) {
  return {.now = now,
          .state = state,
          .account = account,
          .calendar = calendar,
          .since = since,
          .kill_file = ports::read_kill_file(files, account.halt_file).has_value()};
}

WatchdogFindings gather_watchdog(ports::EventLoop& loop, const GatewayAccess& gateway, const WatchInput& input) {
  WatchdogFindings findings{.sessions = judge_sessions(input), .unread = gateway.unreachable()};
  if (findings.unread || findings.sessions.empty()) return findings;
  if (const auto broker = read_broker(loop, gateway, input)) {
    findings.broker_read = true;
    findings.mismatches = compare_with_broker(input, *broker);
  } else {
    findings.unread = broker.error();
  }
  return findings;
}

int exit_code(const WatchdogFindings& findings) {
  const bool missed = std::ranges::any_of(findings.sessions, is_bad, &SessionJudgement::verdict);
  if (missed || !findings.mismatches.empty()) return kExitNeedsAttention;
  return findings.unread ? exit_code(findings.unread->code) : 0;
}

Result<void> record_findings(ledger::Ledger& ledger, const WatchdogFindings& findings, UtcTime now) {
  std::vector<ledger::LedgerEvent> events;
  for (const SessionJudgement& judged : findings.sessions) {
    const auto& through = ledger.state().watched_through;
    if (through && judged.session.date <= *through) continue;
    std::vector<std::string> found;
    if (&judged == &findings.sessions.back())
      for (const Mismatch& mismatch : findings.mismatches) found.push_back(mismatch.sentence);
    events.push_back({.at = now,
                      .run = {},
                      .body = ledger::SessionWatched{
                          .session = judged.session.date, .verdict = judged.verdict, .findings = std::move(found)}});
  }
  return ledger.append_all(events);
}

}  // namespace bot::monitor
