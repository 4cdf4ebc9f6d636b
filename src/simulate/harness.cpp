#include "simulate/harness.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/check.hpp"
#include "calendar/new_york.hpp"

namespace bot::simulate {
namespace {

constexpr std::int64_t kTraderId = 17;
constexpr std::int64_t kReaderId = kTraderId + 1;

net::ClockSetting clock_from(Date day, Duration time_of_day) {
  return {.pace = {.kind = ClockPace::Kind::kStep}, .start = calendar::from_new_york(day, time_of_day)};
}

}  // namespace

SimulationHarness::SimulationHarness(Date first_session, Duration time_of_day)
    : session(first_session), loop(clock_from(first_session, time_of_day)) {
  disk.on_step = [this](const std::string& what) { killer.step("ledger " + what); };
}

SimulationHarness::~SimulationHarness() = default;

Result<void> SimulationHarness::start_gateway(gateway::Faults faults) {
  stop_gateway();
  gateway = std::make_unique<gateway::Gateway>(
      gateway::Ports{.loop = loop, .network = network, .files = files, .log = gateway_log}, gateway_options,
      std::move(faults));
  captured_ = {};
  return gateway->start();
}

void SimulationHarness::stop_gateway() {
  if (!gateway) return;
  capture();
  gateway->stop();
  gateway.reset();
}

std::optional<ledger::RunResult> SimulationHarness::run() {
  const auto ledger = open_ledger();
  KillableNetwork own_network(network, killer);
  std::optional<ledger::RunResult> result;
  killer.dead = false;
  killer.steps = 0;
  tws::Client client(loop, own_network, log, client_options(kTraderId));
  try {
    result = run::run_trade({.read = {.loop = loop,
                                      .broker = client,
                                      .bars = client,
                                      .store = store,
                                      .files = files,
                                      .log = log,
                                      .calendar = calendar,
                                      .weights = weights},
                             .orders = client,
                             .ledger = *ledger,
                             .notifier = *active_notifier,
                             .alerts = make_alerts},
                            options);
    state_in_memory = std::move(*ledger).take_state();
  } catch (const PowerCut&) {
    log.lines.push_back("killed " + killer.where);
  }
  killer.dead = true;  // a connection that is dropped sends nothing more
  if (result) log.lines.push_back(fmt::format("{}: {}", name(result->outcome), result->message));
  return result;
}

std::unique_ptr<tws::Client> SimulationHarness::reader() {
  return std::make_unique<tws::Client>(loop, network, log, client_options(kReaderId));
}

std::unique_ptr<ledger::Ledger> SimulationHarness::open_ledger() { return std::make_unique<fakes::MemoryLedger>(disk); }

UtcTime SimulationHarness::at(int hour, int minute, int second) const {
  return calendar::from_new_york(
      session, std::chrono::hours{hour} + std::chrono::minutes{minute} + std::chrono::seconds{second});
}

void SimulationHarness::pass_until(UtcTime when) {
  if (when > loop.now()) loop.sleep_until(when);
}

void SimulationHarness::capture() {
  if (!gateway) return;
  ground_truth = gateway->ground_truth(captured_);
  captured_.frames += ground_truth.frames.size();
  captured_.trades += ground_truth.trades.size();
  std::ranges::move(ground_truth.frames, std::back_inserter(all_frames));
  std::ranges::move(ground_truth.trades, std::back_inserter(all_trades));
  ground_truth.frames.clear();
  ground_truth.trades.clear();
  lowest_cash = std::min(lowest_cash, ground_truth.lowest_cash);
}

tws::Options SimulationHarness::client_options(std::int64_t client_id) const {
  tws::Options made;
  made.endpoint = gateway ? gateway->endpoint() : ports::Endpoint{.host = "127.0.0.1", .port = 1};
  made.client_id = client_id;
  made.account = options.account;
  return made;
}

}  // namespace bot::simulate
