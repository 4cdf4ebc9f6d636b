// What can be seen without the gateway: files, clock data, calendar, cache, disk, alerts, timers.
#include <fmt/format.h>

#include "base/wording.hpp"
#include "calendar/new_york.hpp"
#include "data/refresh.hpp"
#include "monitor/doctor.hpp"
#include "monitor/judgements.hpp"
#include "monitor/strategy_file.hpp"
#include "ports/kill_file.hpp"

namespace bot::monitor {
namespace {

void check_settings(const DoctorOptions& options, CheckList& list) {
  const std::string read = fmt::format("{}", fmt::join(options.config_files, ", "));
  list.push_back(good("config", "configuration read: " + (read.empty() ? std::string("built-in defaults") : read)));
  for (const Error& remark : options.config_warnings) {
    list.push_back(warning(
        "config", remark.where.empty() ? remark.message() : fmt::format("{} ({})", remark.message(), remark.where),
        remark.fix.empty() ? "bot config show lists every value." : remark.fix));
  }
}

void check_private_files(const DoctorPorts& ports, const DoctorOptions& options, CheckList& list) {
  const auto look = [&](const std::string& what, const std::string& path) {
    if (!ports.files.exists(path)) return;
    const auto mode = ports.disk.mode_of(path);
    list.push_back(mode ? judge_private_file(what, path, *mode)
                        : bad("secrets", mode.error().text(), "Check owner and permissions."));
  };
  if (ports.files.exists(options.secrets_file))
    look("the file of secrets", options.secrets_file);
  else
    list.push_back(good("secrets", "no .env: secrets come from the environment or from credentials"));
  look("the key that seals an arming", options.seal_key_file);
  const std::string& folder = options.account.ledger_folder;
  if (!ports.files.exists(folder)) return;
  const auto mode = ports.disk.mode_of(folder);
  if (mode && (mode->bits & 027U) != 0)  // the notifier's group may read the outbox in it
    list.push_back(warning(
        "secrets", fmt::format("the folder of records {} has mode {:04o}: others can look into it", folder, mode->bits),
        fmt::format("chmod 750 {}", folder)));
}

void check_cache(const DoctorPorts& ports, const DoctorOptions& options, CheckList& list) {
  const auto final_session = data::last_final_session(ports.calendar, ports.loop.now());
  if (!final_session) return;
  std::vector<std::string> missing;
  std::vector<std::string> broken;
  int oldest = 0;
  Symbol oldest_symbol;
  for (const Symbol& symbol : options.account.universe) {
    const auto series = ports.store.load(symbol);
    if (!series) {
      broken.push_back(symbol.value());
    } else if (!*series || (*series)->bars.empty()) {
      missing.push_back(symbol.value());
    } else {
      const int age = ports.calendar.sessions_between((*series)->bars.back().date, *final_session);
      if (age > oldest) {
        oldest = age;
        oldest_symbol = symbol;
      }
    }
  }
  const std::string fix = "bot fetch brings it up to date; a run does so by itself.";
  if (!broken.empty())
    list.push_back(bad("cache", fmt::format("the cached bars of {} cannot be read", fmt::join(broken, ", ")),
                       "bot fetch --force-refresh, then bot validate."));
  if (!missing.empty())
    list.push_back(
        warning("cache", fmt::format("no bars in {} for {}", options.cache_folder, fmt::join(missing, ", ")), fix));
  if (oldest > options.max_stale_sessions)
    list.push_back(warning("cache", fmt::format("the bars of {} end {} sessions ago", oldest_symbol, oldest), fix));
  else if (broken.empty() && missing.empty())
    list.push_back(good("cache", oldest == 0
                                     ? std::string("cached bars reach to the last session")
                                     : fmt::format("cached bars are at most {} old", counted(oldest, "session"))));
}

void check_ledger(const DoctorPorts& ports, const DoctorOptions& options, const Result<ledger::LedgerState>& state,
                  CheckList& list) {
  list.push_back(judge_ledger(options.account.ledger_folder, state ? std::nullopt : std::optional(state.error()),
                              state ? state->events : 0, {}));
  if (!state) return;
  list.push_back(judge_halt(state->halt, ports::read_kill_file(ports.files, options.account.halt_file)));
  if (!options.account.execution_live) return;
  const auto facts = ports.arming_facts();
  if (!facts)
    list.push_back(bad("arming", facts.error().text(), "Correct what it names."));
  else if (const auto refusal = ledger::arming_refusal(state->armed, options.account.id, *facts, ports.loop.now()))
    list.push_back(warning("arming", refusal->why, "bot arm, at a terminal."));
  else
    list.push_back(
        good("arming", fmt::format("live trading is armed until {}", calendar::new_york_text(state->armed->expires))));
}

}  // namespace

void check_machine(const DoctorPorts& ports, const DoctorOptions& options, const Result<ledger::LedgerState>& state,
                   CheckList& list) {
  const UtcTime now = ports.loop.now();
  check_settings(options, list);
  check_private_files(ports, options, list);
  list.push_back(good("time_zone", "time zone data knows America/New_York: it is " + calendar::new_york_text(now)));
  list.push_back(judge_horizon(calendar::to_new_york(now).date, calendar::Calendar::last_day()));
  const auto space = ports.disk.space_at(options.state_folder);
  list.push_back(space ? judge_disk(*space) : bad("disk", space.error().text(), "Check owner and permissions."));
  check_cache(ports, options, list);
  if (const auto weights = read_next_weights(ports.weights, options.account, now,
                                             state ? state->used_up() : std::nullopt, ports.calendar))
    list.push_back(judge_weights(*weights, now));
  check_ledger(ports, options, state, list);
}

void check_alert_channels(const AlertChannels& channels, CheckList& list) {
  if (channels.outbox) list.push_back(judge_outbox(*channels.outbox));
  if (!channels.webhook_set)
    list.push_back(
        warning("webhook",
                fmt::format("no webhook is set ({}){}", channels.variables.webhook,
                            channels.outbox ? ""
                                            : fmt::format(": {} waiting for more than ten minutes",
                                                          counted(channels.alerts_waiting, "alert"))),
                fmt::format("Put {}=https://discord.com/api/webhooks/... into .env (mode 0600); bot init does.",
                            channels.variables.webhook)));
  else if (channels.webhook_given_up)
    list.push_back(bad("webhook",
                       "no alert gets through: the webhook said that it does not exist any more; alerts wait",
                       "Make a new webhook in Discord and put its address in place of the old one."));
  else if (!channels.silence.empty())
    list.push_back(bad("webhook", "no alert gets through: " + channels.silence,
                       "Correct the webhook in Discord or its address; bot alert test tries it again."));
  else if (channels.alerts_waiting > 0)
    list.push_back(warning("webhook",
                           fmt::format("a webhook is set, {} waiting for it for more than ten minutes",
                                       counted(channels.alerts_waiting, "alert")),
                           "bot alert deliver sends them and says what is wrong."));
  else
    list.push_back(good("webhook", channels.outbox ? "a webhook is set"
                                                   : "a webhook is set; bot alert test sends a message through it"));

  if (channels.outbox && !channels.dead_man_set)
    list.push_back(warning("dead_man",
                           fmt::format("no dead-man's switch is set here ({}), and whether another program's has "
                                       "answered stands in the outbox",
                                       channels.variables.dead_man),
                           "Make the outbox readable first."));
  else if (!channels.dead_man_set && !channels.dead_man_answered)
    list.push_back(
        warning("dead_man",
                fmt::format("no dead-man's switch ({}): a day on which this machine is off passes in silence",
                            channels.variables.dead_man),
                fmt::format("Make a check at healthchecks.io or the like and put {}=https://... into .env.",
                            channels.variables.dead_man)));
  else if (!channels.dead_man_problem.empty())
    list.push_back(warning(
        "dead_man", fmt::format("the dead-man's address did not answer last time: {}", channels.dead_man_problem),
        "Look at the address; bot arm asks it again."));
  else if (channels.dead_man_answered)
    list.push_back(
        good("dead_man", fmt::format("the dead-man's switch last answered {}", to_iso(*channels.dead_man_answered))));
  else
    list.push_back(good("dead_man", channels.outbox ? "a dead-man's switch is set"
                                                    : "a dead-man's switch is set; it has not been asked yet"));
}

}  // namespace bot::monitor
