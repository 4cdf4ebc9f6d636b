// The unattended loop: every timer of every day, alerts through the outbox, invariants checked in the evening.
//   BOT_SIM_SEEDS=100 tests/simulation --gtest_filter='Year.*'   more troubled months
#include <gtest/gtest.h>

#include <cstdlib>
#include <sstream>

#include "base/display.hpp"
#include "calendar/new_york.hpp"
#include "fakes/memory_files.hpp"
#include "simulate/year.hpp"
#include "simulate/year_report.hpp"
#include "support/sanitized.hpp"

namespace bot::test {
namespace {

simulate::YearOptions month(Date from, int days, std::optional<std::uint64_t> faults = {}) {
  simulate::YearOptions options;
  options.run.account = AccountId{"DU0000001"};
  options.run.version = "simulation";
  for (const char* name : {"GLD", "IEF", "QQQ", "SPY"}) options.run.universe.emplace_back(name);
  options.run.plan.costs = {.per_share = Money::from_double(0.0035), .minimum = Money::from_double(0.35)};
  options.gateway.seed = 3;
  options.gateway.cash = Money::from_whole(20'000);
  options.from = from;
  options.days = days;
  options.faults = faults;
  return options;
}
simulate::YearResult simulated(const simulate::YearOptions& options) {
  fakes::MemoryFiles disk;
  auto year = simulate::YearSimulation(options).run(disk);
  EXPECT_TRUE(year.has_value()) << year.error().text();
  return std::move(*year);
}
std::string joined(const std::vector<std::string>& lines) {
  std::string all;
  for (const std::string& line : lines) all += line + "\n";
  return all;
}

TEST(Year, EveryRunIsAtItsMinuteThroughAnEarlyCloseAHolidayAndDaylightSaving) {
  const simulate::YearResult year = simulated(month(make_date(2025, 10, 27), 28));
  ASSERT_EQ(year.days.size(), 28U);
  for (const simulate::Day& day : year.days) {
    ASSERT_TRUE(day.run) << to_iso(day.session.date);
    const std::string started = calendar::new_york_text(day.run->started);
    EXPECT_EQ(started, to_iso(day.session.date) + (day.session.early_close ? " 12:55:00 ET" : " 15:55:00 ET"));
    EXPECT_TRUE(day.ready) << started;
    EXPECT_EQ(day.watchdog, "ran") << started;
    EXPECT_EQ(day.starts, 1);
    const auto count = [&](ports::AlertKind kind) { return day.alerts.contains(kind) ? day.alerts.at(kind) : 0; };
    EXPECT_EQ(count(ports::AlertKind::kSuccess) + count(ports::AlertKind::kDeferred), 1) << started;
    EXPECT_EQ(day.alerts.at(ports::AlertKind::kDailySummary), 1) << started;
  }
  // The session after Thanksgiving; nothing on the day itself.
  const auto early = std::ranges::find_if(year.days, [](const simulate::Day& day) { return day.session.early_close; });
  ASSERT_NE(early, year.days.end());
  EXPECT_EQ(to_iso(early->session.date), "2025-11-28");
  EXPECT_EQ(to_iso(std::prev(early)->session.date), "2025-11-26");
  EXPECT_EQ(joined(year.broken), "");
  EXPECT_EQ(year.refused, 0);
  EXPECT_EQ(year.waiting, 0);
  EXPECT_EQ(year.pings, 28 * 2);
}

TEST(Year, TroubledMonthsKeepEveryPromiseAndTellOfEveryLostDay) {
  const char* more = std::getenv("BOT_SIM_SEEDS");
  // The third and fourth are those with days off, a lost login and kills.
  const int first = more == nullptr ? by_build(1, 3) : 1;
  const int last = more == nullptr ? by_build(6, 4) : std::atoi(more);
  int lost_days = 0, kills = 0, logged_out = 0;
  std::map<std::string, int> looked_at;
  for (int seed = first; seed <= last; ++seed) {
    const simulate::YearResult year = simulated(month(make_date(2025, 3, 3), 25, static_cast<std::uint64_t>(seed)));
    EXPECT_EQ(joined(year.broken), "") << "seed " << seed;
    EXPECT_EQ(year.waiting, 0) << "seed " << seed;
    EXPECT_EQ(year.refused, 0) << "seed " << seed;
    for (const simulate::InvariantCount& invariant : year.invariants) looked_at[invariant.number] += invariant.checked;
    for (std::size_t i = 0; i + 1 < year.days.size(); ++i) {
      const simulate::Day& day = year.days[i];
      kills += day.kills;
      if (day.faults.logged_out) {
        ++logged_out;
        EXPECT_GE(day.alerts.contains(ports::AlertKind::kNotReady) ? day.alerts.at(ports::AlertKind::kNotReady) : 0, 1)
            << to_iso(day.session.date);
        EXPECT_EQ(day.orders, 0);
      }
      if (day.faults.machine_off) {
        ++lost_days;
        EXPECT_EQ(day.alerts.size(), 0U) << "an off machine tells nothing";
        EXPECT_TRUE(year.days[i + 1].alerts.contains(ports::AlertKind::kMissedRun) ||
                    year.days[i + 1].faults.machine_off)
            << "nobody heard of " << to_iso(day.session.date);
      }
    }
    EXPECT_EQ(year.days.back().run->exit_code, 0) << year.days.back().run->message;
  }
  std::cout << last - first + 1 << " months, " << lost_days << " days off, " << logged_out << " without a login, "
            << kills << " kills\n";
  EXPECT_GE(lost_days + logged_out, 2);
  for (const auto& [number, times] : looked_at) EXPECT_GT(times, 0) << number << " was never looked at";
}

TEST(Year, OneSeedIsOneYear) {
  constexpr int kDays = by_build(12, 8);
  const auto options = month(make_date(2025, 3, 3), kDays, 4);
  EXPECT_EQ(simulated(options).digest, simulated(options).digest);
  EXPECT_NE(simulated(options).digest, simulated(month(make_date(2025, 3, 3), kDays, 5)).digest);
}

TEST(Year, NoLineOfItsReportIsWiderThanTheTerminal) {
  simulate::YearResult year = simulated(month(make_date(2025, 3, 3), 2));
  year.delivered = year.waiting = year.refused = year.late = year.pings = year.clock_alarms = 1'000;
  std::istringstream lines(simulate::year_text(year, {.width = 60}));
  for (std::string line; std::getline(lines, line);) EXPECT_LE(display_width(line), 60U) << line;
  EXPECT_NE(simulate::year_text(year, {}).find("1000 pings; 1000 timers found nothing due\n"), std::string::npos);
}

TEST(Year, AReplayFolderWithoutTheseSessionsIsAnError) {
  fakes::MemoryFiles disk;
  auto options = month(make_date(2025, 3, 3), 3);
  options.gateway.replay = "nowhere";
  const auto year = simulate::YearSimulation(options).run(disk);
  ASSERT_FALSE(year);
  EXPECT_EQ(year.error().code, ErrorCode::kConfig);
}

}  // namespace
}  // namespace bot::test
