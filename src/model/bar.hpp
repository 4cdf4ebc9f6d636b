// One daily bar, and the bars of one symbol in order of date. Prices in US dollars, adjusted for splits only;
// adj_close also for distributions, absent where the source has none. Volume in shares.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "model/source_identity.hpp"
#include "model/symbol.hpp"

namespace bot {

struct Bar {
  Date date{};
  double open = 0;
  double high = 0;
  double low = 0;
  double close = 0;
  double volume = 0;
  std::optional<double> adj_close{};
  bool operator==(const Bar&) const = default;
};

// What yesterday's close and the broker's previous close may differ by. Beyond it: a split or distribution nobody
// reported.
inline constexpr double kMaxUnexplainedDifference = 0.005;

// Where bars came from; kept in the Parquet file's metadata.
struct DateSpan {
  Date first{};
  Date last{};
  bool operator==(const DateSpan&) const = default;
};
struct BarOrigin {
  std::string source;             // "tws", "csv", ...
  std::optional<DateSpan> asked;  // of the source; none in a file of another program
  std::string fetched;            // instant, ISO
  SourceIdentity identity{};      // whose they are; unnamed counts as real
  bool operator==(const BarOrigin&) const = default;
};

struct BarSeries {
  Symbol symbol;
  std::vector<Bar> bars{};  // as stored: validation, not the type, says whether they are ascending and sane
  BarOrigin origin{};
  bool operator==(const BarSeries&) const = default;
};

}  // namespace bot
