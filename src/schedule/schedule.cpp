#include "schedule/schedule.hpp"

#include <fmt/format.h>

#include "base/check.hpp"
#include "calendar/new_york.hpp"

namespace bot::schedule {
namespace {

constexpr Duration kAfterOpen = std::chrono::minutes{5};
constexpr Duration kBeforeSlot = std::chrono::seconds{60};
constexpr std::chrono::seconds kLastBuyPhase{90};
constexpr std::chrono::seconds kLastOrder{60};
constexpr Duration kCancelSweep = std::chrono::seconds{45};
constexpr Duration kExpiry = std::chrono::seconds{30};
constexpr Duration kDeadAfterExpiry = std::chrono::seconds{60};

// The last slot at or before `session`.
std::optional<Date> last_slot_day(Date session, Frequency frequency, const calendar::Calendar& calendar) {
  auto day = calendar.on_or_before(session);
  while (day && !is_slot_day(day->date, frequency, calendar)) day = calendar.last_before(day->date);
  return day ? std::optional(day->date) : std::nullopt;
}

}  // namespace

UtcTime first_by_hand(const calendar::Session& session) { return session.opens + kAfterOpen; }
UtcTime last_buy_phase(const calendar::Session& session) { return session.closes - kLastBuyPhase; }
UtcTime last_order(const calendar::Session& session) { return session.closes - kLastOrder; }
UtcTime dead_after(UtcTime expiry) { return expiry + kDeadAfterExpiry; }

std::string too_late_for_orders() {
  return fmt::format("no order leaves within {} s of the close", kLastOrder.count());
}

std::string too_late_for_buys() {
  return fmt::format("no buy phase begins within {} s of the close", kLastBuyPhase.count());
}

bool is_slot_day(Date session, Frequency frequency, const calendar::Calendar& calendar) {
  switch (frequency) {
    case Frequency::kDaily:
      return true;
    case Frequency::kWeekly:
      return calendar.is_last_of_week(session);
    case Frequency::kMonthly:
      return calendar.is_last_of_month(session);
  }
  BOT_CHECK(false);
}

Deadlines deadlines_of(const calendar::Session& session, const Options& options) {
  Deadlines deadlines;
  deadlines.scheduled = session.early_close ? session.closes - std::chrono::minutes{options.minutes_before_early_close}
                                            : calendar::from_new_york(session.date, options.time);
  deadlines.first_by_hand = first_by_hand(session);
  deadlines.last_buy_phase = last_buy_phase(session);
  deadlines.last_order = last_order(session);
  deadlines.cancel_sweep = session.closes - kCancelSweep;
  deadlines.expiry = session.closes - kExpiry;
  deadlines.dead = dead_after(deadlines.expiry);
  return deadlines;
}

Deadlines on_clock(Deadlines deadlines, Duration ahead) {
  for (UtcTime* instant : {&deadlines.scheduled, &deadlines.first_by_hand, &deadlines.last_buy_phase,
                           &deadlines.last_order, &deadlines.cancel_sweep, &deadlines.dead})
    *instant += ahead;
  return deadlines;
}

std::optional<UtcTime> next_slot(UtcTime now, const Options& options, const calendar::Calendar& calendar,
                                 std::optional<Date> used_up, const SlotHistory& history) {
  auto session = calendar.on_or_before(calendar::to_new_york(now).date);
  if (!session) return std::nullopt;
  while (session) {
    const UtcTime slot = deadlines_of(*session, options).scheduled;
    const bool is_due = slot_of(session->date, options.frequency, history, calendar) != Slot::kIdle;
    if (slot > now && session->date > used_up && is_due) return slot;
    session = calendar.next_after(session->date);
  }
  return std::nullopt;
}

std::string next_slot_text(UtcTime now, const Options& options, const calendar::Calendar& calendar,
                           std::optional<Date> used_up) {
  const auto slot = next_slot(now, options, calendar, used_up);
  return slot ? calendar::new_york_text(*slot) : std::string(calendar::kBeyondCalendar);
}

Window window_at(UtcTime now, Start start, const Options& options, const calendar::Calendar& calendar) {
  const Date today = calendar::to_new_york(now).date;
  Window window{.answer = WindowAnswer::kMarketClosed, .session = calendar.session_on(today)};
  const std::string next = next_slot_text(now, options, calendar);
  if (today < calendar::Calendar::first_day() || today > calendar::Calendar::last_day()) {
    window.answer = WindowAnswer::kBeyondCalendar;
    window.sentence = fmt::format("{} is beyond the exchange calendar of this bot, which knows {} to {}", to_iso(today),
                                  to_iso(calendar::Calendar::first_day()), to_iso(calendar::Calendar::last_day()));
    return window;
  }
  if (!window.session) {
    window.sentence = fmt::format("the exchange is closed on {} ({}); the next run is {}", to_iso(today),
                                  calendar.explain(today).rule, next);
    return window;
  }
  const Deadlines deadlines = deadlines_of(*window.session, options);
  const UtcTime first = start == Start::kTimer ? deadlines.scheduled - kBeforeSlot : deadlines.first_by_hand;
  if (now < first) {
    window.answer = WindowAnswer::kTooEarly;
    window.sentence = fmt::format("it is {}, a run may start from {}; the next run is {}", calendar::new_york_text(now),
                                  calendar::new_york_text(first), next);
  } else if (now > deadlines.last_buy_phase) {
    window.answer = WindowAnswer::kTooLate;
    window.sentence = fmt::format("it is {}, no run starts after {}; the next run is {}", calendar::new_york_text(now),
                                  calendar::new_york_text(deadlines.last_buy_phase), next);
  } else {
    window.answer = WindowAnswer::kOpen;
  }
  return window;
}

Slot slot_of(Date session, Frequency frequency, const SlotHistory& history, const calendar::Calendar& calendar) {
  if (frequency == Frequency::kDaily) return Slot::kDecide;
  if (is_slot_day(session, frequency, calendar)) return Slot::kDecide;
  if (history.open_rebalance && *history.open_rebalance < session &&
      calendar.sessions_between(*history.open_rebalance, session) <= kMaxContinuedSessions)
    return Slot::kContinue;
  // A slot that nothing was decided in is made up for, if this ledger was there to miss it.
  const auto slot = last_slot_day(session, frequency, calendar);
  if (!slot || !history.remembered_since || calendar::to_new_york(*history.remembered_since).date > *slot)
    return Slot::kIdle;
  const bool missed = !history.last_decided || *history.last_decided < *slot;
  const bool recent = calendar.sessions_between(*slot, session) <= kMaxContinuedSessions;
  return missed && recent ? Slot::kDecide : Slot::kIdle;
}

}  // namespace bot::schedule
