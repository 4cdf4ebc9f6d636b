#include "research/targets.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>

#include "data/cached_universe.hpp"
#include "decide/decide.hpp"
#include "drawn_market.hpp"
#include "research/walkforward.hpp"
#include "support/research.hpp"

namespace bot::research {
namespace {

// What `bot weights --asof` says: the cache of that evening, validated, decided on.
decide::Decision decision_asof(const std::vector<BarSeries>& series, Date asof, const decide::Options& options,
                               const data::Options& data, const calendar::Calendar& calendar) {
  data::CachedUniverse universe{.asof = asof, .series = series};
  for (const BarSeries& one : series)
    universe.reports.push_back(data::validate({.symbol = one.symbol, .bars = one.bars, .asof = asof}, calendar, data));
  return decide::decide(data::decision_inputs(universe, data.adjust), asof, options);
}

// Of every session, or of one in `every`.
void expect_same_decisions(const std::vector<BarSeries>& series, const decide::Options& options,
                           const PanelOptions& panel_options, std::size_t every = 1) {
  const calendar::Calendar calendar;
  const Panel panel = make_panel(series, calendar, panel_options);
  const auto due = due_sessions(panel, schedule::Frequency::kDaily, calendar);
  const Targets targets = strategy_targets(panel, options, due);
  for (std::size_t t = 0; t < panel.session_count(); t += every) {
    std::map<Symbol, double> found;
    for (const Target& target : targets.at(t)) found[panel.symbols[target.symbol]] = target.weight;
    const auto decision = decision_asof(series, panel.sessions[t], options, panel_options.data, calendar);
    EXPECT_EQ(targets.decided(t), !decision.refusal) << to_iso(panel.sessions[t]);
    std::map<Symbol, double> expected = decision.weights;
    std::erase_if(expected, [](const auto& entry) { return entry.second <= 0; });
    std::erase_if(found, [](const auto& entry) { return entry.second <= 0; });
    ASSERT_EQ(found, expected) << to_iso(panel.sessions[t]);
  }
}

TEST(Targets, AreThoseOfDecideOnEveryDateToTheBit) {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    SCOPED_TRACE(seed);
    PanelOptions options;
    if (seed % 5 == 0) options.data.adjust = data::Adjust::kSplits;
    expect_same_decisions(draw_market({.seed = seed, .sessions = 90, .with_faults = seed % 2 == 0}), draw_options(seed),
                          options);
  }
}

// More symbols than the returns that are looked at: on some sessions a method has no answer, and nothing is decided.
TEST(Targets, AreNoneWhereDecideHasNoWeights) {
  for (const auto method : {decide::WeightMethod::kErc, decide::WeightMethod::kMinVar}) {
    decide::Options options = draw_options(5);
    options.kind = decide::StrategyKind::kMomentum;
    options.weights.method = method;
    options.min_bars = 10;
    const int corr_window = method == decide::WeightMethod::kErc ? 3 : 2;
    options.selection = {.top_n = 8, .corr_window = corr_window, .corr_cap = 1, .min_score = -9};
    const auto series = draw_market({.seed = 5, .symbols = 9, .sessions = 90});
    expect_same_decisions(series, options, {});
    const Panel panel = make_panel(series, kCalendar, {});
    const auto due = due_sessions(panel, schedule::Frequency::kDaily, kCalendar);
    const Targets targets = strategy_targets(panel, options, due);
    std::size_t undecided = 0;
    for (std::size_t t = 0; t < panel.session_count(); ++t) undecided += targets.decided(t) ? 0 : 1;
    EXPECT_GT(undecided, 5U);

    const Grid grid{{"top_n", {6, 8}}, {"ema_fast", {3, 6}}};
    const auto points = grid_points(grid, {.decide = options, .drift_band = 0.02});
    const std::vector<Rows> rows{{20, 89}};
    const auto found = search_grid(panel, points, rows, due, {}, run_in_order);
    ASSERT_TRUE(found);
    for (std::size_t i = 0; i < points.size(); ++i) {
      BacktestOptions account;
      account.first = rows[0].first;
      account.last = rows[0].last;
      account.drift_band = points[i].strategy.drift_band;
      const Targets own = strategy_targets(panel, points[i].strategy.decide, due);
      EXPECT_EQ((*found)[0][i], objective_of(SearchOptions{}.objective, run_backtest(panel, own, account).equity)) << i;
    }
  }
}

// What is carried on from session to session is carried far.
TEST(Targets, OverYearsAreThoseOfDecideToTheBit) {
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    SCOPED_TRACE(seed);
    decide::Options options = draw_options(seed);
    options.kind = decide::StrategyKind::kMomentum;
    expect_same_decisions(draw_market({.seed = seed, .sessions = 900}), options, {}, 7);
  }
}

