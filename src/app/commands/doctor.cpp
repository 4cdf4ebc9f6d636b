// `bot doctor`: everything a run needs, each line with its fix.
#include <nlohmann/json.hpp>

#include "app/account_ledger.hpp"
#include "app/arming_facts.hpp"
#include "app/commands/commands.hpp"
#include "app/delivery.hpp"
#include "app/monitoring.hpp"
#include "app/options.hpp"
#include "config/mode.hpp"
#include "monitor/doctor.hpp"
#include "notify/dead_man.hpp"
#include "os/system_disk.hpp"
#include "os/system_processes.hpp"
#include "report/doctor_report.hpp"
#include "systemd/status.hpp"

namespace bot::app {
namespace {

monitor::DoctorOptions doctor_options(const Environment& environment, const AccountId& account) {
  const config::Settings& settings = environment.settings();
  const Mode mode = config::default_mode(settings);
  return {.account = monitored_account(environment, account, mode),
          .market_data = run_options(settings).market_data,
          .max_stale_sessions = settings.run.data.max_stale_sessions,
          .config_files = environment.loaded.files,
          .config_warnings = config::beyond_built_in(environment.loaded.warnings),
          .seal_key_file = seal_key_file(environment),
          .cache_folder = settings.paths.cache,
          .state_folder = settings.paths.state};
}

Result<void> read_outbox(Environment& environment, const AccountId& account, const notify::Outbox& outbox,
                         monitor::AlertChannels& channels) {
  BOT_TRY(channels.alerts_waiting, notify::count_waiting_alerts(outbox));
  BOT_TRY(channels.webhook_given_up, outbox.is_given_up(environment.loaded.webhook));
  BOT_TRY(channels.silence, alert_silence(environment, account));
  BOT_TRY(const auto last, notify::last_dead_man_answer(environment.files, outbox.folder()));
  if (!last) return {};
  channels.dead_man_answered = last->answered;
  channels.dead_man_problem = last->problem;
  return {};
}

monitor::AlertChannels alert_channels(Environment& environment, const AccountId& account) {
  net::Loop wall_clock;
  const notify::Outbox outbox(environment.files, wall_clock, outbox_folder(environment, account));
  monitor::AlertChannels channels{.variables = environment.settings().alerts,
                                  .webhook_set = !environment.loaded.webhook.empty(),
                                  .dead_man_set = !environment.loaded.dead_man.empty()};
  if (const auto read = read_outbox(environment, account, outbox, channels); !read) channels.outbox = read.error();
  return channels;
}

std::optional<std::vector<monitor::TradingTimer>> trading_timers(const systemd::Machine& machine) {
  const auto found = systemd::find_trading_timers(machine);
  if (!found) return std::nullopt;
  std::vector<monitor::TradingTimer> timers;
  for (const systemd::TradingTimer& timer : *found)
    timers.push_back(
        {.scope = timer.scope == systemd::Scope::kUser ? monitor::TimerScope::kUser : monitor::TimerScope::kSystem,
         .loaded = timer.unit.loaded,
         .active = timer.unit.active,
         .next = timer.unit.next});
  return timers;
}

void check_gateway(Environment& environment, const monitor::DoctorOptions& options, const ports::Disk& disk,
                   const Result<ledger::LedgerState>& state, monitor::CheckList& list) {
  const auto context = CommandContext::with_gateway(environment, options.account.id);
  if (!context) {
    list.push_back(monitor::bad("gateway", context.error().text(), report::suggest_fix(context.error())));
    return;
  }
  std::optional<std::map<Symbol, std::string>> refused;
  if (const auto events = sqlite::read_ledger(options.account.ledger_folder, environment.files))
    refused = monitor::refused_symbols(*events);
  monitor::check_gateway({.loop = (*context)->loop,
                          .files = environment.files,
                          .disk = disk,
                          .store = (*context)->store,
                          .calendar = (*context)->calendar,
                          .arming_facts = {}},
                         options, gateway_access(**context), state.value_or(ledger::LedgerState{}), refused, list);
}

}  // namespace

Result<int> execute(const DoctorRequest&, Environment& environment) {
  BOT_TRY(const AccountId account, configured_account(environment));
  BOT_TRY(const auto context, CommandContext::without_gateway(environment));
  const monitor::DoctorOptions options = doctor_options(environment, account);
  const os::SystemDisk disk;
  const auto state = read_state(environment, account);
  monitor::CheckList list;
  monitor::check_machine({.loop = context->loop,
                          .files = environment.files,
                          .disk = disk,
                          .store = context->store,
                          .calendar = context->calendar,
                          .arming_facts = [&] { return arming_facts(environment); },
                          .weights = &context->weights},
                         options, state, list);
  monitor::check_alert_channels(alert_channels(environment, account), list);
  os::SystemProcesses processes;
  list.push_back(monitor::judge_timers(trading_timers({environment.files, processes})));
  check_gateway(environment, options, disk, state, list);
  const report::DoctorFrame frame{.account = account.value(), .simulated = options.account.simulated};
  environment.print(report::doctor_json(list, frame), report::doctor_text(list, frame, environment.style));
  return report::doctor_exit_code(list);
}

}  // namespace bot::app
