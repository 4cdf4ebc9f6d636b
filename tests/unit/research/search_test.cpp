#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <functional>
#include <thread>

#include "decide/formulas.hpp"
#include "drawn_market.hpp"
#include "research/kernels.hpp"
#include "research/metrics.hpp"
#include "research/momentum.hpp"
#include "research/permutation.hpp"
#include "research/recent_rows.hpp"
#include "research/rolling_correlations.hpp"
#include "research/walkforward.hpp"
#include "support/research.hpp"

namespace bot::research {
namespace {

Grid drawn_grid(Rng& rng) {
  Grid grid{{"ema_fast", {3, 6}}, {"ema_slow", {6, 12}}, {"top_n", {1, 2, 3}}, {"corr_cap", {0.3, 0.8}}};
  if (rng.below(3) == 0) grid.push_back({"vol_window", {5, 10}});
  if (rng.below(3) == 0) grid.push_back({"drift_band", {0, 0.05}});
  if (rng.below(3) == 0) grid.push_back({"max_weight_per_asset", {0.4, 1}});
  if (rng.below(3) == 0) grid.push_back({"min_score", {-0.2, 0.1}});
  if (rng.below(3) == 0) grid.push_back({"corr_window", {5, 15}});
  return grid;
}

Strategy drawn_strategy(std::uint64_t seed) {
  decide::Options options = draw_options(seed);
  options.kind = decide::StrategyKind::kMomentum;
  options.features.macd.enabled = false;
  return {.decide = options, .drift_band = 0.02};
}

// The plain way: each point's targets, each account by itself.
std::vector<std::vector<double>> plain_search(const Panel& panel, const std::vector<GridPoint>& points,
                                              const std::vector<Rows>& rows, const std::vector<std::uint8_t>& due,
                                              const SearchOptions& options) {
  std::vector<std::vector<double>> objectives(rows.size());
  for (const GridPoint& point : points) {
    const Targets targets = momentum_targets(panel, point.strategy.decide, due);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      BacktestOptions account = options.account;
      account.first = rows[i].first;
      account.last = rows[i].last;
      account.drift_band = point.strategy.drift_band;
      objectives[i].push_back(objective_of(options.objective, run_backtest(panel, targets, account).equity));
    }
  }
  return objectives;
}

TEST(GridSearch, ScoresAsThePlainRunsDoToTheBit) {
  for (std::uint64_t seed = 1; seed <= 25; ++seed) {
    SCOPED_TRACE(seed);
    Rng rng(seed, {7});
    const Panel panel =
        make_panel(draw_market({.seed = seed, .symbols = 3 + rng.below(16), .sessions = 140}), kCalendar, {});
    const auto points = grid_points(drawn_grid(rng), drawn_strategy(seed));
    const auto due =
        due_sessions(panel, seed % 4 == 0 ? schedule::Frequency::kWeekly : schedule::Frequency::kDaily, kCalendar);
    SearchOptions options{.account = {}, .objective = static_cast<Objective>(seed % 4)};
    options.account.initial_equity = seed % 3 == 0 ? 800 : 10'000;  // the least order and the least commission bite
    options.account.costs.slippage_bps = seed % 5 == 0 ? 300 : 1;   // cash runs short
    const std::vector<Rows> rows{{30, 90}, {0, 139}, {60, 120}};
    const auto quick = search_grid(panel, points, rows, due, options, run_in_order);
    ASSERT_TRUE(quick);
    EXPECT_EQ(*quick, plain_search(panel, points, rows, due, options));
  }
}

// Twins score alike to the bit: the first of them goes first, whatever else is asked for.
TEST(GridSearch, RanksColumnsByScoreAndEqualOnesInTheirOrder) {
  Rng rng(3);
  for (const std::size_t columns : {1, 9, 16, 64}) {
    for (int round = 0; round < 50; ++round) {
      std::vector<double> scores(padded(columns), 0.0);
      for (std::size_t s = 0; s < columns; ++s) scores[s] = static_cast<double>(rng.below(7)) - 3;
      std::vector<std::uint8_t> wanted;
      std::uint64_t asked_for = 0;
      for (std::size_t s = 0; s < columns; ++s) {
        if (rng.below(3) == 0) continue;
        asked_for |= std::uint64_t{1} << s;
        wanted.push_back(static_cast<std::uint8_t>(s));
      }
      std::ranges::stable_sort(wanted, std::greater{}, [&](std::uint8_t s) { return scores[s]; });
      std::vector<std::uint8_t> order(64);
      rank_columns(scores.data(), asked_for, scores.size(), order.data());
      order.resize(wanted.size());
      EXPECT_EQ(order, wanted) << columns;
    }
  }
}

TEST(GridSearch, FindsTheDeepestFallOfEachOfEightAccounts) {
  Rng rng(5);
  for (const std::size_t sessions : {1, 2, 40, 700}) {
    Matrix marks(sessions, kLanes);
    std::vector<std::vector<double>> each(kLanes, std::vector<double>(sessions));
    for (std::size_t lane = 0; lane < kLanes; ++lane)
      for (std::size_t row = 0; row < sessions; ++row) {
        const double before = row == 0 ? 10'000 : each[lane][row - 1];
        const double factor = lane == 0 ? 1.001 : lane == 1 ? 0.999 : 1 + 0.01 * rng.normal();  // 0: it never falls
        marks.at(row, lane) = each[lane][row] = before * factor;
      }
    double depths[kLanes];
    find_deepest_falls(marks.row(0), sessions, depths);
    for (std::size_t lane = 0; lane < kLanes; ++lane)
      EXPECT_EQ(depths[lane], max_drawdown_of(each[lane]).depth) << sessions << " " << lane;
  }
}

// A cap that is the correlation itself, or the number just below it: the rolling sums cannot decide, and must not try.
TEST(RollingCorrelations, DecideAsTheExactOnesDoAtTheVeryCap) {
  constexpr int kWindow = 30;
  const Panel panel =
      make_panel(draw_market({.seed = 4, .symbols = 6, .sessions = 260, .late_listings = false}), kCalendar, {});
  RecentRows returns(panel.symbol_count(), panel.session_count());
  for (std::size_t row = 0; row < panel.session_count(); ++row) {
    double* now = returns.add();
    for (std::size_t s = 0; s < panel.symbol_count(); ++s)
      now[s] = row == 0 ? 0.0 : decide::simple_return_of(panel.close.at(row, s), panel.close.at(row - 1, s));
  }
  const std::vector<std::size_t> first_bar(panel.symbol_count(), 0);
  for (std::size_t row = 60; row < panel.session_count(); row += 3) {
    for (std::size_t a = 0; a < panel.symbol_count(); ++a) {
      const std::size_t b = (a + 1 + row % 5) % panel.symbol_count();
      if (a == b) continue;
      const auto moved = decide::comovement(
          kWindow, [&](std::size_t i) { return returns.at(row - i, a); },
          [&](std::size_t i) { return returns.at(row - i, b); });
      const double cap = std::abs(decide::correlation_of(moved));
      RollingCorrelations correlations(returns, kWindow, {cap, std::nextafter(cap, 0.0)});
      for (std::size_t to = kWindow + 1; to <= row; ++to) correlations.move_to(to, first_bar);
      EXPECT_TRUE(correlations.is_diverse(a, std::uint64_t{1} << b, 0)) << row << " " << a << " " << b;
      EXPECT_FALSE(correlations.is_diverse(a, std::uint64_t{1} << b, 1)) << row << " " << a << " " << b;
    }
  }
}

TEST(Walkforward, WindowsBeginWithMonthsAndTheLastPieceMayBeShort) {
  const auto series =
      draw_market({.symbols = 1, .first = make_date(2018, 1, 12), .sessions = 400, .late_listings = false});
  const Panel panel = make_panel(series, kCalendar, {});
  const auto windows = walkforward_windows(panel, *rows_with_bars(panel), 1, 3, kCalendar);
  ASSERT_EQ(windows.size(), 3u);
  EXPECT_EQ(to_iso(panel.sessions[windows[0].train.first]), "2018-02-01");
  EXPECT_EQ(to_iso(panel.sessions[windows[0].train.last]), "2019-01-31");
  EXPECT_EQ(to_iso(panel.sessions[windows[0].test.first]), "2019-02-01");
  EXPECT_EQ(to_iso(panel.sessions[windows[0].test.last]), "2019-04-30");
  EXPECT_EQ(to_iso(panel.sessions[windows[1].train.first]), "2018-05-01");
  EXPECT_EQ(windows[2].test.last, panel.session_count() - 1);
  EXPECT_LT(windows[2].test.count(), 45u);
}

struct Ground {
  Panel panel;
  std::vector<GridPoint> points;
  std::vector<Window> windows;
  std::vector<std::uint8_t> due;
  SearchOptions options;
};

Ground ground_of(const std::vector<BarSeries>& series, const Strategy& strategy) {
  Ground ground{.panel = make_panel(series, kCalendar, {}),
                .points = grid_points({{"ema_fast", {3, 6}}, {"top_n", {1, 2}}}, strategy),
                .windows = {},
                .due = {},
                .options = {}};
  ground.windows = walkforward_windows(ground.panel, *rows_with_bars(ground.panel), 1, 3, kCalendar);
  ground.due = due_sessions(ground.panel, schedule::Frequency::kDaily, kCalendar);
  return ground;
}

std::vector<WindowChoice> choices_of(const Ground& ground) {
  const WalkforwardWork work(ground.panel, ground.points, ground.windows, {.first = 0, .last = 0}, ground.due,
                             ground.options);
  return choose_parameters(ground.windows, work.objectives(*run_all(work, run_in_order)));
}

// Every bar after t, every field, every symbol: nothing before changes, neither choices of windows that end by t nor
// marks up to t.
TEST(Walkforward, NothingAfterADayChangesWhatWasBefore) {
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    const auto series = draw_market({.seed = seed, .symbols = 4, .sessions = 420});
    auto changed = series;
    Rng rng(seed, {3});
    const Date asof = series[0].bars[series[0].bars.size() - 60].date;
    for (BarSeries& one : changed) {
      for (Bar& bar : one.bars) {
        if (bar.date <= asof) continue;
        for (double* value : {&bar.open, &bar.high, &bar.low, &bar.close}) *value *= 0.2 + 3 * rng.uniform();
        bar.volume = rng.below(3) == 0 ? -1 : 7;
        bar.adj_close = rng.below(5) == 0 ? std::optional<double>() : bar.close * rng.uniform();
      }
    }
    const Strategy strategy = drawn_strategy(seed);
    const Ground before = ground_of(series, strategy);
    const Ground after = ground_of(changed, strategy);
    const std::size_t last = before.panel.row_from(asof);
    ASSERT_EQ(before.panel.sessions[last], asof);

    const Targets targets = strategy_targets(before.panel, strategy.decide, before.due);
    const Targets other = strategy_targets(after.panel, strategy.decide, after.due);
    for (std::size_t row = 0; row <= last; ++row)
      ASSERT_TRUE(std::ranges::equal(targets.at(row), other.at(row))) << row;
    BacktestOptions account;
    account.first = 30;
    account.last = last + 1;
    const auto marks = run_backtest(before.panel, targets, account).equity;
    const auto other_marks = run_backtest(after.panel, other, account).equity;
    for (std::size_t i = 0; i <= last - 30; ++i) ASSERT_EQ(marks[i], other_marks[i]) << i;

    const auto choices = choices_of(before);
    const auto others = choices_of(after);
    std::size_t compared = 0;
    for (std::size_t i = 0; i < choices.size(); ++i) {
      if (choices[i].window.train.last > last) continue;
      EXPECT_EQ(choices[i].point, others[i].point);
      EXPECT_EQ(choices[i].objective, others[i].objective);
      ++compared;
    }
    EXPECT_GE(compared, 1u);
  }
}

