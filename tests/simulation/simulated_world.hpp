// The whole stack in one process on a clock that moves only when everything waits: the real run, TWS client, gateway
// and ledger over byte streams in memory. The gateway is the world and lives on when the program is killed.
#pragma once

#include <fmt/format.h>

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "calendar/new_york.hpp"
#include "gateway/gateway.hpp"
#include "ledger/sqlite_ledger.hpp"
#include "net/loop.hpp"
#include "net/memory_network.hpp"
#include "os/system_files.hpp"
#include "simulation/recorded_market.hpp"
#include "support/fake_broker.hpp"
#include "trade/operations.hpp"
#include "trade/run.hpp"
#include "trade/schedule.hpp"
#include "tws/client.hpp"

namespace bot::test {

// Kills the program at its n-th step: around every durable record and every frame it writes.
struct Killer {
  std::optional<int> at;  // counted from 1; none: nobody is killed
  int steps = 0;
  bool dead = false;
  std::string where;

  void step(const std::string& what) {
    if (dead || ++steps != at) return;
    dead = true;
    where = what;
    throw PowerCut{};
  }
};

class KillableConnection final : public ports::Connection {
 public:
  KillableConnection(std::unique_ptr<ports::Connection> inner, Killer& killer)
      : inner_(std::move(inner)), killer_(killer) {}
  void set_handler(Handler handler) override { inner_->set_handler(std::move(handler)); }
  void send(std::string_view bytes) override {
    if (killer_.dead) return;
    killer_.step("before a frame");
    inner_->send(bytes);
    killer_.step("after a frame");
  }
  void close() override { inner_->close(); }
  [[nodiscard]] bool is_open() const override { return inner_->is_open(); }

 private:
  std::unique_ptr<ports::Connection> inner_;
  Killer& killer_;
};

// The program's own end of the network; the gateway's is the plain one.
class KillableNetwork final : public ports::Network {
 public:
  KillableNetwork(ports::Network& inner, Killer& killer) : inner_(inner), killer_(killer) {}
  Result<std::unique_ptr<ports::Connection>> connect(const ports::Endpoint& to, UtcTime deadline) override {
    BOT_TRY(auto connection, inner_.connect(to, deadline));
    return std::make_unique<KillableConnection>(std::move(connection), killer_);
  }
  Result<std::unique_ptr<ports::Listener>> listen(
      const ports::Endpoint& at, std::function<void(std::unique_ptr<ports::Connection>)> on_accept) override {
    return inner_.listen(at, std::move(on_accept));
  }

