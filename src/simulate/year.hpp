// The unattended loop over many sessions in virtual time: every timer of every weekday fires, the program decides what
// is due, alerts leave through the outbox for a webhook in memory, and every evening the invariants are checked
// against what the gateway saw. With a seed of faults things go wrong, and an operator reads the alerts in the evening.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "calendar/calendar.hpp"
#include "gateway/options.hpp"
#include "run/run.hpp"
#include "simulate/audit.hpp"
#include "simulate/fault_plan.hpp"

namespace bot::simulate {

struct YearOptions {
  run::RunOptions run;                           // as `bot trade --paper --scheduled` has it
  const ports::WeightSource* weights = nullptr;  // of run.strategy_file
  gateway::Options gateway;  // as `embedded:` has it; state, listen and faults are the simulation's own
  calendar::Extra calendar;
  Date from{};
  int days = 252;                       // sessions
  std::optional<std::uint64_t> faults;  // their seed; none: nothing goes wrong
  std::function<void(int done, int total)> progress;
  std::function<bool()> interrupted;
};

struct Day {
  calendar::Session session;
  FaultPlan faults;                      // as planned
  std::optional<ledger::RunResult> run;  // the last start that came to its end; none: killed, or nothing ran
  int starts = 0;
  int kills = 0;
  int orders = 0;                          // frames the gateway saw
  int fills = 0;                           // executions
  Money traded;                            // both sides
  std::optional<Money> equity;             // NetLiquidation at the evening, as the gateway has it
  std::optional<double> day_return;        // of that, since the evening before; cash that came or went left out
  bool ready = false;                      // the check 20 minutes before said so
  std::string watchdog;                    // its verdict on this session
  std::map<ports::AlertKind, int> alerts;  // how many, as stored on that day
  std::string operator_action;             // in the evening; empty: none
  std::vector<std::string> broken;         // invariants, in words
};

struct InvariantCount {
  std::string number;
  std::string sentence;
  int checked = 0;
  int broken = 0;
};

struct YearResult {
  std::vector<Day> days;
  std::vector<InvariantCount> invariants;
  std::vector<std::string> broken;  // all of them, in order
  int delivered = 0;                // alerts Discord took
  int waiting = 0;                  // alerts still in the outbox
  int refused = 0;                  // alerts Discord would not have
  int late = 0;                     // delivered more than five minutes after they were stored
  int pings = 0;                    // the dead-man's
  int clock_alarms = 0;             // timers that fired and found nothing due
  std::string digest;               // of ledger, trades and alerts: the same options give the same one
};

class YearSimulation {
 public:
  explicit YearSimulation(YearOptions options) : options_(std::move(options)) {}
  // `disk` is read for a replay folder only. kConfig: the gateway cannot start (its replay folder has no such
  // sessions). kInterrupted.
  [[nodiscard]] Result<YearResult> run(const ports::Files& disk) const;

 private:
  YearOptions options_;
};

}  // namespace bot::simulate
