// What commands stand on: the clock, the gateway of this process, client ids, locks, and whose account is monitored.
#include "app/command_context.hpp"

#include "app/account_ledger.hpp"
#include "app/monitoring.hpp"
#include "calendar/new_york.hpp"
#include "unit/app/app_folder.hpp"

namespace bot::app::test {
namespace {

TEST(CommandContext, WithoutAGatewayTheConfiguredClockIsTheClock) {
  const AppFolder folder;
  const auto environment = open_environment(embedded_settings(), StatusRequest{});
  const auto context = CommandContext::without_gateway(*environment);
  ASSERT_TRUE(context) << context.error().text();
  EXPECT_EQ(calendar::new_york_text((*context)->loop.now()), "2025-03-04 12:00:00 ET");
}

TEST(CommandContext, ADayOutsideTheCalendarIsUsage) {
  const AppFolder folder;
  auto settings = embedded_settings();
  settings.emplace_back("embedded.clock=\"1970-03-04 12:00:00\"");
  const auto context = CommandContext::without_gateway(*open_environment(settings, StatusRequest{}));
  ASSERT_FALSE(context);
  EXPECT_EQ(context.error().code, ErrorCode::kUsage);
}

TEST(CommandContext, AReaderTakesTheFirstFreeClientId) {
  const AppFolder folder;
  const auto environment = open_environment(embedded_settings(), ConnectRequest{});
  const auto context = CommandContext::with_gateway(*environment, kAccount);
  ASSERT_TRUE(context) << context.error().text();
  const auto first = (*context)->connect_reader();
  ASSERT_TRUE(first) << first.error().text();
  EXPECT_TRUE(first->embedded);
  EXPECT_EQ(first->accounts, std::vector{kAccount});
}

TEST(CommandContext, AClosedPortIsNamedWithWhatWasBeingDone) {
  const AppFolder folder;
  const auto environment = open_environment(
      {"gateway.kind=tws", "gateway.port=1", "retry.max_attempts=2", "retry.initial_delay_s=0.01"}, ConnectRequest{});
  const auto context = CommandContext::with_gateway(*environment, kAccount);
  ASSERT_TRUE(context) << context.error().text();
  const auto session = (*context)->connect_reader();
  ASSERT_FALSE(session);
  EXPECT_EQ(session.error().context, std::vector<std::string>{"connecting to the gateway"});
  EXPECT_EQ(session.error().where, "127.0.0.1:1");
}

TEST(CommandContext, ALockThatSomebodyHoldsIsSaidAtOnceByHand) {
  const AppFolder folder;
  const auto environment = open_environment(embedded_settings(), StatusRequest{});
  const auto held = open_ledger(*environment, kAccount);
  ASSERT_TRUE(held) << held.error().text();
  const auto second = open_ledger(*environment, kAccount);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ErrorCode::kLocked);
}

TEST(LockWait, ATimersStartWaitsUntilTheLockIsFree) {
  const AppFolder folder;
  const auto environment = open_environment(embedded_settings(), StatusRequest{});
  int asked = 0;
  const auto made = once_unlocked<int>(schedule::Start::kTimer, environment->log, [&]() -> Result<int> {
    if (++asked < 3) return fail(ErrorCode::kLocked, "held");
    return 7;
  });
  ASSERT_TRUE(made);
  EXPECT_EQ(*made, 7);
  EXPECT_EQ(asked, 3);
  const auto broken = once_unlocked<int>(schedule::Start::kTimer, environment->log,
                                         []() -> Result<int> { return fail(ErrorCode::kIo, "damaged"); });
  ASSERT_FALSE(broken);
  EXPECT_EQ(broken.error().text(), "damaged");
}

TEST(Monitoring, TheAccountIsTheModesOwn) {
  const AppFolder folder;
  auto settings = embedded_settings();
  const auto environment = open_environment(settings, PreflightRequest{});
  const auto account = monitored_account(*environment, std::optional<Mode>{});
  ASSERT_TRUE(account) << account.error().text();
  EXPECT_EQ(account->id, kAccount);
  EXPECT_EQ(account->mode, Mode::kPaper);
  EXPECT_TRUE(account->simulated);
  EXPECT_EQ(account->universe, (std::vector{Symbol{"SPY"}, Symbol{"IEF"}}));
  EXPECT_EQ(account->halt_file, "data/state/DU0000001/HALT");
}

TEST(Monitoring, AGatewayThatIsNotThereIsAFactOfTheCheck) {
  const AppFolder folder;
  const auto environment = open_environment(
      {"gateway.kind=embedded", "embedded.attach=127.0.0.1:1", "retry.max_attempts=1"}, PreflightRequest{});
  const auto monitoring = open_monitoring(*environment, kAccount, schedule::Start::kHand);
  ASSERT_TRUE(monitoring) << monitoring.error().text();
  ASSERT_TRUE(monitoring->gateway.unreachable());
  EXPECT_EQ(monitoring->gateway.unreachable()->code, ErrorCode::kRefused);
  EXPECT_EQ(monitoring->gateway.unreachable()->context,
            std::vector<std::string>{"asking the attached gateway for its clock"});
}

}  // namespace
}  // namespace bot::app::test
