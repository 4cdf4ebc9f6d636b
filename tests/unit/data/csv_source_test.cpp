#include "data/csv_source.hpp"

#include <gtest/gtest.h>

#include <map>

namespace bot::data {
namespace {

class MapFiles : public ports::Files {
 public:
  using Map = std::map<std::string, std::string>;
  explicit MapFiles(Map files) : files_(std::move(files)) {}
  [[nodiscard]] bool exists(const std::string& path) const override {
    const auto at = files_.lower_bound(path);
    return at != files_.end() && (at->first == path || at->first.starts_with(path + "/"));
  }
  [[nodiscard]] Result<std::string> read(const std::string& path) const override { return files_.at(path); }
  Result<void> write_atomically(const std::string&, std::string_view, unsigned) override { return {}; }
  Result<void> append_durably(const std::string&, std::string_view, unsigned) override { return {}; }
  Result<void> rename(const std::string&, const std::string&) override { return {}; }
  Result<void> remove(const std::string&) override { return {}; }
  Result<void> make_folders(const std::string&, unsigned) override { return {}; }
  [[nodiscard]] Result<std::vector<std::string>> list(const std::string&) const override {
    return std::vector<std::string>{};
  }
  Result<std::unique_ptr<ports::FileLock>> lock(const std::string&) override { return fail(ErrorCode::kLocked, "no"); }

 private:
  std::map<std::string, std::string> files_;
};

const std::string kBars = "date,open,high,low,close,volume\n2020-01-02,100,100,100,100,10\n2020-01-03,50,50,50,50,20\n";
const std::string kSplit = "ex_date,kind,value\n2020-01-03,split,2\n";

std::vector<Bar> ask(CsvSource& source, ports::BarKind kind, const char* symbol = "SPY") {
  auto answers = source.daily_bars(
      {{.symbol = Symbol(symbol), .kind = kind, .first = make_date(2020, 1, 1), .last = make_date(2020, 1, 2)}}, {},
      {});
  EXPECT_TRUE(answers[0]) << answers[0].error().text();
  return *answers[0];
}

TEST(CsvSource, TakesPricesAsAdjustedUnlessAnActionsFolderIsThere) {
  const MapFiles bare(MapFiles::Map{{"data/daily/SPY.csv", kBars}});
  CsvSource plain(bare, "data/daily");
  EXPECT_EQ(ask(plain, ports::BarKind::kTrades)[0].close, 100);
  EXPECT_TRUE(ask(plain, ports::BarKind::kAdjustedLast).empty());

  for (const char* where : {"data/daily/actions/SPY.csv", "data/actions/SPY.csv"}) {
    const MapFiles with(MapFiles::Map{{"data/daily/SPY.csv", kBars}, {where, kSplit}});
    CsvSource source(with, "data/daily/");
    const auto trades = ask(source, ports::BarKind::kTrades);
    ASSERT_EQ(trades.size(), 1u);
    EXPECT_EQ(trades[0].close, 50);
    EXPECT_EQ(trades[0].volume, 20);
    EXPECT_FALSE(trades[0].adj_close);
    EXPECT_EQ(ask(source, ports::BarKind::kAdjustedLast).size(), 2u);  // runs to the last bar
  }
}

TEST(CsvSource, TheAdjustedCloseIsTheFilesOwnToTheBit) {
  const MapFiles files(
      MapFiles::Map{{"d/SPY.csv", "date,open,high,low,close,volume,adj_close\n2020-01-02,1,3,1,3,10,0.7\n"}});
  CsvSource source(files, "d");
  const auto adjusted = ask(source, ports::BarKind::kAdjustedLast);
  EXPECT_EQ(adjusted[0].close, 0.7);
  EXPECT_DOUBLE_EQ(adjusted[0].open, 0.7 / 3);
}

TEST(CsvSource, ABrokenFileIsAnErrorWithItsLine) {
  const MapFiles files(MapFiles::Map{{"d/SPY.csv", "date,open,high,low,close,volume\n2020-01-02,1,3,1\n"}});
  CsvSource source(files, "d");
  const auto answers = source.daily_bars(
      {{.symbol = Symbol("SPY"), .kind = ports::BarKind::kTrades, .first = {}, .last = make_date(2021, 1, 1)}}, {}, {});
  ASSERT_FALSE(answers[0]);
  EXPECT_EQ(answers[0].error().where, "d/SPY.csv:2");
}

}  // namespace
}  // namespace bot::data