// What must not matter: the order of the symbols, the unit of a price, a split, what lies before the warm-up.
TEST(Walkforward, WhatMustNotMatterDoesNot) {
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    const auto series = draw_market({.seed = seed, .symbols = 4, .sessions = 300, .late_listings = false});
    const Strategy strategy = drawn_strategy(seed);
    const auto marks_of = [&](const std::vector<BarSeries>& bars) {
      const Panel panel = make_panel(bars, kCalendar, {});
      const auto due = due_sessions(panel, schedule::Frequency::kDaily, kCalendar);
      BacktestOptions account{.first = 40, .last = panel.session_count() - 1, .costs = {.commission_per_share = 0}};
      return run_backtest(panel, strategy_targets(panel, strategy.decide, due), account).equity;
    };
    const auto marks = marks_of(series);
    auto turned = series;
    std::ranges::reverse(turned);
    EXPECT_EQ(marks_of(turned), marks);

    auto scaled = series;  // by a power of two, so that no rounding comes in
    for (Bar& bar : scaled[1].bars) {
      for (double* price : {&bar.open, &bar.high, &bar.low, &bar.close}) *price *= 8;
      bar.adj_close = *bar.adj_close * 8;
    }
    EXPECT_EQ(marks_of(scaled), marks);

    auto split = series;  // two for one: earlier real prices as stored are halved throughout, adjusted ones with them
    for (Bar& bar : split[2].bars) {
      for (double* price : {&bar.open, &bar.high, &bar.low, &bar.close}) *price *= 0.5;
      bar.volume *= 2;
      bar.adj_close = *bar.adj_close * 0.5;
    }
    EXPECT_EQ(marks_of(split), marks);

    // The source has not re-based the real prices before the split: there alone they are doubled, adj_close knows.
    auto rebased = series;
    for (std::size_t day = 0; day < 170; ++day) {
      Bar& bar = rebased[2].bars[day];
      for (double* price : {&bar.open, &bar.high, &bar.low, &bar.close}) *price *= 2;
      bar.volume /= 2;
    }
    EXPECT_EQ(marks_of(rebased), marks);
    const auto targets_of = [&](const std::vector<BarSeries>& bars) {
      const Panel panel = make_panel(bars, kCalendar, {});
      return strategy_targets(panel, strategy.decide, due_sessions(panel, schedule::Frequency::kDaily, kCalendar));
    };
    EXPECT_EQ(targets_of(rebased), targets_of(series));
    EXPECT_EQ(targets_of(split), targets_of(series));
  }
}

