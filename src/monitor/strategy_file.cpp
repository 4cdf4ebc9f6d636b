#include "monitor/strategy_file.hpp"

#include <fmt/format.h>

#include "calendar/new_york.hpp"
#include "schedule/schedule.hpp"

namespace bot::monitor {
namespace {

constexpr Duration kRowIsDue = std::chrono::minutes{30};

bool is_not_there_yet(decide::RowRefusal why) {
  return why == decide::RowRefusal::kMissing || why == decide::RowRefusal::kStale;
}

}  // namespace

std::optional<WeightsOfNextRun> read_next_weights(const ports::WeightSource* source, const MonitoredAccount& account,
                                                  UtcTime now, std::optional<Date> used_up,
                                                  const calendar::Calendar& calendar) {
  if (!account.strategy_file || source == nullptr) return std::nullopt;
  const auto starts = schedule::next_slot(now, account.schedule, calendar, used_up);
  if (!starts) return std::nullopt;
  const Date session = calendar::to_new_york(*starts).date;
  return WeightsOfNextRun{
      .starts = *starts,
      .session = session,
      .row = data::read_file_row(*source, *account.strategy_file, session, calendar, account.universe)};
}

Check judge_weights(const WeightsOfNextRun& weights, UtcTime now) {
  const std::string what = "strategy_file";
  if (weights.row)
    return good(what, fmt::format("{} has the row of {} for the session {}", weights.row->path,
                                  to_iso(weights.row->row.date), to_iso(weights.session)));
  const std::string text = fmt::format("no weights for the run of {}: {}", calendar::new_york_text(weights.starts),
                                       weights.row.error().text());
  const std::string fix = "Have the program that writes strategy.path write that session's row";
  if (is_not_there_yet(weights.row.error().why) && now < weights.starts - kRowIsDue)
    return warning(what, text, fix + " before the run");
  return bad(what, text, fix, ErrorCode::kData);
}

}  // namespace bot::monitor
