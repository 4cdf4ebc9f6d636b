#include "systemd/render.hpp"

#include <gtest/gtest.h>

#include "support/golden.hpp"

namespace bot::systemd {
namespace {

Options paper_options() {
  Options options;
  options.account = "DU0000001";
  options.records_folder = "data/state";
  options.ledger_folder = "data/state/DU0000001";
  return options;
}

std::string all_texts(const Options& options, const Layout& layout) {
  std::string all;
  for (const RenderedFile& file : render_files(options, layout))
    all += "==> " + file.path + (file.mode == 0755 ? " (executable)" : "") + "\n" + file.text + "\n";
  return all;
}

std::string text_of(const Options& options, const Layout& layout, const std::string& name) {
  for (const RenderedFile& file : render_files(options, layout))
    if (file.path.ends_with("/" + name)) return file.text;
  return "";
}

bool has_line(const std::string& text, const std::string& line) {
  return ("\n" + text).find("\n" + line + "\n") != std::string::npos;
}

TEST(Render, TheSystemWideInstallation) {
  test::expect_golden("systemd/system.txt", all_texts(paper_options(), system_layout("")));
}

TEST(Render, TheInstallationOfOneUser) {
  test::expect_golden(
      "systemd/user.txt",
      all_texts(paper_options(), user_layout({.home = "/home/ann", .xdg_config = "", .xdg_state = ""}, "")));
}

TEST(Render, LiveTradingAgainstAGatewayElsewhere) {
  Options options = paper_options();
  options.mode = Mode::kLive;
  options.account = "U1234567";
  options.records_folder = "/srv/bot/state";
  options.ledger_folder = "/srv/bot/state/U1234567";
  options.embedded = false;
  options.gateway_address = "192.168.1.20";
  options.outside_folders = {"/srv/bot/state", "/srv/bot/my cache"};
  options.schedule.time = std::chrono::hours{15} + std::chrono::minutes{40};
  options.schedule.minutes_before_early_close = 30;
  const Layout layout = system_layout("");
  const std::string service = text_of(options, layout, "portfolio-rebalance.service");
  EXPECT_NE(service.find(" trade --live --scheduled\n"), std::string::npos);
  EXPECT_TRUE(has_line(service, "IPAddressAllow=localhost 192.168.1.20")) << service;
  EXPECT_TRUE(has_line(service, "ReadWritePaths=-/srv/bot/state"));
  EXPECT_TRUE(has_line(service, "ReadWritePaths=-\"/srv/bot/my cache\""));
  EXPECT_TRUE(has_line(service, "TimeoutStartSec=2700"));  // 30 min to an early close and 15 after it
  const std::string timer = text_of(options, layout, "portfolio-rebalance.timer");
  EXPECT_TRUE(has_line(timer, "OnCalendar=Mon..Fri *-*-* 15:40:00 America/New_York")) << timer;
  EXPECT_TRUE(has_line(timer, "OnCalendar=Mon..Fri *-*-* 12:30:00 America/New_York")) << timer;
  const std::string preflight = text_of(options, layout, "portfolio-rebalance-preflight.timer");
  EXPECT_TRUE(has_line(preflight, "OnCalendar=Mon..Fri *-*-* 15:20:00 America/New_York")) << preflight;
  EXPECT_TRUE(has_line(preflight, "OnCalendar=Mon..Fri *-*-* 12:10:00 America/New_York")) << preflight;
  EXPECT_EQ(outbox_path(options, layout), "/srv/bot/state/U1234567/outbox");
  EXPECT_TRUE(has_line(text_of(options, layout, "notifier.yaml"), "accounts: {paper: \"\", live: U1234567}"));
  EXPECT_TRUE(has_line(text_of(options, layout, "notifier.yaml"), "paths: {state: \"/srv/bot/state\"}"));
}

TEST(Render, OnlyTheNotifierHoldsSecretsAndReachesTheInternet) {
  const Layout layout = system_layout("");
  for (const RenderedFile& file : render_files(paper_options(), layout)) {
    if (!file.path.ends_with(".service")) continue;
    const bool notifier = file.path.ends_with("-notifier.service");
    EXPECT_EQ(file.text.find("LoadCredential=") != std::string::npos, notifier) << file.path;
    EXPECT_EQ(has_line(file.text, "IPAddressDeny=any"), !notifier) << file.path;
    EXPECT_TRUE(has_line(file.text, "User=portfolio-rebalance")) << file.path;
    EXPECT_TRUE(has_line(file.text, "LimitCORE=0")) << file.path;
    EXPECT_EQ(file.text.find("[Install]"), std::string::npos) << file.path << " would start at boot";
  }
  const std::string notifier = text_of(paper_options(), layout, "portfolio-rebalance-notifier.service");
  EXPECT_TRUE(has_line(notifier, "IPAddressDeny=localhost link-local multicast"));
  EXPECT_EQ(notifier.find("StateDirectory"), std::string::npos) << "it does not write the ledger";
}

TEST(Render, ANotifierWithItsWebhookOrNameServerOnThisMachine) {
  Options options = paper_options();
  options.name_servers = {"127.0.0.1"};
  const Layout layout = system_layout("");
  EXPECT_TRUE(has_line(text_of(options, layout, "portfolio-rebalance-notifier.service"),
                       "IPAddressAllow=127.0.0.53 127.0.0.54 127.0.0.1"));
  options.notifier_needs_loopback = true;
  EXPECT_EQ(text_of(options, layout, "portfolio-rebalance-notifier.service").find("IPAddress"), std::string::npos);
}

TEST(Render, TimersNeverCatchUpAndNeverPullTheirServiceIn) {
  for (const Layout& layout :
       {system_layout(""), user_layout({.home = "/h", .xdg_config = "/c", .xdg_state = "/s"}, "")})
    for (const RenderedFile& file : render_files(paper_options(), layout)) {
      if (!file.path.ends_with(".timer")) continue;
      EXPECT_TRUE(has_line(file.text, "Persistent=false")) << file.path;
      EXPECT_EQ(file.text.find("Requires="), std::string::npos) << file.path;
      EXPECT_EQ(file.text.find("Wants="), std::string::npos) << file.path;
    }
}

TEST(Render, PathsWithBlanksAndPercentSignsAreQuoted) {
  const Layout layout = user_layout({.home = "/home/ann b", .xdg_config = "/c 100%", .xdg_state = ""}, "");
  const std::string service = text_of(paper_options(), layout, "portfolio-rebalance.service");
  EXPECT_NE(service.find("ExecStart=\"/home/ann b/.local/lib/portfolio-rebalance/bin/bot\" --config "
                         "\"/c 100%%/portfolio-rebalance/config.local.yaml\""),
            std::string::npos)
      << service;
  EXPECT_TRUE(has_line(service, "WorkingDirectory=/home/ann b/.local/state/portfolio-rebalance"));
}

}  // namespace
}  // namespace bot::systemd
