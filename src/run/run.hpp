// The run of `bot trade`: connect, recover, explain the positions, bars and quotes, decide, plan, safety, permission,
// sells, proof, buys, reconcile, record. run.cpp is the whole line on one page. Two ways in: run_trade sends orders; a
// dry run is given no OrderPort, so that no path from it reaches one.
#pragma once

#include <optional>

#include "base/error.hpp"
#include "ledger/run_result.hpp"
#include "ledger/state.hpp"
#include "plan/make_plan.hpp"
#include "run/options.hpp"
#include "run/ports.hpp"

namespace bot::run {

// Every failure and refusal is in the result; with its alert, where the notifier could take it.
[[nodiscard]] ledger::RunResult run_trade(const TradePorts& ports, const RunOptions& options);

// The same line, cut before anything is recorded or sent: without what-ifs too, so in whole shares and whatever the
// account may buy. It reads the ledger's state and writes nothing but the bars that it fetched.
struct DryPlan {
  ledger::RunResult result;
  std::optional<plan::Plan> plan;  // none where the run did not get that far
};
[[nodiscard]] DryPlan dry_plan(const ReaderPorts& ports, const ledger::LedgerState& ledger, const RunOptions& options);
[[nodiscard]] ledger::RunResult dry_run(const ReaderPorts& ports, const ledger::LedgerState& ledger,
                                        const RunOptions& options);

// For the start that did not even get the ledger (locked, damaged): the result for its alert.
[[nodiscard]] ledger::RunResult failed_before_start(const Error& error, const RunOptions& options, UtcTime now);

}  // namespace bot::run
