// `bot schedule`: puts the units on the machine, takes them off, says how they are.
#include <fmt/format.h>

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "app/commands/commands.hpp"
#include "app/delivery.hpp"
#include "app/hand_records.hpp"
#include "app/installation.hpp"
#include "app/options.hpp"
#include "base/text.hpp"
#include "base/web_address.hpp"
#include "config/env_file.hpp"
#include "config/mode.hpp"
#include "net/loop.hpp"
#include "notify/outbox.hpp"
#include "os/system_processes.hpp"
#include "report/json.hpp"
#include "report/schedule_report.hpp"
#include "schedule/schedule.hpp"
#include "sqlite/read_ledger.hpp"
#include "systemd/failure.hpp"

namespace bot::app {
namespace {

constexpr const char* kNoConfiguration =
    "# What differs from the defaults of bot; `portfolio-rebalance config show` prints every key.\n";

systemd::Scope chosen_scope(const ScheduleRequest& request) {
  return request.user ? systemd::Scope::kUser : systemd::Scope::kSystem;
}

Result<void> check_rights(const ScheduleRequest& request, std::string_view doing) {
  if (request.user || !request.prefix.empty() || os::is_root()) return {};
  return fail(ErrorCode::kUsage, fmt::format("{} for the whole machine needs root", doing), "command line",
              "Start it with sudo, or add --user for this user alone.");
}

report::ScheduleFacts gather_facts(const ScheduleRequest& request, report::ScheduleAction action) {
  return {.action = action, .scope = chosen_scope(request)};
}

// `ledger`: of the scheduled runs; a session that it has used up has no run any more.
void add_next_run(report::ScheduleFacts& facts, const config::Settings& settings, const std::string& ledger,
                  const ports::Files& files) {
  const run::RunOptions options = run_options(settings);
  const UtcTime now = net::Loop().now();
  const auto state = sqlite::read_state(ledger, files);
  facts.next_run = schedule::next_slot(now, options.schedule, calendar::Calendar(settings.calendar),
                                       state ? state->used_up() : std::nullopt);
  facts.simulated = options.simulated;
}

// The configuration this start would install: the file named, else the folder's own, else none.
struct FoundConfiguration {
  std::string path;  // empty: none
  std::string text;
};
Result<FoundConfiguration> configuration_here(const Environment& environment) {
  FoundConfiguration found{.path = environment.flags.config_file, .text = kNoConfiguration};
  if (found.path.empty() && environment.files.exists("config/config.local.yaml"))
    found.path = "config/config.local.yaml";
  if (found.path.empty()) return found;
  BOT_TRY(found.text, environment.files.read(found.path));
  return found;
}

// What the environment or .env says of the gateway and the accounts, for those who keep it there.
std::string ib_variables() {
  config::Remarks ignored;
  const config::EnvFile env = config::read_env_file(".env", ".env", ignored);
  std::string text;
  for (const char* name : {"IB_HOST", "IB_PORT", "IB_CLIENT_ID", "IB_ACCOUNT_PAPER", "IB_ACCOUNT_LIVE"}) {
    const char* set = std::getenv(name);
    const auto line = env.lines.find(name);
    const std::string value = set != nullptr ? set : line != env.lines.end() ? line->second.value : "";
    if (!value.empty()) text += fmt::format("{}={}\n", name, value);
  }
  return text;
}

// The first look, as the runs will have it: the owner's phone learns that bot is in service, the terminal what is
// missing.
void look_once(const systemd::Layout& layout, Mode mode, ports::Processes& processes, systemd::Report& report) {
  if (!layout.prefix.empty()) return;
  const auto looked =
      processes.run({layout.hand_program, "--log-level", "error", "preflight", fmt::format("--{}", name(mode))});
  if (looked && looked->status == 0) {
    report.done.emplace_back("first check: trade-ready");
    return;
  }
  const std::string said(looked ? trim(looked->out.empty() ? looked->err : looked->out) : looked.error().text());
  const auto last = said.rfind('\n');
  report.warnings.push_back(fmt::format("not trade-ready yet: {} ({} preflight shows all of it)",
                                        last == std::string::npos ? said : said.substr(last + 1), systemd::kName));
}

Result<int> install_schedule(const ScheduleRequest& request, Environment& environment) {
  BOT_TRY_VOID(check_rights(request, "installing"));
  if (!environment.flags.sets.empty())
    return fail(ErrorCode::kUsage, "--set has no place in an installation", "--set",
                "Write the setting into the configuration file; the scheduled runs read nothing else.");
  BOT_TRY(const systemd::Layout layout, layout_for(chosen_scope(request), request.prefix));
  os::SystemProcesses processes;
  const systemd::Machine machine{environment.files, processes};
  BOT_TRY_VOID(systemd::check_systemd(machine, layout));
  BOT_TRY(const FoundConfiguration here, configuration_here(environment));

  systemd::Installation installation;
  installation.layout = layout;
  installation.config_text = here.text;
  installation.replace_config = !environment.flags.config_file.empty();
  BOT_TRY(installation.program, os::own_program());
  const std::string installed = layout.on_disk(layout.config_file);
  const bool keeps = environment.files.exists(installed) && !installation.replace_config;
  std::string environment_text = ib_variables();
  installation.environment_text = environment_text;
  if (environment.files.exists(layout.on_disk(layout.environment_file))) {
    BOT_TRY(environment_text, environment.files.read(layout.on_disk(layout.environment_file)));
  }
  const std::string effective = keeps ? installed : here.path.empty() ? "/dev/null" : here.path;
  BOT_TRY(const config::Loaded loaded, load_as_installed(effective, environment_text, layout));
  const Mode mode = request.live ? Mode::kLive : Mode::kPaper;
  BOT_TRY(installation.options, unit_options(loaded, mode, layout, environment.files));
  installation.options.notifier_needs_loopback = installation.options.notifier_needs_loopback ||
                                                 is_loopback_address(environment.loaded.webhook.reveal()) ||
                                                 is_loopback_address(environment.loaded.dead_man.reveal());
  installation.secrets = {{installation.options.variables.webhook, environment.loaded.webhook},
                          {installation.options.variables.dead_man, environment.loaded.dead_man}};

  BOT_TRY(HandRecords by_hand, find_hand_records(environment, installation));
  installation.takeovers = std::move(by_hand.takeovers);
  BOT_TRY(systemd::Report report, systemd::install(installation, machine));
  by_hand.locks.clear();
  report.warnings.insert(report.warnings.end(), by_hand.warnings.begin(), by_hand.warnings.end());
  if (!loaded.settings.gateway.clock.empty() && installation.options.embedded)
    report.warnings.emplace_back("embedded.clock is set: each scheduled run would live at that instant");
  const std::string webhook = layout.on_disk(layout.credentials_folder + "/" + installation.options.variables.webhook);
  if (const auto text = environment.files.read(webhook); text && trim(*text).empty())
    report.warnings.push_back(
        fmt::format("no webhook is set, so no alert will reach you: put its address into {}", webhook));
  look_once(layout, mode, processes, report);
  report::ScheduleFacts facts = gather_facts(request, report::ScheduleAction::kInstall);
  facts.mode = mode;
  add_next_run(facts, loaded.settings, layout.on_disk(units_ledger(layout, installation.options)), environment.files);
  environment.print(report::schedule_json(report, facts), report::schedule_text(report, facts, environment.style));
  return 0;
}

Result<int> uninstall_schedule(const ScheduleRequest& request, Environment& environment) {
  BOT_TRY_VOID(check_rights(request, "uninstalling"));
  BOT_TRY(const systemd::Layout layout, layout_for(chosen_scope(request), request.prefix));
  os::SystemProcesses processes;
  BOT_TRY(const systemd::Report report, systemd::uninstall(layout, {environment.files, processes}));
  const report::ScheduleFacts facts = gather_facts(request, report::ScheduleAction::kUninstall);
  environment.print(report::schedule_json(report, facts), report::schedule_text(report, facts, environment.style));
  return 0;
}

Result<int> schedule_status(const ScheduleRequest& request, Environment& environment) {
  BOT_TRY(const systemd::Layout layout, layout_for(chosen_scope(request), request.prefix));
  os::SystemProcesses processes;
  const systemd::Machine machine{environment.files, processes};
  report::ScheduleFacts facts = gather_facts(request, report::ScheduleAction::kStatus);
  systemd::Status status = systemd::read_status(layout, std::nullopt, machine);
  if (status.mode) {
    facts.mode = status.mode;
    const auto wanted = installed_options(layout, *status.mode, environment.files);
    if (wanted) {
      status = systemd::read_status(layout, *wanted, machine);
      if (const auto loaded = load_installed(layout, environment.files))
        add_next_run(facts, loaded->settings, layout.on_disk(units_ledger(layout, *wanted)), environment.files);
    } else if (status.problem.empty()) {
      status.problem = wanted.error().text();
    }
  }
  environment.print(report::schedule_json(status, facts), report::schedule_text(status, facts, environment.style));
  return 0;
}

std::string monitor_variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

Result<int> report_failed_unit(const ScheduleRequest& request, Environment& environment) {
  const config::Settings& settings = environment.settings();
  BOT_TRY(const AccountId account, config::account_for(environment.loaded, Mode::kDryRun));
  net::Loop wall_clock;
  const auto alert = systemd::failure_alert({.unit = request.unit,
                                             .result = monitor_variable("MONITOR_SERVICE_RESULT"),
                                             .code = monitor_variable("MONITOR_EXIT_CODE"),
                                             .status = monitor_variable("MONITOR_EXIT_STATUS"),
                                             .log_file = environment.flags.log_file,
                                             .at = wall_clock.now(),
                                             .simulated = settings.gateway.kind == config::GatewayKind::kEmbedded});
  report::Json document = report::document("schedule");
  document["action"] = "failed";
  document["unit"] = request.unit;
  document["alert"] = alert ? report::Json(alert->title) : report::Json(nullptr);
  if (alert) {
    notify::Outbox outbox(environment.files, wall_clock, outbox_folder(environment, account));
    BOT_TRY_VOID(outbox.put(*alert));
    environment.log.error(fmt::format("{}: {}", alert->title, alert->text));
  }
  environment.print(document, alert ? alert->title + "\n" : request.unit + " has reported its end itself\n");
  return 0;
}

}  // namespace

Result<int> execute(const ScheduleRequest& request, Environment& environment) {
  switch (request.action) {
    case ScheduleRequest::Action::kInstall:
      return install_schedule(request, environment);
    case ScheduleRequest::Action::kUninstall:
      return uninstall_schedule(request, environment);
    case ScheduleRequest::Action::kStatus:
      return schedule_status(request, environment);
    case ScheduleRequest::Action::kFailed:
      return report_failed_unit(request, environment);
  }
  BOT_CHECK(false);
}

}  // namespace bot::app
