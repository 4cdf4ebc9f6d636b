// The day's summary from being due to its alert: the same for the command and the simulation.
#include "checks/daily_summary.hpp"

#include <gtest/gtest.h>

#include "checks/options.hpp"
#include "support/trade_world.hpp"

namespace bot::checks {
namespace {

struct TradedDay : test::TradeWorld {
  fakes::MemoryNotifier mail;
  bool is_kept = false;
  bool was_read = false;
  const monitor::GatewayAccess gateway{
      []() -> Result<monitor::GatewayLink> { return fail(ErrorCode::kRefused, "nobody there"); }};

  TradedDay() {
    trade();
    at(make_date(2026, 3, 3), 16, 35);
  }
  [[nodiscard]] Channels channels() {
    return {.notifier = mail,
            .knows = [this](const ports::Alert&) -> Result<bool> { return is_kept; },
            .alerts_waiting = {},
            .report_failure = [](const std::string&) {}};
  }
  [[nodiscard]] Result<std::optional<DailySummary>> summarize(schedule::Start start, SummaryRequest request = {}) {
    return daily_summary(
        {.loop = loop, .store = store, .log = log, .calendar = calendar, .gateway = gateway}, summary_options(options),
        monitored_account(options, "state"),
        [this]() -> Result<RecordedDay> {
          was_read = true;
          return RecordedDay{.events = disk.events, .state = state()};
        },
        request, start, channels());
  }
};

TEST(DailySummary, OfTheSessionThatClosedIsSentOnce) {
  TradedDay day;
  const auto done = day.summarize(schedule::Start::kTimer, {.send = true});
  ASSERT_TRUE(done && *done);
  EXPECT_EQ((*done)->summary.session, make_date(2026, 3, 3));
  EXPECT_EQ((*done)->summary.filled, 2);
  ASSERT_TRUE(notify_of(**done, day.channels()));
  ASSERT_EQ(day.mail.alerts.size(), 1U);
  EXPECT_EQ(day.mail.alerts.front().kind, ports::AlertKind::kDailySummary);
  day.is_kept = true;
  const auto again = day.summarize(schedule::Start::kTimer, {.send = true});
  ASSERT_TRUE(again);
  EXPECT_FALSE(*again) << "its alert is kept";
  const auto by_hand = day.summarize(schedule::Start::kHand);
  ASSERT_TRUE(by_hand);
  EXPECT_TRUE(*by_hand) << "a person may look as often as he likes";
}

TEST(DailySummary, AnotherDaysTimerReadsNothing) {
  TradedDay day;
  day.at(make_date(2026, 3, 4), 13, 35);  // the slot of an early close
  day.was_read = false;
  const auto done = day.summarize(schedule::Start::kTimer, {.send = true});
  ASSERT_TRUE(done);
  EXPECT_FALSE(*done);
  EXPECT_FALSE(day.was_read);
}

TEST(DailySummary, ByHandIsOfAnySessionThatHasClosed) {
  TradedDay day;
  day.at(make_date(2026, 3, 4), 12, 0);
  const auto last = day.summarize(schedule::Start::kHand);
  ASSERT_TRUE(last && *last);
  EXPECT_EQ((*last)->summary.session, make_date(2026, 3, 3));
  for (const Date none : {make_date(2026, 3, 1), make_date(2026, 3, 4), make_date(2026, 3, 5)}) {
    const auto refused = day.summarize(schedule::Start::kHand, {.session = none});
    ASSERT_FALSE(refused) << to_iso(none);
    EXPECT_EQ(refused.error().code, ErrorCode::kUsage);
  }
}

}  // namespace
}  // namespace bot::checks
