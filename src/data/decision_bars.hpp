// From stored bars and today's forming bar to the bars a decision is made from. Pure: what came out of the broker's
// answers is two values, the provisional bar and the factor, and from these and the final bars everything follows, so
// a recorded run can be recomputed.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "data/options.hpp"
#include "model/bar.hpp"

namespace bot::data {

// Where today's factor came from.
enum class FactorSource { kNone, kAdjustedLast, kPreviousClose };
[[nodiscard]] std::string_view name(FactorSource source);

struct Today {
  Bar provisional;    // real prices on today's basis; adj_close absent
  double factor = 1;  // yesterday's close * factor = yesterday's close on today's basis; below 1 on an ex-date
  bool operator==(const Today&) const = default;
};

// What the broker said about today, per symbol.
struct TodayAnswers {
  Symbol symbol;
  Date session{};                        // today
  std::optional<Bar> final_yesterday;    // last final bar of the cache, of the session before
  std::vector<Bar> trades;               // kTrades answer; used: its bar of today. May be empty
  std::vector<Bar> adjusted_last;        // one kAdjustedLast answer; may be empty
  std::optional<double> previous_close;  // tick 9 or 75
  std::optional<Bar> from_quote;         // today's open, high, low, last, volume, where no bar of today came
  std::optional<double> quoted{};        // what a share is worth by the quote of now
};

struct TodayOutcome {
  std::optional<Today> today;  // absent: see error
  FactorSource source = FactorSource::kNone;
  std::vector<std::string> warnings;
  std::string error;  // not empty: this symbol is out of this run
  bool operator==(const TodayOutcome&) const = default;
};

// kTotalReturn: factor = yesterday's ADJUSTED_LAST close over its real close, used only if the answer's last bar is
// today's and the ratio agrees with previous_close over yesterday's close to 0.1 %; today's bar is then the answer's
// own. Otherwise factor = previous_close / yesterday's close, with a warning. More than 0.5 % between previous_close
// and yesterday's close times the answer's factor, or, where no answer of today is there, a previous close that no
// distribution explains (above yesterday's close by 0.5 %, below it by 15 %): an error. kSplits: factor 1, the same
// bounds. A bar whose close is farther from `quoted` than max_price_move is an error too.
[[nodiscard]] TodayOutcome resolve_today(const TodayAnswers& answers, Adjust adjust, double max_price_move);

struct DecisionBarsInput {
  Symbol symbol;
  std::span<const Bar> bars;  // final bars, ascending; adj_close in all of them or in none
  Date asof{};                // later bars are left out
  Adjust adjust = Adjust::kTotalReturn;
  std::optional<Today> today{};  // appended as the last bar when its date is after the last final one
};

// open, high, low, close each times adj_close/close of their row (kSplits, or no adj_close: as they are). With today's
// bar: the rows before are put on its basis, so that yesterday's decision close = close * factor, and today's stays.
[[nodiscard]] std::vector<Bar> decision_bars(const DecisionBarsInput& input);

// "Bars before market_data.start do not exist."
void drop_before(std::vector<Bar>& bars, Date start);

}  // namespace bot::data
