#include "parquet/parquet_store.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cmath>
#include <fstream>

#include "base/rng.hpp"
#include "support/shared.hpp"

namespace bot::parquet {
namespace {

BarSeries series_of(int count) {
  BarSeries series{.symbol = Symbol("BRK B"),
                   .origin = {.source = "tws",
                              .asked = DateSpan{make_date(2015, 1, 1), make_date(2015, 2, 10)},
                              .fetched = "2015-02-10T21:20:00Z"}};
  for (int day = 0; day < count; ++day) {
    Bar bar{.date = make_date(2015, 1, 1) + std::chrono::days{day},
            .open = 100.1 + day,
            .high = 101.2 + day,
            .low = 99.3 + day,
            .close = 100.7 + 1.0 / 3 + day,
            .volume = 1e6 * day};
    if (day % 3 != 0) bar.adj_close = 90.0 + day / 7.0;
    series.bars.push_back(bar);
  }
  return series;
}

void write(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

TEST(ParquetStore, GivesBackToTheBitWhatItWasGiven) {
  const test::ScratchFolder folder;
  ParquetStore store(folder / "deep/cache");
  for (const int count : {0, 1, 30, 5000}) {
    BarSeries series = series_of(count);
    if (count > 1) series.bars[1].close = std::nextafter(1.0, 2.0);
    ASSERT_TRUE(store.save(series));
    const auto loaded = store.load(series.symbol);
    ASSERT_TRUE(loaded) << loaded.error().text();
    ASSERT_TRUE(loaded->has_value());
    EXPECT_EQ(**loaded, series) << count;
  }
  EXPECT_EQ(store.path_of(Symbol("BRK B")), folder / "deep/cache/BRK B.parquet");
}

TEST(ParquetStore, NoFileIsNotAnError) {
  const test::ScratchFolder folder;
  const auto loaded = ParquetStore(folder.path()).load(Symbol("SPY"));
  ASSERT_TRUE(loaded);
  EXPECT_FALSE(loaded->has_value());
}

TEST(ParquetStore, AFailedWriteLeavesTheOldFileAndNoOther) {
  const test::ScratchFolder folder;
  ParquetStore store(folder.path());
  ASSERT_TRUE(store.save(series_of(3)));
  // A folder where the temporary file would be renamed to cannot be replaced by a file.
  const std::string blocked = folder / "XLE.parquet";
  ASSERT_EQ(::mkdir(blocked.c_str(), 0755), 0);
  BarSeries other = series_of(4);
  other.symbol = Symbol("XLE");
  const auto saved = store.save(other);
  ASSERT_FALSE(saved);
  EXPECT_EQ(saved.error().code, ErrorCode::kIo);
  EXPECT_NE(saved.error().where.find("XLE.parquet"), std::string::npos);
  EXPECT_FALSE(store.load(Symbol("XLE")));
  EXPECT_EQ((*store.load(Symbol("BRK B")))->bars.size(), 3u);
  EXPECT_EQ(std::system(("test $(ls '" + folder.path() + "' | wc -l) = 2").c_str()), 0);
}

TEST(ParquetStore, EveryTruncationIsAnErrorThatNamesTheFile) {
  const auto bytes = encode_bars(series_of(20));
  ASSERT_TRUE(bytes);
  for (std::size_t size = 0; size < bytes->size(); ++size) {
    const auto read = decode_bars(bytes->substr(0, size), "cache/SPY.parquet", Symbol("SPY"));
    ASSERT_FALSE(read) << size;
    ASSERT_EQ(read.error().code, ErrorCode::kData);
    ASSERT_EQ(read.error().where, "cache/SPY.parquet");
  }
}

TEST(ParquetStore, FlippedBytesNeverCrashAndNeverChangeAPrice) {
  const BarSeries series = series_of(20);
  const auto bytes = encode_bars(series);
  ASSERT_TRUE(bytes);
  int refused = 0;
  for (std::size_t at = 0; at < bytes->size(); ++at) {
    for (const int bit : {0x01, 0x80, 0xff}) {
      std::string broken = *bytes;
      broken[at] = static_cast<char>(broken[at] ^ bit);
      const auto read = decode_bars(broken, "x", Symbol("BRK B"));
      if (!read) {
        ++refused;
        continue;
      }
      // What is read in spite of the flip differs in nothing that is computed with, but for a column's name or nulls.
      for (std::size_t i = 0; i < read->bars.size() && i < series.bars.size(); ++i) {
        ASSERT_EQ(read->bars[i].date, series.bars[i].date) << at;
        ASSERT_EQ(read->bars[i].close, series.bars[i].close) << at;
        if (read->bars[i].adj_close) {
          ASSERT_EQ(read->bars[i].adj_close, series.bars[i].adj_close) << at;
        }
      }
    }
  }
  EXPECT_GT(refused, static_cast<int>(bytes->size()));
}

TEST(ParquetStore, RandomGarbageIsRefused) {
  Rng rng(3);
  for (int round = 0; round < 500; ++round) {
    std::string bytes(rng.below(400), '\0');
    for (char& byte : bytes) byte = static_cast<char>(rng.below(256));
    if (round % 2 == 0) bytes = "PAR1" + bytes + "PAR1";
    EXPECT_FALSE(decode_bars(bytes, "x", Symbol("A")));
  }
}

TEST(ParquetStore, AFolderInPlaceOfAFileIsAnError) {
  const test::ScratchFolder folder;
  ASSERT_EQ(::mkdir((folder / "SPY.parquet").c_str(), 0755), 0);
  const auto loaded = ParquetStore(folder.path()).load(Symbol("SPY"));
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().code, ErrorCode::kData);
  write(folder / "QQQ.parquet", "");
  EXPECT_FALSE(ParquetStore(folder.path()).load(Symbol("QQQ")));
}

}  // namespace
}  // namespace bot::parquet
