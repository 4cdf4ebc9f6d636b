// `bot watchdog`: after each close, was there a run, and do orders and positions still agree?
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "app/account_ledger.hpp"
#include "app/commands/commands.hpp"
#include "app/delivery.hpp"
#include "app/watching.hpp"
#include "ledger/operations.hpp"
#include "report/json.hpp"
#include "report/watch_report.hpp"

namespace bot::app {
namespace {

constexpr Duration kAnswerWithin = std::chrono::seconds(15);

Result<monitor::BrokerView> read_broker(World& world, const Watched& watched) {
  BOT_TRY([[maybe_unused]] const ports::BrokerSession session, world.connect_reader());
  BOT_TRY(const std::vector<Position> positions, world.client().positions(world.in(kAnswerWithin)));
  monitor::BrokerView view;
  view.positions = ledger::stock_positions(positions, watched.account);
  BOT_TRY(std::vector<OpenOrder> orders, world.client().open_orders(world.in(kAnswerWithin)));
  for (OpenOrder& order : orders)
    if (order.account == watched.account) view.open_orders.push_back(std::move(order));
  return view;
}

Result<void> record(ledger::Ledger& ledger, const report::WatchFindings& findings, UtcTime now) {
  std::vector<ledger::LedgerEvent> events;
  for (const monitor::SessionJudgement& judged : findings.sessions) {
    const auto& through = ledger.state().watched_through;
    if (through && judged.session.date <= *through) continue;
    std::vector<std::string> found;
    if (&judged == &findings.sessions.back())
      for (const monitor::Mismatch& mismatch : findings.mismatches) found.push_back(mismatch.sentence);
    events.push_back({.at = now,
                      .run = {},
                      .body = ledger::SessionWatched{.session = judged.session.date,
                                                     .verdict = std::string(monitor::name(judged.verdict)),
                                                     .findings = std::move(found)}});
  }
  return ledger.append_all(events);
}

int exit_code_of(const report::WatchFindings& findings) {
  for (const monitor::SessionJudgement& judged : findings.sessions)
    if (monitor::is_bad(judged.verdict)) return 7;
  if (!findings.mismatches.empty()) return 7;
  return findings.unread ? exit_code(findings.unread->code) : 0;
}

Result<void> tell(Environment& environment, const Watched& watched, const report::WatchFindings& findings,
                  const report::AlertFrame& frame, bool scheduled) {
  net::Loop wall_clock;
  notify::Outbox outbox = open_outbox(environment, wall_clock, watched.account);
  const auto alerts = report::session_alerts(findings.sessions, frame);
  std::string news;
  for (const ports::Alert& alert : alerts) {
    BOT_TRY(const bool known, outbox.knows(alert));
    BOT_TRY_VOID(outbox.put(alert));
    if (!known) news += (news.empty() ? "" : " ") + alert.text;
  }
  if (!news.empty()) put_ping(environment, outbox, scheduled, notify::DeadManSignal::kFail, news);
  if (findings.sessions.empty()) return {};
  if (const auto alert =
          report::broker_alert(findings.mismatches, findings.unread, findings.sessions.back().session.date, frame))
    BOT_TRY_VOID(outbox.put(*alert));
  return {};
}

Result<int> watch_over(const WatchdogRequest& request, Environment& environment, const Watched& watched) {
  report::WatchFindings findings;
  BOT_TRY(const LookedAt looked, look_at(environment, watched, request.scheduled));
  World& world = *looked.world;
  findings.unread = looked.no_gateway;
  const auto due = schedule::closed_today(world.loop.now(), schedule::kWatchdogAfterClose, world.calendar);
  if (request.scheduled && !due) return 0;
  BOT_TRY(const auto ledger,
          open_ledger(environment, watched.account, request.scheduled ? Patience::kScheduled : Patience::kByHand));
  const ledger::LedgerState& state = ledger->state();
  if (request.scheduled && state.watched_through && *state.watched_through >= due->date) return 0;
  const auto service = in_service(environment, watched.account);
  const monitor::WatchInput input{.now = world.loop.now(),
                                  .state = state,
                                  .options = watched.options,
                                  .calendar = world.calendar,
                                  .since = service ? std::optional(service->since) : std::nullopt,
                                  .kill_file = environment.files.exists(halt_file(environment, watched.account))};
  findings.sessions = monitor::judge_sessions(input);
  if (!findings.unread && !findings.sessions.empty()) {
    const auto broker = read_broker(world, watched);
    if (broker) {
      findings.broker_read = true;
      findings.mismatches = monitor::compare_with_broker(input, *broker);
    } else {
      findings.unread = broker.error();
    }
  }
  if (world.loop.interrupted()) return fail(ErrorCode::kInterrupted, "interrupted");
  const int code = exit_code_of(findings);
  const report::AlertFrame frame = frame_for(watched, world, state);
  if (const auto told = tell(environment, watched, findings, frame, request.scheduled); !told) {
    environment.log.error("an alert could not be stored: " + told.error().text());
  } else {
    BOT_TRY_VOID(record(*ledger, findings, world.loop.now()));  // after the alert: a crash between them tells it twice
  }
  environment.print(report::watchdog_json(findings, code, frame),
                    report::watchdog_text(findings, frame, environment.style));
  deliver_after(environment, watched.account, request.scheduled);
  return code;
}

}  // namespace

Result<int> execute(const WatchdogRequest& request, Environment& environment) {
  BOT_TRY(const Watched watched, watched_account(environment, request.mode));
  leave_crash_records(environment, watched.account);
  return told_if_failed(environment, watched.account, request.scheduled, "The look after the close",
                        watch_over(request, environment, watched));
}

}  // namespace bot::app
