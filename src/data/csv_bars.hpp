// The text of SYMBOL.csv and of actions/SYMBOL.csv, and what the actions do to prices as traded. Pure; `where` is the
// file's name and becomes "file:line" in an error.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "model/bar.hpp"

namespace bot::data {

enum class ActionKind { kDividend, kSplit, kSpinoff };

struct CorporateAction {
  Date ex_date;
  ActionKind kind = ActionKind::kDividend;
  double value = 0;  // dividend: dollars a share as traded on that date; split and spinoff: new shares for each old one
  bool operator==(const CorporateAction&) const = default;
};

// Header `date,open,high,low,close,volume[,adj_close]` in any order and case, further columns ignored; dates ISO, each
// once, oldest or newest first. kData with file:line otherwise. An empty adj_close is absent.
[[nodiscard]] Result<std::vector<Bar>> parse_bars_csv(std::string_view text, std::string_view where);
// Header `ex_date,kind,value`; ascending by date. No rows: no actions.
[[nodiscard]] Result<std::vector<CorporateAction>> parse_actions_csv(std::string_view text, std::string_view where);

// Bars as traded -> bars adjusted for splits, on the basis of the last bar: before a split of r new for one old prices
// are divided and volumes multiplied by r. Actions after the last bar do nothing. adj_close stays as it is; where no
// bar has one it is computed from the actions: for every bar before an ex-date times (1 - dividend / previous close as
// traded), times 1/r for a split.
[[nodiscard]] std::vector<Bar> adjust_for_actions(std::vector<Bar> as_traded,
                                                  const std::vector<CorporateAction>& actions);

}  // namespace bot::data
