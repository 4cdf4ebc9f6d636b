#include "report/watch_alerts.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/display.hpp"
#include "base/text.hpp"
#include "base/wording.hpp"
#include "calendar/new_york.hpp"
#include "ledger/halt_text.hpp"
#include "report/check_marks.hpp"
#include "report/run_alerts.hpp"
#include "schedule/schedule.hpp"

namespace bot::report {
namespace {

using ports::Alert;
using ports::AlertKind;
using ports::Severity;

Alert framed(AlertKind kind, Severity severity, const AlertFrame& frame) {
  Alert alert;
  alert.kind = kind;
  alert.severity = severity;
  alert.at = frame.at;
  alert.simulated = frame.simulated;
  return alert;
}

void add_account_facts(Alert& alert, const AlertFrame& frame) {
  alert.facts.emplace_back("Account", fmt::format("{}, {}", frame.account_masked, name(frame.mode)));
  if (frame.next_run.is_asked) alert.facts.emplace_back("Next run", to_text(frame.next_run));
}

std::string status_line(const monitor::Check& check) {
  return fmt::format("{} {}: {}", status_mark(check.status), check.name, check.text);
}

std::string by_when(std::optional<schedule::PreflightSlot> slot, const AlertFrame& frame) {
  if (!frame.next_run.is_asked) return {};
  return slot == schedule::PreflightSlot::kBeforeRun ? fmt::format("Now: the run starts {}.", to_text(frame.next_run))
                                                     : fmt::format("By the next run, {}.", to_text(frame.next_run));
}

std::string what_to_do(const std::vector<monitor::Mismatch>& mismatches) {
  const auto is_any = [&](monitor::MismatchKind kind) {
    return std::ranges::find(mismatches, kind, &monitor::Mismatch::kind) != mismatches.end();
  };
  if (is_any(monitor::MismatchKind::kPosition))
    return "Look at the account in IBKR. If you traded or a split happened: bot accept-positions";
  if (is_any(monitor::MismatchKind::kOpenOrder)) return "Look at the account in IBKR";
  return "Nothing is to be accepted: the next run books what became of these orders. bot status names them";
}

}  // namespace

AlertFrame alert_frame(const monitor::MonitoredAccount& account, const ledger::LedgerState& state, UtcTime now,
                       const calendar::Calendar& calendar) {
  return {.at = now,
          .simulated = account.simulated,
          .account_masked = masked(account.id.value()),
          .mode = account.mode,
          .next_run = ledger::next_run_at(
              schedule::next_slot(now, account.schedule, calendar, state.used_up(), state.slot_history())),
          .last_known = last_known_account(state)};
}

std::vector<Alert> session_alerts(const std::vector<monitor::SessionJudgement>& sessions, const AlertFrame& frame) {
  std::vector<Alert> alerts;
  for (const monitor::SessionJudgement& judged : sessions) {
    if (!monitor::is_bad(judged.verdict)) continue;
    const std::string day = to_iso(judged.session.date);
    const bool cut = judged.verdict == monitor::Verdict::kUnfinished;
    Alert alert = framed(AlertKind::kMissedRun, Severity::kCritical, frame);
    alert.title = fmt::format("{} \xC2\xB7 {}", cut ? "The run was cut off" : "No run today", day);
    if (!cut && calendar::to_new_york(frame.at).date != judged.session.date)
      alert.title = fmt::format("A run was missed \xC2\xB7 {}", day);
    alert.text = judged.sentence.empty() ? std::string() : sentence_case(judged.sentence) + ".";
    alert.not_done = cut ? "What the run had not sent by then was not sent. Orders already out ended before the close."
                         : "Nothing was bought or sold. A missed session is not made up for after the close.";
    alert.account_state = frame.last_known;
    alert.to_do =
        cut ? "Compare orders and positions in IBKR with bot status; the next start recovers by itself"
            : "Check that the machine was on and the timer is installed: bot schedule status, then bot doctor";
    if (frame.next_run.is_asked) alert.to_do += fmt::format(". By the next run, {}.", to_text(frame.next_run));
    add_account_facts(alert, frame);
    alert.dedupe_key = fmt::format("watchdog {} {}", day, name(judged.verdict));
    alert.scope = ports::Scope::kForEver;
    alerts.push_back(std::move(alert));
  }
  return alerts;
}

std::optional<Alert> broker_alert(const std::vector<monitor::Mismatch>& mismatches, const std::optional<Error>& unread,
                                  Date session, const AlertFrame& frame) {
  if (mismatches.empty() && !unread) return std::nullopt;
  const bool differs = !mismatches.empty();
  Alert alert = framed(AlertKind::kFailure, differs ? Severity::kCritical : Severity::kWarning, frame);
  alert.title = fmt::format(
      "{} \xC2\xB7 {}", differs ? "Account and ledger differ" : "The account could not be read again", to_iso(session));
  alert.text = differs ? "After the close, orders or positions at the broker are not what the ledger adds up to."
                       : "After the close, orders and positions were to be compared with the ledger once more.";
  for (const monitor::Mismatch& mismatch : mismatches) alert.causes.push_back(mismatch.sentence);
  if (unread) alert.causes.push_back(unread->text());
  alert.not_done = differs ? "Nothing was changed: this was only looked at." : "The comparison after the close.";
  alert.account_state = frame.last_known;
  alert.to_do = differs ? what_to_do(mismatches) : "See that TWS or IB Gateway is up and logged in";
  if (frame.next_run.is_asked) alert.to_do += fmt::format(". By the next run, {}.", to_text(frame.next_run));
  add_account_facts(alert, frame);
  alert.dedupe_key = fmt::format("watchdog broker {} {}", to_iso(session), differs ? "differs" : "unread");
  alert.scope = ports::Scope::kForEver;
  return alert;
}

std::vector<Alert> watchdog_alerts(const monitor::WatchdogFindings& findings, const AlertFrame& frame) {
  std::vector<Alert> alerts = session_alerts(findings.sessions, frame);
  if (findings.sessions.empty()) return alerts;
  if (auto alert = broker_alert(findings.mismatches, findings.unread, findings.sessions.back().session.date, frame))
    alerts.push_back(std::move(*alert));
  return alerts;
}

Alert not_ready_alert(const monitor::Readiness& readiness, std::optional<schedule::PreflightSlot> slot,
                      const AlertFrame& frame) {
  Alert alert = framed(AlertKind::kNotReady, Severity::kCritical, frame);
  const auto first = std::ranges::find(readiness.checks, monitor::CheckStatus::kBad, &monitor::Check::status);
  alert.title = first == readiness.checks.end() ? "Not trade-ready" : fmt::format("Not trade-ready: {}", first->name);
  for (const monitor::Check& check : readiness.checks)
    if (check.status != monitor::CheckStatus::kGood)
      alert.causes.push_back(fmt::format("{}: {}", check.name, check.text));
  alert.text = slot == schedule::PreflightSlot::kBeforeRun
                   ? "The check before the run found something that would stop it."
                   : "Something must be done before the next run can trade.";
  alert.not_done = "Nothing yet: this was only looked at.";
  alert.to_do = with_full_stop(readiness.to_do);
  const std::string deadline = by_when(slot, frame);
  if (!deadline.empty()) alert.to_do += " " + deadline;
  alert.account_state = frame.last_known;
  add_account_facts(alert, frame);
  // The same trouble is reported again by each of the day's checks: each may be the last chance.
  alert.dedupe_key = fmt::format("preflight {} {}", slot ? name(*slot) : "by hand",
                                 first == readiness.checks.end() ? "" : first->name);
  return alert;
}

Alert start_up_alert(const monitor::Readiness& readiness, const std::string& version, const AlertFrame& frame) {
  Alert alert = framed(AlertKind::kStartUp, readiness.ready ? Severity::kInfo : Severity::kWarning, frame);
  alert.title = fmt::format("bot {} is in service", version);
  alert.text = readiness.ready ? "Trade-ready: yes." : "Trade-ready: not yet.";
  alert.to_do = readiness.to_do;
  add_account_facts(alert, frame);
  std::vector<std::string> lines;
  for (const monitor::Check& check : readiness.checks) lines.push_back(status_line(check));
  alert.facts.emplace_back("Health", fmt::format("{}", fmt::join(lines, "\n")));
  alert.dedupe_key = fmt::format("start-up {} {} {}", version, frame.account_masked, name(frame.mode));
  return alert;
}

Alert not_done_alert(const std::string& what, const Error& error, const AlertFrame& frame) {
  Alert alert = framed(AlertKind::kFailure, Severity::kWarning, frame);
  alert.title = what + " could not be carried out";
  alert.causes = {error.where.empty() ? error.message() : fmt::format("{} ({})", error.message(), error.where)};
  alert.not_done = what + ". No order depends on it.";
  alert.to_do = error.fix.empty() ? "bot doctor shows what is missing" : error.fix;
  alert.facts.emplace_back("Account", frame.account_masked);
  alert.dedupe_key = "not done " + what;
  return alert;
}

Alert halted_alert(const std::string& id, const std::string& why, const AlertFrame& frame) {
  Alert alert = framed(AlertKind::kHalted, Severity::kCritical, frame);
  alert.title = "Halted by hand";
  alert.text = why;
  alert.not_done = "Nothing is sent any more, by this run or a later one.";
  alert.to_do = "When it may go on: " + ledger::resume_command(id);
  alert.account_state = frame.last_known;
  add_account_facts(alert, frame);
  alert.dedupe_key = "halted " + id + " " + to_iso(frame.at);
  alert.scope = ports::Scope::kForEver;
  return alert;
}

Alert resumed_alert(const std::string& id, const std::string& by, const AlertFrame& frame) {
  Alert alert = framed(AlertKind::kResumed, Severity::kInfo, frame);
  alert.title = "Trading may go on";
  alert.text = fmt::format("The halt {} was lifted by {}.", id, by);
  add_account_facts(alert, frame);
  alert.dedupe_key = "resumed " + id + " " + to_iso(frame.at);
  alert.scope = ports::Scope::kForEver;
  return alert;
}

}  // namespace bot::report
