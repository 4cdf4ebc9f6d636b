// Target weights from another program's file, from the file to filled orders; and every file that must not trade.
#include <gtest/gtest.h>

#include "base/sha256.hpp"
#include "data/csv_weights.hpp"
#include "run/replay.hpp"
#include "support/trade_world.hpp"
#include "unit/run/symbols.hpp"

namespace bot::run {
namespace {

using test::kGld;
using test::kIef;
using test::kSpy;
using test::TradeWorld;

constexpr const char* kPath = "weights.csv";

class CsvOnDisk final : public ports::WeightSource {
 public:
  explicit CsvOnDisk(const ports::Files& files) : files_(files) {}
  [[nodiscard]] Result<ports::WeightFile> read(const std::string& path) const override {
    BOT_TRY(const std::string text, files_.read(path));
    BOT_TRY(WeightTable table, data::parse_weights_csv(text, path));
    return ports::WeightFile{.sha256 = sha256_hex(text), .table = std::move(table)};
  }

 private:
  const ports::Files& files_;
};

struct FileWorld : TradeWorld {
  CsvOnDisk source{files};

  FileWorld() {
    options.decide.kind = decide::StrategyKind::kFile;
    options.decide.fixed_weights.clear();
    options.strategy_file.path = kPath;
    weight_source = &source;
  }
  void put(const std::string& rows) { EXPECT_TRUE(files.write_atomically(kPath, "date,symbol,weight\n" + rows, 0644)); }
};

bool has_refusal(const ledger::RunResult& result, const std::string& words) {
  return std::ranges::any_of(result.findings, [&](const ledger::FindingLine& finding) {
    return finding.is_error && finding.code == ledger::FindingCode::kStrategyFile &&
           finding.message.find(words) != std::string::npos;
  });
}

TEST(FileStrategy, TheRowOfTheSessionBecomesPositions) {
  FileWorld world;
  world.put("2026-03-03,GLD,0.3\n2026-03-03,IEF,0.6\n2026-03-04,SPY,1\n");
  const ledger::RunResult result = world.trade();
  ASSERT_EQ(result.exit_code, 0) << result.message;
  EXPECT_EQ(world.broker.shares("GLD"), Quantity::from_whole(15));
  EXPECT_EQ(world.broker.shares("IEF"), Quantity::from_whole(60));
  EXPECT_EQ(world.broker.shares("SPY"), Quantity{});
  EXPECT_EQ(result.targets, (std::map<Symbol, double>{{kGld, 0.3 * 0.95}, {kIef, 0.6 * 0.95}}));
  ASSERT_TRUE(result.strategy_file);
  EXPECT_EQ(result.strategy_file->sha256, sha256_hex(*world.files.read(kPath)));
  EXPECT_EQ(result.strategy_file->row, make_date(2026, 3, 3));
}

TEST(FileStrategy, AReplayUsesTheRecordedRowWhateverBecameOfTheFile) {
  FileWorld world;
  world.put("2026-03-03,GLD,0.3\n2026-03-03,IEF,0.6\n");
  const RunId run(world.trade().run_id);
  world.put("2026-03-03,GLD,0.9\n");
  const auto replayed = replay(world.disk.events, run, {.decide = world.options.decide});
  ASSERT_TRUE(replayed) << replayed.error().text();
  EXPECT_TRUE(replayed->matches()) << replayed->differences.front().where;
  ASSERT_TRUE(replayed->plan);
  EXPECT_TRUE(replayed->plan->same());
}

TEST(FileStrategy, WhatMayNotBeTradedOnIsANamedRefusalAndNothingIsSold) {
  FileWorld world;
  world.put("2026-03-03,GLD,0.3\n2026-03-03,IEF,0.6\n");
  ASSERT_EQ(world.trade().exit_code, 0);
  const Quantity held = world.broker.shares("GLD");
  for (int session = 0; session < 3; ++session) world.to_next_session();  // 2026-03-06
  const std::size_t frames = world.broker.frames.size();
  const std::map<std::string, std::string> files = {
      {"2026-03-06,GLD,-0.1\n", "negative"},
      {"2026-03-06,GLD,nan\n", "not a number"},
      {"2026-03-06,GLD,\n", "not a number"},
      {"2026-03-06,GLD,much\n", "not a number"},
      {"2026-03-06,GLD,0.6\n2026-03-06,IEF,0.6\n", "sum above 1"},
      {"2026-03-06,GLD,0.1\n2026-03-06,GLD,0.1\n", "doubled"},
      {"2026-03-06,XYZ,0.1\n", "unknown symbol"},
      {"2026-03-03,GLD,0.3\n", "stale"},
      {"2026-03-09,GLD,0.3\n", "missing"},
      {"", "missing"},
      {"6 March,GLD,0.3\n", "unreadable"},
      {"2026-03-06,GL", "unreadable"},
  };
  for (const auto& [rows, name] : files) {
    world.put(rows);
    for (const ledger::RunResult& result : {world.dry(), world.trade()}) {
      EXPECT_EQ(result.exit_code, 6) << rows << result.message;
      EXPECT_EQ(result.outcome, ledger::Outcome::kRefused) << rows;
      EXPECT_TRUE(has_refusal(result, name)) << rows << result.message;
      EXPECT_TRUE(result.orders.empty());
    }
  }
  ASSERT_TRUE(world.files.remove(kPath));
  EXPECT_TRUE(has_refusal(world.trade(), "unreadable"));
  EXPECT_EQ(world.broker.frames.size(), frames) << "nothing was sent";
  EXPECT_EQ(world.broker.shares("GLD"), held);
  // The session stays free for a file that is mended, and the newest row may be a session old.
  world.put("2026-03-05,GLD,0\n2026-03-05,IEF,0.6\n");
  const ledger::RunResult mended = world.trade();
  EXPECT_EQ(mended.exit_code, 0) << mended.message;
  EXPECT_EQ(world.broker.shares("GLD"), Quantity{});
}

TEST(FileStrategy, AllZeroSellsEverything) {
  FileWorld world;
  world.put("2026-03-03,GLD,0.3\n2026-03-03,IEF,0.6\n");
  ASSERT_EQ(world.trade().exit_code, 0);
  for (int session = 0; session < 2; ++session) world.to_next_session();
  world.put("2026-03-05,GLD,0\n2026-03-05,IEF,0\n");
  const ledger::RunResult result = world.trade();
  EXPECT_EQ(result.exit_code, 0) << result.message;
  EXPECT_EQ(world.broker.shares("GLD"), Quantity{});
  EXPECT_EQ(world.broker.shares("IEF"), Quantity{});
}

// The days that make up for the slot have no row of their own: the weight of the slot's is wanted as long as it is
// refused.
TEST(FileStrategy, AWeightThatTheAccountMayNotBuyStaysWantedForTheRestOfTheWeek) {
  FileWorld world;
  world.options.schedule.frequency = schedule::Frequency::kWeekly;
  while (!world.calendar.is_last_of_week(calendar::to_new_york(world.loop.now()).date)) world.to_next_session();
  const std::string day = to_iso(calendar::to_new_york(world.loop.now()).date);
  world.put(fmt::format("{0},GLD,0.3\n{0},IEF,0.6\n", day));
  world.broker.faults.what_if_refusals = {{kGld, 201}};
  for (int session = 0; session < 2; ++session) {
    const ledger::RunResult result = world.trade();
    EXPECT_EQ(result.exit_code, 7) << session << ": " << result.message;
    EXPECT_NE(result.message.find("GLD 0.0 % for 28.5 %"), std::string::npos) << session << ": " << result.message;
    world.to_next_session();
  }
  world.broker.faults.what_if_refusals.clear();
  EXPECT_EQ(world.trade().exit_code, 0);
  EXPECT_EQ(world.broker.shares("GLD"), Quantity::from_whole(15));
}

TEST(FileStrategy, ASymbolWhoseDataFailedKeepsItsWeightAndIsLeftAsItIs) {
  FileWorld world;
  world.put("2026-03-03,GLD,0.3\n2026-03-03,IEF,0.6\n");
  world.broker.market.at(kGld).quoted = false;
  const ledger::RunResult result = world.trade();
  EXPECT_EQ(result.exit_code, 7) << result.message;
  EXPECT_EQ(world.broker.shares("IEF"), Quantity::from_whole(60));
  EXPECT_NE(result.message.find("GLD 0.0 % for 28.5 %"), std::string::npos) << result.message;
}

}  // namespace
}  // namespace bot::run