TEST(Walkforward, ALongerWarmUpFadesFromTheAverages) {
  const auto series = draw_market({.seed = 3, .symbols = 4, .sessions = 500, .late_listings = false});
  auto shorter = series;
  for (BarSeries& one : shorter) one.bars.erase(one.bars.begin(), one.bars.begin() + 100);
  const Strategy strategy = drawn_strategy(3);
  const auto marks_of = [&](const std::vector<BarSeries>& bars) {
    const Panel panel = make_panel(bars, kCalendar, {});
    const auto due = due_sessions(panel, schedule::Frequency::kDaily, kCalendar);
    BacktestOptions account;
    account.first = panel.row_from(series[0].bars[400].date);
    account.last = panel.session_count() - 1;
    return run_backtest(panel, strategy_targets(panel, strategy.decide, due), account).equity;
  };
  const auto longer_marks = marks_of(series);
  const auto shorter_marks = marks_of(shorter);
  ASSERT_EQ(longer_marks.size(), shorter_marks.size());
  for (std::size_t i = 0; i < longer_marks.size(); ++i) EXPECT_NEAR(longer_marks[i] / shorter_marks[i], 1, 1e-9);
}

TEST(Walkforward, OutOfSampleIsOneAccountThatGoesOn) {
  const auto series = draw_market({.seed = 5, .symbols = 4, .sessions = 420});
  const Ground ground = ground_of(series, drawn_strategy(5));
  std::vector<WindowChoice> choices;
  for (const Window& window : ground.windows) choices.push_back({window, 1, 0});
  ASSERT_GE(choices.size(), 2u);
  // The same point in every window is one run over all pieces.
  const AccountHistory history = run_out_of_sample(ground.panel, ground.points, choices, ground.due, {});
  BacktestOptions account;
  account.first = choices.front().window.test.first;
  account.last = choices.back().window.test.last;
  account.drift_band = ground.points[1].strategy.drift_band;
  const auto whole =
      run_backtest(ground.panel, strategy_targets(ground.panel, ground.points[1].strategy.decide, ground.due), account);
  EXPECT_EQ(history.equity, whole.equity);
}

