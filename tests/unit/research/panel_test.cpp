#include "research/panel.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "data/decision_bars.hpp"
#include "data/validate.hpp"
#include "drawn_market.hpp"
#include "research/invalid_sessions.hpp"
#include "support/research.hpp"

namespace bot::research {
namespace {

// What is there as of a session is what validation and the decision see of the cache on that evening.
TEST(Panel, EverySessionIsValidatedAsOfItself) {
  const calendar::Calendar calendar;
  std::size_t failing = 0;
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    const auto series = draw_market({.seed = seed, .sessions = 60, .with_faults = true});
    PanelOptions options;
    options.data.max_stale_sessions = static_cast<int>(seed % 4);
    const Panel panel = make_panel(series, calendar, options);
    for (std::size_t s = 0; s < series.size(); ++s) {
      for (std::size_t t = 0; t < panel.session_count(); ++t) {
        const Date asof = panel.sessions[t];
        const auto report =
            data::validate({.symbol = series[s].symbol, .bars = series[s].bars, .asof = asof}, calendar, options.data);
        ASSERT_EQ(panel.valid.at(t, s) != 0, report.passed) << "seed " << seed << " " << series[s].symbol.value() << " "
                                                            << to_iso(asof) << " " << data::error_text(report);
        if (!report.passed) {
          ++failing;
          continue;
        }
        const auto bars = data::decision_bars({.symbol = series[s].symbol, .bars = series[s].bars, .asof = asof});
        const Bar& last = bars.back();
        ASSERT_EQ(panel.sessions[t - (panel.age.at(t, s) - std::size_t{1})], last.date);
        ASSERT_EQ(panel.close.at(t, s), last.close);
        if (!panel.has_bar(t, s)) continue;
        ASSERT_EQ(panel.high.at(t, s), last.high);
        ASSERT_EQ(panel.low.at(t, s), last.low);
      }
    }
  }
  EXPECT_GT(failing, 1000u);  // the faults were there
}

// A hole in the bars, not the time before a young symbol's first one.
TEST(InvalidSessions, AreThoseFromTheFirstBarOn) {
  const calendar::Calendar calendar;
  auto series = draw_market({.symbols = 3, .sessions = 60, .late_listings = false});
  std::ranges::sort(series, {}, &BarSeries::symbol);
  series[0].bars[20].volume = 0;
  series[0].bars[30].volume = 0;
  series[1].bars.erase(series[1].bars.begin(), series[1].bars.begin() + 40);
  series[2].bars[10].volume = 0;
  const Panel panel = make_panel(series, calendar, {});
  const std::vector<std::optional<Date>> first_bars{series[0].bars.front().date, series[1].bars.front().date,
                                                    std::nullopt};
  EXPECT_EQ(invalid_sessions(panel, first_bars, {.first = 0, .last = 59}),
            (std::vector<InvalidSessions>{{.symbol = 0, .count = 2, .between = {.first = 20, .last = 30}}}));
  EXPECT_EQ(invalid_sessions(panel, first_bars, {.first = 21, .last = 59}),
            (std::vector<InvalidSessions>{{.symbol = 0, .count = 1, .between = {.first = 30, .last = 30}}}));
  EXPECT_TRUE(invalid_sessions(panel, first_bars, {.first = 0, .last = 19}).empty());
}

TEST(Panel, NeighboursAreAddedAsEachByItself) {
  const auto series = draw_market({.seed = 6, .symbols = 11, .sessions = 120, .with_faults = true});
  const calendar::Calendar calendar;
  const PanelOptions options{.data = {}, .with_opens = true};
  const Panel expected = make_panel(series, calendar, options);
  std::vector<Symbol> symbols;
  for (const BarSeries& one : series) symbols.push_back(one.symbol);
  PanelBuilder builder(symbols, expected.sessions.front(), expected.sessions.back(), calendar, options);
  builder.add_neighbours(0, std::span(series).first(3));
  builder.add_neighbours(3, std::span(series).subspan(3));
  const Panel panel = std::move(builder).take();
  ASSERT_EQ(panel.sessions, expected.sessions);
  for (std::size_t row = 0; row < panel.session_count(); ++row)
    for (std::size_t s = 0; s < panel.symbol_count(); ++s) {
      ASSERT_EQ(panel.close.at(row, s), expected.close.at(row, s));
      ASSERT_EQ(panel.high.at(row, s), expected.high.at(row, s));
      ASSERT_EQ(panel.open.at(row, s), expected.open.at(row, s));
      ASSERT_EQ(panel.real_close.at(row, s), expected.real_close.at(row, s));
      ASSERT_EQ(panel.age.at(row, s), expected.age.at(row, s));
      ASSERT_EQ(panel.valid.at(row, s), expected.valid.at(row, s));
    }
}

TEST(Panel, BarsBeforeTheStartDoNotExist) {
  const auto series = draw_market({.sessions = 40, .late_listings = false});
  PanelOptions options;
  options.data.start = series[0].bars[10].date;
  const Panel panel = make_panel(series, calendar::Calendar(), options);
  EXPECT_EQ(panel.sessions.front(), options.data.start);
  int bars = 0;
  for (std::size_t row = 0; row < panel.session_count(); ++row) bars += panel.has_bar(row, 0) ? 1 : 0;
  EXPECT_EQ(bars, 30);
  EXPECT_EQ(panel.valid.at(0, 0), 1);
}

TEST(Panel, ASessionWithoutABarRepeatsTheCloseBeforeIt) {
  auto series = draw_market({.symbols = 2, .sessions = 40, .late_listings = false});
  series[1].bars.erase(series[1].bars.begin() + 20);
  const Panel panel = make_panel(series, calendar::Calendar(), {});
  EXPECT_FALSE(panel.has_bar(20, 1));
  EXPECT_EQ(panel.age.at(20, 1), 2);
  EXPECT_EQ(panel.close.at(20, 1), panel.close.at(19, 1));
  EXPECT_EQ(panel.valid.at(20, 1), 1);  // one session old is not stale
  EXPECT_EQ(panel.valid.at(21, 1), 0);  // now there is a hole
}

}  // namespace
}  // namespace bot::research
