// Files of pyarrow, pandas, polars and DuckDB read here, and ours read there. Needs the Python of an environment with
// pyarrow (and, where present, the others).
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "parquet/parquet_store.hpp"
#include "support/shared.hpp"

namespace bot::parquet {
namespace {

std::string python() {
  const char* set = std::getenv("BOT_PYTHON");
  return set != nullptr && *set != '\0' ? set : BOT_SOURCE "/build/venv/bin/python";
}

int run_script(const std::string& arguments) {
  return std::system(("'" + python() + "' '" BOT_SOURCE "/tests/interop/parquet_interop.py' " + arguments).c_str());
}

std::vector<Bar> ten_bars() {
  std::vector<Bar> bars;
  for (int i = 0; i < 10; ++i) {
    bars.push_back({.date = make_date(2020, 1, 2) + std::chrono::days{i},
                    .open = 100.0 + i,
                    .high = 110.0 + i,
                    .low = 90.0 + i,
                    .close = 105.0 + i,
                    .volume = 1000.0 * (i + 1)});
    if (i != 3) bars.back().adj_close = 52.5 + i / 2.0;
  }
  return bars;
}

#define BOT_NEEDS_PYTHON()                                                                     \
  if (!std::filesystem::exists(python()))                                                      \
  GTEST_SKIP() << "no " << python()                                                            \
               << ": tools/setup test makes it, BOT_PYTHON names another python with pyarrow " \
                  "and duckdb (pandas and polars are tried where it has them)"

TEST(ParquetInterop, ReadsWhatOthersWrite) {
  BOT_NEEDS_PYTHON();
  const test::ScratchFolder folder;
  ASSERT_EQ(run_script("write '" + folder.path() + "'"), 0);
  int read_files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
    const std::string name = entry.path().stem().string();
    const auto series = read_bars(entry.path().string(), Symbol("X"));
    if (name.starts_with("BAD-")) {
      ASSERT_FALSE(series) << name;
      EXPECT_EQ(series.error().code, ErrorCode::kData);
      EXPECT_EQ(series.error().where, entry.path().string());
      EXPECT_NE(series.error().what.find(
                    name.find("DATE") != std::string::npos || name == "BAD-WORDS" ? "column date" : "column close"),
                std::string::npos)
          << name << ": " << series.error().what;
      continue;
    }
    ASSERT_TRUE(series) << name << ": " << series.error().text();
    std::vector<Bar> expected = ten_bars();
    if (name == "NOADJ" || name == "NULLADJ")
      for (Bar& bar : expected) bar.adj_close.reset();
    EXPECT_EQ(series->bars, expected) << name;
    ++read_files;
  }
  EXPECT_GE(read_files, 25);
}

TEST(ParquetInterop, OthersReadWhatWeWrite) {
  BOT_NEEDS_PYTHON();
  const test::ScratchFolder folder;
  ParquetStore store(folder.path());
  ASSERT_TRUE(store.save({.symbol = Symbol("OURS"),
                          .bars = ten_bars(),
                          .origin = {.source = "test",
                                     .asked = DateSpan{make_date(2020, 1, 1), make_date(2020, 1, 10)},
                                     .fetched = "2020-01-12T00:00:00Z"}}));
  EXPECT_EQ(run_script("read '" + store.path_of(Symbol("OURS")) + "'"), 0);
}

}  // namespace
}  // namespace bot::parquet
