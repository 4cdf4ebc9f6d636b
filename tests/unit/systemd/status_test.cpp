#include "systemd/status.hpp"

#include <gtest/gtest.h>

#include "systemd/failure.hpp"
#include "systemd/render.hpp"
#include "unit/systemd/fakes.hpp"

namespace bot::systemd {
namespace {

TEST(Status, ReadsWhatSystemctlShows) {
  const auto units = parse_units(
      "Id=portfolio-rebalance.timer\nLoadState=loaded\nUnitFileState=enabled\nActiveState=active\n"
      "Result=success\nNextElapseUSecRealtime=Thu 2026-01-15 20:55:00 UTC\nLastTriggerUSec=n/a\n\n"
      "Id=portfolio-rebalance.service\nLoadState=loaded\nUnitFileState=static\nActiveState=failed\nResult=timeout\n"
      "ExecMainExitTimestamp=Wed 2026-01-14 21:01:02 UTC\n\n"
      "Id=portfolio-rebalance-watchdog.timer\nLoadState=not-found\nActiveState=inactive\n");
  ASSERT_EQ(units.size(), 3U);
  EXPECT_TRUE(units[0].enabled);
  EXPECT_EQ(to_iso(*units[0].next), "2026-01-15T20:55:00Z");
  EXPECT_FALSE(units[0].last);
  EXPECT_EQ(units[1].result, "timeout");
  EXPECT_EQ(to_iso(*units[1].last), "2026-01-14T21:01:02Z");
  EXPECT_FALSE(units[1].enabled);
  EXPECT_FALSE(units[2].loaded);
}

TEST(Status, AsksBothSystemdsForTheTimerOfTheRuns) {
  NotedFiles files;
  NotedProcesses processes(files);
  const Machine machine{files, processes};
  EXPECT_FALSE(find_trading_timers(machine)) << "no systemd here";
  files.folders.insert("/run/systemd/system");
  processes.answers["env TZ=UTC LC_ALL=C systemctl show"] = {.status = 1, .out = {}, .err = "no bus"};
  processes.answers["env TZ=UTC LC_ALL=C systemctl --user show"] = {
      .status = 0,
      .out =
          "Id=portfolio-rebalance.timer\nLoadState=loaded\nActiveState=active\n"
          "NextElapseUSecRealtime=Thu 2026-01-15 20:55:00 UTC\n",
      .err = {}};
  const auto timers = find_trading_timers(machine);
  ASSERT_TRUE(timers);
  ASSERT_EQ(timers->size(), 2U);
  EXPECT_FALSE((*timers)[0].unit.loaded);
  EXPECT_EQ((*timers)[1].scope, Scope::kUser);
  EXPECT_EQ(to_iso(*(*timers)[1].unit.next), "2026-01-15T20:55:00Z");
}

TEST(Status, KnowsModeAndFilesThatDiffer) {
  NotedFiles files;
  NotedProcesses processes(files);
  const Machine machine{files, processes};
  const Layout layout = system_layout("/stage");
  Options options;
  options.mode = Mode::kLive;
  options.account = "U1234567";
  options.records_folder = "data/state";
  options.ledger_folder = "data/state/U1234567";
  EXPECT_FALSE(read_status(layout, options, machine).installed);
  for (const RenderedFile& file : render_files(options, layout)) files.texts[layout.on_disk(file.path)] = file.text;
  Status status = read_status(layout, options, machine);
  EXPECT_TRUE(status.installed);
  EXPECT_EQ(status.mode, Mode::kLive);
  EXPECT_TRUE(status.current);
  options.schedule.time -= std::chrono::minutes{5};
  status = read_status(layout, options, machine);
  EXPECT_FALSE(status.current);
  EXPECT_EQ(status.differing, (std::vector<std::string>{"/etc/systemd/system/portfolio-rebalance.service",
                                                        "/etc/systemd/system/portfolio-rebalance.timer",
                                                        "/etc/systemd/system/portfolio-rebalance-preflight.timer"}));
}

// Only what the program could not say itself becomes an alert.
TEST(Failure, SpeaksForAUnitThatCouldNot) {
  struct Case {
    const char *unit, *result, *code, *status;
    const char* says;  // null: silent
  };
  const Case cases[] = {
      {"portfolio-rebalance", "exit-code", "exited", "5", nullptr},
      {"portfolio-rebalance", "exit-code", "exited", "7", nullptr},
      {"portfolio-rebalance", "exit-code", "exited", "130", nullptr},
      {"portfolio-rebalance", "exit-code", "exited", "2", "Exit code 2"},
      {"portfolio-rebalance", "exit-code", "exited", "3", "the configuration is wrong"},
      {"portfolio-rebalance", "exit-code", "exited", "70", "a defect in bot"},
      {"portfolio-rebalance", "exit-code", "exited", "203", "Exit code 203"},
      {"portfolio-rebalance", "oom-kill", "killed", "KILL", "signal KILL (oom-kill)"},
      {"portfolio-rebalance", "timeout", "killed", "TERM", "signal TERM (timeout)"},
      {"portfolio-rebalance", "resources", "", "", "systemd says: resources"},
      {"portfolio-rebalance-watchdog", "exit-code", "exited", "7", nullptr},
      {"portfolio-rebalance-summary", "exit-code", "exited", "5", nullptr},
      {"portfolio-rebalance-watchdog", "exit-code", "exited", "3", "the configuration is wrong"},
      {"portfolio-rebalance-summary", "signal", "killed", "SEGV", "signal SEGV"},
  };
  for (const Case& one : cases) {
    const auto alert = failure_alert({.unit = one.unit,
                                      .result = one.result,
                                      .code = one.code,
                                      .status = one.status,
                                      .log_file = "/var/log/portfolio-rebalance.log"});
    ASSERT_EQ(alert.has_value(), one.says != nullptr) << one.unit << " " << one.status;
    if (!alert) continue;
    EXPECT_NE(alert->text.find(one.says), std::string::npos) << alert->text;
    EXPECT_EQ(alert->severity, ports::Severity::kCritical);
    EXPECT_FALSE(alert->to_do.empty());
    EXPECT_FALSE(alert->not_done.empty());
  }
}

}  // namespace
}  // namespace bot::systemd
