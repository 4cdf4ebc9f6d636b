#include "data/refresh.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "support/virtual_loop.hpp"

namespace bot::data {
namespace {

class MemoryStore : public ports::BarStore {
 public:
  [[nodiscard]] Result<std::optional<BarSeries>> load(const Symbol& symbol) const override {
    if (symbol == broken) return fail(ErrorCode::kData, "damaged", "cache/X.parquet");
    const auto found = files.find(symbol);
    return found == files.end() ? std::optional<BarSeries>{} : std::optional(found->second);
  }
  Result<void> save(const BarSeries& series) override {
    ++saves;
    files[series.symbol] = series;
    return {};
  }
  std::map<Symbol, BarSeries> files;
  Symbol broken;
  int saves = 0;
};

// All it knows of a symbol, and how its adjusted closes come about.
class ScriptedSource : public ports::BarSource {
 public:
  [[nodiscard]] std::string name() const override { return source_name; }
  [[nodiscard]] SourceIdentity identity() const override { return whose; }
  [[nodiscard]] bool is_at_hand() const override { return at_hand; }
  [[nodiscard]] bool has_adjusted() const override { return adjusted; }
  std::vector<Result<std::vector<Bar>>> daily_bars(const std::vector<ports::BarRequest>& requests, UtcTime,
                                                   const std::function<void(std::size_t)>&) override {
    asked.push_back(requests);
    std::vector<Result<std::vector<Bar>>> answers;
    for (const auto& request : requests) {
      if (failures > 0) {
        --failures;
        answers.push_back(fail(failure, "no answer"));
        continue;
      }
      std::vector<Bar> bars;
      for (Bar bar : known[request.symbol]) {
        if (bar.date < request.first || bar.date > today) continue;
        if (request.kind == ports::BarKind::kTrades && bar.date > request.last) continue;
        if (request.kind == ports::BarKind::kAdjustedLast)
          bar.close = std::round(bar.close * factor(bar.date) * 100) / 100;
        bars.push_back(bar);
      }
      answers.push_back(std::move(bars));
    }
    return answers;
  }
  [[nodiscard]] double factor(Date date) const {
    double product = 1;
    for (const auto& [ex_date, by] : distributions)
      if (date < ex_date && ex_date <= today) product *= by;
    return product;
  }
  std::map<Symbol, std::vector<Bar>> known;
  std::map<Date, double> distributions;
  Date today = make_date(2030, 1, 1);
  std::string source_name = "tws";
  SourceIdentity whose{.kind = SourceKind::kBroker};
  bool at_hand = false;
  bool adjusted = true;
  int failures = 0;
  ErrorCode failure = ErrorCode::kTimeout;
  std::vector<std::vector<ports::BarRequest>> asked;
};

const Symbol kSpy("SPY");

class Refresh : public testing::Test {
 protected:
  Refresh() {
    int i = 0;
    for (const auto& session : calendar_.sessions(make_date(2020, 1, 1), make_date(2020, 12, 31))) {
      const double close = 300 + 0.01 * (i * 37 % 1000);
      source_.known[kSpy].push_back({.date = session.date,
                                     .open = close - 1,
                                     .high = close + 2,
                                     .low = close - 2,
                                     .close = close,
                                     .volume = 1000.0 + i});
      ++i;
    }
    options_.start = make_date(2020, 1, 1);
  }
  // 30 minutes after the close of that day.
  void at_evening(Date date) {
    loop_.set_clock(calendar_.session_on(date)->closes + std::chrono::minutes{30});
    source_.today = date;
  }
  RefreshedSymbol run(std::vector<Symbol> symbols = {kSpy}) {
    source_.asked.clear();
    return refresh(symbols, source_, store_, calendar_, loop_, options_)[0];
  }
  Bar& known(Date date) {
    return *std::find_if(source_.known[kSpy].begin(), source_.known[kSpy].end(),
                         [&](const Bar& bar) { return bar.date == date; });
  }
  const std::vector<Bar>& stored() { return store_.files.at(kSpy).bars; }