 private:
  ports::Network& inner_;
  Killer& killer_;
};

struct SimulationSetup {
  Date first_session = make_date(2025, 4, 1);
  std::uint64_t market_seed = 1;
  Date history_from = make_date(2024, 9, 3);
  std::string ledger_folder;  // empty: the ledger lives in memory
};

class SimulatedWorld {
 public:
  explicit SimulatedWorld(SimulationSetup setup)
      : session(setup.first_session), loop(clock_at(setup.first_session)), setup_(std::move(setup)) {
    options.simulated = true;
    options.account = AccountId{"DU0000001"};
    options.version = "simulation";
    for (const char* name : {"GLD", "IEF", "QQQ", "SPY"}) options.universe.emplace_back(name);
    options.start = setup_.history_from;
    options.decide.kind = decide::StrategyKind::kFixed;
    options.halt_file = "state/HALT";
    options.plans_folder = "reports/plans";
    options.costs = {.per_share = Money::from_double(0.005), .minimum = Money::from_whole(1)};
    options.scheduled = true;
    gateway_options.seed = setup_.market_seed;
    gateway_options.account = options.account.value();
    gateway_options.cash = Money::from_whole(100'000);
    gateway_options.first_date = options.start;
    gateway_options.pace = "step";
    gateway_options.replay = kMarketFolder;
    files.files = recorded_market(setup_.market_seed, options.start, make_date(2025, 6, 30));
    disk.on_step = [this](const std::string& what) { killer.step("ledger " + what); };
  }

  void want(const std::map<std::string, double>& weights) {
    options.decide.fixed_weights.clear();
    for (const auto& [name, weight] : weights) options.decide.fixed_weights[Symbol{name}] = weight;
  }

  // A gateway of its own from now on, over the account as the last one left it.
  void start_gateway(const std::string& faults = {}) {
    stop_gateway();
    gateway_options.faults = faults;
    gateway = std::make_unique<gateway::Gateway>(
        gateway::Doors{.loop = loop, .network = network, .files = files, .log = gateway_log}, gateway_options);
    kept_frames_ = kept_trades_ = 0;
    const auto started = gateway->start();
    ASSERT_TRUE(started.has_value()) << started.error().text();
  }
  void stop_gateway() {
    if (!gateway) return;
    keep_truth();
    gateway->stop();
    gateway.reset();
  }

  // One start of the program, thrown away afterwards; nothing when it was killed.
  std::optional<trade::RunResult> run() {
    const auto ledger = open_ledger();
    KillableNetwork own_network(network, killer);
    std::optional<trade::RunResult> result;
    killer.dead = false;
    killer.steps = 0;
    try {
      tws::Client client(loop, own_network, log, client_options());
      try {
        result = trade::run_trade({.read = {.loop = loop,
                                            .broker = client,
                                            .bars = client,
                                            .store = store,
                                            .files = files,
                                            .log = log,
                                            .calendar = calendar},
                                   .door = client,
                                   .ledger = *ledger,
                                   .notifier = notifier,
                                   .alerts = {}},
                                  options);
        live_digest = trade::digest(ledger->state());
      } catch (const PowerCut&) {
        log.lines.push_back("killed " + killer.where);
      }
      killer.dead = true;  // a session that is let go of says nothing more
    } catch (const PowerCut&) {
      ADD_FAILURE() << "killed outside of a run";
    }
    if (result) log.lines.push_back(fmt::format("{}: {}", trade::name(result->outcome), result->message));
    return result;
  }

  [[nodiscard]] std::unique_ptr<trade::Ledger> open_ledger() {
    if (setup_.ledger_folder.empty()) return std::make_unique<MemoryLedger>(disk);
    auto opened = ledger::SqliteLedger::open(setup_.ledger_folder, system_files);
    if (!opened) ADD_FAILURE() << opened.error().text();
    return std::move(*opened);
  }
  [[nodiscard]] trade::LedgerState state() { return open_ledger()->state(); }

  [[nodiscard]] UtcTime at(int hour, int minute, int second = 0) const {
    return calendar::from_new_york(
        session, std::chrono::hours{hour} + std::chrono::minutes{minute} + std::chrono::seconds{second});
  }
  void pass_until(UtcTime when) {
    if (when > loop.now()) loop.sleep_until(when);
  }
  void pass(Duration duration) { loop.sleep_until(loop.now() + duration); }
  void to_scheduled_time() { pass_until(trade::deadlines_of(*calendar.session_on(session), options).scheduled); }
  void to_evening() { pass_until(calendar.session_on(session)->closes + std::chrono::hours{1}); }
  // Before the window opens.
  void to_next_session_morning() {
    session = calendar.next_after(session)->date;
    pass_until(at(9, 0));
  }
  void to_next_session() {
    session = calendar.next_after(session)->date;
    to_scheduled_time();
  }

  // Since the world began, over every gateway there was.
  void keep_truth() {
    const gateway::Truth now = gateway->truth();
    truth_frames.insert(truth_frames.end(), now.frames.begin() + static_cast<std::ptrdiff_t>(kept_frames_),
                        now.frames.end());
    truth_trades.insert(truth_trades.end(), now.trades.begin() + static_cast<std::ptrdiff_t>(kept_trades_),
                        now.trades.end());
    kept_frames_ = now.frames.size();
    kept_trades_ = now.trades.size();
    lowest_cash = std::min(lowest_cash, now.lowest_cash);
    truth = now;
  }

  Date session;
  calendar::Calendar calendar;
  net::Loop loop;
  net::MemoryNetwork network{loop};
  MemoryFiles files;
  os::SystemFiles system_files;
  MemoryStore store;
  Disk disk;
  MemoryNotifier notifier;
  MemoryLog log;
  MemoryLog gateway_log;
  Killer killer;
  trade::RunOptions options;
  gateway::Options gateway_options;
  std::unique_ptr<gateway::Gateway> gateway;
  std::string live_digest;  // of the last run's ledger, as the run had it in memory
  std::vector<gateway::Truth::OrderFrame> truth_frames;
  std::vector<Execution> truth_trades;
  Money lowest_cash = Money::from_whole(1'000'000'000);
  gateway::Truth truth;  // as of the last keep_truth

 private:
  static net::ClockSetting clock_at(Date day) {
    return {.kind = net::ClockSetting::Kind::kStep,
            .start = calendar::from_new_york(day, std::chrono::hours{15} + std::chrono::minutes{50}),
            .pace = 1};
  }
  [[nodiscard]] tws::Options client_options() const {
    tws::Options made;
    made.endpoint = gateway->endpoint();
    made.account = options.account;
    return made;
  }

  SimulationSetup setup_;
  std::size_t kept_frames_ = 0;
  std::size_t kept_trades_ = 0;
};

}  // namespace bot::test
