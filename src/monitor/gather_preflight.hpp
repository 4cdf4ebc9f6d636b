// What the preflight check looks at, gathered over ports: the machine, the ledger's switches, the gateway's account and
// the cache, which is brought up to date on the way.
#pragma once

#include <functional>

#include "data/cached_universe.hpp"
#include "data/refresh.hpp"
#include "ledger/arming.hpp"
#include "monitor/gateway_access.hpp"
#include "monitor/preflight.hpp"
#include "ports/disk.hpp"
#include "ports/event_loop.hpp"
#include "ports/files.hpp"

namespace bot::monitor {

struct PreflightPorts {
  ports::EventLoop& loop;
  const ports::Files& files;
  ports::BarStore& store;
  const calendar::Calendar& calendar;
  const GatewayAccess& gateway;
  const ports::Disk* disk = nullptr;  // none: the free space stays unknown
  // Longer than a notifier needs; why no alert gets through (empty: they do). Either may be left out; an error: the
  // outbox cannot be read.
  std::function<Result<std::uint64_t>()> alerts_waiting;
  std::function<Result<std::string>()> silence{};
  std::function<Result<ledger::ArmingFacts>()> arming_facts;  // asked in live mode
  const ports::WeightSource* weights = nullptr;               // of account.strategy_file
};
struct PreflightOptions {
  MonitoredAccount account;
  data::UniverseOptions universe;
  data::RefreshOptions refresh;
};

// `state` as the ledger was read just before; an error: it cannot be opened.
[[nodiscard]] PreflightFacts gather_preflight(const PreflightPorts& ports, const PreflightOptions& options,
                                              const Result<ledger::LedgerState>& state);

}  // namespace bot::monitor
