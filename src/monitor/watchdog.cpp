#include "monitor/watchdog.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "calendar/new_york.hpp"
#include "ledger/explained.hpp"
#include "model/order_key.hpp"
#include "schedule/check_slots.hpp"
#include "schedule/schedule.hpp"

namespace bot::monitor {
namespace {

// When this ledger, or the machine around it, was first there to be missed.
std::optional<UtcTime> first_sign(const WatchInput& input) {
  if (!input.since) return input.state.first_event_at;
  if (!input.state.first_event_at) return input.since;
  return std::min(*input.since, *input.state.first_event_at);
}

bool was_traded_in(const ledger::LedgerState& state, Date session) {
  if (state.open_run && state.open_run_session == session) return true;
  const auto record = state.sessions.find(session);
  return record != state.sessions.end() && (record->second.ended || record->second.orders_sent > 0);
}

// Whether runs were expected by then. What a run began is looked at whatever was.
bool is_to_be_judged(const calendar::Session& session, const WatchInput& input) {
  const auto first = first_sign(input);
  return (first && schedule::deadlines_of(session, input.account.schedule).scheduled >= *first) ||
         was_traded_in(input.state, session.date);
}

SessionJudgement judged(const calendar::Session& session, Verdict verdict, std::string sentence) {
  return {.session = session, .verdict = verdict, .sentence = std::move(sentence)};
}

SessionJudgement judge(const calendar::Session& session, const WatchInput& input) {
  const std::string day = to_iso(session.date);
  const auto record = input.state.sessions.find(session.date);
  const bool known = record != input.state.sessions.end();
  if (input.state.open_run && input.state.open_run_session == session.date)
    return judged(session, Verdict::kUnfinished,
                  fmt::format("the run {} of {} began and did not end: it was killed, or the machine went down",
                              *input.state.open_run, day));
  if (known && record->second.ended) return judged(session, Verdict::kRan, fmt::format("a run of {} ended", day));
  if (known && record->second.orders_sent > 0)
    return judged(session, Verdict::kUnfinished,
                  fmt::format("orders were sent on {}, and no run of that session came to its end", day));
  if (known && record->second.start_rejected)
    return judged(session, Verdict::kStartRejected, fmt::format("the start on {} was rejected and reported", day));
  if (schedule::slot_of(session.date, input.account.schedule.frequency, input.state.slot_history(), input.calendar) ==
      schedule::Slot::kIdle)
    return judged(session, Verdict::kNothingDue, fmt::format("{} is not a day of this rebalance", day));
  if (input.kill_file || (input.state.halt && input.state.halt->at < session.closes))
    return judged(session, Verdict::kHalted, fmt::format("nothing ran on {}; trading is halted", day));
  const UtcTime due = schedule::deadlines_of(session, input.account.schedule).scheduled;
  return judged(session, Verdict::kMissed,
                fmt::format("nothing ran on {}: the run of {} did not happen", day, calendar::new_york_text(due)));
}

}  // namespace

std::vector<SessionJudgement> judge_sessions(const WatchInput& input) {
  std::vector<SessionJudgement> all;
  auto session = schedule::last_closed(input.now, input.calendar);
  for (int back = 0; session && back < kMaxSessionsBack; ++back) {
    const bool seen = input.state.watched_through && session->date <= *input.state.watched_through;
    if (seen && back > 0) break;
    if (!is_to_be_judged(*session, input)) break;
    all.push_back(judge(*session, input));
    session = input.calendar.last_before(session->date);
  }
  std::ranges::reverse(all);
  return all;
}

std::vector<Mismatch> compare_with_broker(const WatchInput& input, const BrokerView& broker) {
  std::vector<Mismatch> found;
  const ledger::PositionDifferences differences =
      ledger::compare_positions(input.state, broker.positions, input.account.universe, input.account.keep);
  for (const ledger::UnexplainedPosition& position : differences.unexplained)
    found.push_back({.kind = MismatchKind::kPosition,
                     .symbol = position.symbol,
                     .sentence = fmt::format("{}: the broker shows {}, the ledger {} (looks like: {})", position.symbol,
                                             position.broker, position.explained, position.proposal)});
  for (const ledger::UnbookedFill& fill : differences.unbooked)
    found.push_back({.kind = MismatchKind::kUnbookedFill,
                     .symbol = fill.symbol,
                     .sentence = fmt::format("{}: {}; the next run books it", fill.symbol, ledger::describe(fill))});
  for (const OpenOrder& order : broker.open_orders) {
    if (!has_our_prefix(order.key.value())) continue;  // the owner's own
    found.push_back({.kind = MismatchKind::kOpenOrder,
                     .symbol = order.symbol,
                     .sentence = fmt::format("{} is still open at the broker after the close", order.key)});
  }
  for (const orders::OrderRecord* order : input.state.live_orders())
    found.push_back({.kind = MismatchKind::kOrderState,
                     .symbol = order->symbol,
                     .sentence = fmt::format("{} {}: its end is not known to the ledger (state {})", name(order->side),
                                             order->key, name(order->state))});
  return found;
}

}  // namespace bot::monitor
