// Which rows a run writes down of a series that was recorded before, and what its hash is over.
#include "ledger/bars_hash.hpp"

#include <gtest/gtest.h>

#include "unit/ledger/spy.hpp"

namespace bot::ledger {
namespace {

using test::kSpy;

std::vector<Bar> bars_of(int count) {
  std::vector<Bar> bars;
  for (int index = 0; index < count; ++index)
    bars.push_back({.date = make_date(2026, 3, 2) + std::chrono::days{index},
                    .open = 100.0 + index,
                    .high = 102.0 + index,
                    .low = 99.0 + index,
                    .close = 101.0 + index,
                    .volume = 1e6 + index,
                    .adj_close = 50.5 + index});
  return bars;
}

LedgerState after(const BarsRecorded& record) {
  LedgerState state;
  apply(state, {.at = UtcTime{}, .run = RunId{"r"}, .body = record});
  return state;
}

// By Python: hashlib.sha256 over struct.pack("<q5d", days, ...) and b"1" + struct.pack("<d", adj_close), or b"0".
TEST(BarsHash, IsOverTheWordsOfEveryColumn) {
  std::vector<Bar> bars = bars_of(2);
  bars.back().adj_close.reset();
  EXPECT_EQ(bars_sha256(bars), "b44555be589de0fc430e0e939bde05836844a521986a24a0ada7f7f275c49b24");
  EXPECT_EQ(bars_sha256({}), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(BarsHash, SeesEveryColumn) {
  const std::string before = bars_sha256(bars_of(2));
  for (double Bar::*const column : {&Bar::open, &Bar::high, &Bar::low, &Bar::close, &Bar::volume}) {
    std::vector<Bar> bars = bars_of(2);
    bars.front().*column += 0.01;
    EXPECT_NE(bars_sha256(bars), before);
  }
  std::vector<Bar> bars = bars_of(2);
  bars.front().date -= std::chrono::days{1};
  EXPECT_NE(bars_sha256(bars), before);
  bars = bars_of(2);
  *bars.front().adj_close += 0.01;
  EXPECT_NE(bars_sha256(bars), before);
}

TEST(BarsHash, OfASeriesThatGrewOnlyTheNewRowsAreRecorded) {
  const BarsRecorded first = bars_to_record(kSpy, bars_of(3), {});
  EXPECT_EQ(first.symbol, kSpy);
  EXPECT_EQ(first.kept_rows, 0U);
  EXPECT_EQ(first.final_rows, 3U);
  EXPECT_EQ(first.rows, bars_of(3));
  EXPECT_EQ(first.previous_sha256, "");
  EXPECT_EQ(first.sha256, bars_sha256(bars_of(3)));

  const std::vector<Bar> five = bars_of(5);
  const BarsRecorded grown = bars_to_record(kSpy, five, after(first));
  EXPECT_EQ(grown.kept_rows, 3U);
  EXPECT_EQ(grown.final_rows, 5U);
  EXPECT_EQ(grown.rows, (std::vector<Bar>{five[3], five[4]}));
  EXPECT_EQ(grown.previous_sha256, first.sha256);
  EXPECT_EQ(grown.sha256, bars_sha256(five));

  const BarsRecorded same = bars_to_record(kSpy, bars_of(3), after(first));
  EXPECT_EQ(same.kept_rows, 3U);
  EXPECT_TRUE(same.rows.empty());
  EXPECT_EQ(same.previous_sha256, first.sha256);
  EXPECT_EQ(same.sha256, first.sha256);
}

TEST(BarsHash, OfASeriesThatIsAnotherAllRowsAreRecorded) {
  const LedgerState state = after(bars_to_record(kSpy, bars_of(4), {}));
  std::vector<Bar> revised = bars_of(5);
  revised[1].close += 1;
  for (const std::vector<Bar>& bars : {revised, bars_of(3)}) {
    const BarsRecorded record = bars_to_record(kSpy, bars, state);
    EXPECT_EQ(record.kept_rows, 0U);
    EXPECT_EQ(record.final_rows, bars.size());
    EXPECT_EQ(record.rows, bars);
    EXPECT_EQ(record.previous_sha256, "");
    EXPECT_EQ(record.sha256, bars_sha256(bars));
  }
  EXPECT_EQ(bars_to_record(Symbol{"GLD"}, bars_of(4), state).kept_rows, 0U) << "of another symbol";
}

}  // namespace
}  // namespace bot::ledger
