// The whole stack in one process on a clock that moves only when everything waits: the real run, TWS client, gateway
// and ledger over byte streams in memory. The gateway is the world around the program and lives on when that is killed.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "calendar/calendar.hpp"
#include "fakes/memory_files.hpp"
#include "fakes/memory_ports.hpp"
#include "gateway/gateway.hpp"
#include "net/loop.hpp"
#include "net/memory_network.hpp"
#include "run/run.hpp"
#include "schedule/schedule.hpp"
#include "simulate/killer.hpp"
#include "tws/client.hpp"

namespace bot::simulate {

class SimulationHarness {
 public:
  // The clock starts at this New York time of `first_session`.
  SimulationHarness(Date first_session, Duration time_of_day);
  virtual ~SimulationHarness();
  SimulationHarness(const SimulationHarness&) = delete;
  SimulationHarness& operator=(const SimulationHarness&) = delete;

  // A gateway of its own from now on, over the account as the last one left it.
  Result<void> start_gateway(gateway::Faults faults = {});
  void stop_gateway();

  // One start of the program, thrown away afterwards; nothing when it was killed.
  std::optional<ledger::RunResult> run();
  // A client as the other commands use it, for as long as the result lives.
  [[nodiscard]] std::unique_ptr<tws::Client> reader();

  [[nodiscard]] virtual std::unique_ptr<ledger::Ledger> open_ledger();
  // What the next start would find.
  [[nodiscard]] virtual const ledger::LedgerState& state() { return disk.state(); }

  [[nodiscard]] UtcTime at(int hour, int minute, int second = 0) const;
  void pass_until(UtcTime when);
  void pass(Duration duration) { loop.sleep_until(loop.now() + duration); }

  // Takes over what the gateways saw and did since the last time; ground truth reaches over all of them.
  void capture();

  Date session;
  calendar::Calendar calendar;
  net::Loop loop;
  net::MemoryNetwork network{loop};
  fakes::MemoryFiles files;
  fakes::MemoryStore store;
  fakes::EventDisk disk;
  fakes::MemoryLog log;
  fakes::MemoryLog gateway_log;
  Killer killer;
  run::RunOptions options;
  const ports::WeightSource* weights = nullptr;  // with strategy.kind file; outlives the harness
  gateway::Options gateway_options;
  std::unique_ptr<gateway::Gateway> gateway;
  // Where a run puts its alerts, and what makes them of its result. Both may be set from outside.
  fakes::MemoryNotifier notifier;
  ports::Notifier* active_notifier = &notifier;
  std::function<std::vector<ports::Alert>(const ledger::RunResult&)> make_alerts;
  ledger::LedgerState state_in_memory;  // at the end of the last run, as the run had it
  std::vector<gateway::GroundTruth::OrderFrame> all_frames;
  std::vector<Execution> all_trades;
  Money lowest_cash = Money::from_whole(1'000'000'000);
  gateway::GroundTruth ground_truth;  // as of the last capture; its trades and frames are in all_trades, all_frames

 private:
  [[nodiscard]] tws::Options client_options(std::int64_t client_id) const;

  gateway::SeenBefore captured_;
};

}  // namespace bot::simulate
