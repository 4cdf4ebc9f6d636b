#include "data/csv_bars.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/csv_reader.hpp"
#include "base/text.hpp"

namespace bot::data {
namespace {

bool any_adj_close(const std::vector<Bar>& bars) {
  return std::ranges::any_of(bars, [](const Bar& bar) { return bar.adj_close.has_value(); });
}

}  // namespace

Result<std::vector<Bar>> parse_bars_csv(std::string_view text, std::string_view where) {
  CsvReader csv(text, where);
  BOT_TRY_VOID(csv.read_header());
  BOT_TRY(const std::size_t date, csv.required_column("date"));
  std::array<std::size_t, 5> at{};
  constexpr std::array<std::string_view, 5> kNames = {"open", "high", "low", "close", "volume"};
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    BOT_TRY(at[i], csv.required_column(kNames[i]));
  }
  const auto adj_close = csv.column("adj_close");
  std::vector<Bar> bars;
  bool newest_first = false;
  bars.reserve(static_cast<std::size_t>(std::ranges::count(text, '\n')));
  while (csv.next()) {
    BOT_TRY_VOID(csv.check_width());
    Bar bar;
    BOT_TRY(bar.date, csv.date(date));
    if (bars.size() == 1) newest_first = bar.date < bars.back().date;
    if (!bars.empty() && (newest_first ? bar.date >= bars.back().date : bar.date <= bars.back().date))
      return csv.failed(fmt::format("{} follows {}", to_iso(bar.date), to_iso(bars.back().date)),
                        "Dates have to be in one order, each once.");
    BOT_TRY(bar.open, csv.number(at[0]));
    BOT_TRY(bar.high, csv.number(at[1]));
    BOT_TRY(bar.low, csv.number(at[2]));
    BOT_TRY(bar.close, csv.number(at[3]));
    BOT_TRY(bar.volume, csv.number(at[4]));
    if (adj_close && !csv.field(*adj_close).empty()) {
      BOT_TRY(const double value, csv.number(*adj_close));
      bar.adj_close = value;
    }
    bars.push_back(bar);
  }
  if (newest_first) std::ranges::reverse(bars);
  return bars;
}

Result<std::vector<CorporateAction>> parse_actions_csv(std::string_view text, std::string_view where) {
  CsvReader csv(text, where);
  BOT_TRY_VOID(csv.read_header());
  BOT_TRY(const std::size_t date, csv.required_column("ex_date"));
  BOT_TRY(const std::size_t kind, csv.required_column("kind"));
  BOT_TRY(const std::size_t value, csv.required_column("value"));
  std::vector<CorporateAction> actions;
  while (csv.next()) {
    BOT_TRY_VOID(csv.check_width());
    CorporateAction action;
    BOT_TRY(action.ex_date, csv.date(date));
    if (!actions.empty() && action.ex_date < actions.back().ex_date)
      return csv.failed(fmt::format("{} follows {}", to_iso(action.ex_date), to_iso(actions.back().ex_date)),
                        "Dates have to be ascending.");
    const std::string word = lower(csv.field(kind));
    if (word == "dividend")
      action.kind = ActionKind::kDividend;
    else if (word == "split")
      action.kind = ActionKind::kSplit;
    else if (word == "spinoff")
      action.kind = ActionKind::kSpinoff;
    else
      return csv.failed(fmt::format("kind is \"{}\"", csv.field(kind)), "Dividend, split and spinoff are known.");
    BOT_TRY(action.value, csv.number(value));
    if (!(action.value > 0))
      return csv.failed(fmt::format("value {} is not above 0", action.value), "Correct the line.");
    actions.push_back(action);
  }
  return actions;
}

std::vector<Bar> adjust_for_actions(std::vector<Bar> as_traded, const std::vector<CorporateAction>& actions) {
  std::vector<Bar> bars = std::move(as_traded);
  if (bars.empty()) return bars;
  const bool compute_adjusted = !any_adj_close(bars);
  double split_ratio = 1;  // new shares for each old one, of all splits after the bar
  double adjustment = 1;   // of the close as traded, for splits and distributions after the bar
  std::size_t left = actions.size();
  while (left > 0 && actions[left - 1].ex_date > bars.back().date) --left;
  for (std::size_t i = bars.size(); i-- > 0;) {
    Bar& bar = bars[i];
    const double traded_close = bar.close;
    while (left > 0 && actions[left - 1].ex_date > bar.date) {
      const CorporateAction& action = actions[--left];
      switch (action.kind) {
        case ActionKind::kDividend:
          adjustment *= 1.0 - action.value / traded_close;
          break;
        case ActionKind::kSplit:
        case ActionKind::kSpinoff:
          split_ratio *= action.value;
          adjustment /= action.value;
          break;
      }
    }
    if (compute_adjusted) bar.adj_close = traded_close * adjustment;
    bar.open /= split_ratio;
    bar.high /= split_ratio;
    bar.low /= split_ratio;
    bar.close /= split_ratio;
    bar.volume *= split_ratio;
  }
  return bars;
}

}  // namespace bot::data
