// The unattended loop over many sessions in virtual time: every timer of every weekday fires, the program decides what
// is due, alerts leave through the outbox for a webhook in memory, and every evening the promises are checked against
// what the gateway saw. With a seed of faults there is trouble in it, and a person who reads the alerts in the evening.
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

namespace bot::simulate {

struct YearOptions {
  run::RunOptions run;       // as `bot trade --paper --scheduled` has it
  gateway::Options gateway;  // as `embedded:` has it; state, listen and faults are the simulation's own
  calendar::Extra calendar;
  Date from{};
  int days = 252;                       // sessions
  std::optional<std::uint64_t> faults;  // the seed of the trouble; none: nothing goes wrong
  std::function<void(int done, int total)> progress;
  std::function<bool()> interrupted;
};

struct Day {
  calendar::Session session;
  std::string trouble;
  std::optional<ledger::RunResult> run;  // the last start that came to its end; none: killed, or nothing ran
  int starts = 0;
  int kills = 0;
  int orders = 0;                     // frames the gateway saw
  int fills = 0;                      // executions
  Money traded;                       // both sides
  std::optional<Money> equity;        // NetLiquidation at the evening, as the gateway has it
  std::optional<double> day_return;   // of that, since the evening before; cash that came or went left out
  bool ready = false;                 // the check 20 minutes before said so
  std::string watchdog;               // its word on this session
  std::map<std::string, int> alerts;  // kind and how many, as stored on that day
  std::string person;                 // what a person did in the evening; empty: nothing
  std::vector<std::string> broken;    // promises
};

struct PromiseCount {
  std::string number;
  std::string sentence;
  int looked_at = 0;
  int broken = 0;
};

struct Year {
  std::vector<Day> days;
  std::vector<PromiseCount> promises;
  std::vector<std::string> broken;  // all of them, in order
  int delivered = 0;                // alerts Discord took
  int waiting = 0;                  // alerts still in the outbox
  int refused = 0;                  // alerts Discord would not have
  int late = 0;                     // delivered more than five minutes after they were stored
  int pings = 0;                    // the dead-man's
  int clock_alarms = 0;             // timers that fired and found nothing due
  std::string digest;               // of ledger, trades and alerts: the same options give the same one
};

// kConfig: the gateway cannot start (its replay folder has no such sessions). kInterrupted.
[[nodiscard]] Result<Year> live(const YearOptions& options, ports::Files& disk);

}  // namespace bot::simulate
