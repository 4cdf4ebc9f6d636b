#include "systemd/install.hpp"

#include <gtest/gtest.h>

#include "systemd/render.hpp"
#include "unit/systemd/fakes.hpp"

namespace bot::systemd {
namespace {

constexpr const char* kLdd =
    "\tlinux-vdso.so.1 (0x00007f)\n"
    "\tlibcurl.so.4 => /lib/x86_64-linux-gnu/libcurl.so.4 (0x00007f)\n"
    "\tlibarrow.so.2600 => /src/build/deps/libarrow.so.2600 (0x00007f)\n"
    "\tlibmissing.so => not found\n"
    "\t/lib64/ld-linux-x86-64.so.2 (0x00007f)\n";

struct Bench {
  NotedFiles files;
  NotedProcesses processes{files};
  Machine machine{files, processes};
  Installation installation;

  explicit Bench(const Layout& layout = system_layout("")) {
    files.folders.insert("/run/systemd/system");
    files.texts["/src/build/release/bot"] = "program 1";
    files.texts["/src/build/deps/libarrow.so.2600"] = "arrow";
    processes.answers["ldd "] = {.status = 0, .out = kLdd, .err = ""};
    processes.answers["getent "] = {.status = 2, .out = "", .err = ""};
    installation.layout = layout;
    installation.options.account = "DU0000001";
    installation.options.records_folder = "data/state";
    installation.options.ledger_folder = "data/state/DU0000001";
    installation.program = "/src/build/release/bot";
    installation.config_text = "universe: [SPY]\n";
    installation.secrets = {{"DEAD_MAN_URL", Secret()}, {"DISCORD_WEBHOOK_URL", Secret("https://example.com/hook")}};
  }
};

TEST(Install, PutsEverythingInItsPlace) {
  Bench bench;
  const auto report = install(bench.installation, bench.machine);
  ASSERT_TRUE(report) << report.error().text();
  const auto& texts = bench.files.texts;
  EXPECT_EQ(texts.at("/opt/portfolio-rebalance/bin/bot"), "program 1");
  EXPECT_EQ(texts.at("/opt/portfolio-rebalance/lib/libarrow.so.2600"), "arrow");
  EXPECT_FALSE(texts.contains("/opt/portfolio-rebalance/lib/libcurl.so.4"));
  EXPECT_EQ(texts.at("/etc/portfolio-rebalance/config.local.yaml"), "universe: [SPY]\n");
  EXPECT_EQ(texts.at("/etc/portfolio-rebalance/credentials/DISCORD_WEBHOOK_URL"), "https://example.com/hook\n");
  EXPECT_EQ(texts.at("/etc/portfolio-rebalance/credentials/DEAD_MAN_URL"), "");
  for (const char* secret : {"DISCORD_WEBHOOK_URL", "DEAD_MAN_URL"})
    EXPECT_EQ(bench.files.modes.at(std::string("/etc/portfolio-rebalance/credentials/") + secret), 0600U);
  EXPECT_EQ(bench.files.modes.at("/etc/portfolio-rebalance/config.local.yaml"), 0640U);
  EXPECT_TRUE(bench.processes.called("chown root:portfolio-rebalance /etc/portfolio-rebalance/config.local.yaml"));
  EXPECT_TRUE(bench.processes.called("install -d -m 0700 -o root -g root /etc/portfolio-rebalance/credentials"));
  EXPECT_TRUE(
      bench.processes.called("runuser -u portfolio-rebalance -- mkdir -p -m 0700 "
                             "/var/lib/portfolio-rebalance/data/state/DU0000001/outbox/pending"));
  EXPECT_LT(bench.processes.position("useradd "), bench.processes.position("install -d"));
  EXPECT_LT(bench.processes.position("systemctl daemon-reload"), bench.processes.position("systemctl enable"));
  // Nothing that trades is started by installing.
  for (const std::string& call : bench.processes.calls)
    EXPECT_FALSE(call.starts_with("systemctl") && call.find(".service") != std::string::npos) << call;
}

TEST(Install, ASecondTimeKeepsConfigurationAndSecretsAndRenewsTheProgram) {
  Bench bench;
  ASSERT_TRUE(install(bench.installation, bench.machine));
  bench.files.texts["/etc/portfolio-rebalance/config.local.yaml"] = "universe: [SPY, TLT]  # mine\n";
  bench.files.texts["/etc/portfolio-rebalance/credentials/DEAD_MAN_URL"] = "https://example.com/ping\n";
  bench.files.texts["/src/build/release/bot"] = "program 2";
  bench.processes.answers["getent "] = {.status = 0, .out = "", .err = ""};
  bench.processes.calls.clear();
  const auto report = install(bench.installation, bench.machine);
  ASSERT_TRUE(report);
  EXPECT_EQ(bench.files.texts.at("/etc/portfolio-rebalance/config.local.yaml"), "universe: [SPY, TLT]  # mine\n");
  EXPECT_EQ(bench.files.texts.at("/etc/portfolio-rebalance/credentials/DEAD_MAN_URL"), "https://example.com/ping\n");
  EXPECT_EQ(bench.files.texts.at("/opt/portfolio-rebalance/bin/bot"), "program 2");
  EXPECT_EQ(bench.processes.position("useradd"), bench.processes.calls.size());
}

TEST(Install, AConfigurationThatWasNamedTakesThePlaceOfTheOld) {
  Bench bench;
  ASSERT_TRUE(install(bench.installation, bench.machine));
  bench.installation.config_text = "universe: [QQQ]\n";
  bench.installation.replace_config = true;
  ASSERT_TRUE(install(bench.installation, bench.machine));
  EXPECT_EQ(bench.files.texts.at("/etc/portfolio-rebalance/config.local.yaml"), "universe: [QQQ]\n");
  EXPECT_EQ(bench.files.texts.at("/etc/portfolio-rebalance/config.local.yaml.before"), "universe: [SPY]\n");
}

TEST(Install, WithoutSystemdSaysSoAndTouchesNothing) {
  Bench bench;
  bench.files.folders.clear();
  const auto before = bench.files.texts;
  const auto report = install(bench.installation, bench.machine);
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().code, ErrorCode::kConfig);
  EXPECT_NE(report.error().fix.find("cron"), std::string::npos);
  EXPECT_EQ(bench.files.texts, before);
  EXPECT_TRUE(bench.processes.calls.empty());
}

// Copied whole under another name, owned, then named; what was there and what it came from are kept.
TEST(Install, WhatWasTradedByHandBecomesTheUnitsOwn) {
  Bench bench;
  const std::string to = "/var/lib/portfolio-rebalance/data/state/DU0000001";
  bench.installation.takeovers = {{.what = "the ledger of DU0000001", .from = "data/state/DU0000001", .to = to}};
  bench.files.texts["data/state/DU0000001"] = "of runs by hand";
  bench.files.texts[to] = "of the first look";
  bench.files.texts[to + ".coming"] = "of runs by hand";  // as cp leaves it
  const auto report = install(bench.installation, bench.machine);
  ASSERT_TRUE(report) << report.error().text();
  EXPECT_EQ(bench.files.texts.at(to), "of runs by hand");
  EXPECT_EQ(bench.files.texts.at(to + ".before"), "of the first look");
  EXPECT_EQ(bench.files.texts.at("data/state/DU0000001.taken-over"), "of runs by hand");
  EXPECT_FALSE(bench.files.texts.contains("data/state/DU0000001"));
  const auto& processes = bench.processes;
  EXPECT_LT(processes.position("cp -a -- data/state/DU0000001 " + to + ".coming"),
            processes.position("chown -R portfolio-rebalance:portfolio-rebalance " + to + ".coming"));
  EXPECT_LT(processes.position("chown -R"),
            processes.position("runuser -u portfolio-rebalance -- mkdir -p -m 0700 " + to + "/outbox/pending"));
  EXPECT_LT(processes.position("chown -R"), processes.position("systemctl restart"));
  ASSERT_FALSE(report->done.empty());
  EXPECT_EQ(report->done[1], to + " with the ledger of DU0000001, taken over from data/state/DU0000001 (kept as "
                                  "data/state/DU0000001.taken-over); by hand from now on: portfolio-rebalance");
}

TEST(Install, ACopyThatFailsTakesNothingOver) {
  Bench bench;
  bench.installation.takeovers = {{.what = "the ledger", .from = "data/state/DU0000001", .to = "/var/lib/x"}};
  bench.files.texts["data/state/DU0000001"] = "of runs by hand";
  bench.processes.answers["cp "] = {.status = 1, .out = "", .err = "No space left on device"};
  const auto report = install(bench.installation, bench.machine);
  ASSERT_FALSE(report);
  EXPECT_NE(report.error().what.find("No space left"), std::string::npos);
  EXPECT_EQ(bench.files.texts.at("data/state/DU0000001"), "of runs by hand");
  EXPECT_EQ(bench.processes.position("systemctl restart"), bench.processes.calls.size());
}

TEST(Install, BelowAPrefixNothingIsStartedOrOwned) {
  Bench bench(system_layout("/stage"));
  bench.files.folders.clear();
  ASSERT_TRUE(install(bench.installation, bench.machine));
  EXPECT_TRUE(bench.files.texts.contains("/stage/etc/systemd/system/portfolio-rebalance.service"));
  EXPECT_EQ(bench.processes.calls, std::vector<std::string>{"ldd /src/build/release/bot"});
}

TEST(Install, AStepThatFailsIsAnErrorWithItsOwnWords) {
  Bench bench;
  bench.processes.answers["systemctl enable"] = {.status = 1, .out = "", .err = "Unit is masked.\n"};
  const auto report = install(bench.installation, bench.machine);
  ASSERT_FALSE(report);
  EXPECT_NE(report.error().what.find("Unit is masked."), std::string::npos) << report.error().text();
}

TEST(Uninstall, StopsTimersFirstThenTheRunAndKeepsTheMemory) {
  Bench bench;
  ASSERT_TRUE(install(bench.installation, bench.machine));
  bench.files.texts["/etc/systemd/system/portfolio-rebalance.service.d/mine.conf"] = "[Service]\nNice=1\n";
  bench.files.texts["/etc/systemd/system/portfolio-manager.service"] = "somebody else's";
  bench.files.texts["/var/lib/portfolio-rebalance/data/state/DU0000001/ledger.sqlite"] = "ledger";
  bench.files.texts["/var/log/portfolio-rebalance.log"] = "log";
  bench.processes.answers["systemctl is-active portfolio-rebalance.service"] = {
      .status = 3, .out = "activating\n", .err = ""};
  bench.processes.calls.clear();
  const auto report = uninstall(bench.installation.layout, bench.machine);
  ASSERT_TRUE(report);
  const auto& processes = bench.processes;
  EXPECT_LT(processes.position("systemctl disable --now portfolio-rebalance.timer"),
            processes.position("systemctl stop portfolio-rebalance.service"));
  EXPECT_LT(processes.position("systemctl stop portfolio-rebalance.service"),
            processes.position("systemctl start portfolio-rebalance-notifier.service"));
  EXPECT_LT(processes.position("systemctl start portfolio-rebalance-notifier.service"),
            processes.position("systemctl daemon-reload"));
  for (const auto& [path, text] : bench.files.texts) {
    const bool ours = path.starts_with("/etc/systemd/system/portfolio-rebalance") || path.starts_with("/opt/");
    EXPECT_FALSE(ours) << path << " is left";
  }
  EXPECT_TRUE(bench.files.texts.contains("/etc/systemd/system/portfolio-manager.service"));
  EXPECT_TRUE(bench.files.texts.contains("/var/lib/portfolio-rebalance/data/state/DU0000001/ledger.sqlite"));
  EXPECT_TRUE(bench.files.texts.contains("/etc/portfolio-rebalance/credentials/DISCORD_WEBHOOK_URL"));
  const auto says = [](const std::vector<std::string>& lines, const std::string& part) {
    return std::any_of(lines.begin(), lines.end(),
                       [&](const std::string& line) { return line.find(part) != std::string::npos; });
  };
  EXPECT_TRUE(says(report->done, "stopped portfolio-rebalance.service, which was running"));
  for (const char* kept : {"/var/lib/portfolio-rebalance", "/etc/portfolio-rebalance/config.local.yaml",
                           "/etc/portfolio-rebalance/credentials", "/var/log/portfolio-rebalance.log"})
    EXPECT_TRUE(says(report->kept, kept)) << kept;
  const auto again = uninstall(bench.installation.layout, bench.machine);
  ASSERT_TRUE(again);
  EXPECT_TRUE(again->done.empty());
}

TEST(Uninstall, GoesOnWhereSystemctlFails) {
  Bench bench;
  ASSERT_TRUE(install(bench.installation, bench.machine));
  bench.processes.answers["systemctl "] = {.status = 1, .out = "", .err = "Failed to connect to bus\n"};
  const auto report = uninstall(bench.installation.layout, bench.machine);
  ASSERT_TRUE(report);
  EXPECT_FALSE(report->warnings.empty());
  EXPECT_FALSE(bench.files.exists("/etc/systemd/system/portfolio-rebalance.service"));
}

TEST(PrivateLibraries, AreThoseTheSystemDoesNotBring) {
  const auto found = private_libraries(kLdd);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].name, "libarrow.so.2600");
  EXPECT_EQ(found[0].path, "/src/build/deps/libarrow.so.2600");
}

}  // namespace
}  // namespace bot::systemd
