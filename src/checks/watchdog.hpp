// The check after the close: is one due, what it finds, its alerts, and the record that it looked.
#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "checks/channels.hpp"
#include "ledger/ledger.hpp"
#include "monitor/gather_watchdog.hpp"
#include "ports/files.hpp"
#include "ports/log.hpp"
#include "schedule/options.hpp"

namespace bot::checks {

struct WatchdogPorts {
  ports::EventLoop& loop;
  const ports::Files& files;
  ports::Log& log;
  const calendar::Calendar& calendar;
  const monitor::GatewayAccess& gateway;
  std::function<Result<std::unique_ptr<ledger::Ledger>>()> open_ledger;
};

struct Watchdog {
  monitor::WatchdogFindings findings;
  report::AlertFrame frame;
};
// None: a timer started it, and no session is due, or this one was looked at. What was found is recorded after its
// alerts: a crash between them reports it twice; alerts that cannot be stored leave it to the next one. kInterrupted:
// it was asked to stop.
[[nodiscard]] Result<std::optional<Watchdog>> watchdog(const WatchdogPorts& ports,
                                                       const monitor::MonitoredAccount& account, schedule::Start start,
                                                       const Channels& channels);

}  // namespace bot::checks
