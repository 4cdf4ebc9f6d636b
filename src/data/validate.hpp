// The seven checks before anything is computed from bars, per symbol and as of one session. Pure. Rows after `asof` do
// not exist, good or broken.
//   1 columns present and numeric, at least one bar   2 finite, prices of 1e-9 to 1e9, adj_close in all rows or none
//   3 high and low enclose open and close             4 volume not negative, above 0 in the newest final bar
//   5 ascending, unique, sessions, no gap             6 not stale; with a provisional bar the session before is there
//   7 warnings: a daily move beyond max_daily_move, the fifth of five identical bars
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "base/result.hpp"
#include "calendar/calendar.hpp"
#include "data/finding.hpp"
#include "data/options.hpp"
#include "model/bar.hpp"

namespace bot::data {

struct ValidationInput {
  Symbol symbol;
  std::span<const Bar> bars{};  // final ones, as stored
  Date asof{};
  std::optional<Bar> provisional{};  // today's, still forming
  double provisional_factor = 1;     // yesterday's decision close = yesterday's close * this, on today's basis
};

[[nodiscard]] SymbolReport validate(const ValidationInput& input, const calendar::Calendar& calendar,
                                    const Options& options);
[[nodiscard]] std::vector<SymbolReport> validate(std::span<const ValidationInput> inputs,
                                                 const calendar::Calendar& calendar, const Options& options);
// The report of a symbol whose file could not be read: rule 1, with the error's text.
[[nodiscard]] SymbolReport report_unreadable(const Symbol& symbol, const Error& error);

}  // namespace bot::data
