// `bot doctor` over what waits in the outbox.
#include "app/delivery.hpp"
#include "net/loop.hpp"
#include "unit/app/app_folder.hpp"

namespace bot::app::test {
namespace {

// As the check before the run counts them.
TEST(Doctor, APingAndAnAlertOfThisMinuteDoNotWaitForAWebhook) {
  const AppFolder folder;
  {
    const auto environment = open_environment(embedded_settings(), DoctorRequest{});
    net::Loop wall_clock;
    notify::Outbox outbox = open_outbox(*environment, wall_clock, kAccount);
    ASSERT_TRUE(outbox.put_ping(notify::DeadManSignal::kStart, "begun"));
    ports::Alert alert;
    alert.title = "Halted";
    alert.at = wall_clock.now();
    ASSERT_TRUE(outbox.put(alert));
    ASSERT_EQ(outbox.pending()->items.size(), 2U);
  }
  const Answer doctor = run_embedded({"doctor"});
  EXPECT_NE(doctor.out.find("no webhook is set (DISCORD_WEBHOOK_URL): 0 alerts waiting"), std::string::npos)
      << doctor.out;
}

}  // namespace
}  // namespace bot::app::test
