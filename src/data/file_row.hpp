// The row of strategy.path that counts for a session.
#pragma once

#include <span>

#include "calendar/calendar.hpp"
#include "data/options.hpp"
#include "decide/weight_rows.hpp"
#include "ports/weight_source.hpp"

namespace bot::data {

struct FileRow {
  std::string path;
  std::string sha256;  // of the file
  decide::WeightRow row;
  bool operator==(const FileRow&) const = default;
};

// The date of the oldest row that may be used for `session`.
[[nodiscard]] Date oldest_row(Date session, int max_age_sessions, const calendar::Calendar& calendar);
// A file that cannot be read is refused as kUnreadable.
[[nodiscard]] Expected<FileRow, decide::RefusedRow> read_file_row(const ports::WeightSource& source,
                                                                  const StrategyFile& file, Date session,
                                                                  const calendar::Calendar& calendar,
                                                                  std::span<const Symbol> universe);

}  // namespace bot::data