TEST(Permutation, KeepsTheDaysAndTheWarmUp) {
  const auto series = draw_market({.seed = 8, .symbols = 5, .sessions = 200});
  const Panel panel = make_panel(series, kCalendar, {});
  const Rows rows{120, 180};
  const PermutationWindow window = permutation_window(panel, rows);
  const Panel permuted = permuted_panel(window, 42, 0, 1);
  ASSERT_EQ(permuted.session_count(), 181u);
  EXPECT_EQ(window.first_permuted, 120u);
  for (std::size_t s = 0; s < permuted.symbol_count(); ++s) {
    for (std::size_t row = 0; row < 120; ++row) ASSERT_EQ(permuted.close.at(row, s), window.panel.close.at(row, s));
    // The same days in another order: the window ends where it did.
    EXPECT_NEAR(permuted.close.at(180, s) / window.panel.close.at(180, s), 1, 1e-12);
    std::vector<double> days, shuffled;
    for (std::size_t row = 120; row <= 180; ++row) {
      days.push_back(window.panel.close.at(row, s) / window.panel.close.at(row - 1, s));
      shuffled.push_back(permuted.close.at(row, s) / permuted.close.at(row - 1, s));
    }
    EXPECT_NE(days, shuffled);
    std::ranges::sort(days);
    std::ranges::sort(shuffled);
    for (std::size_t i = 0; i < days.size(); ++i) EXPECT_NEAR(days[i], shuffled[i], 1e-12);
  }
}

