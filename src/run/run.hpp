// The run of `bot trade`: lock, halted?, session and time, connect, snapshot, recover, positions
// explained, bars, validate, decide, quotes, plan, safety, permission, sells, proof, buys, reconcile, record, alert.
// Two ways in: run_trade sends orders; dry_run is given no OrderDoor, so no path from it reaches one.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "base/error.hpp"
#include "calendar/calendar.hpp"
#include "ledger/ledger.hpp"
#include "ledger/run_result.hpp"
#include "plan/make_plan.hpp"
#include "ports/bar_source.hpp"
#include "ports/bar_store.hpp"
#include "ports/broker.hpp"
#include "ports/event_loop.hpp"
#include "ports/files.hpp"
#include "ports/log.hpp"
#include "ports/notifier.hpp"
#include "run/options.hpp"

namespace bot::run {

// What a dry run may touch. It reads the ledger's state and writes nothing but the plan's file.
struct ReaderPorts {
  ports::EventLoop& loop;
  ports::BrokerReader& broker;
  ports::BarSource& bars;
  ports::BarStore& store;
  ports::Files& files;
  ports::Log& log;
  const calendar::Calendar& calendar;
};
struct TradePorts {
  ReaderPorts read;
  ports::OrderDoor& door;
  ledger::Ledger& ledger;  // whoever has it has the account's lock
  ports::Notifier& notifier;
  // What the owner is told of a run that ended; `report` has the words. Empty: only halts and cash movements are told.
  std::function<std::vector<ports::Alert>(const ledger::RunResult&)> alerts;
};

[[nodiscard]] ledger::RunResult dry_run(const ReaderPorts& ports, const ledger::LedgerState& ledger,
                                        const RunOptions& options);
// The same with the plan itself; none where the run did not get that far.
struct DryPlan {
  ledger::RunResult result;
  std::optional<plan::Plan> plan;
};
[[nodiscard]] DryPlan dry_plan(const ReaderPorts& ports, const ledger::LedgerState& ledger, const RunOptions& options);
[[nodiscard]] ledger::RunResult run_trade(const TradePorts& ports, const RunOptions& options);

// For the start that did not even get the ledger (locked, damaged): the result and its alert.
[[nodiscard]] ledger::RunResult failed_before_start(const Error& error, const RunOptions& options, UtcTime now);

}  // namespace bot::run
