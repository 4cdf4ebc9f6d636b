// A small account in the simulated world: four symbols, fixed weights unless a test says otherwise.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>

#include "gateway/fault_script.hpp"
#include "ledger/operations.hpp"
#include "os/system_files.hpp"
#include "simulate/audit.hpp"
#include "simulate/harness.hpp"
#include "simulate/market.hpp"
#include "sqlite/read_ledger.hpp"
#include "sqlite/sqlite_ledger.hpp"
#include "support/fake_broker.hpp"
#include "support/sanitized.hpp"

namespace bot::test {

using SessionAudit = simulate::Audit;
using simulate::Invariant;

struct SimulationSetup {
  Date first_session = make_date(2025, 4, 1);
  std::uint64_t market_seed = 1;
  Date history_from = make_date(2024, 9, 3);
  std::string ledger_folder;  // empty: the ledger lives in memory
};

class SimulatedWorld final : public simulate::SimulationHarness {
 public:
  explicit SimulatedWorld(SimulationSetup setup)
      : SimulationHarness(setup.first_session, std::chrono::hours{15} + std::chrono::minutes{50}),
        setup_(std::move(setup)) {
    options.simulated = true;
    options.account = AccountId{"DU0000001"};
    options.version = "simulation";
    for (const char* name : {"GLD", "IEF", "QQQ", "SPY"}) options.universe.emplace_back(name);
    options.data.start = setup_.history_from;
    options.decide.kind = decide::StrategyKind::kFixed;
    options.halt_file = "state/HALT";
    options.plans_folder = "reports/plans";
    options.plan.costs = {.per_share = Money::from_double(0.005), .minimum = Money::from_whole(1)};
    options.scheduled = true;
    gateway_options.seed = setup_.market_seed;
    gateway_options.account = options.account.value();
    gateway_options.cash = Money::from_whole(100'000);
    gateway_options.first_date = options.data.start;
    gateway_options.pace.kind = ClockPace::Kind::kStep;
    gateway_options.replay = simulate::kMarketFolder;
    files.files = market(setup_.market_seed, options.data.start);
  }

  void to_scheduled_time() {
    pass_until(schedule::deadlines_of(*calendar.session_on(session), options.schedule).scheduled);
  }
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
  void want(const std::map<std::string, double>& targets) {
    options.decide.fixed_weights.clear();
    for (const auto& [name, weight] : targets) options.decide.fixed_weights[Symbol{name}] = weight;
  }
  void begin_gateway(const gateway::Faults& faults = {}) {
    const auto started = start_gateway(faults);
    ASSERT_TRUE(started.has_value()) << started.error().text();
  }
  // `script`: docs/formats/gateway-faults.md.
  void begin_gateway(std::string_view script) {
    const auto faults = gateway::parse_faults(script);
    ASSERT_TRUE(faults.has_value()) << faults.error().text();
    begin_gateway(*faults);
  }
  [[nodiscard]] std::unique_ptr<ledger::Ledger> open_ledger() override {
    if (setup_.ledger_folder.empty()) return SimulationHarness::open_ledger();
    auto opened = sqlite::SqliteLedger::open(setup_.ledger_folder, system_files);
    if (!opened) ADD_FAILURE() << opened.error().text();
    return std::move(*opened);
  }
  [[nodiscard]] const ledger::LedgerState& state() override {
    if (setup_.ledger_folder.empty()) return SimulationHarness::state();
    read_back_ = open_ledger()->state();
    return read_back_;
  }

  os::SystemFiles system_files;

 private:
  static const std::map<std::string, std::string>& market(std::uint64_t seed, Date first) {
    static std::map<std::pair<std::uint64_t, Date>, std::map<std::string, std::string>> known;
    auto& files_of_seed = known[{seed, first}];
    if (files_of_seed.empty())
      files_of_seed =
          simulate::recorded_market(seed, {Symbol{"GLD"}, Symbol{"IEF"}, Symbol{"QQQ"}, Symbol{"SPY"}, Symbol{"XLE"}},
                                    first, make_date(2025, 6, 30));
    return files_of_seed;
  }

  SimulationSetup setup_;
  ledger::LedgerState read_back_;
};

}  // namespace bot::test