TEST(Permutation, LeavesOutWhatLacksADay) {
  auto series = draw_market({.seed = 8, .symbols = 3, .sessions = 200, .late_listings = false});
  series[1].bars.erase(series[1].bars.begin(), series[1].bars.begin() + 130);
  series[2].bars.erase(series[2].bars.begin(), series[2].bars.begin() + 120);
  const Panel panel = make_panel(series, kCalendar, {});
  const PermutationWindow window = permutation_window(panel, {120, 180});
  EXPECT_EQ(window.panel.symbols, (std::vector{Symbol("SA"), Symbol("SC")}));
  EXPECT_EQ(window.first_permuted, 121u);  // SC has no close before its first day
}

// A day without volume fails validation that evening and no other: the symbol stays, and the failure goes with the day.
TEST(Permutation, ADayThatFailsValidationMovesWithItsBars) {
  auto series = draw_market({.seed = 8, .symbols = 3, .sessions = 200, .late_listings = false});
  series[1].bars[150].volume = 0;
  const Panel panel = make_panel(series, kCalendar, {});
  ASSERT_EQ(panel.valid.at(150, 1), 0);
  ASSERT_EQ(panel.valid.at(151, 1), 1);
  const PermutationWindow window = permutation_window(panel, {120, 180});
  ASSERT_EQ(window.panel.symbols.size(), 3u);
  const double lost = panel.close.at(150, 1) / panel.close.at(149, 1);
  std::size_t moved = 0;
  for (std::uint64_t run = 1; run <= 5; ++run) {
    const Panel permuted = permuted_panel(window, 42, 0, run);
    for (std::size_t row = 120; row <= 180; ++row) {
      const bool is_that_day = std::abs(permuted.close.at(row, 1) / permuted.close.at(row - 1, 1) - lost) < 1e-12;
      EXPECT_EQ(permuted.valid.at(row, 1) == 0, is_that_day) << run << " " << row;
      EXPECT_EQ(permuted.valid.at(row, 0), 1);
      if (is_that_day && row != 150) ++moved;
    }
  }
  EXPECT_GE(moved, 4u);
}

// A row that comes twice breaks what follows, whatever comes later: the real search loses the symbol there, and so do
// the permuted ones.
TEST(Permutation, WhatIsBrokenForGoodBreaksWhereItDid) {
  auto series = draw_market({.seed = 8, .symbols = 3, .sessions = 200, .late_listings = false});
  series[1].bars.insert(series[1].bars.begin() + 150, series[1].bars[150]);
  const Panel panel = make_panel(series, kCalendar, {});
  const PermutationWindow window = permutation_window(panel, {120, 180});
  ASSERT_EQ(window.panel.symbols.size(), 3u);
  for (std::uint64_t run = 1; run <= 5; ++run) {
    const Panel permuted = permuted_panel(window, 42, 0, run);
    for (std::size_t row = 120; row <= 180; ++row) {
      EXPECT_EQ(permuted.valid.at(row, 1), row < 150 ? 1 : 0) << run << " " << row;
      EXPECT_EQ(permuted.valid.at(row, 1), panel.valid.at(row, 1)) << run << " " << row;
      EXPECT_EQ(permuted.valid.at(row, 0), 1);
    }
  }
}

// The search that permutes is the one that walks forward: on the bars as they were, they find the same.
TEST(Permutation, TheRealSearchIsThatOfTheWalkForward) {
  auto series = draw_market({.seed = 9, .symbols = 4, .sessions = 420, .late_listings = false});
  for (BarSeries& one : series) one.bars[one.bars.size() / 2].volume = 0;
  const Ground ground = ground_of(series, drawn_strategy(9));
  const PermutationWork work(ground.panel, ground.points, ground.windows, ground.due,
                             {.search = ground.options, .seed = 5, .runs = 2});
  const auto bests = run_all(work, run_in_order);
  const auto choices = choices_of(ground);
  for (std::size_t i = 0; i < choices.size(); ++i) EXPECT_EQ((*bests)[3 * i], choices[i].objective) << i;
}

