// What can be seen without the gateway: files, clock data, calendar, cache, disk, alerts, timers.
#include <fmt/format.h>
#include <filesystem>

#include "app/account_ledger.hpp"
#include "app/arming_facts.hpp"
#include "app/delivery.hpp"
#include "app/doctor/check_list.hpp"
#include "app/options.hpp"
#include "calendar/new_york.hpp"
#include "data/refresh.hpp"
#include "notify/dead_man.hpp"
#include "os/system_processes.hpp"

namespace bot::app {
namespace {

constexpr const char* kTimer = "portfolio-rebalance.timer";

void check_settings(const Environment& environment, CheckList& list) {
  std::string read;
  for (const std::string& file : environment.loaded.files) read += (read.empty() ? "" : ", ") + file;
  list.good("config", "configuration read: " + (read.empty() ? std::string("built-in defaults") : read));
  for (const Error& warning : environment.loaded.warnings) {
    if (warning.where.starts_with("built-in")) continue;  // nothing the owner wrote
    list.warn("config", warning.where.empty() ? warning.what : fmt::format("{} ({})", warning.what, warning.where),
              warning.fix.empty() ? "bot config show lists every value." : warning.fix);
  }
}

void check_private_files(const Environment& environment, const AccountId& account, CheckList& list) {
  const auto look = [&](const std::string& what, const std::string& path) {
    if (!environment.files.exists(path)) return;
    const auto mode = os::mode_of(path);
    list.add(mode ? judge_private_file(what, path, *mode)
                  : Check{"secrets", Mark::kBad, mode.error().text(), "Check owner and permissions."});
  };
  if (environment.files.exists(".env"))
    look("the file of secrets", ".env");
  else
    list.good("secrets", "no .env: secrets come from the environment or from credentials");
  look("the key that seals an arming", environment.settings().paths.state + "/host.key");
  const std::string folder = ledger_folder(environment, account);
  if (!environment.files.exists(folder)) return;
  const auto mode = os::mode_of(folder);
  if (mode && (mode->bits & 027U) != 0)  // the notifier's group may read the outbox in it
    list.warn("secrets",
              fmt::format("the folder of records {} has mode {:04o}: others can look into it", folder, mode->bits),
              fmt::format("chmod 750 {}", folder));
}

void check_cache(const World& world, CheckList& list) {
  const config::Settings& settings = world.environment.settings();
  const auto final_session = data::last_final_session(world.calendar, world.loop.now());
  if (!final_session) return;
  std::string missing;
  std::string broken;
  int oldest = 0;
  Symbol oldest_symbol;
  for (const Symbol& symbol : settings.universe) {
    const auto series = world.store.load(symbol);
    if (!series) {
      broken += (broken.empty() ? "" : ", ") + symbol.value();
    } else if (!*series || (*series)->bars.empty()) {
      missing += (missing.empty() ? "" : ", ") + symbol.value();
    } else {
      const int age = world.calendar.sessions_between((*series)->bars.back().date, *final_session);
      if (age > oldest) {
        oldest = age;
        oldest_symbol = symbol;
      }
    }
  }
  const std::string fix = "bot fetch brings it up to date; a run does so by itself.";
  if (!broken.empty())
    list.bad("cache", fmt::format("the cached bars of {} cannot be read", broken),
             "bot fetch --force-refresh, then bot validate.");
  if (!missing.empty()) list.warn("cache", fmt::format("no bars in {} for {}", settings.paths.cache, missing), fix);
  if (oldest > settings.validation.max_stale_sessions)
    list.warn("cache", fmt::format("the bars of {} end {} sessions ago", oldest_symbol, oldest), fix);
  else if (broken.empty() && missing.empty())
    list.good("cache", oldest == 0
                           ? std::string("cached bars reach to the last session")
                           : fmt::format("cached bars are at most {} session{} old", oldest, oldest == 1 ? "" : "s"));
}

void check_disk(const Environment& environment, CheckList& list) {
  const std::string& folder = environment.settings().paths.state;
  const auto left = os::disk_left(folder);
  if (!left) return list.bad("disk", left.error().text(), "Check owner and permissions.");
  list.add(judge_disk(folder, *left));
}

void check_permission_to_trade(World& world, const AccountId& account, CheckList& list) {
  const Environment& environment = world.environment;
  const auto state = read_state(environment, account);
  if (!state) {
    list.bad("ledger", state.error().text(), "bot audit verify says more; nothing is traded on a damaged ledger.");
    return;
  }
  list.good("ledger", fmt::format("{} records, every hash fits", state->events));
  if (state->halt)
    list.bad("halt", fmt::format("halted ({}): {}", name(state->halt->reason), state->halt->why),
             fmt::format("bot resume --halt {} --by NAME, once the reason is gone.", state->halt->id));
  else if (environment.files.exists(halt_file(environment, account)))
    list.bad("halt", "the kill file is in place", "bot resume --halt FILE --by NAME, once the reason is gone.");
  if (!environment.settings().execution.live) return;
  const auto facts = arming_facts(environment);
  if (!facts) {
    list.bad("arming", facts.error().text(), "Correct what it names.");
  } else if (const auto refusal = ledger::arming_refusal(state->armed, account, *facts, world.loop.now())) {
    list.warn("arming", refusal->why, "bot arm, at a terminal.");
  } else {
    list.good("arming", fmt::format("live trading is armed until {}", calendar::new_york_text(state->armed->expires)));
  }
}

}  // namespace

void check_machine(World& world, const AccountId& account, CheckList& list) {
  const Environment& environment = world.environment;
  check_settings(environment, list);
  check_private_files(environment, account, list);
  list.good("time_zone", "time zone data knows America/New_York: it is " + calendar::new_york_text(world.loop.now()));
  list.add(judge_horizon(calendar::to_new_york(world.loop.now()).date, calendar::Calendar::last_day()));
  check_disk(environment, list);
  check_cache(world, list);
  check_permission_to_trade(world, account, list);
}

void check_alerts(Environment& environment, const AccountId& account, CheckList& list) {
  const config::AlertsSettings& names = environment.settings().alerts;
  net::Loop wall_clock;
  const notify::Outbox outbox(environment.files, wall_clock, outbox_folder(environment, account));
  const auto pending = outbox.pending();
  const std::size_t waiting = pending ? pending->size() : 0;
  if (environment.loaded.webhook.empty())
    list.warn("webhook",
              fmt::format("no webhook is set ({}): {} alert{} wait{}", names.discord.webhook_env, waiting,
                          waiting == 1 ? "" : "s", waiting == 1 ? "s" : ""),
              fmt::format("Put {}=https://discord.com/api/webhooks/... into .env (mode 0600); bot init does.",
                          names.discord.webhook_env));
  else if (outbox.is_given_up(environment.loaded.webhook))
    list.bad("webhook", "the webhook said that it does not exist any more; alerts wait",
             "Make a new webhook in Discord and put its address in place of the old one.");
  else if (waiting > 0)
    list.warn("webhook",
              fmt::format("a webhook is set, {} alert{} wait{} for it", waiting, waiting == 1 ? "" : "s",
                          waiting == 1 ? "s" : ""),
              "bot alert deliver sends them and says what is wrong.");
  else
    list.good("webhook", "a webhook is set; bot alert test sends a message through it");

  const auto told = notify::last_dead_man_answer(environment.files, outbox_folder(environment, account));
  const bool answered = told && *told && (*told)->answered.has_value();
  if (environment.loaded.dead_man.empty() && !answered)
    list.warn("dead_man",
              fmt::format("no dead-man's switch ({}): a day on which this machine is off passes in silence",
                          names.dead_man_url_env),
              fmt::format("Make a check at healthchecks.io or the like and put {}=https://... into .env.",
                          names.dead_man_url_env));
  else if (told && *told && !(*told)->problem.empty())
    list.warn("dead_man", fmt::format("the dead-man's address did not answer last time: {}", (*told)->problem),
              "Look at the address; bot arm asks it again.");
  else if (answered)
    list.good("dead_man", fmt::format("the dead-man's switch last answered {}", to_iso(*(*told)->answered)));
  else
    list.good("dead_man", "a dead-man's switch is set; it has not been asked yet");
}

void check_schedule(const Environment& environment, CheckList& list) {
  if (!environment.files.exists("/run/systemd/system")) {
    list.warn(
        "timer", "systemd does not run here, so no timer can be installed: runs start by hand or by cron",
        "On a machine with systemd: bot schedule install --paper (or --live). docs/scheduling.md has lines for cron.");
    return;
  }
  os::SystemProcesses processes;
  Check best{"timer", Mark::kWarning, {}, {}};
  for (const bool user : {false, true}) {
    std::vector<std::string> words = {"systemctl"};
    if (user) words.emplace_back("--user");
    for (const char* word : {"show", kTimer, "--property=LoadState,ActiveState,NextElapseUSecRealtime"})
      words.emplace_back(word);
    const auto shown = processes.run(words);
    const Check check = judge_timer(shown ? shown->out : std::string(), user ? "user" : "system");
    if (best.text.empty() || check.mark != Mark::kWarning) best = check;
    if (best.mark == Mark::kGood) break;
  }
  list.add(std::move(best));
}

}  // namespace bot::app
