// Histories from a folder: SYMBOL.csv (date,open,high,low,close,volume[,adj_close]) or, through a BarStore over the
// same folder, SYMBOL.parquet. A folder `actions/` in it or next to it lists splits and distributions
// (ex_date,kind,value): then the CSV prices are as traded. Without it they count as adjusted for splits already.
#pragma once

#include <memory>
#include <string>

#include "base/result.hpp"
#include "calendar/calendar.hpp"
#include "gateway/history.hpp"
#include "ports/bar_store.hpp"
#include "ports/files.hpp"

namespace bot::gateway {

struct ReplayOptions {
  std::string folder;
  Date first_date;  // rows before it are left out
};

// Reads every file at once. kConfig with file and line: unreadable, or a line that is not a row.
[[nodiscard]] Result<std::unique_ptr<HistorySource>> open_replay(const ReplayOptions& options,
                                                                 const ports::Files& files,
                                                                 const ports::BarStore* parquet,
                                                                 const calendar::Calendar& calendar);

}  // namespace bot::gateway
