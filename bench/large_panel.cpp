// A back-test of thousands of symbols from the cache's Parquet files: load, validate, decide, account. One line: `LOAD
// COMPUTE PROCESSOR MEMORY EQUITY`, seconds (load has the validation; processor time of all threads together), peak MiB
// and what the account came to.
//
//     large_panel write FOLDER SYMBOLS YEARS             draws the files, from a seed
//     large_panel run FOLDER SYMBOLS YEARS [THREADS]     of the first so many symbols
#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <string>
#include <thread>

#include "base/rng.hpp"
#include "calendar/calendar.hpp"
#include "on_threads.hpp"
#include "parquet/parquet_store.hpp"
#include "research/backtest.hpp"
#include "research/metrics.hpp"

namespace {

using namespace bot;

constexpr std::size_t kNeighbours = 16;
const Date kLast = make_date(2024, 12, 31);
Date first_of(int years) { return make_date(2025 - years, 1, 1); }
Symbol symbol_of(std::size_t index) { return Symbol(fmt::format("S{:04}", index)); }

BarSeries draw(std::size_t index, const std::vector<Date>& dates, const std::vector<double>& market) {
  Rng rng(11, {index});
  BarSeries one{.symbol = symbol_of(index)};
  one.origin.source = "drawn";
  const double beta = rng.uniform() * 1.5;
  double close = 20 + 100 * rng.uniform();
  for (std::size_t day = 0; day < dates.size(); ++day) {
    const double open = close;
    close *= 1 + beta * market[day] + 0.015 * rng.normal();
    one.bars.push_back({.date = dates[day],
                        .open = open,
                        .high = std::max(open, close) * 1.003,
                        .low = std::min(open, close) * 0.997,
                        .close = close,
                        .volume = static_cast<double>(1000 + rng.below(1'000'000)),
                        .adj_close = close * (1 - 1e-5 * static_cast<double>(dates.size() - day))});
  }
  return one;
}

int write(parquet::ParquetStore& store, std::size_t symbols, const std::vector<Date>& dates) {
  Rng rng(7);
  std::vector<double> market;
  for (std::size_t day = 0; day < dates.size(); ++day) market.push_back(0.0003 + 0.01 * rng.normal());
  std::atomic<int> failed = 0;
  bench::each_on_threads(symbols, std::max(1U, std::thread::hardware_concurrency()), [&](std::size_t index) {
    if (!store.save(draw(index, dates, market))) ++failed;
  });
  return failed == 0 ? 0 : 1;
}

int run(const parquet::ParquetStore& store, std::size_t symbols, int years, std::size_t threads,
        const calendar::Calendar& calendar) {
  using Clock = std::chrono::steady_clock;
  const auto seconds = [](Clock::time_point from) {
    return std::chrono::duration<double>(Clock::now() - from).count();
  };
  auto begun = Clock::now();
  std::vector<Symbol> names;
  for (std::size_t index = 0; index < symbols; ++index) names.push_back(symbol_of(index));
  research::PanelBuilder builder(std::move(names), first_of(years), kLast, calendar,
                                 {.data = {.start = first_of(years)}});
  std::atomic<int> failed = 0;
  bench::each_on_threads((symbols + kNeighbours - 1) / kNeighbours, threads, [&](std::size_t group) {
    std::vector<BarSeries> series;
    const std::size_t first = group * kNeighbours;
    for (std::size_t column = first; column < std::min(symbols, first + kNeighbours); ++column) {
      auto loaded = store.load(builder.symbols()[column]);
      if (!loaded || !*loaded) ++failed;
      series.push_back(loaded && *loaded ? **std::move(loaded) : BarSeries{.symbol = builder.symbols()[column]});
    }
    builder.add_neighbours(first, series);
  });
  const research::Panel panel = std::move(builder).take();
  const double load = seconds(begun);
  begun = Clock::now();
  decide::Options options;
  options.selection.top_n = 10;
  const auto due = research::due_sessions(panel, schedule::Frequency::kDaily, calendar);
  research::BacktestOptions account;
  account.first = research::first_tradable_row(panel, options.min_bars).value_or(0);
  account.last = panel.session_count() - 1;
  const auto history = research::run_backtest(panel, research::strategy_targets(panel, options, due), account);
  const double equity = research::account_metrics(history, panel).final_equity;
  const double compute = seconds(begun);
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  const auto processor = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
  };
  fmt::print("{:.3f} {:.3f} {:.3f} {:.0f} {:.6f}\n", load, compute, processor(used.ru_utime) + processor(used.ru_stime),
             static_cast<double>(used.ru_maxrss) / 1024, equity);
  return failed == 0 && std::isfinite(equity) ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 5) return 2;
  parquet::ParquetStore store(argv[2]);
  const std::size_t symbols = std::strtoul(argv[3], nullptr, 10);
  const int years = std::atoi(argv[4]);
  const calendar::Calendar calendar;
  if (std::string(argv[1]) == "write") return write(store, symbols, calendar.session_dates(first_of(years), kLast));
  return run(store, symbols, years, argc > 5 ? std::strtoul(argv[5], nullptr, 10) : 2, calendar);
}
