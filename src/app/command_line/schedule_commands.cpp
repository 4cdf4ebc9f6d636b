// Flags of schedule.
#include "app/command_line/command_tree.hpp"

namespace bot::app {
namespace {

void add_place_flags(CLI::App* sub, const std::shared_ptr<ScheduleRequest>& request) {
  sub->add_flag("--user", request->user, "For this user alone, without root: XDG folders, systemctl --user");
  sub->add_option("--prefix", request->prefix, "Below this folder, to look at: nothing is started or stopped")
      ->type_name("DIR");
}

}  // namespace

void add_schedule_commands(CommandTree& tree) {
  using Action = ScheduleRequest::Action;
  CLI::App& schedule = tree.parent("schedule", "The timers that start bot before each close");

  auto install = std::make_shared<ScheduleRequest>(ScheduleRequest{.action = Action::kInstall});
  auto* sub = tree.add(schedule, "install", "Install program, units and timers; safe to repeat",
                       "sudo bot schedule install --paper\n  bot schedule install --paper --user", install);
  auto* modes = sub->add_option_group("mode", "Exactly one");
  modes->add_flag_callback(
      "--paper", [install] { install->live = false; }, "The paper account");
  modes->add_flag_callback(
      "--live", [install] { install->live = true; }, "Real money; needs execution.live, accounts.live and an arming");
  modes->require_option(1);
  add_place_flags(sub, install);

  auto uninstall = std::make_shared<ScheduleRequest>(ScheduleRequest{.action = Action::kUninstall});
  sub = tree.add(
      schedule, "uninstall",
      "Emergency stop: end a run in flight, remove units and program; keep ledger, configuration, secrets, logs",
      "sudo bot schedule uninstall", uninstall);
  add_place_flags(sub, uninstall);

  auto status = std::make_shared<ScheduleRequest>(ScheduleRequest{.action = Action::kStatus});
  sub = tree.add(schedule, "status", "What is installed, when it fires next, how it last ended", "bot schedule status",
                 status);
  add_place_flags(sub, status);

  auto failed = std::make_shared<ScheduleRequest>(ScheduleRequest{.action = Action::kFailed});
  sub = tree.add(schedule, "failed", "What the units call when one of them ended badly: an alert into the outbox",
                 "bot schedule failed portfolio-rebalance", failed);
  sub->add_option("unit", failed->unit, "Name of the unit, without .service")->required()->type_name("UNIT");
}

}  // namespace bot::app
