// What holds of every session's path, over made-up rows and over every real session for several seeds.
#include "gateway/intraday.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "data/csv_bars.hpp"
#include "support/sanitized.hpp"
#include "support/shared.hpp"

namespace bot::gateway {
namespace {

using std::chrono::minutes;

bool same_cent(double a, double b) { return std::abs(a - b) < 0.00005; }

// What a path must keep to for one row and one seed; the first thing broken as text.
std::string broken_rule(const Row& row, const calendar::Session& session, std::uint64_t seed) {
  const Intraday path(row, session, Symbol("ABC"), seed);
  const bool one_price = row.high - row.low < 0.0003;
  for (UtcTime at = session.opens; at < session.closes; at += std::chrono::seconds{145}) {
    const SoFar so_far = path.so_far(at);
    const BidAsk quote = path.quote(at);
    if (!one_price && (so_far.high > row.high || so_far.low < row.low)) return "outside the day's range";
    if (so_far.last > so_far.high || so_far.last < so_far.low) return "outside the range so far";
    if (!same_cent(so_far.open, row.open)) return "another open";
    if (at > session.opens + minutes{1}) {
      if (same_cent(so_far.last, row.close)) return "the close is shown";
      if (!one_price && !same_cent(row.open, row.high) && same_cent(so_far.high, row.high)) return "the high is shown";
      if (!one_price && !same_cent(row.open, row.low) && same_cent(so_far.low, row.low)) return "the low is shown";
    }
    if (row.volume > 0 && so_far.volume >= row.volume) return "the volume is shown";
    if (!(quote.bid < quote.ask) || quote.bid <= 0) return "a crossed quote";
    if (std::abs((quote.bid + quote.ask) / 2 - so_far.last) > 0.011) return "the mid is elsewhere";
  }
  const SoFar decision = path.so_far(session.closes - minutes{5});
  if (std::abs(decision.last / row.close - 1) > 0.003) return "too far from the close at 15:55";
  if (same_cent(decision.last, row.close)) return "the close at 15:55";
  return {};
}

calendar::Session a_session(Date date = make_date(2020, 3, 16)) {
  return calendar::Calendar().session_on(date).value();
}

TEST(Intraday, HoldsItsRulesOnAwkwardRows) {
  const Row rows[] = {{make_date(2020, 3, 16), 100, 104, 98, 103, 1e6, {}},  // ordinary
                      {make_date(2020, 3, 16), 100, 100, 90, 90, 1e6, {}},   // opens at the high, closes at the low
                      {make_date(2020, 3, 16), 90, 100, 90, 100, 1e6, {}},   // and the other way round
                      {make_date(2020, 3, 16), 85.00, 85.02, 85.00, 85.01, 1e6, {}},  // two cents of range
                      {make_date(2020, 3, 16), 85.01, 85.01, 85.01, 85.01, 1e6, {}},  // one price
                      {make_date(2020, 3, 16), 1.20, 1.25, 1.15, 1.22, 1e6, {}},      // cheap
                      {make_date(2020, 3, 16), 0.42, 0.45, 0.40, 0.41, 1e6, {}},      // below a dollar
                      {make_date(2020, 3, 16), 477.93, 479, 475.67, 476.16, 0, {}},   // no volume
                      {make_date(2020, 3, 16), 106.1234, 106.9876, 105.1111, 106.5555, 1e6, {}}};
  for (const Row& row : rows)
    for (std::uint64_t seed = 1; seed <= 40; ++seed)
      EXPECT_EQ(broken_rule(row, a_session(), seed), "") << row.open << " seed " << seed;
}

TEST(Intraday, IsTheSameForTheSameSeedAndAnotherForAnother) {
  const Row row{make_date(2020, 3, 16), 100, 104, 98, 103, 1e6, {}};
  const calendar::Session session = a_session();
  const UtcTime noon = session.opens + minutes{150};
  const double one = Intraday(row, session, Symbol("ABC"), 1).so_far(noon).last;
  EXPECT_EQ(one, Intraday(row, session, Symbol("ABC"), 1).so_far(noon).last);
  EXPECT_NE(one, Intraday(row, session, Symbol("ABC"), 2).so_far(noon).last);
  EXPECT_NE(one, Intraday(row, session, Symbol("XYZ"), 1).so_far(noon).last);
}

TEST(Intraday, AnEarlyCloseHasItsDecisionFiveMinutesBefore) {
  const calendar::Session session = a_session(make_date(2020, 11, 27));
  ASSERT_EQ(session.closes - session.opens, minutes{210});
  const Row row{session.date, 100, 104, 98, 103, 1e6, {}};
  for (std::uint64_t seed = 1; seed <= 40; ++seed) EXPECT_EQ(broken_rule(row, session, seed), "") << seed;
}

TEST(Intraday, FindsTheFirstInstantAtWhichALimitTrades) {
  const Row row{make_date(2020, 3, 16), 100, 104, 98, 103, 1e6, {}};
  const calendar::Session session = a_session();
  const Intraday path(row, session, Symbol("ABC"), 3);
  const auto touch = path.first_touch(Side::kBuy, 99, session.opens, session.closes);
  ASSERT_TRUE(touch.has_value());
  EXPECT_LE(path.quote(*touch).ask, 99);
  for (UtcTime at = session.opens; at < *touch; at += std::chrono::seconds{5}) EXPECT_GT(path.quote(at).ask, 99);
  EXPECT_FALSE(path.first_touch(Side::kBuy, 97, session.opens, session.closes).has_value());
  EXPECT_FALSE(path.first_touch(Side::kBuy, 99, session.opens, *touch).has_value());
  EXPECT_EQ(path.first_touch(Side::kSell, 1, session.opens + minutes{1}, session.closes), session.opens + minutes{1});
}

TEST(Intraday, HoldsItsRulesOnEveryRealSession) {
  BOT_NEEDS_SHARED("data/daily");
  const calendar::Calendar calendar;
  constexpr std::size_t kEvery = test::by_build(1, 8);
  std::size_t sessions = 0;
  for (const char* const symbol : {"SPY", "QQQ", "VTI", "TLT", "IEF", "GLD", "XLE", "BND", "BITO"}) {
    const std::string path = test::shared_folder() + "/data/daily/" + symbol + ".csv";
    const auto bars = data::parse_bars_csv(test::read_file(path), path);
    ASSERT_TRUE(bars.has_value());
    std::uint64_t seed = 0;
    for (const Bar& bar : *bars) {
      const auto session = calendar.session_on(bar.date);
      ASSERT_TRUE(session.has_value()) << to_iso(bar.date);
      ++sessions;
      if (sessions % kEvery != 0) continue;
      const Row row{bar.date, bar.open, bar.high, bar.low, bar.close, bar.volume, {}};
      seed = seed % 97 + 1;  // another seed each day: a few of each for every symbol
      ASSERT_EQ(broken_rule(row, *session, seed), "") << symbol << " " << to_iso(bar.date) << " seed " << seed;
    }
  }
  EXPECT_GT(sessions, 14'000U);
}

}  // namespace
}  // namespace bot::gateway
