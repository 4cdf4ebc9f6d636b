#include "checks/daily_summary.hpp"

#include <fmt/format.h>

#include "report/watch_report.hpp"

namespace bot::checks {
namespace {

// None: a timer at another day's slot.
Result<std::optional<Date>> session_to_summarize(const monitor::SummaryPorts& ports, const SummaryRequest& request,
                                                 schedule::Start start) {
  const UtcTime now = ports.loop.now();
  if (start == schedule::Start::kTimer && !schedule::closed_today(now, schedule::kSummaryAfterClose, ports.calendar))
    return std::nullopt;
  const auto closed = schedule::last_closed(now, ports.calendar);
  if (!closed) return fail(ErrorCode::kData, "the clock is outside the calendar", "clock");
  if (!request.session) return closed->date;
  if (!ports.calendar.is_session(*request.session) || *request.session > closed->date)
    return fail(ErrorCode::kUsage, fmt::format("{} is no session that has closed", to_iso(*request.session)),
                "--session", "bot calendar lists sessions.");
  return request.session;
}

}  // namespace

Result<std::optional<DailySummary>> daily_summary(const monitor::SummaryPorts& ports,
                                                  const monitor::SummaryOptions& options,
                                                  const monitor::MonitoredAccount& account, const ReadDay& read_day,
                                                  const SummaryRequest& request, schedule::Start start,
                                                  const Channels& channels) {
  BOT_TRY(const auto session, session_to_summarize(ports, request, start));
  if (!session) return std::nullopt;
  if (start == schedule::Start::kTimer && request.send) {
    // Another day's timer, after an early close.
    BOT_TRY(const bool is_kept, channels.knows(report::summary_identity(*session)));
    if (is_kept) return std::nullopt;
  }
  BOT_TRY(const RecordedDay day, read_day());
  monitor::DailySummary summary =
      monitor::gather_summary(ports, options, {.session = *session, .events = day.events, .state = day.state});
  if (ports.loop.interrupted()) return fail(ErrorCode::kInterrupted, "interrupted");
  return DailySummary{.summary = std::move(summary),
                      .frame = report::alert_frame(account, day.state, ports.loop.now(), ports.calendar)};
}

Result<void> notify_of(const DailySummary& done, const Channels& channels) {
  return channels.notifier.put(report::summary_alert(done.summary, done.frame));
}

}  // namespace bot::checks
