#include "app/monitoring.hpp"

#include <fmt/format.h>

#include "app/account_ledger.hpp"
#include "app/delivery.hpp"
#include "app/options.hpp"
#include "base/display.hpp"
#include "checks/options.hpp"
#include "config/mode.hpp"
#include "os/crash_record.hpp"
#include "report/run_alerts.hpp"
#include "report/watch_alerts.hpp"

namespace bot::app {
namespace {

void report_failure(Environment& environment, const AccountId& account, const std::string& what, const Error& error) {
  net::Loop wall_clock;
  notify::Outbox outbox = open_outbox(environment, wall_clock, account);
  const ports::Alert alert =
      report::not_done_alert(what, error,
                             {.at = wall_clock.now(),
                              .simulated = environment.settings().gateway.kind == config::GatewayKind::kEmbedded,
                              .account_masked = masked(account.value()),
                              .next_run = {},
                              .last_known = {}});
  if (const auto stored = outbox.put(alert); !stored)
    environment.log.error("an alert could not be stored: " + stored.error().text());
  deliver_after(environment, account, schedule::Start::kTimer);
}

}  // namespace

monitor::MonitoredAccount monitored_account(const Environment& environment, const AccountId& account, Mode mode) {
  run::RunOptions options = run_options(environment.settings());
  options.account = account;
  options.mode = mode;
  options.halt_file = halt_file(environment, account);
  return checks::monitored_account(options, ledger_folder(environment, account));
}

Result<monitor::MonitoredAccount> monitored_account(const Environment& environment, std::optional<Mode> asked) {
  const Mode mode = asked.value_or(config::default_mode(environment.settings()));
  BOT_TRY(const AccountId account, config::account_for(environment.loaded, mode));
  return monitored_account(environment, account, mode);
}

monitor::GatewayAccess gateway_access(CommandContext& context) {
  return monitor::GatewayAccess([&context]() -> Result<monitor::GatewayLink> {
    BOT_TRY(ports::BrokerSession session, context.connect_reader());
    return monitor::GatewayLink{.session = std::move(session), .broker = context.client(), .bars = context.client()};
  });
}

Result<MonitoringContext> open_monitoring(Environment& environment, const AccountId& account, schedule::Start start) {
  const auto monitoring = [&](std::unique_ptr<CommandContext> context, monitor::GatewayAccess gateway) {
    auto wall_clock = std::make_unique<net::Loop>();
    notify::Outbox outbox = open_outbox(environment, *wall_clock, account);
    return MonitoringContext{.context = std::move(context),
                             .gateway = std::move(gateway),
                             .wall_clock = std::move(wall_clock),
                             .outbox = std::move(outbox)};
  };
  auto with = CommandContext::with_gateway(environment, account, start);
  if (with) {
    monitor::GatewayAccess gateway = gateway_access(**with);
    return monitoring(std::move(*with), std::move(gateway));
  }
  if (exit_code(with.error().code) != exit_code(ErrorCode::kRefused)) return fail(with.error());
  BOT_TRY(auto without, CommandContext::without_gateway(environment));
  return monitoring(std::move(without), monitor::GatewayAccess(with.error()));
}

checks::Channels channels(const Environment& environment, notify::Outbox& outbox, schedule::Start start) {
  return {.notifier = outbox,
          .knows = [&outbox](const ports::Alert& alert) { return outbox.knows(alert); },
          .alerts_waiting = [&outbox] { return notify::count_waiting_alerts(outbox); },
          .report_failure =
              [&environment, &outbox, start](const std::string& why) {
                put_ping(environment, outbox, start, {notify::DeadManSignal::kFail, why});
              }};
}

void leave_crash_records(Environment& environment, const AccountId& account) {
  const std::string folder = outbox_folder(environment, account) + "/pending";
  const bool there = environment.files.make_folders(folder, 0750).has_value();
  os::record_crashes({.folder = there ? folder : std::string(),
                      .version = BOT_VERSION,
                      .command = "bot " + environment.command,
                      .account = masked(account.value()),
                      .simulated = environment.settings().gateway.kind == config::GatewayKind::kEmbedded});
}

Result<int> around_the_run(Environment& environment, std::optional<Mode> mode, schedule::Start start,
                           const std::string& what,
                           const std::function<Result<int>(const monitor::MonitoredAccount&)>& command) {
  BOT_TRY(const monitor::MonitoredAccount account, monitored_account(environment, mode));
  leave_crash_records(environment, account.id);
  Result<int> done = command(account);
  if (!done && start == schedule::Start::kTimer && done.error().code != ErrorCode::kInterrupted)
    report_failure(environment, account.id, what, done.error());
  return done;
}

}  // namespace bot::app
