// How a run can end: one table from the ending to its outcome, exit code and sentence. A stage that cannot go on
// answers a Stop; whoever calls it passes that on. What is known only afterwards is added to the row: here what orders
// are left, in result.hpp an alert that was lost and a result that could not be recorded.
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "base/result.hpp"
#include "ledger/run_result.hpp"

namespace bot::run {

enum class Ending {
  kFilled,         // every order sent was filled
  kFilledAsNear,   // the same, off the targets by more than the band, and whole shares come no nearer
  kInsideBand,     // nothing to do
  kNothingNearer,  // off the targets by more than the band, and whole shares come no nearer
  kPlanned,        // a dry run with orders
  kDeferred,       // what is left comes by itself in a later session: locked shares, cash
  kOffTarget,      // data, a quote, permission or time was missing
  kPartlyFilled,
  kInDebt,        // cash is below zero
  kFilledUnseen,  // on target, by fills that the positions alone prove
  kFrozen,        // the run stopped sending, and says why
  kAlreadyDone,   // an earlier start used the session up
  kAlreadyDoneOpen,
  kAlreadyDoneOffTarget,
  kCarriedOn,  // an earlier start made the plan and was cut off; this one carried it on
  kCarriedOnOpen,
  kCarriedOnOffTarget,
  kCarriedOnDeferred,
  kBegunTooLate,  // the same, with no time left for more than watching what is out
  kMarketClosed,
  kNotScheduled,        // another timer's slot
  kNotThisSession,      // weekly or monthly: another session's turn
  kNotThisSessionNext,  // the same before anything began: with the next run
  kBeyondCalendar,      // nothing is known of the session
  kRefused,             // by a rule
  kForeignOrder,        // somebody else's order works in one of our symbols
  kOrdersUnknown,
  kEarlierOrderUnknown,
  kPositionsDisagree,
  kPositionsUnread,
  kInterruptedUnsent,
  kInterruptedSent,
  kHaltedBefore,  // by a halt that was there already
  kHaltedByRule,  // planning met what a person has to look at
  kHaltedNow,
  kUnexplainedPositions,
  kFailed,  // exit code of the error
};

struct Stop {
  ledger::Outcome outcome = ledger::Outcome::kFailed;
  int exit_code = kExitDefect;
  std::string message;  // one sentence for a person
  std::optional<Error> error = std::nullopt;

  [[nodiscard]] bool is_good() const { return exit_code == 0; }  // nobody has to look
};

// A stage's value, or how the run ends instead.
template <class T>
using Staged = Expected<T, Stop>;

// The ending's row; `detail` takes the place of {} in its sentence. `error`: what the result says of it beside that.
[[nodiscard]] Stop stop(Ending ending, std::string_view detail = {}, std::optional<Error> error = std::nullopt);
// What an ending's row cannot know. The same, with more to say:
[[nodiscard]] Stop with_remark(Stop how, std::string_view remark);
// The same, and somebody has to look.
[[nodiscard]] Stop needing_attention(Stop how);
// The same, and orders are left whose end is not known.
[[nodiscard]] Stop with_orders_unknown(Stop how);
// kFailed, or kInterruptedUnsent where the error says so.
[[nodiscard]] Stop stop(const Error& error);

[[nodiscard]] inline Unexpected<Stop> stopped(Stop how) { return Unexpected<Stop>(std::move(how)); }
[[nodiscard]] inline Unexpected<Stop> stopped(const Error& error) { return stopped(stop(error)); }
[[nodiscard]] inline Unexpected<Stop> stopped(Ending ending, std::string_view detail = {}) {
  return stopped(stop(ending, detail));
}

}  // namespace bot::run

// Ends the stage where a Staged or Result expression has no value; else binds it.
#define BOT_STAGE(declaration, expression) BOT_STAGE_(BOT_CONCAT(bot_stage_, __LINE__), declaration, expression)
#define BOT_STAGE_(temporary, declaration, expression)                                  \
  auto temporary = (expression);                                                        \
  if (!temporary.has_value()) return ::bot::run::stopped(std::move(temporary).error()); \
  declaration = std::move(temporary).value()
#define BOT_STAGE_VOID(expression)                                                                  \
  do {                                                                                              \
    auto bot_stage_void = (expression);                                                             \
    if (!bot_stage_void.has_value()) return ::bot::run::stopped(std::move(bot_stage_void).error()); \
  } while (false)
