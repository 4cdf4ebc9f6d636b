#include "research/file_targets.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "drawn_market.hpp"
#include "support/research.hpp"

namespace bot::research {
namespace {

TEST(FileTargets, EachSessionTakesTheRowThatItsRunWouldHaveTaken) {
  const calendar::Calendar calendar;
  const Panel panel = make_panel(draw_market({.sessions = 60}), calendar, {});
  const auto due = due_sessions(panel, schedule::Frequency::kDaily, calendar);
  WeightTable table{.symbols = {panel.symbols[0].value(), "NOBODY"}, .cells = {}};
  table.cells.push_back({.date = panel.sessions[10], .symbol = 0, .weight = 0.5});
  table.cells.push_back({.date = panel.sessions[12], .symbol = 1, .weight = 0.5});
  table.cells.push_back({.date = panel.sessions[14], .symbol = 0, .weight = 0.8});
  const FileTargets read = file_targets(panel, decide::WeightRows(table),
                                        {.cash_buffer = 0.1, .max_age_sessions = 1, .universe = panel.symbols}, due);
  EXPECT_EQ(read.first_decided, panel.sessions[10]);
  std::vector<std::size_t> decided;
  for (std::size_t t = 0; t < panel.session_count(); ++t)
    if (read.targets.decided(t)) decided.push_back(t);
  EXPECT_EQ(decided, (std::vector<std::size_t>{10, 11, 14, 15}));
  ASSERT_EQ(read.targets.at(14).size(), panel.valid.at(14, 0));
  for (const Target& target : read.targets.at(14)) EXPECT_DOUBLE_EQ(target.weight, 0.8 * 0.9);
  // Before the first row nothing is wrong; after it each session without one is reported.
  ASSERT_EQ(read.refused.size(), panel.session_count() - 10 - 4);
  EXPECT_EQ(read.refused.front().session, panel.sessions[12]);
  EXPECT_EQ(read.refused.front().row.why, decide::RowRefusal::kUnknownSymbol);
  EXPECT_EQ(read.refused.back().row.why, decide::RowRefusal::kStale);
}

}  // namespace
}  // namespace bot::research
