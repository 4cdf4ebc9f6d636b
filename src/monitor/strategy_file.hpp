// With strategy.kind file: whether the next run will find weights in it.
#pragma once

#include <optional>

#include "data/file_row.hpp"
#include "monitor/account.hpp"
#include "monitor/check.hpp"

namespace bot::monitor {

struct WeightsOfNextRun {
  UtcTime starts{};
  Date session{};
  Expected<data::FileRow, decide::RefusedRow> row;
};

// None: another strategy, or no further run in the calendar. `used_up`: the newest session whose plan is written.
[[nodiscard]] std::optional<WeightsOfNextRun> read_next_weights(const ports::WeightSource* source,
                                                                const MonitoredAccount& account, UtcTime now,
                                                                std::optional<Date> used_up,
                                                                const calendar::Calendar& calendar);
// A row that is only not there yet is a warning until half an hour before the run.
[[nodiscard]] Check judge_weights(const WeightsOfNextRun& weights, UtcTime now);

}  // namespace bot::monitor
