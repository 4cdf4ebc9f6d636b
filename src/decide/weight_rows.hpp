// Which row of a file of target weights counts for a session, or why none may be traded on. Rows after the session are
// never looked at, sound or broken, so that a back-test and a run of that day see the same.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/check.hpp"
#include "base/result.hpp"
#include "model/symbol.hpp"
#include "model/weight_table.hpp"

namespace bot::decide {

enum class RowRefusal { kUnreadable, kMissing, kStale, kDoubled, kUnknownSymbol, kNotANumber, kNegative, kSumAboveOne };
[[nodiscard]] constexpr std::string_view name(RowRefusal refusal) {
  switch (refusal) {
    case RowRefusal::kUnreadable:
      return "unreadable";
    case RowRefusal::kMissing:
      return "missing";
    case RowRefusal::kStale:
      return "stale";
    case RowRefusal::kDoubled:
      return "doubled";
    case RowRefusal::kUnknownSymbol:
      return "unknown symbol";
    case RowRefusal::kNotANumber:
      return "not a number";
    case RowRefusal::kNegative:
      return "negative";
    case RowRefusal::kSumAboveOne:
      return "sum above 1";
  }
  BOT_CHECK(false);
}

struct RefusedRow {
  RowRefusal why = RowRefusal::kMissing;
  std::string sentence;  // with the dates and numbers; no full stop
  [[nodiscard]] std::string text() const { return std::string(name(why)) + ": " + sentence; }
  bool operator==(const RefusedRow&) const = default;
};

// For one date, before the cash buffer; each weight above 0, their sum at most 1. No weight: all cash.
struct WeightRow {
  Date date;
  std::map<Symbol, double> weights;
  bool operator==(const WeightRow&) const = default;
};

class WeightRows {
 public:
  explicit WeightRows(WeightTable table);
  // The row of `session`, else the newest one not before `oldest`. Weights may exceed 1 together by what rounding to
  // six places does.
  [[nodiscard]] Expected<WeightRow, RefusedRow> row_for(Date session, Date oldest,
                                                        std::span<const Symbol> universe) const;

 private:
  WeightTable table_;  // cells by date, those of a date in the file's order
};

}  // namespace bot::decide