// A twin's score is its brother's to the bit: the one whose name comes first goes first, whichever way they are ranked.
TEST(Targets, OfTwinsAreThoseOfDecideToTheBit) {
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    SCOPED_TRACE(seed);
    auto series = draw_market({.seed = seed, .symbols = 4, .sessions = 70, .with_faults = seed % 2 == 0});
    for (const char* place : {"A", "Z"})
      for (std::size_t s = 0; s < 4; ++s) {
        BarSeries twin = series[s];
        twin.symbol = Symbol(fmt::format("{}{}", place, s));
        series.push_back(std::move(twin));
      }
    decide::Options options = draw_options(seed);
    options.kind = decide::StrategyKind::kMomentum;
    options.selection.top_n = 3;
    if (seed % 3 == 0) options.selection.corr_cap = 1;  // twins beside each other
    expect_same_decisions(series, options, {});
  }
}

// More symbols than the quick ways take, each pair's correlation by itself; some with faults, some that move alike.
TEST(Targets, OfManySymbolsAreThoseOfDecideToTheBit) {
  for (std::uint64_t seed = 1; seed <= 4; ++seed) {
    SCOPED_TRACE(seed);
    auto series = draw_market({.seed = seed, .symbols = 20, .sessions = 60, .with_faults = seed % 2 == 0});
    for (std::size_t s = 0; s < 50; ++s) {
      BarSeries twin = series[s % 20];
      twin.symbol = Symbol(fmt::format("T{}", s));
      for (Bar& bar : twin.bars) {
        const double moved = 1 + 0.002 * static_cast<double>(s / 20) *
                                     std::sin(static_cast<double>(bar.date.time_since_epoch().count()));
        for (double* price : {&bar.open, &bar.high, &bar.low, &bar.close}) *price *= moved;
        if (bar.adj_close) *bar.adj_close *= moved;
      }
      series.push_back(std::move(twin));
    }
    decide::Options options = draw_options(seed);
    options.kind = decide::StrategyKind::kMomentum;
    options.selection.top_n = 6;
    expect_same_decisions(series, options, {});
  }
}

TEST(Targets, NothingIsDecidedBetweenTheSlots) {
  const calendar::Calendar calendar;
  const Panel panel = make_panel(draw_market({.sessions = 60}), calendar, {});
  decide::Options options = draw_options(3);
  const auto weekly = due_sessions(panel, schedule::Frequency::kWeekly, calendar);
  const Targets targets = strategy_targets(panel, options, weekly);
  const Targets daily = strategy_targets(panel, options, due_sessions(panel, schedule::Frequency::kDaily, calendar));
  std::size_t decided = 0;
  for (std::size_t t = 0; t < panel.session_count(); ++t) {
    EXPECT_EQ(targets.decided(t), calendar.is_last_of_week(panel.sessions[t]));
    if (!targets.decided(t)) continue;
    ++decided;
    EXPECT_TRUE(std::ranges::equal(targets.at(t), daily.at(t)));
  }
  EXPECT_EQ(decided, 12u);
}

}  // namespace
}  // namespace bot::research
