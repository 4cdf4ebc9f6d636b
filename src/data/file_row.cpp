#include "data/file_row.hpp"

#include <utility>

namespace bot::data {

Date oldest_row(Date session, int max_age_sessions, const calendar::Calendar& calendar) {
  Date oldest = session;
  for (int age = 0; age < max_age_sessions; ++age) {
    const auto before = calendar.last_before(oldest);
    if (!before) break;
    oldest = before->date;
  }
  return oldest;
}

Expected<FileRow, decide::RefusedRow> read_file_row(const ports::WeightSource& source, const StrategyFile& file,
                                                    Date session, const calendar::Calendar& calendar,
                                                    std::span<const Symbol> universe) {
  auto read = source.read(file.path);
  if (!read)
    return Unexpected<decide::RefusedRow>(
        {.why = decide::RowRefusal::kUnreadable, .sentence = read.error().message() + " (" + read.error().where + ")"});
  const decide::WeightRows rows(std::move(read->table));
  auto row = rows.row_for(session, oldest_row(session, file.max_age_sessions, calendar), universe);
  if (!row) {
    row.error().sentence += " (" + file.path + ")";
    return Unexpected<decide::RefusedRow>(std::move(row).error());
  }
  return FileRow{.path = file.path, .sha256 = std::move(read->sha256), .row = *std::move(row)};
}

}  // namespace bot::data
