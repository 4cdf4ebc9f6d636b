// The whole stack in one process on a clock that moves only when everything waits: the real run, TWS client, gateway
// and ledger over byte streams in memory. The gateway is the world and lives on when the program is killed.
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

class World {
 public:
  // The clock starts at this New York time of `first_session`.
  World(Date first_session, Duration time_of_day);
  virtual ~World();
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  // A gateway of its own from now on, over the account as the last one left it.
  Result<void> start_gateway(const std::string& faults = {});
  void stop_gateway();

  // One start of the program, thrown away afterwards; nothing when it was killed.
  std::optional<ledger::RunResult> run();
  // A client as the other commands use it, for as long as the result lives.
  [[nodiscard]] std::unique_ptr<tws::Client> reader();

  [[nodiscard]] virtual std::unique_ptr<ledger::Ledger> open_ledger();
  [[nodiscard]] ledger::LedgerState state() { return open_ledger()->state(); }

  [[nodiscard]] UtcTime at(int hour, int minute, int second = 0) const;
  void pass_until(UtcTime when);
  void pass(Duration duration) { loop.sleep_until(loop.now() + duration); }
  void to_scheduled_time() {
    pass_until(schedule::deadlines_of(*calendar.session_on(session), options.schedule).scheduled);
  }
  void to_evening() { pass_until(calendar.session_on(session)->closes + std::chrono::hours{1}); }
  // Before the window opens.
  void to_next_session_morning();
  void to_next_session();

  // Since the world began, over every gateway there was.
  void keep_truth();

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
  gateway::Options gateway_options;
  std::unique_ptr<gateway::Gateway> gateway;
  // What a run tells its owner with; the first keeps, the second has the words. Both may be set from outside.
  fakes::MemoryNotifier notifier;
  ports::Notifier* told_to = &notifier;
  std::function<std::vector<ports::Alert>(const ledger::RunResult&)> words;
  std::string live_digest;  // of the last run's ledger, as the run had it in memory
  std::vector<gateway::GroundTruth::OrderFrame> truth_frames;
  std::vector<Execution> truth_trades;
  Money lowest_cash = Money::from_whole(1'000'000'000);
  gateway::GroundTruth truth;  // as of the last keep_truth

 private:
  [[nodiscard]] tws::Options client_options(std::int64_t client_id) const;

  std::size_t kept_frames_ = 0;
  std::size_t kept_trades_ = 0;
};

}  // namespace bot::simulate
