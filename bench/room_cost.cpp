// What one step of a run costs by itself, for nine symbols over ten years: where the time of `bot trade` goes.
#include <benchmark/benchmark.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/rng.hpp"
#include "calendar/calendar.hpp"
#include "calendar/new_york.hpp"
#include "config/load.hpp"
#include "data/decision_bars.hpp"
#include "data/validate.hpp"
#include "decide/decide.hpp"
#include "ledger/codec.hpp"
#include "notify/discord_message.hpp"
#include "os/system_files.hpp"
#include "parquet/parquet_store.hpp"
#include "plan/make_plan.hpp"
#include "sqlite/sqlite_ledger.hpp"
#include "wire/codec.hpp"

namespace bot::bench {
namespace {

const std::vector<std::string> kSymbols{"SPY", "QQQ", "VTI", "TLT", "IEF", "GLD", "XLE", "BND", "BITO"};
const Date kAsof = make_date(2024, 3, 13);

struct Market {
  std::vector<BarSeries> series;
  calendar::Calendar calendar{calendar::Extra{}};

  Market() {
    const std::vector<calendar::Session> sessions = calendar.sessions(make_date(2015, 1, 2), kAsof);
    for (const std::string& name : kSymbols) {
      Rng rng(1, {static_cast<unsigned char>(name[0]), static_cast<unsigned char>(name[1])});
      BarSeries bars{.symbol = Symbol(name)};
      double close = 100;
      for (const calendar::Session& session : sessions) {
        const double open = close;
        close *= 1 + 0.01 * rng.normal() + 0.0004;
        bars.bars.push_back({.date = session.date,
                             .open = open,
                             .high = std::max(open, close) * 1.002,
                             .low = std::min(open, close) * 0.998,
                             .close = close,
                             .volume = 1e6,
                             .adj_close = close * 0.95});
      }
      series.push_back(std::move(bars));
    }
  }
};

const Market& market() {
  static const Market one;
  return one;
}

// A folder that is gone with the process.
class Folder {
 public:
  Folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "bot-bench-XXXXXX").string();
    path_ = mkdtemp(pattern.data());
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

void configuration(benchmark::State& state) {
  for (auto _ : state) {
    config::Sources sources;
    sources.folder = "/nonexistent";
    benchmark::DoNotOptimize(config::load(sources));
  }
}

void time_zone(benchmark::State& state) {
  for (auto _ : state) {
    benchmark::DoNotOptimize(calendar::check_time_zone());
    benchmark::DoNotOptimize(calendar::parse_new_york("2024-03-14 15:55:00"));
  }
}

void parquet_save(benchmark::State& state) {
  const Folder folder;
  parquet::ParquetStore store(folder.path());
  for (auto _ : state)
    for (const BarSeries& series : market().series) benchmark::DoNotOptimize(store.save(series));
}

void parquet_load(benchmark::State& state) {
  const Folder folder;
  parquet::ParquetStore store(folder.path());
  for (const BarSeries& series : market().series) (void)store.save(series);
  for (auto _ : state)
    for (const BarSeries& series : market().series) benchmark::DoNotOptimize(store.load(series.symbol));
}

void validation(benchmark::State& state) {
  for (auto _ : state)
    for (const BarSeries& series : market().series)
      benchmark::DoNotOptimize(
          data::validate({.symbol = series.symbol, .bars = series.bars, .asof = kAsof}, market().calendar, {}));
}

void decision(benchmark::State& state) {
  for (auto _ : state) {
    std::vector<SymbolBars> universe;
    for (const BarSeries& series : market().series)
      universe.push_back({.symbol = series.symbol,
                          .bars = data::decision_bars({.symbol = series.symbol, .bars = series.bars, .asof = kAsof}),
                          .valid = true});
    benchmark::DoNotOptimize(decide::decide(universe, kAsof, decide::Options{}));
  }
}

void planning(benchmark::State& state) {
  plan::PlanInput input;
  input.equity = Money::from_whole(10'000);
  input.settled_cash = input.equity;
  for (const std::string& name : kSymbols) {
    const Price price = Price::from_whole(40 + static_cast<std::int64_t>(name[0]));
    input.quotes[Symbol(name)] = {.bid = price, .ask = price + Price::from_double(0.02), .last_close = price};
    input.targets[Symbol(name)] = 0.95 / 9;
  }
  for (auto _ : state) benchmark::DoNotOptimize(plan::make_plan(input));
}

void ledger_of_bars(benchmark::State& state) {
  os::SystemFiles files;
  for (auto _ : state) {
    const Folder folder;
    auto ledger = sqlite::SqliteLedger::open(folder.path(), files);
    std::vector<ledger::LedgerEvent> events;
    for (const BarSeries& series : market().series) {
      ledger::BarsRecorded record;
      record.symbol = series.symbol;
      record.rows = series.bars;
      record.final_rows = series.bars.size();
      events.push_back({.at = UtcTime{}, .run = RunId("20240314-155500-1"), .body = std::move(record)});
    }
    benchmark::DoNotOptimize((*ledger)->append_all(events));
  }
}

void alert(benchmark::State& state) {
  ports::Alert alert;
  alert.title = "Rebalanced";
  alert.text = "2 orders filled";
  for (const std::string& name : kSymbols)
    alert.positions.push_back(
        {.symbol = Symbol(name), .quantity = Quantity::from_whole(3), .price = Price::from_whole(100), .weight = 0.1});
  for (auto _ : state) benchmark::DoNotOptimize(notify::discord_body(alert));
}

BENCHMARK(configuration)->Unit(benchmark::kMillisecond);
BENCHMARK(time_zone)->Unit(benchmark::kMillisecond);
BENCHMARK(parquet_save)->Unit(benchmark::kMillisecond);
BENCHMARK(parquet_load)->Unit(benchmark::kMillisecond);
BENCHMARK(validation)->Unit(benchmark::kMillisecond);
BENCHMARK(decision)->Unit(benchmark::kMillisecond);
BENCHMARK(planning)->Unit(benchmark::kMillisecond);
BENCHMARK(ledger_of_bars)->Unit(benchmark::kMillisecond);
BENCHMARK(alert)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace bot::bench

BENCHMARK_MAIN();
