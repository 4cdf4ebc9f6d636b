// The day's summary over ports: final bars are fetched where the gateway answers, then everything is computed from
// ledger and cache.
#pragma once

#include <vector>

#include "data/cached_universe.hpp"
#include "data/refresh.hpp"
#include "monitor/gateway_access.hpp"
#include "monitor/summary.hpp"
#include "ports/event_loop.hpp"
#include "ports/log.hpp"

namespace bot::monitor {

// What the account's return is compared with.
[[nodiscard]] const Symbol& benchmark();

struct SummaryPorts {
  ports::EventLoop& loop;
  ports::BarStore& store;
  ports::Log& log;
  const calendar::Calendar& calendar;
  const GatewayAccess& gateway;
};
struct SummaryOptions {
  data::UniverseOptions universe;
  data::RefreshOptions refresh;
  decide::Options decide;
};

[[nodiscard]] DailySummary gather_summary(const SummaryPorts& ports, const SummaryOptions& options,
                                          const SummaryInput& input);

}  // namespace bot::monitor
