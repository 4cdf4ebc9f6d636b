// `bot doctor` over what waits in the outbox.
#include <filesystem>
#include <fstream>

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
  EXPECT_NE(doctor.out.find("no webhook is set (DISCORD_WEBHOOK_URL): 0 alerts waiting for more than ten minutes"),
            std::string::npos)
      << doctor.out;
}

// A file where its folder should be may not be listed, whoever asks, root among them.
TEST(Doctor, AnOutboxThatCannotBeReadIsSaidByEveryoneWhoLooks) {
  const AppFolder folder;
  std::filesystem::create_directories("data/state/DU0000001");
  std::ofstream("data/state/DU0000001/outbox") << "not a folder";
  for (const char* command : {"doctor", "preflight"}) {
    const Answer answer = run_embedded({command});
    EXPECT_NE(answer.out.find("the outbox of the alerts cannot be read"), std::string::npos) << answer.out;
    EXPECT_NE(answer.out.find("data/state/DU0000001/outbox/pending"), std::string::npos) << answer.out;
    EXPECT_EQ(answer.out.find("0 alerts waiting"), std::string::npos) << answer.out;
    EXPECT_NE(answer.exit_code, 0) << command;
  }
  const nlohmann::json alerts = run_embedded({"status"}).json()["alerts"];
  EXPECT_EQ(alerts["get_through"], false);
  EXPECT_NE(alerts["problem"].get<std::string>().find("outbox/pending"), std::string::npos) << alerts;
  const Answer delivery = run_embedded({"alert", "deliver"});
  EXPECT_EQ(delivery.exit_code, 4);
  EXPECT_TRUE(delivery.json()["waiting"].is_null()) << delivery.out;
  EXPECT_NE(delivery.json()["problem"].get<std::string>().find("outbox"), std::string::npos) << delivery.out;
}

}  // namespace
}  // namespace bot::app::test
