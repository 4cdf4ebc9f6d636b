// Which bars count and how they are read. Values are checked by `config` before they get here.
#pragma once

#include <string>

#include "base/time.hpp"

namespace bot::data {

enum class Adjust { kTotalReturn, kSplits };

struct Options {
  Date start = make_date(2015, 1, 1);    // bars before this day do not exist for any command
  Adjust adjust = Adjust::kTotalReturn;  // kTotalReturn: decision closes are scaled by adj_close/close
  int max_stale_sessions = 2;            // age of the newest final bar
  double max_daily_move = 0.5;           // above it: a warning
};

// Target weights that another program writes (strategy.kind file).
struct StrategyFile {
  std::string path;          // CSV or Parquet
  int max_age_sessions = 1;  // of the row that is used, when the session's own is not there
};

}  // namespace bot::data
