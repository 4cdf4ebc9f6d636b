// What research costs, bars in memory to metrics: one back-test, a walk-forward of 81 points, a permutation test;
// beside each a plain reference on one thread, every point run by itself. Medians in milliseconds, a line each: `NAME
// WALL PROCESSOR PLAIN_PROCESSOR`.
//
//     research_speed OUT RUNS [THREADS]     leaves OUT/prices.npy and OUT/windows.txt for bench/peers
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <ctime>
#include <fstream>

#include "base/rng.hpp"
#include "on_threads.hpp"
#include "research/metrics.hpp"
#include "research/momentum.hpp"
#include "research/permutation.hpp"
#include "support/research.hpp"

namespace {

using namespace bot;
using namespace bot::research;

constexpr std::size_t kSymbols = 9;
constexpr std::size_t kSessions = 2520;

double processor_ms() {
  timespec used{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
  return 1e3 * static_cast<double>(used.tv_sec) + 1e-6 * static_cast<double>(used.tv_nsec);
}

struct Times {
  double wall = 0;
  double processor = 0;
};

double middle(std::vector<double> times) {
  const auto half = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2);
  std::ranges::nth_element(times, half);
  return *half;
}

// Medians in milliseconds.
Times measure(int repeats, const std::function<void()>& work) {
  std::vector<double> walls, processors;
  for (int i = 0; i < repeats; ++i) {
    const auto begun = std::chrono::steady_clock::now();
    const double used = processor_ms();
    work();
    processors.push_back(processor_ms() - used);
    walls.push_back(std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begun).count());
  }
  return {middle(walls), middle(processors)};
}

ParallelFor on_threads(std::size_t threads) {
  return [threads](std::size_t count, const std::function<void(std::size_t)>& work) {
    bench::each_on_threads(count, threads, work);
    return true;
  };
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
  const ParallelFor parallel = on_threads(argc > 3 ? std::strtoul(argv[3], nullptr, 10) : 1);
  const calendar::Calendar calendar;
  const Panel panel = make_panel(draw_bars(calendar), calendar, {.data = {.start = make_date(2000, 1, 1)}});
  const auto due = due_sessions(panel, schedule::Frequency::kDaily, calendar);
  const Strategy strategy;
  const auto points = grid_points(
      {{"ema_fast", {10, 20, 30}}, {"ema_slow", {40, 50, 80}}, {"top_n", {1, 2, 3}}, {"corr_cap", {0.6, 0.7, 0.8}}},
      strategy);
  const auto windows = walkforward_windows(panel, *rows_with_bars(panel), 3, 3, calendar);
  std::vector<Rows> training;
  for (const Window& window : windows) training.push_back(window.train);
  write_prices(panel, out + "/prices.npy");
  std::ofstream rows(out + "/windows.txt");
  for (const Rows& one : training) rows << one.first << ' ' << one.last << '\n';
  rows.close();

  BacktestOptions account;
  account.first = *first_tradable_row(panel, strategy.decide.min_bars);
  account.last = panel.session_count() - 1;
  const SearchOptions options;
  const PermutationOptions permutation{.search = options, .seed = 1, .runs = runs};
  double sink = 0;
  const auto say = [](const char* name, const Times& ours, const Times& plain) {
    fmt::print("{} {:.3f} {:.3f} {:.3f}\n", name, ours.wall, ours.processor, plain.processor);
  };
  const auto backtest = [&] {
    const AccountHistory history = run_backtest(panel, strategy_targets(panel, strategy.decide, due), account);
    sink += account_metrics(history, panel).final_equity;
  };
  const auto plain_backtest = [&] {
    const AccountHistory history = run_backtest(panel, momentum_targets(panel, strategy.decide, due), account);
    sink += account_metrics(history, panel).final_equity;
  };
  backtest();
  say("backtest", measure(201, backtest), measure(201, plain_backtest));

  const auto walkforward = [&] {
    const auto choices = choose_parameters(windows, *search_grid(panel, points, training, due, options, parallel));
    sink += run_out_of_sample(panel, points, choices, due, options.account).equity.back();
  };
  const auto plain_walkforward = [&] {
    for (const GridPoint& point : points) {
      const Targets targets = momentum_targets(panel, point.strategy.decide, due);
      for (const Rows& one : training) sink += score(panel, point, one, targets);
    }
  };
  say("walkforward", measure(9, walkforward), measure(1, plain_walkforward));

  const auto permute = [&] {
    sink += run_all(PermutationWork(panel, points, windows, due, permutation), parallel)->front();
  };
  // One permutation the plain way, for as many as there are.
  const auto plain_permute = [&] {
    const PermutationWindow window = permutation_window(panel, training.front());
    const Panel permuted = permuted_panel(window, 1, 0, 1);
    const std::span<const std::uint8_t> days = std::span(due).first(permuted.session_count());
    for (const GridPoint& point : points)
      sink += score(permuted, point, window.rows, momentum_targets(permuted, point.strategy.decide, days));
  };
  Times plain = measure(1, plain_permute);
  plain.processor *= static_cast<double>(windows.size() * runs);
  say("permute", measure(1, permute), plain);
  return std::isfinite(sink) ? 0 : 1;
}
