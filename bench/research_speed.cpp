// What research costs on two threads, bars in memory to metrics: one back-test, a walk-forward of 81 points, a
// permutation test; beside the searches a plain single-thread reference, every point run by itself. Medians in
// milliseconds, `NAME OURS [REFERENCE]`, a line each.
//
//     research_speed OUT RUNS     leaves OUT/prices.npy and OUT/windows.txt for bench/peers
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <thread>

#include "base/rng.hpp"
#include "research/metrics.hpp"
#include "research/permutation.hpp"

namespace {

using namespace bot;
using namespace bot::research;

constexpr std::size_t kSymbols = 9;
constexpr std::size_t kSessions = 2520;

double milliseconds(const std::function<void()>& work) {
  const auto begun = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begun).count();
}

double median(int repeats, const std::function<void()>& work) {
  work();
  std::vector<double> times;
  for (int i = 0; i < repeats; ++i) times.push_back(milliseconds(work));
  std::ranges::nth_element(times, times.begin() + repeats / 2);
  return times[static_cast<std::size_t>(repeats / 2)];
}

bool on_two_threads(std::size_t count, const std::function<void(std::size_t)>& work) {
  std::atomic<std::size_t> next = 0;
  const auto take = [&] {
    for (std::size_t index = next++; index < count; index = next++) work(index);
  };
  const std::jthread other(take);
  take();
  return true;
}

// Nine symbols that move with a market, as a universe of funds does.
std::vector<BarSeries> draw_bars(const calendar::Calendar& calendar) {
  std::vector<Date> dates = calendar.session_dates(make_date(2010, 1, 4), make_date(2021, 12, 31));
  dates.resize(kSessions);
  Rng rng(7);
  std::vector<double> market;
  for (std::size_t day = 0; day < kSessions; ++day) market.push_back(0.0004 + 0.01 * rng.normal());
  std::vector<BarSeries> series;
  for (std::size_t s = 0; s < kSymbols; ++s) {
    BarSeries one{.symbol = Symbol(fmt::format("S{}", s))};
    const double beta = -0.3 + 0.2 * static_cast<double>(s);
    double close = 100;
    for (std::size_t day = 0; day < kSessions; ++day) {
      const double open = close;
      close *= 1 + beta * market[day] + 0.006 * rng.normal();
      one.bars.push_back({.date = dates[day],
                          .open = open,
                          .high = std::max(open, close) * 1.003,
                          .low = std::min(open, close) * 0.997,
                          .close = close,
                          .volume = 1});
    }
    series.push_back(std::move(one));
  }
  return series;
}

// NumPy's format, version 1: doubles as [high, low, close][session][symbol].
void write_prices(const Panel& panel, const std::string& path) {
  std::string header = fmt::format("{{'descr': '<f8', 'fortran_order': False, 'shape': (3, {}, {}), }}",
                                   panel.session_count(), panel.symbol_count());
  header.append(64 - (10 + header.size() + 1) % 64, ' ');
  header += '\n';
  std::ofstream file(path, std::ios::binary);
  const auto length = static_cast<std::uint16_t>(header.size());
  file.write("\x93NUMPY\x01\x00", 8).write(reinterpret_cast<const char*>(&length), 2) << header;
  for (const Matrix* prices : {&panel.high, &panel.low, &panel.close})
    for (std::size_t row = 0; row < panel.session_count(); ++row)
      file.write(reinterpret_cast<const char*>(prices->row(row)),
                 static_cast<std::streamsize>(panel.symbol_count() * sizeof(double)));
}

double score(const Panel& panel, const GridPoint& point, const Rows& rows, const Targets& targets) {
  BacktestOptions account;
  account.first = rows.first;
  account.last = rows.last;
  account.drift_band = point.strategy.drift_band;
  return objective_of(Objective::kCalmar, run_backtest(panel, targets, account).equity);
}

}  // namespace

int main(int argc, char** argv) {
  const std::string out = argc > 1 ? argv[1] : ".";
  const std::size_t runs = argc > 2 ? std::strtoul(argv[2], nullptr, 10) : 20;
  const calendar::Calendar calendar;
  const Panel panel = make_panel(draw_bars(calendar), calendar, {.data = {.start = make_date(2000, 1, 1)}});
  const auto due = due_sessions(panel, schedule::Frequency::kDaily, calendar);
  const Strategy strategy;
  const auto points = grid_points(
      {{"ema_fast", {10, 20, 30}}, {"ema_slow", {40, 50, 80}}, {"top_n", {1, 2, 3}}, {"corr_cap", {0.6, 0.7, 0.8}}},
      strategy);
  const auto windows = walkforward_windows(panel, *rows_with_bars(panel), 3, 3, calendar);
  write_prices(panel, out + "/prices.npy");
  std::ofstream rows(out + "/windows.txt");
  for (const Window& window : windows) rows << window.train.first << ' ' << window.train.last << '\n';
  rows.close();

  BacktestOptions account;
  account.first = *first_tradable_row(panel, strategy.decide.min_bars);
  account.last = panel.session_count() - 1;
  double sink = 0;
  const double backtest = median(21, [&] {
    const AccountHistory history = run_backtest(panel, strategy_targets(panel, strategy.decide, due), account);
    sink += account_metrics(history, panel).final_equity;
  });
  fmt::print("backtest {:.3f}\n", backtest);

  const SearchOptions options;
  std::vector<Rows> training;
  for (const Window& window : windows) training.push_back(window.train);
  const double walkforward = median(7, [&] {
    const auto choices =
        choose_parameters(windows, *search_grid(panel, points, training, due, options, on_two_threads));
    sink += run_out_of_sample(panel, points, choices, due, options.account).equity.back();
  });
  const double plain_walkforward = milliseconds([&] {
    for (const GridPoint& point : points) {
      const Targets targets = strategy_targets(panel, point.strategy.decide, due);
      for (const Window& window : windows) sink += score(panel, point, window.train, targets);
    }
  });
  fmt::print("walkforward {:.3f} {:.3f}\n", walkforward, plain_walkforward);

  const PermutationOptions permutation{.search = options, .seed = 1, .runs = runs};
  const double permute = milliseconds(
      [&] { sink += run_all(PermutationWork(panel, points, windows, due, permutation), on_two_threads)->front(); });
  // One permutation the plain way, for as many as there are.
  const double plain_permute = milliseconds([&] {
    const PermutationWindow window = permutation_window(panel, windows.front().train);
    const Panel permuted = permuted_panel(window, 1, 0, 1);
    const std::span<const std::uint8_t> days = std::span(due).first(permuted.session_count());
    for (const GridPoint& point : points)
      sink += score(permuted, point, window.rows, strategy_targets(permuted, point.strategy.decide, days));
  });
  fmt::print("permute {:.3f} {:.3f}\n", permute, plain_permute * static_cast<double>(windows.size() * runs));
  return std::isfinite(sink) ? 0 : 1;
}
