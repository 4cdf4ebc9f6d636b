// Where positions are not within the band of their targets, and why. What a run says of itself rests on this, not on
// nothing having failed.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "run/trade_facts.hpp"

namespace bot::run {

enum class OffTargetCause {
  kNotTradable,  // its data failed, it has no usable quote, or permission to buy it was not given; or its order never
                 // left
  kNotFilled,    // its order came to its end before it was filled
  kNoTime,       // its buy was planned, and the buys' phase never began
  kNotSold,      // locked until its money has settled
  kNotBought,    // not enough cash for it
  kNotNearer,    // whole shares, or orders of the smallest size, come no nearer
  kNotPlanned,   // an earlier start made the plan, without it, and said why
  kMoved,        // inside the band when the orders were planned: a price, or the account, has moved since
};
// What follows from a cause: a person has to look, or a later start may do better; a later session does it by itself;
// nothing.
enum class Consequence { kFailure, kDeferred, kNone };
[[nodiscard]] Consequence consequence(OffTargetCause cause);

struct OffTarget {
  Symbol symbol;
  OffTargetCause cause = OffTargetCause::kNotNearer;
  double weight = 0;             // share of the managed equity, kept shares left out
  std::optional<double> target;  // none: nothing was decided of it, its data failed
  Quantity shares;               // missing, or too many: as many as may be named
  std::optional<Date> until{};
  std::string why;
};

// By symbol; empty: every position is within the band of its target. `frozen`: why the run sent nothing more, once it
// is over.
[[nodiscard]] std::vector<OffTarget> find_off_target(const Runtime& runtime, const TradeFacts& facts,
                                                     const PositionMap& positions,
                                                     const std::optional<std::string>& frozen = std::nullopt);

// The same with the equity and the quotes at the end of the run, `last`, those of `planned` were before the orders.
[[nodiscard]] std::vector<OffTarget> find_off_target_since(const Runtime& runtime, const TradeFacts& planned,
                                                           const TradeFacts& last, const PositionMap& positions,
                                                           const std::optional<std::string>& frozen);

// "273 BITO locked until 2023-05-09; GLD 2.0 % for 47.5 %: no usable quote: trading is halted"
[[nodiscard]] std::string describe(const std::vector<OffTarget>& off);

}  // namespace bot::run
