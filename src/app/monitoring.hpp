// What preflight, watchdog, daily summary and doctor share: whose account they look at, the ports they look through,
// and how what they could not do is reported.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "app/command_context.hpp"
#include "app/environment.hpp"
#include "checks/channels.hpp"
#include "monitor/account.hpp"
#include "monitor/gateway_access.hpp"
#include "net/loop.hpp"
#include "notify/outbox.hpp"

namespace bot::app {

[[nodiscard]] monitor::MonitoredAccount monitored_account(const Environment& environment, const AccountId& account,
                                                          Mode mode);
// From --paper or --live; with neither: live where execution.live says so and there is a live account, else paper.
[[nodiscard]] Result<monitor::MonitoredAccount> monitored_account(const Environment& environment,
                                                                  std::optional<Mode> asked);

// With its gateway, or, when that cannot be reached, without: the check goes on and says so. Other errors are errors.
struct MonitoringContext {
  std::unique_ptr<CommandContext> context;
  monitor::GatewayAccess gateway;
  std::unique_ptr<net::Loop> wall_clock;  // the outbox's: alerts are late by the machine's own clock
  notify::Outbox outbox;
};
[[nodiscard]] Result<MonitoringContext> open_monitoring(Environment& environment, const AccountId& account,
                                                        schedule::Start start);
// Connects as the commands beside trade do. Lives as long as `context`.
[[nodiscard]] monitor::GatewayAccess gateway_access(CommandContext& context);

// Alerts go into `outbox`, which outlives them.
[[nodiscard]] checks::Channels channels(const Environment& environment, notify::Outbox& outbox, schedule::Start start);

// A command around the run, for the account of `mode`: `what` as in "The morning check". What a timer's command could
// not do becomes an alert, too: nobody reads its exit code. Answers as `command` does.
[[nodiscard]] Result<int> around_the_run(Environment& environment, std::optional<Mode> mode, schedule::Start start,
                                         const std::string& what,
                                         const std::function<Result<int>(const monitor::MonitoredAccount&)>& command);

// From now on a crash of this process becomes an alert of this account.
void leave_crash_records(Environment& environment, const AccountId& account);

}  // namespace bot::app
