#include "run/ending.hpp"

#include <fmt/format.h>

#include "base/check.hpp"

namespace bot::run {
namespace {

using ledger::Outcome;

struct Row {
  Outcome outcome;
  std::optional<int> exit_code;  // none: of the error
  const char* sentence;          // {}: the detail
};

// A switch, so that the compiler asks for the row of every new ending.
Row row_of(Ending ending) {
  switch (ending) {
    case Ending::kFilled:
      return {Outcome::kDone, 0, "{} filled"};
    case Ending::kFilledAsNear:
      return {Outcome::kDone, 0, "as near to the targets as shares come: {}"};
    case Ending::kInsideBand:
      return {Outcome::kNothingToDo, 0, "positions are inside the band of their targets"};
    case Ending::kNothingNearer:
      return {Outcome::kNothingToDo, 0, "no order would come closer to the targets: {}"};
    case Ending::kPlanned:
      return {Outcome::kDone, 0, "{} planned, none sent"};
    case Ending::kDeferred:
      return {Outcome::kResidual, 0, "deferred: {}"};
    case Ending::kOffTarget:
      return {Outcome::kResidual, kExitNeedsAttention, "off target: {}"};
    case Ending::kPartlyFilled:
      return {Outcome::kResidual, kExitNeedsAttention, "{} not or only partly filled"};
    case Ending::kFilledUnseen:
      return {Outcome::kResidual, kExitNeedsAttention,
              "{} filled by what the positions show; no execution showed the price"};
    case Ending::kInDebt:
    case Ending::kFrozen:
      return {Outcome::kResidual, kExitNeedsAttention, "{}"};
    case Ending::kAlreadyDone:
      return {Outcome::kAlreadyDone, 0, "this session's rebalance was done before"};
    case Ending::kAlreadyDoneOpen:
      return {Outcome::kAlreadyDone, kExitNeedsAttention,
              "this session's rebalance was done before; {} not or only partly filled"};
    case Ending::kAlreadyDoneOffTarget:
      return {Outcome::kAlreadyDone, kExitNeedsAttention, "this session's rebalance was done before; {}"};
    case Ending::kCarriedOn:
      return {Outcome::kAlreadyDone, 0, "what an earlier start had planned is done: {} filled"};
    case Ending::kCarriedOnOpen:
      return {Outcome::kAlreadyDone, kExitNeedsAttention,
              "what an earlier start had planned was carried on; {} not or only partly filled"};
    case Ending::kCarriedOnOffTarget:
      return {Outcome::kAlreadyDone, kExitNeedsAttention, "what an earlier start had planned was carried on; {}"};
    case Ending::kCarriedOnDeferred:
      return {Outcome::kAlreadyDone, 0, "what an earlier start had planned was carried on; {}"};
    case Ending::kBegunTooLate:
      return {Outcome::kResidual, kExitNeedsAttention, "too late to carry on what an earlier start had planned"};
    case Ending::kMarketClosed:
      return {Outcome::kMarketClosed, 0, "{}"};
    case Ending::kNotScheduled:
      return {Outcome::kNotScheduled, 0, "{}"};
    case Ending::kNotThisSession:
      return {Outcome::kNotScheduled, 0, "not the session this rebalance belongs to"};
    case Ending::kNotThisSessionNext:
      return {Outcome::kNotScheduled, 0, "not the session this rebalance belongs to; the next run is {}"};
    case Ending::kBeyondCalendar:
      return {Outcome::kRefused, exit_code(ErrorCode::kSafety), "{}; nothing was sent"};
    case Ending::kRefused:
      return {Outcome::kRefused, exit_code(ErrorCode::kSafety), "{}"};
    case Ending::kForeignOrder:
      return {Outcome::kRefused, kExitNeedsAttention,
              "{}; nothing is sent beside it. Cancel it, or take the symbol out of the universe"};
    case Ending::kOrdersUnknown:
      return {Outcome::kUnknown, kExitNeedsAttention,
              "{} whose end is not known: what expires before the close is never sent again"};
    case Ending::kEarlierOrderUnknown:
      return {Outcome::kUnknown, kExitNeedsAttention,
              "an order of an earlier session is still not known to be dead; nothing was sent"};
    case Ending::kPositionsDisagree:
      return {Outcome::kUnknown, kExitNeedsAttention, "the broker's positions are not what the ledger adds up to"};
    case Ending::kPositionsUnread:
      return {Outcome::kUnknown, kExitNeedsAttention,
              "the positions could not be read again, so nobody compared them with the ledger"};
    case Ending::kInterruptedUnsent:
      return {Outcome::kSkipped, exit_code(ErrorCode::kInterrupted), "interrupted with nothing sent"};
    case Ending::kInterruptedSent:
      return {Outcome::kResidual, kExitNeedsAttention,
              "interrupted; working orders were cancelled, the rest was not sent"};
    case Ending::kHaltedBefore:
    case Ending::kHaltedByRule:
      return {Outcome::kHalted, exit_code(ErrorCode::kSafety), "{}"};
    case Ending::kHaltedNow:
    case Ending::kUnexplainedPositions:
      return {Outcome::kHalted, kExitNeedsAttention, "{}"};
    case Ending::kFailed:
      return {Outcome::kFailed, std::nullopt, "{}"};
  }
  BOT_CHECK(false);
}

}  // namespace

Stop stop(Ending ending, std::string_view detail, std::optional<Error> error) {
  const Row row = row_of(ending);
  BOT_CHECK(row.exit_code || error, "{}", static_cast<int>(ending));
  return {.outcome = row.outcome,
          .exit_code = row.exit_code ? *row.exit_code : exit_code(error->code),
          .message = fmt::format(fmt::runtime(row.sentence), detail),
          .error = std::move(error)};
}

Stop with_remark(Stop how, std::string_view remark) {
  how.message += fmt::format("; {}", remark);
  return how;
}

Stop needing_attention(Stop how) {
  how.exit_code = kExitNeedsAttention;
  return how;
}

Stop with_orders_unknown(Stop how) {
  how.outcome = Outcome::kUnknown;
  return needing_attention(std::move(how));
}

Stop stop(const Error& error) {
  if (error.code == ErrorCode::kInterrupted) return stop(Ending::kInterruptedUnsent);
  return stop(Ending::kFailed, error.text(), error);
}

}  // namespace bot::run
