// When a run may be: pure sums over the calendar. The instants of one session, the slot of a frequency, the next run.
#pragma once

#include <optional>
#include <string>

#include "calendar/calendar.hpp"
#include "model/slot_history.hpp"
#include "schedule/options.hpp"

namespace bot::schedule {

// By the exchange's clock.
[[nodiscard]] UtcTime first_by_hand(const calendar::Session& session);
[[nodiscard]] UtcTime last_buy_phase(const calendar::Session& session);
[[nodiscard]] UtcTime last_order(const calendar::Session& session);
// When an order with this goodTillDate is provably dead: the broker's own clock may be late, and its report too.
[[nodiscard]] UtcTime dead_after(UtcTime expiry);
// What is said of orders and buys that come too late.
[[nodiscard]] std::string too_late_for_orders();  // "no order leaves within 60 s of the close"
[[nodiscard]] std::string too_late_for_buys();

struct Deadlines {
  UtcTime scheduled{};       // the timer's instant: schedule.time, or before an early close
  UtcTime first_by_hand{};   // open + 5 min
  UtcTime last_buy_phase{};  // close - 90 s: no run starts, no buy phase begins after it
  UtcTime last_order{};      // close - 60 s: no order leaves after it
  UtcTime cancel_sweep{};    // close - 45 s
  UtcTime expiry{};          // close - 30 s: every order's goodTillDate
  UtcTime dead{};            // expiry + 60 s: what is unknown by then is provably dead
};
[[nodiscard]] Deadlines deadlines_of(const calendar::Session& session, const Options& options);
// The same instants on a clock that is `ahead` of the exchange's. `expiry` stays: the broker reads that.
[[nodiscard]] Deadlines on_clock(Deadlines deadlines, Duration ahead);

enum class WindowAnswer { kOpen, kMarketClosed, kTooEarly, kTooLate, kBeyondCalendar };
struct Window {
  WindowAnswer answer = WindowAnswer::kMarketClosed;
  std::optional<calendar::Session> session;  // today's, where there is one
  std::string sentence{};                    // why not, with the next slot
};
[[nodiscard]] Window window_at(UtcTime now, Start start, const Options& options, const calendar::Calendar& calendar);

// The next instant the timer would start a run that may trade, strictly after `now` and in a session after `used_up`,
// the newest that a written plan used up; none beyond the calendar. An open rebalance goes on, and a missed slot is
// made up for, in the sessions that `history` says.
[[nodiscard]] std::optional<UtcTime> next_slot(UtcTime now, const Options& options, const calendar::Calendar& calendar,
                                               std::optional<Date> used_up = std::nullopt,
                                               const SlotHistory& history = {});
[[nodiscard]] std::string next_slot_text(UtcTime now, const Options& options, const calendar::Calendar& calendar,
                                         std::optional<Date> used_up = std::nullopt);

// Whether a rebalance is due on this session by the calendar alone.
[[nodiscard]] bool is_slot_day(Date session, Frequency frequency, const calendar::Calendar& calendar);

// What this session is for, under weekly and monthly rebalancing.
enum class Slot {
  kDecide,    // decide again
  kContinue,  // an open rebalance goes on with the targets it has
  kIdle,      // another session's turn
};
[[nodiscard]] Slot slot_of(Date session, Frequency frequency, const SlotHistory& history,
                           const calendar::Calendar& calendar);

inline constexpr int kMaxContinuedSessions = 5;

}  // namespace bot::schedule
