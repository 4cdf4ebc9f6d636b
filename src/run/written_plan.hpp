// The session's plan once it is on the disk, in one durable transaction that uses up the session, and its file beside
// it.
#pragma once

#include "run/decide.hpp"
#include "run/open.hpp"
#include "run/plan_trades.hpp"

namespace bot::run {

// Orders are sent of nothing else: whoever has one knows that the ledger has the session's plan.
class WrittenPlan {
 public:
  // Our bug where the ledger has no plan of the session.
  [[nodiscard]] static WrittenPlan in_ledger(const Runtime& runtime, TradeFacts facts);
  // As they were when it was planned, or read again by a later start.
  [[nodiscard]] const TradeFacts& facts() const { return facts_; }

 private:
  explicit WrittenPlan(TradeFacts facts) : facts_(std::move(facts)) {}
  TradeFacts facts_;
};

// From here on the session is used up; nothing was sent before this is on the disk.
[[nodiscard]] Staged<WrittenPlan> write_plan(Runtime& runtime, const Decided& decided, const CheckedPlan& checked);
// The plan that an earlier start of this session wrote, with fresh quotes.
[[nodiscard]] Staged<WrittenPlan> take_up_plan(Runtime& runtime, const Opened& opened);

}  // namespace bot::run
