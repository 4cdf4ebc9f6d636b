#include "run/admission.hpp"

#include <fmt/format.h>

#include "base/wording.hpp"
#include "broker/paper_or_live.hpp"
#include "calendar/new_york.hpp"
#include "data/refresh.hpp"
#include "ledger/halt_text.hpp"
#include "run/alerts.hpp"
#include "run/halt.hpp"
#include "safety/refused.hpp"

namespace bot::run {
namespace {

Staged<void> check_not_halted(const Runtime& runtime) {
  if (const auto& halt = runtime.state().halt)
    return stopped(Ending::kHaltedBefore,
                   fmt::format("{} `{}` lets runs go on", with_full_stop(ledger::describe(*halt)),
                               ledger::resume_command(halt->id)));
  if (const auto kill = kill_switch(runtime)) return stopped(Ending::kHaltedBefore, *kill);
  return {};
}

Unexpected<Stop> refused(SafetyRule rule, const std::string& sentence) {
  return stopped(Ending::kRefused, safety::Refused{.rule = rule, .sentence = sentence}.text());
}

Staged<void> check_mode(const Runtime& runtime) {
  const RunOptions& options = runtime.options;
  if (options.mode == Mode::kDryRun) return {};
  if (const auto refusal = broker::account_refusal(options.mode, options.account, options.safety.execution_live))
    return refused(SafetyRule::kModeAndAccount, *refusal);
  if (options.mode != Mode::kLive) return {};
  if (const auto refusal =
          ledger::arming_refusal(runtime.state().armed, options.account, options.arming, runtime.now()))
    return refused(SafetyRule::kArming, refusal->why);
  return {};
}

// An earlier start of this session left something to come back to.
bool has_unfinished_business(const Runtime& runtime, Date session) {
  if (!runtime.state().live_orders().empty()) return true;
  const auto known = runtime.state().sessions.find(session);
  return known != runtime.state().sessions.end() && known->second.sequence > 0;
}

Stop beyond_calendar(const std::string& sentence) {
  return stop(Ending::kBeyondCalendar, sentence,
              Error{.code = ErrorCode::kSafety,
                    .what = sentence,
                    .where = "calendar",
                    .fix = "Install a newer bot, or set the machine's clock right."});
}

Staged<void> check_allowed(const Runtime& runtime) {
  BOT_STAGE_VOID(check_not_halted(runtime));
  return check_mode(runtime);
}

Staged<Timing> enter_session(const Runtime& runtime, const schedule::Window& window) {
  const RunOptions& options = runtime.options;
  if (window.answer == schedule::WindowAnswer::kBeyondCalendar) return stopped(beyond_calendar(window.sentence));
  if (window.answer != schedule::WindowAnswer::kOpen)
    return stopped(options.scheduled && window.session ? Ending::kNotScheduled : Ending::kMarketClosed,
                   window.sentence);
  const Date session = window.session->date;
  if (!has_unfinished_business(runtime, session) && is_idle_session(runtime, session))
    return stopped(Ending::kNotThisSessionNext,
                   schedule::next_slot_text(runtime.now(), options.schedule, runtime.ports.calendar));
  return Timing{.session = window.session,
                .deadlines = schedule::deadlines_of(*window.session, options.schedule),
                .asof = session};
}

}  // namespace

bool is_idle_session(const Runtime& runtime, Date session) {
  return schedule::slot_of(session, runtime.options.schedule.frequency, runtime.state().slot_history(),
                           runtime.ports.calendar) == schedule::Slot::kIdle;
}

std::optional<Timing> timing_of_live_orders(const Runtime& runtime) {
  for (const orders::OrderRecord* order : runtime.state().live_orders()) {
    const auto session = runtime.ports.calendar.session_on(order->session);
    if (!session) continue;
    const schedule::Deadlines deadlines = schedule::deadlines_of(*session, runtime.options.schedule);
    if (runtime.now() <= deadlines.dead)
      return Timing{.session = session, .deadlines = deadlines, .asof = session->date};
  }
  return std::nullopt;
}

Admission admit(const Runtime& runtime) {
  const RunOptions& options = runtime.options;
  const schedule::Window window =
      schedule::window_at(runtime.now(), options.started_by(), options.schedule, runtime.ports.calendar);
  // Another day's timer and a closed day are silent, halted or not.
  const bool is_due =
      window.answer == schedule::WindowAnswer::kOpen || window.answer == schedule::WindowAnswer::kBeyondCalendar;
  if (is_due || !options.scheduled)
    if (auto allowed = check_allowed(runtime); !allowed)
      return {.session = std::nullopt, .timing = stopped(allowed.error())};
  return {.session = window.session ? std::optional(window.session->date) : std::nullopt,
          .timing = enter_session(runtime, window)};
}

Staged<Timing> admit_dry_run(const Runtime& runtime) {
  const schedule::Window window = schedule::window_at(runtime.now(), runtime.options.started_by(),
                                                      runtime.options.schedule, runtime.ports.calendar);
  if (window.answer == schedule::WindowAnswer::kOpen)
    return Timing{.session = window.session,
                  .deadlines = schedule::deadlines_of(*window.session, runtime.options.schedule),
                  .asof = window.session->date};
  const auto final_session = data::last_final_session(runtime.ports.calendar, runtime.now());
  if (!final_session)
    return stopped(Error{.code = ErrorCode::kData,
                         .what = "there is no session to plan for",
                         .where = {},
                         .fix = fmt::format("The calendar reaches from {}.", calendar::Calendar::horizon())});
  return Timing{.session = std::nullopt, .deadlines = {}, .asof = *final_session};
}

void remind_of_expiry(Runtime& runtime) {
  if (runtime.options.mode != Mode::kLive) return;
  const ledger::LedgerState& state = runtime.state();
  const auto before = state.last_run ? std::optional(state.last_run->started) : std::nullopt;
  const auto days = ledger::days_left_to_report(state.armed->expires, before, runtime.now());
  if (!days) return;
  const std::string until = calendar::new_york_text(state.armed->expires);
  const std::string left = *days == 1 ? "a day" : fmt::format("{} days", *days);
  runtime.warn(std::nullopt, ledger::FindingCode::kArming,
               fmt::format("live trading ends in {}, on {}: bot arm renews it", left, until));
  ports::Alert alert = make_alert(runtime, ports::AlertKind::kArming, ports::Severity::kWarning);
  alert.title = fmt::format("Live trading ends in {}", left);
  alert.text = fmt::format("The arming expires on {}. From then on runs are refused.", until);
  alert.to_do = "Type bot arm before then";
  alert.dedupe_key = "arming expires";
  notify(runtime, alert);
}

}  // namespace bot::run