bool run_on_threads(std::size_t count, const std::function<void(std::size_t)>& work) {
  std::atomic<std::size_t> next = 0;
  std::vector<std::jthread> threads;
  for (int i = 0; i < 3; ++i)
    threads.emplace_back([&] {
      for (std::size_t index = next++; index < count; index = next++) work(count - 1 - index);
    });
  return true;
}

TEST(Permutation, SaysTheSameForAnyNumberOfThreads) {
  const Ground ground = ground_of(draw_market({.seed = 9, .symbols = 4, .sessions = 420}), drawn_strategy(9));
  const PermutationOptions options{.search = ground.options, .seed = 5, .runs = 7};
  const PermutationWork work(ground.panel, ground.points, ground.windows, ground.due, options);
  const auto one = run_all(work, run_in_order);
  EXPECT_EQ(*one, *run_all(work, run_on_threads));
  // And what the plain way says of the permuted bars: the fifth permutation of the first window.
  const Panel permuted = permuted_panel(permutation_window(ground.panel, ground.windows[0].train), 5, 0, 5);
  const std::vector<Rows> rows{ground.windows[0].train};
  const std::vector<std::uint8_t> due(permuted.session_count(), 1);
  const auto plain = plain_search(permuted, ground.points, rows, due, ground.options);
  EXPECT_EQ(*std::ranges::max_element(plain[0]), (*one)[5]);
}

// Any items, beside whatever others: a search that is split and put together again is the same search.
TEST(SearchWork, AnItemComesToTheSameBesideAnyOthers) {
  const Ground ground = ground_of(draw_market({.seed = 9, .symbols = 4, .sessions = 420}), drawn_strategy(9));
  SearchOptions plain = ground.options;
  plain.account.shares = Shares::kWhole;  // which the quick search does not know
  const Rows whole{100, ground.panel.session_count() - 1};
  const PermutationOptions options{.search = ground.options, .seed = 5, .runs = 7};
  const WalkforwardWork quick(ground.panel, ground.points, ground.windows, whole, ground.due, ground.options);
  const WalkforwardWork slow(ground.panel, ground.points, ground.windows, whole, ground.due, plain);
  const PermutationWork permutation(ground.panel, ground.points, ground.windows, ground.due, options);
  for (const Work* work : std::initializer_list<const Work*>{&quick, &slow, &permutation}) {
    const auto all = run_all(*work, run_in_order);
    const std::size_t width = work->numbers_per_item();
    ASSERT_EQ(all->size(), work->item_count() * width);
    for (std::size_t shards = 2; shards <= 3; ++shards) {
      std::vector<double> joined(all->size());
      for (std::size_t shard = 0; shard < shards; ++shard) {
        std::vector<std::size_t> items;
        for (std::size_t item = shard; item < work->item_count(); item += shards) items.push_back(item);
        ASSERT_TRUE(work->run(items, run_in_order, [&](std::size_t item, std::span<const double> numbers) {
          std::ranges::copy(numbers, joined.begin() + static_cast<std::ptrdiff_t>(item * width));
        }));
      }
      EXPECT_EQ(joined, *all);
    }
  }
  std::vector<Rows> training;
  for (const Window& window : ground.windows) training.push_back(window.train);
  EXPECT_EQ(quick.objectives(*run_all(quick, run_in_order)),
            *search_grid(ground.panel, ground.points, training, ground.due, ground.options, run_in_order));
}

// Days of a market without an edge, or with one: it goes on for weeks in the direction it has.
std::vector<BarSeries> noise(std::uint64_t seed, double trend) {
  auto series = draw_market({.seed = 1, .symbols = 2, .sessions = 330, .late_listings = false});
  Rng rng(seed);
  for (BarSeries& one : series) {
    double close = 100;
    double drift = trend;
    for (std::size_t i = 0; i < one.bars.size(); ++i) {
      if (i % 25 == 0) drift = rng.below(2) == 0 ? trend : -trend;
      close *= 1 + drift + 0.01 * rng.normal();
      one.bars[i] = {.date = one.bars[i].date,
                     .open = close,
                     .high = close * 1.005,
                     .low = close * 0.995,
                     .close = close,
                     .volume = 1};
    }
  }
  return series;
}

