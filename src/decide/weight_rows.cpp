#include "decide/weight_rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace bot::decide {
namespace {

constexpr double kSumTolerance = 1e-6;

Unexpected<RefusedRow> refused(RowRefusal why, std::string sentence) {
  return Unexpected<RefusedRow>({.why = why, .sentence = std::move(sentence)});
}

}  // namespace

WeightRows::WeightRows(WeightTable table) : table_(std::move(table)) {
  std::ranges::stable_sort(table_.cells, {}, &WeightCell::date);
}

Expected<WeightRow, RefusedRow> WeightRows::row_for(Date session, Date oldest, std::span<const Symbol> universe) const {
  const auto& cells = table_.cells;
  const auto end = std::ranges::upper_bound(cells, session, {}, &WeightCell::date);
  if (end == cells.begin())
    return refused(RowRefusal::kMissing, fmt::format("no row of {} or before", to_iso(session)));
  WeightRow row{.date = std::prev(end)->date, .weights = {}};
  if (row.date < oldest)
    return refused(RowRefusal::kStale, fmt::format("the newest row up to {} is of {}, and none before {} may be used",
                                                   to_iso(session), to_iso(row.date), to_iso(oldest)));
  const std::string of_row = fmt::format("in the row of {}", to_iso(row.date));
  double sum = 0;
  std::set<std::string_view> seen;
  for (auto cell = std::ranges::lower_bound(cells.begin(), end, row.date, {}, &WeightCell::date); cell != end; ++cell) {
    const std::string& written = table_.symbols[cell->symbol];
    if (!seen.insert(written).second)
      return refused(RowRefusal::kDoubled, fmt::format("{} stands twice {}", written, of_row));
    const auto symbol = std::ranges::find(universe, written, &Symbol::value);
    if (symbol == universe.end())
      return refused(RowRefusal::kUnknownSymbol, fmt::format("{} {} is not in universe", written, of_row));
    if (!std::isfinite(cell->weight))
      return refused(RowRefusal::kNotANumber, fmt::format("the weight of {} {} is not a number", written, of_row));
    if (cell->weight < 0)
      return refused(RowRefusal::kNegative, fmt::format("the weight of {} {} is {}", written, of_row, cell->weight));
    sum += cell->weight;
    if (cell->weight > 0) row.weights.emplace(*symbol, cell->weight);
  }
  if (sum > 1 + kSumTolerance)
    return refused(RowRefusal::kSumAboveOne, fmt::format("the weights {} sum to {}", of_row, sum));
  return row;
}

}  // namespace bot::decide
