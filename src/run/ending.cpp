#include "run/ending.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "base/check.hpp"

namespace bot::run {
namespace {

using ledger::Outcome;

struct Row {
  Ending ending;
  Outcome outcome;
  std::optional<int> exit_code;  // none: of the error
  const char* sentence;          // {}: the detail
};

const Row kRows[] = {
    {Ending::kFilled, Outcome::kDone, 0, "{} filled"},
    {Ending::kInsideBand, Outcome::kNothingToDo, 0, "positions are inside the band of their targets"},
    {Ending::kNothingNearer, Outcome::kNothingToDo, 0, "no order would come closer to the targets: {}"},
    {Ending::kPlanned, Outcome::kDone, 0, "{} planned, none sent"},
    {Ending::kDeferred, Outcome::kResidual, 0, "deferred: {}"},
    {Ending::kOffTarget, Outcome::kResidual, kExitNeedsAttention, "off target: {}"},
    {Ending::kPartlyFilled, Outcome::kResidual, kExitNeedsAttention, "{} not or only partly filled"},
    {Ending::kFilledUnseen, Outcome::kResidual, kExitNeedsAttention,
     "{} filled by what the positions show; no execution told the price"},
    {Ending::kFrozen, Outcome::kResidual, kExitNeedsAttention, "{}"},
    {Ending::kAlreadyDone, Outcome::kAlreadyDone, 0, "this session's rebalance was done before"},
    {Ending::kAlreadyDoneOpen, Outcome::kAlreadyDone, kExitNeedsAttention,
     "this session's rebalance was done before; {} not or only partly filled"},
    {Ending::kAlreadyDoneOffTarget, Outcome::kAlreadyDone, kExitNeedsAttention,
     "this session's rebalance was done before; {}"},
    {Ending::kCarriedOn, Outcome::kAlreadyDone, 0, "what an earlier start had planned is done: {} filled"},
    {Ending::kCarriedOnOpen, Outcome::kAlreadyDone, kExitNeedsAttention,
     "what an earlier start had planned was carried on; {} not or only partly filled"},
    {Ending::kCarriedOnOffTarget, Outcome::kAlreadyDone, kExitNeedsAttention,
     "what an earlier start had planned was carried on; {}"},
    {Ending::kBegunTooLate, Outcome::kResidual, kExitNeedsAttention,
     "too late to carry on what an earlier start had planned: {}"},
    {Ending::kMarketClosed, Outcome::kMarketClosed, 0, "{}"},
    {Ending::kNotScheduled, Outcome::kNotScheduled, 0, "{}"},
    {Ending::kNotThisSession, Outcome::kNotScheduled, 0, "not the session this rebalance belongs to"},
    {Ending::kNotThisSessionNext, Outcome::kNotScheduled, 0,
     "not the session this rebalance belongs to; the next run is {}"},
    {Ending::kBeyondCalendar, Outcome::kRefused, exit_code(ErrorCode::kSafety), "{}; nothing was sent"},
    {Ending::kRefused, Outcome::kRefused, exit_code(ErrorCode::kSafety), "{}"},
    {Ending::kForeignOrder, Outcome::kRefused, kExitNeedsAttention,
     "{}; nothing is sent beside it. Cancel it, or take the symbol out of the universe"},
    {Ending::kOrdersUnknown, Outcome::kUnknown, kExitNeedsAttention,
     "{} whose end is not known: what expires before the close is never sent again"},
    {Ending::kEarlierOrderUnknown, Outcome::kUnknown, kExitNeedsAttention,
     "an order of an earlier session is still not known to be dead; nothing was sent"},
    {Ending::kPositionsDisagree, Outcome::kUnknown, kExitNeedsAttention,
     "the broker's positions are not what the ledger adds up to"},
    {Ending::kPositionsUnread, Outcome::kUnknown, kExitNeedsAttention,
     "the positions could not be read again, so nobody compared them with the ledger"},
    {Ending::kInterruptedUnsent, Outcome::kSkipped, exit_code(ErrorCode::kInterrupted),
     "interrupted with nothing sent"},
    {Ending::kInterruptedSent, Outcome::kResidual, kExitNeedsAttention,
     "interrupted; working orders were cancelled, the rest was not sent"},
    {Ending::kHaltedBefore, Outcome::kHalted, exit_code(ErrorCode::kSafety), "{}"},
    {Ending::kHaltedByRule, Outcome::kHalted, exit_code(ErrorCode::kSafety), "{}"},
    {Ending::kHaltedNow, Outcome::kHalted, kExitNeedsAttention, "{}"},
    {Ending::kUnexplainedPositions, Outcome::kHalted, kExitNeedsAttention, "{}"},
    {Ending::kFailed, Outcome::kFailed, std::nullopt, "{}"},
};

}  // namespace

Stop stop(Ending ending, std::string_view detail, std::optional<Error> error) {
  const auto* row = std::ranges::find(kRows, ending, &Row::ending);
  BOT_CHECK(row != std::end(kRows) && (row->exit_code || error), "{}", static_cast<int>(ending));
  return {.outcome = row->outcome,
          .exit_code = row->exit_code ? *row->exit_code : exit_code(error->code),
          .message = fmt::format(fmt::runtime(row->sentence), detail),
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