double p_of(std::uint64_t seed, double trend, std::size_t runs) {
  Strategy strategy = drawn_strategy(2);
  strategy.decide.features = {.ema_fast = 3, .ema_slow = 9, .atr_window = 5, .macd = {}};
  strategy.decide.selection = {.top_n = 2, .corr_window = 15, .corr_cap = 1, .min_score = 0};
  strategy.decide.weights.method = decide::WeightMethod::kEqual;
  const Ground ground = ground_of(noise(seed, trend), strategy);
  const PermutationOptions options{.search = ground.options, .seed = seed, .runs = runs};
  const std::span<const Window> first = std::span(ground.windows).first(1);
  const auto bests = run_all(PermutationWork(ground.panel, ground.points, first, ground.due, options), run_in_order);
  return permutation_result(first, *bests, runs).p;
}

// By hand: of 2, 3 and 1 two are at least 2, so (1 + 2) / (1 + 3); of the means 2.5, 2 and 1 none reaches 3.
TEST(Permutation, CountsItselfAmongTheOrders) {
  const std::vector<Window> windows(2);
  const std::vector<double> bests{2, 2, 3, 1, 4, 3, 1, 1};
  const PermutationResult result = permutation_result(windows, bests, 3);
  EXPECT_DOUBLE_EQ(result.windows[0].p, 0.75);
  EXPECT_DOUBLE_EQ(result.windows[1].p, 0.25);
  EXPECT_DOUBLE_EQ(result.p, 0.25);
}

// Twice the mean of 0.75 and 0.25; of one window its own.
TEST(Permutation, BoundsPHoweverMuchTheWindowsShare) {
  const std::vector<Window> windows(2);
  EXPECT_DOUBLE_EQ(permutation_result(windows, std::vector<double>{2, 2, 3, 1, 4, 3, 1, 1}, 3).p_bound, 1);
  EXPECT_DOUBLE_EQ(permutation_result(std::span(windows).first(1), std::vector<double>{2, 2, 3, 1}, 3).p_bound, 0.75);
}

// The real bests of windows that overlap are one draw, those of permuted ones are drawn apart: luck alone.
TEST(Permutation, OfWindowsThatOverlapTheBoundIsHonestWherePIsNot) {
  constexpr std::size_t kWindows = 12, kRuns = 99;
  constexpr int kTrials = 400;
  const std::vector<Window> windows(kWindows);
  Rng rng(11);
  int small = 0, bounded = 0;
  for (int trial = 0; trial < kTrials; ++trial) {
    const double shared = rng.normal();
    std::vector<double> bests;
    for (std::size_t window = 0; window < kWindows; ++window) {
      bests.push_back(shared);
      for (std::size_t run = 0; run < kRuns; ++run) bests.push_back(rng.normal());
    }
    const PermutationResult result = permutation_result(windows, bests, kRuns);
    small += result.p <= 0.05 ? 1 : 0;
    bounded += result.p_bound <= 0.05 ? 1 : 0;
  }
  EXPECT_GT(small, kTrials / 5);
  EXPECT_LE(bounded, kTrials / 20);
}

TEST(Permutation, FindsAPlantedEdge) {
  for (std::uint64_t seed = 1; seed <= 3; ++seed) EXPECT_LT(p_of(seed, 0.012, 60), 0.05) << seed;
}

TEST(Permutation, NoiseGivesUniformPValues) {
  constexpr int kSeeds = 120;
  std::vector<double> p;
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) p.push_back(p_of(seed, 0, 19));
  std::ranges::sort(p);
  // Kolmogorov and Smirnov, at one in a thousand, on the twenty values that p can take.
  double apart = 0;
  for (int i = 0; i < kSeeds; ++i)
    apart = std::max(apart, static_cast<double>(i + 1) / kSeeds - p[static_cast<std::size_t>(i)]);
  for (int i = 0; i < kSeeds; ++i)
    apart = std::max(apart, p[static_cast<std::size_t>(i)] - 0.05 - static_cast<double>(i) / kSeeds);
  EXPECT_LT(apart, 1.95 / std::sqrt(kSeeds));
}

}  // namespace
}  // namespace bot::research