  calendar::Calendar calendar_;
  test::VirtualLoop loop_{UtcTime{}};
  MemoryStore store_;
  ScriptedSource source_;
  RefreshOptions options_;
};

TEST_F(Refresh, FirstTimeTakesAllThatIsFinalAndNothingThatForms) {
  source_.today = make_date(2020, 6, 15);
  const UtcTime close = calendar_.session_on(make_date(2020, 6, 15))->closes;
  loop_.set_clock(close + std::chrono::minutes{14});
  const auto first = run();
  EXPECT_EQ(first.outcome, RefreshOutcome::kUpdated);
  EXPECT_EQ(first.last, make_date(2020, 6, 12));
  EXPECT_EQ(first.first, make_date(2020, 1, 2));
  EXPECT_EQ(stored().back().adj_close, stored().back().close);
  loop_.set_clock(close + std::chrono::minutes{15});
  const auto second = run();
  EXPECT_EQ(second.added, 1);
  EXPECT_EQ(second.last, make_date(2020, 6, 15));
  EXPECT_TRUE(second.warnings.empty());
  EXPECT_EQ(store_.files.at(kSpy).origin.source, "tws");
}

TEST_F(Refresh, AsksOnlyForMissingSessionsAndAnOverlapAndThenForNothing) {
  at_evening(make_date(2020, 6, 12));
  run();
  at_evening(make_date(2020, 6, 16));
  const auto result = run();
  EXPECT_EQ(result.added, 2);
  ASSERT_EQ(source_.asked.size(), 1u);
  ASSERT_EQ(source_.asked[0].size(), 2u);
  EXPECT_EQ(source_.asked[0][0].first, make_date(2020, 6, 8));  // five sessions before the 15th
  EXPECT_EQ(source_.asked[0][0].last, make_date(2020, 6, 16));
  const int saves = store_.saves;
  const auto again = run();
  EXPECT_EQ(again.outcome, RefreshOutcome::kUpToDate);
  EXPECT_TRUE(source_.asked.empty());
  EXPECT_EQ(store_.saves, saves);
}

TEST_F(Refresh, DayByDayGivesTheSameSeriesAsAllAtOnceThroughDistributionsAndASplit) {
  source_.distributions = {
      {make_date(2020, 3, 20), 0.995}, {make_date(2020, 6, 19), 0.9962}, {make_date(2020, 9, 18), 0.9951}};
  int rebased = 0;
  for (const auto& session : calendar_.sessions(make_date(2020, 2, 3), make_date(2020, 11, 30))) {
    at_evening(session.date);
    if (session.date == make_date(2020, 8, 31)) {
      for (Bar& bar : source_.known[kSpy]) {
        if (bar.date >= session.date) continue;
        for (double* price : {&bar.open, &bar.high, &bar.low, &bar.close}) *price = std::round(*price / 4 * 100) / 100;
        bar.volume *= 4;
      }
    }
    const auto result = run();
    ASSERT_EQ(result.outcome, RefreshOutcome::kUpdated) << to_iso(session.date);
    ASSERT_TRUE(result.warnings.empty()) << result.warnings[0];
    if (result.rebased) ++rebased;
    if (session.date == make_date(2020, 8, 31)) {
      EXPECT_TRUE(result.rebased);
      EXPECT_NEAR(result.ratio, 0.25, 1e-4);
    }
    if (session.date == make_date(2020, 6, 19)) {
      EXPECT_TRUE(result.rebased);
      EXPECT_NEAR(result.ratio, 0.9962, 1e-4);
    }
  }
  EXPECT_EQ(rebased, 4);
  const auto grown = stored();
  store_.files.clear();
  run();
  EXPECT_EQ(stored(), grown);
}

TEST_F(Refresh, ARevisedBarIsReportedAndNotTaken) {
  at_evening(make_date(2020, 6, 12));
  run();
  const double before = known(make_date(2020, 6, 10)).close;
  known(make_date(2020, 6, 10)).close = before + 1.5;
  at_evening(make_date(2020, 6, 15));
  const auto result = run();
  EXPECT_EQ(result.outcome, RefreshOutcome::kUpdated);
  EXPECT_EQ(result.added, 1);
  EXPECT_EQ(result.revised, 1);
  EXPECT_FALSE(result.rebased);
  ASSERT_FALSE(result.warnings.empty());
  EXPECT_NE(result.warnings[0].find("2020-06-10 close"), std::string::npos) << result.warnings[0];
  const auto old =
      std::find_if(stored().begin(), stored().end(), [](const Bar& bar) { return bar.date == make_date(2020, 6, 10); });
  EXPECT_EQ(old->close, before);
  options_.force_refresh = true;
  run();
  EXPECT_EQ(stored()[static_cast<std::size_t>(old - stored().begin())].close, before + 1.5);
}

TEST_F(Refresh, FillsAHoleInsideAndAnEarlierStart) {
  at_evening(make_date(2020, 6, 15));
  options_.start = make_date(2020, 3, 2);
  run();
  EXPECT_EQ(stored().front().date, make_date(2020, 3, 2));
  const auto all = stored();
  store_.files.at(kSpy).bars.erase(store_.files.at(kSpy).bars.begin() + 20);
  EXPECT_EQ(run().added, 1);
  EXPECT_EQ(stored(), all);
  options_.start = make_date(2020, 1, 1);
  const auto result = run();
  EXPECT_EQ(result.first, make_date(2020, 1, 2));
  EXPECT_TRUE(source_.asked[0][0].last < make_date(2020, 3, 12));
}

TEST_F(Refresh, ALateListingIsNotAskedForItsPastAgain) {
  auto& bars = source_.known[kSpy];
  bars.erase(bars.begin(), bars.begin() + 100);
  at_evening(make_date(2020, 3, 2));
  const auto none = run();
  EXPECT_EQ(none.outcome, RefreshOutcome::kNoBarsYet);
  EXPECT_FALSE(none.error);
  EXPECT_EQ(store_.saves, 0);
  at_evening(make_date(2020, 9, 1));
  EXPECT_EQ(run().outcome, RefreshOutcome::kUpdated);
  EXPECT_EQ(run().outcome, RefreshOutcome::kUpToDate);
  EXPECT_TRUE(source_.asked.empty());
}

TEST_F(Refresh, TriesAgainWhereThatMayHelpOnly) {
  at_evening(make_date(2020, 6, 15));
  source_.failures = 3;
  EXPECT_EQ(run().outcome, RefreshOutcome::kUpdated);
  EXPECT_EQ(source_.asked.size(), 3u);
  EXPECT_EQ(source_.asked[1].size(), 2u);
  EXPECT_EQ(source_.asked[2].size(), 1u);  // only what failed
  ASSERT_EQ(loop_.waits.size(), 2u);
  EXPECT_NEAR(static_cast<double>(loop_.waits[0].count()), 1000, 200);
  EXPECT_NEAR(static_cast<double>(loop_.waits[1].count()), 2000, 400);

  store_.files.clear();
  source_.failures = 100;
  const auto given_up = run();
  EXPECT_EQ(source_.asked.size(), 3u);
  EXPECT_EQ(given_up.outcome, RefreshOutcome::kFailed);
  EXPECT_EQ(given_up.error->code, ErrorCode::kTimeout);
  EXPECT_TRUE(store_.files.empty());

  source_.failures = 1;
  source_.failure = ErrorCode::kRequestRejected;
  EXPECT_EQ(run().outcome, RefreshOutcome::kFailed);
  EXPECT_EQ(source_.asked.size(), 1u);
}

TEST_F(Refresh, OneBadSymbolDoesNotStopTheOthers) {
  at_evening(make_date(2020, 6, 15));
  store_.broken = Symbol("X");
  source_.known[Symbol("QQQ")] = source_.known[kSpy];
  options_.batch = 1;
  std::vector<std::size_t> progress;
  options_.progress = [&](std::size_t done, std::size_t) { progress.push_back(done); };
  const auto results =
      refresh({Symbol("X"), kSpy, Symbol("NONE"), Symbol("QQQ")}, source_, store_, calendar_, loop_, options_);
  EXPECT_EQ(results[0].outcome, RefreshOutcome::kFailed);
  EXPECT_EQ(results[0].error->where, "cache/X.parquet");
  EXPECT_EQ(results[1].outcome, RefreshOutcome::kUpdated);
  EXPECT_EQ(results[2].outcome, RefreshOutcome::kNoBarsYet);
  EXPECT_EQ(results[3].outcome, RefreshOutcome::kUpdated);
  EXPECT_EQ(progress, (std::vector<std::size_t>{1, 2, 3, 4}));
}

TEST_F(Refresh, RealBarsAreNeverOverwrittenNorMixedUnasked) {
  at_evening(make_date(2020, 6, 12));
  run();
  const auto before = stored();
  source_.source_name = "csv";
  source_.whose = {.kind = SourceKind::kCsv};
  // Also where nothing is missing: a decision would stand on both.
  for (const Date evening : {make_date(2020, 6, 12), make_date(2020, 6, 15)}) {
    at_evening(evening);
    const auto refused = run();
    EXPECT_EQ(refused.outcome, RefreshOutcome::kFailed);
    EXPECT_NE(refused.error->what.find("IBKR"), std::string::npos) << refused.error->what;
    EXPECT_NE(refused.error->what.find("CSV files"), std::string::npos) << refused.error->what;
    EXPECT_NE(refused.error->fix.find("--force-refresh"), std::string::npos) << refused.error->fix;
    EXPECT_TRUE(source_.asked.empty());
  }
  EXPECT_EQ(stored(), before);
  options_.force_refresh = true;
  const auto forced = run();
  EXPECT_EQ(forced.outcome, RefreshOutcome::kUpdated);
  EXPECT_EQ(forced.replaced, (SourceIdentity{.kind = SourceKind::kBroker}));
  EXPECT_EQ(store_.files.at(kSpy).origin.identity, (SourceIdentity{.kind = SourceKind::kCsv}));
}

TEST_F(Refresh, BarsWithoutAnOriginCountAsReal) {
  at_evening(make_date(2020, 6, 12));
  run();
  store_.files.at(kSpy).origin = {};
  source_.whose = {.kind = SourceKind::kGenerator, .detail = "1"};
  const auto before = stored();
  EXPECT_EQ(run().outcome, RefreshOutcome::kFailed);
  EXPECT_EQ(stored(), before);
}

TEST_F(Refresh, SimulatedBarsGoWithoutAsking) {
  at_evening(make_date(2020, 6, 12));
  source_.whose = {.kind = SourceKind::kGenerator, .detail = "1"};
  run();
  for (Bar& bar : source_.known[kSpy])
    for (double* price : {&bar.open, &bar.high, &bar.low, &bar.close}) *price *= 0.5;
  source_.whose = {.kind = SourceKind::kReplay, .detail = "0123456789ab"};
  const auto result = run();
  EXPECT_EQ(result.outcome, RefreshOutcome::kUpdated);
  EXPECT_EQ(result.replaced, (SourceIdentity{.kind = SourceKind::kGenerator, .detail = "1"}));
  EXPECT_EQ(result.identity, source_.whose);
  EXPECT_EQ(stored().front().close, source_.known[kSpy].front().close);
}

TEST_F(Refresh, ASimulatedSymbolTheNextSourceLacksIsNotLeftBehind) {
  at_evening(make_date(2020, 6, 12));
  source_.whose = {.kind = SourceKind::kGenerator, .detail = "1"};
  run();
  source_.whose = {.kind = SourceKind::kBroker};
  source_.known.clear();
  EXPECT_EQ(run().outcome, RefreshOutcome::kNoBarsYet);
  EXPECT_TRUE(stored().empty());
  EXPECT_FALSE(is_simulated(store_.files.at(kSpy).origin.identity));
}

TEST_F(Refresh, ACorrectedFileAtHandIsARevision) {
  at_evening(make_date(2020, 6, 12));
  source_.whose = {.kind = SourceKind::kCsv};
  source_.at_hand = true;
  run();
  EXPECT_EQ(run().outcome, RefreshOutcome::kUpToDate);
  source_.known[kSpy][10].close += 1;
  const double before = stored()[10].close;
  const auto noticed = run();
  EXPECT_EQ(noticed.revised, 1);
  EXPECT_EQ(stored()[10].close, before);
  options_.force_refresh = true;
  run();
  EXPECT_EQ(stored()[10].close, source_.known[kSpy][10].close);
}

TEST_F(Refresh, AStopLeavesWhatIsStored) {
  at_evening(make_date(2020, 6, 12));
  loop_.interrupt();
  const auto result = run();
  EXPECT_EQ(result.outcome, RefreshOutcome::kFailed);
  EXPECT_EQ(result.error->code, ErrorCode::kInterrupted);
}

TEST(LastFinalSession, KnowsEarlyClosesAndWeekends) {
  const calendar::Calendar calendar;
  const auto utc = [](const char* text) { return *parse_utc(text); };
  EXPECT_EQ(last_final_session(calendar, utc("2020-11-27T18:14:59Z")), make_date(2020, 11, 25));
  EXPECT_EQ(last_final_session(calendar, utc("2020-11-27T18:15:00Z")), make_date(2020, 11, 27));  // 13:00 close
  EXPECT_EQ(last_final_session(calendar, utc("2020-11-29T12:00:00Z")), make_date(2020, 11, 27));
  EXPECT_EQ(last_final_session(calendar, utc("2020-12-01T03:00:00Z")), make_date(2020, 11, 30));
}

}  // namespace
}  // namespace bot::data
