#include "systemd/render.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/check.hpp"
#include "calendar/calendar.hpp"
#include "schedule/timers.hpp"
#include "systemd/sandbox.hpp"

namespace bot::systemd {
namespace {

namespace chr = std::chrono;

// A run that still hangs this long after the close is ended; its orders have expired before.
constexpr Duration kHangAfterClose = chr::minutes{15};

constexpr const char* kHead =
    "# Written by `bot schedule install`, which writes it anew; put changes into a drop-in.\n";

std::string_view weekdays(schedule::TimerDays days) {
  switch (days) {
    case schedule::TimerDays::kWeekdays:
      return "Mon..Fri";
    case schedule::TimerDays::kSundays:
      return "Sun";
  }
  BOT_CHECK(false, "days without a word");
}

// OnCalendar= expressions of one timer.
std::vector<std::string> expressions(schedule::Timer timer, const Options& options) {
  std::vector<std::string> all;
  for (const schedule::TimerSlot& slot : schedule::timer_slots(options.schedule)) {
    if (slot.timer != timer) continue;
    const auto minutes = chr::duration_cast<chr::minutes>(slot.time_of_day).count();
    all.push_back(
        fmt::format("{} *-*-* {:02}:{:02}:00 America/New_York", weekdays(slot.days), minutes / 60, minutes % 60));
  }
  return all;
}

long long longest_run_seconds(const Options& options) {
  const Duration longest = std::max(calendar::kRegularClose - options.schedule.time,
                                    calendar::kEarlyClose - schedule::early_run(options.schedule)) +
                           kHangAfterClose;
  return chr::duration_cast<chr::seconds>(longest).count();
}

std::string unit_name(std::string_view part, std::string_view suffix) {
  return part.empty() ? fmt::format("{}.{}", kName, suffix) : fmt::format("{}-{}.{}", kName, part, suffix);
}

std::string command_line(const Layout& layout, const std::string& config, std::string_view command) {
  return fmt::format("ExecStart={} --config {} --log-file {} {}\n", unit_word(layout.program), unit_word(config),
                     unit_word(layout.log_file), command);
}

struct Service {
  std::string_view part;
  std::string what;
  std::string config;
  std::string command;
  long long start_limit_s = 600;
  std::string unit_lines{};     // more of [Unit]
  std::string service_lines{};  // more of [Service]
  bool reports_failure = true;
  Sandbox sandbox;
};

RenderedFile service_file(const Service& service, const Layout& layout) {
  std::string text = kHead;
  text += fmt::format("[Unit]\nDescription={}\n", service.what);
  if (service.reports_failure) text += fmt::format("OnFailure={}-failed@%N.service\n", kName);
  text += service.unit_lines;
  text += "\n[Service]\nType=oneshot\n";
  text += command_line(layout, service.config, service.command);
  if (service.config == layout.config_file)
    text += fmt::format("EnvironmentFile=-{}\n", unit_line(layout.environment_file));
  text += "Environment=LANG=C.UTF-8\n";
  text += fmt::format("TimeoutStartSec={}\n", service.start_limit_s);
  text += service.service_lines;
  text += sandbox_lines(service.sandbox, layout);
  const std::string suffix = service.part == "failed" ? "@.service" : ".service";
  const std::string name = service.part.empty() ? kName + suffix : fmt::format("{}-{}{}", kName, service.part, suffix);
  return {.path = layout.unit_folder + "/" + name, .text = text};
}

RenderedFile timer_file(std::string_view part, const std::string& what, const std::vector<std::string>& calendar,
                        std::string_view accuracy, const Layout& layout) {
  std::string text = kHead;
  text += fmt::format("[Unit]\nDescription={}\n\n[Timer]\n", what);
  for (const std::string& expression : calendar) text += fmt::format("OnCalendar={}\n", expression);
  text += fmt::format("AccuracySec={}\nRandomizedDelaySec=0\nPersistent=false\n\n[Install]\nWantedBy=timers.target\n",
                      accuracy);
  return {.path = layout.unit_folder + "/" + unit_name(part, "timer"), .text = text};
}

// What the trader, the pre-flight, the watchdog and the summary have in common: the gateway and the records.
Sandbox gateway_sandbox(const Options& options) {
  return {.reach = Reach::kGateway,
          .gateway_address = options.gateway_address,
          .writes_state = true,
          .writable = options.outside_folders};
}

Service trader(const Options& options, const Layout& layout) {
  return {.part = "",
          .what = fmt::format("Portfolio rebalance, {}: one run before the close", name(options.mode)),
          .config = layout.config_file,
          .command = fmt::format("trade --{} --scheduled", name(options.mode)),
          .start_limit_s = longest_run_seconds(options),
          .unit_lines = "StartLimitIntervalSec=300\nStartLimitBurst=4\n",
          // A run that was killed is started again: it recovers first and never sends an order twice. What it does
          // after SIGTERM (cancel, reconcile) takes up to 20 s beyond the wait for the gateway's answers.
          .service_lines = "TimeoutStopSec=120\nKillMode=mixed\nRestart=on-abnormal\nRestartSec=5\n",
          .sandbox = gateway_sandbox(options)};
}

Service checking(std::string_view part, std::string what, std::string command, const Options& options,
                 const Layout& layout) {
  return {.part = part,
          .what = std::move(what),
          .config = layout.config_file,
          .command = std::move(command),
          .sandbox = gateway_sandbox(options)};
}

std::string credential_line(const Layout& layout, const std::string& variable) {
  return fmt::format("LoadCredential={}\n",
                     unit_word(fmt::format("{}:{}/{}", variable, layout.credentials_folder, variable)));
}

Service notifier(const Options& options, const Layout& layout) {
  return {.part = "notifier",
          .what = "Portfolio rebalance: delivers the alerts that wait in the outbox",
          .config = layout.notifier_config,
          .command = "alert deliver",
          .start_limit_s = 120,
          // Quiet while nothing waits, although the timer asks each minute.
          .unit_lines = fmt::format("ConditionDirectoryNotEmpty={}/pending\nStartLimitIntervalSec=0\n",
                                    unit_line(outbox_path(options, layout))),
          .service_lines =
              credential_line(layout, options.variables.webhook) + credential_line(layout, options.variables.dead_man),
          .reports_failure = false,
          .sandbox = {.reach = Reach::kInternet,
                      .loopback = options.notifier_needs_loopback,
                      .name_servers = options.name_servers,
                      .writable = {outbox_path(options, layout)}}};
}

Service failed(const Options& options, const Layout& layout) {
  return {.part = "failed",
          .what = "Portfolio rebalance: puts an alert into the outbox that %i ended badly",
          .config = layout.notifier_config,
          .command = "schedule failed %i",
          .start_limit_s = 60,
          .unit_lines = "StartLimitIntervalSec=0\n",
          .reports_failure = false,
          .sandbox = {.reach = Reach::kNothing, .writable = {outbox_path(options, layout)}}};
}

RenderedFile notifier_path(const Options& options, const Layout& layout) {
  const std::string outbox = outbox_path(options, layout);
  std::string text = kHead;
  text += "[Unit]\nDescription=Portfolio rebalance: something new in the outbox\nStartLimitIntervalSec=0\n\n[Path]\n";
  text += fmt::format("PathChanged={}/pending\n", unit_line(outbox));
  text += "\n[Install]\nWantedBy=paths.target\n";
  return {.path = layout.unit_folder + "/" + unit_name("notifier", "path"), .text = text};
}

std::string yaml_text(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

// The notifier reads this in place of the owner's configuration: a mistake in that one must not silence the alert
// about it.
RenderedFile notifier_config(const Options& options, const Layout& layout) {
  const bool paper = options.mode == Mode::kPaper;
  return {.path = layout.notifier_config,
          .text = fmt::format("# Written by `bot schedule install` for the notifier alone.\n"
                              "gateway: {{kind: {}}}\n"
                              "embedded: {{account: {}}}\n"
                              "accounts: {{paper: {}, live: {}}}\n"
                              "alerts: {{discord: {{webhook_env: {}}}, dead_man_url_env: {}}}\n"
                              "paths: {{state: {}}}\n",
                              options.embedded ? "embedded" : "tws", options.account, paper ? options.account : "\"\"",
                              paper ? "\"\"" : options.account, options.variables.webhook, options.variables.dead_man,
                              yaml_text(layout.below_state_folder(options.records_folder)))};
}

std::string shell_word(const std::string& text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

RenderedFile hand_program(const Options& options, const Layout& layout) {
  std::string text = "#!/bin/sh\n# bot by hand, on the configuration and the records of the scheduled runs.\nset -eu\n";
  if (layout.scope == Scope::kSystem) {
    text += "if [ \"$(id -u)\" != 0 ]; then exec sudo -- \"$0\" \"$@\"; fi\n";
    text += fmt::format("case ${{1-}} in schedule) exec {} --config {} \"$@\" ;; esac\n", shell_word(layout.program),
                        shell_word(layout.config_file));
  }
  text += fmt::format("cd {}\numask 077\n", shell_word(layout.state_folder));
  text += fmt::format("if [ -r {0} ]; then set -a; . {0}; set +a; fi\n", shell_word(layout.environment_file));
  // Only what must reach the webhook gets to know it.
  text += "case ${1-} in alert | doctor | arm)\n";
  for (const std::string& variable : {options.variables.webhook, options.variables.dead_man})
    text += fmt::format("  if [ -s {0} ]; then {1}=$(cat {0}); export {1}; fi\n",
                        shell_word(layout.credentials_folder + "/" + variable), variable);
  text += "esac\n";
  text += layout.scope == Scope::kSystem ? fmt::format("exec setpriv --reuid={0} --regid={0} --init-groups -- ", kName)
                                         : std::string("exec ");
  text += fmt::format("{} --config {} \"$@\"\n", shell_word(layout.program), shell_word(layout.config_file));
  return {.path = layout.hand_program, .text = text, .mode = 0755};
}

RenderedFile log_rotation(const Layout& layout) {
  const bool system = layout.scope == Scope::kSystem;
  const std::string create = system ? fmt::format("  create 0640 {0} {0}\n", kName) : "  create 0640\n";
  return {.path = layout.log_rotation,
          .text = fmt::format("\"{}\" \"{}\" {{\n  weekly\n  maxsize 10M\n  rotate 8\n  compress\n  delaycompress\n"
                              "  missingok\n  notifempty\n{}}}\n",
                              layout.log_file, layout.error_log_file, create)};
}

// A user has no system-wide log rotation, so it is one more timer.
void add_user_rotation(std::vector<RenderedFile>& files, const Layout& layout) {
  files.push_back(
      {.path = layout.unit_folder + "/" + unit_name("logrotate", "service"),
       .text = fmt::format("{}[Unit]\nDescription=Portfolio rebalance: log rotation\n"
                           "ConditionFileIsExecutable=/usr/sbin/logrotate\n\n[Service]\nType=oneshot\n"
                           "ExecStart=/usr/sbin/logrotate --state {} {}\n",
                           kHead, unit_word(layout.state_folder + "/log/rotation"), unit_word(layout.log_rotation))});
  files.push_back(
      timer_file("logrotate", "Portfolio rebalance: log rotation, weekly", {"Sat *-*-* 12:00:00"}, "1h", layout));
}

}  // namespace

std::string outbox_path(const Options& options, const Layout& layout) {
  return ports::outbox_folder(layout.below_state_folder(options.ledger_folder));
}

std::vector<std::string> run_calendar(const Options& options) { return expressions(schedule::Timer::kTrade, options); }

std::vector<RenderedFile> render_files(const Options& options, const Layout& layout) {
  std::vector<RenderedFile> files;
  files.push_back(service_file(trader(options, layout), layout));
  files.push_back(
      timer_file("", "Portfolio rebalance: before the close, full and early", run_calendar(options), "1s", layout));
  files.push_back(service_file(checking("preflight", "Portfolio rebalance: is everything ready to trade?",
                                        "preflight --scheduled", options, layout),
                               layout));
  files.push_back(timer_file("preflight", "Portfolio rebalance: checks before the run, in the morning and on Sunday",
                             expressions(schedule::Timer::kPreflight, options), "1s", layout));
  files.push_back(service_file(
      checking("watchdog", "Portfolio rebalance: did it run?", "watchdog --scheduled", options, layout), layout));
  files.push_back(timer_file("watchdog", "Portfolio rebalance: twenty minutes after the close",
                             expressions(schedule::Timer::kWatchdog, options), "1s", layout));
  files.push_back(service_file(checking("summary", "Portfolio rebalance: the summary of the day",
                                        "report daily --send --scheduled", options, layout),
                               layout));
  files.push_back(timer_file("summary", "Portfolio rebalance: thirty-five minutes after the close",
                             expressions(schedule::Timer::kSummary, options), "1s", layout));
  files.push_back(service_file(notifier(options, layout), layout));
  files.push_back(notifier_path(options, layout));
  files.push_back(
      timer_file("notifier", "Portfolio rebalance: looks into the outbox each minute", {"*-*-* *:*:00"}, "5s", layout));
  files.push_back(service_file(failed(options, layout), layout));
  files.push_back(notifier_config(options, layout));
  files.push_back(log_rotation(layout));
  files.push_back(hand_program(options, layout));
  if (layout.scope == Scope::kUser) add_user_rotation(files, layout);
  return files;
}

std::vector<std::string> enabled_units(Scope scope) {
  std::vector<std::string> units{unit_name("", "timer"),         unit_name("preflight", "timer"),
                                 unit_name("watchdog", "timer"), unit_name("summary", "timer"),
                                 unit_name("notifier", "timer"), unit_name("notifier", "path")};
  if (scope == Scope::kUser) units.push_back(unit_name("logrotate", "timer"));
  return units;
}

std::vector<std::string> service_units() {
  return {unit_name("", "service"), unit_name("preflight", "service"), unit_name("watchdog", "service"),
          unit_name("summary", "service"), unit_name("notifier", "service")};
}

}  // namespace bot::systemd
