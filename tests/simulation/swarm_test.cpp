// Sessions full of faults drawn from a seed, then clean ones. Whatever went wrong, nothing is sent twice and no
// invariant is broken; once it is over, the account comes to its targets, with an operator who resumes what halted.
//   BOT_SIM_SEEDS=1000 tests/simulation --gtest_filter='Swarm.*'   more of them
//   BOT_SIM_SEED=17 tests/simulation --gtest_filter='Swarm.*'      one, with its log
#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>
#include <set>

#include "simulate/checks.hpp"
#include "simulate/fault_plan.hpp"
#include "simulation/simulated_world.hpp"

namespace bot::test {
namespace {

constexpr int kFaultySessions = 4;
constexpr int kCleanSessions = 3;
constexpr int kSeeds = by_build(40, 12);

std::map<std::string, double> draw_weights(Rng& rng) {
  std::map<std::string, double> weights;
  double left = 1;
  for (const char* name : {"GLD", "IEF", "QQQ", "SPY"}) {
    if (rng.chance(0.35)) continue;
    const double weight = std::min(left, 0.1 + 0.4 * rng.uniform());
    if (weight >= 0.1) weights[name] = weight;
    left -= weight;
  }
  return weights;
}

// What went wrong, by kind.
struct Kinds {
  std::set<gateway::MessageFaultKind> messages;
  std::set<gateway::ConnectionFaultKind> connections;
  std::set<gateway::OrderFaultKind> orders;
  std::set<gateway::QueryFaultKind> queries;
  std::set<gateway::TimedFaultKind> timed;
  bool quotes = false;

  void add(const gateway::Faults& faults) {
    for (const auto& fault : faults.messages) messages.insert(fault.kind);
    for (const auto& fault : faults.connections) connections.insert(fault.kind);
    for (const auto& fault : faults.orders) orders.insert(fault.kind);
    for (const auto& fault : faults.queries) queries.insert(fault.kind);
    for (const auto& fault : faults.timed) timed.insert(fault.kind);
    quotes = quotes || !faults.quotes.empty();
  }
};

struct SwarmResult {
  std::string problems;
  std::string digest;  // of everything: trades, frames, ledger
  std::vector<std::string> log;
  std::size_t frames = 0;
  int halts = 0;
  int kills = 0;
};

std::string digest_of(SimulatedWorld& world) {
  std::string all = ledger::digest(world.state());
  for (const auto& frame : world.all_frames)
    all += fmt::format("\n{} {} {} {} {}", frame.received.time_since_epoch().count(), frame.order_ref, frame.order_id,
                       frame.quantity, frame.limit);
  for (const Execution& trade : world.all_trades)
    all += fmt::format("\n{} {} {} {}", trade.time.value().time_since_epoch().count(), trade.exec_id, trade.quantity,
                       trade.price);
  return all + fmt::format("\n{} {}", world.ground_truth.cash, world.ground_truth.net_liquidation);
}

SwarmResult run_seed(std::uint64_t seed, Kinds* kinds = nullptr) {
  Rng rng(seed, {0x5157});
  SimulatedWorld world({.market_seed = 1 + seed % 5, .ledger_folder = {}});
  world.gateway_options.state = "state/gateway";
  world.options.seed = seed;
  SessionAudit audit(world);
  SwarmResult swarm;
  int interventions = 0;
  const auto one_session = [&](const simulate::FaultPlan& faults) {
    world.log.lines.push_back(to_iso(world.session) + " with " + faults.text());
    if (kinds != nullptr) kinds->add(faults.gateway);
    world.begin_gateway(faults.gateway);
    world.to_scheduled_time();
    audit.begin();
    if (faults.owner_moves) audit.owner_moves();
    std::optional<ledger::RunResult> result;
    for (const int step : faults.kills) {
      world.killer.at = step;
      result = world.run();
      if (result) break;
      ++swarm.kills;
      world.pass(Duration{static_cast<std::int64_t>(1'000 + rng.below(30'000))});
    }
    world.killer.at.reset();
    if (!result && !faults.stays_dead) result = world.run();
    if (result) audit.after_run(*result);
    world.to_evening();
    audit.end();
    const auto intervened =
        simulate::operator_intervenes(world, result ? std::optional(result->outcome) : std::nullopt);
    EXPECT_TRUE(intervened.has_value()) << intervened.error().text();
    if (intervened && *intervened) ++interventions;
    swarm.frames += audit.frames_today();
    return result;
  };

  world.want({{"SPY", 0.5}, {"IEF", 0.4}});
  (void)one_session({});
  for (int number = 0; number < kFaultySessions; ++number) {
    world.stop_gateway();
    world.to_next_session_morning();
    world.want(draw_weights(rng));
    (void)one_session(
        simulate::FaultPlanner(rng, *world.calendar.session_on(world.session), world.options.universe).draw());
  }
  world.want({{"QQQ", 0.45}, {"GLD", 0.3}, {"SPY", 0.15}});
  swarm.halts = interventions;
  std::optional<ledger::RunResult> last;
  for (int number = 0; number < kCleanSessions; ++number) {
    world.stop_gateway();
    world.to_next_session_morning();
    last = one_session({});
  }
  if (!last)
    audit.broken(Invariant::kConverges, "killed without a reason");
  else
    audit.check_on_target(*last);
  audit.check_settled();
  swarm.digest = digest_of(world);
  swarm.problems = audit.text();
  swarm.log = std::move(world.log.lines);
  return swarm;
}

std::optional<int> number_from(const char* name) {
  const char* text = std::getenv(name);
  return text == nullptr ? std::nullopt : std::optional(std::atoi(text));
}

TEST(Swarm, NoFaultBreaksAnInvariantAndItEndsOnTarget) {
  if (const auto only = number_from("BOT_SIM_SEED")) {
    const SwarmResult swarm = run_seed(static_cast<std::uint64_t>(*only));
    for (const std::string& line : swarm.log) std::cout << line << "\n";
    EXPECT_EQ(swarm.problems, "");
    return;
  }
  std::size_t frames = 0;
  int kills = 0, halts = 0, failed = 0;
  Kinds kinds;
  const int seeds = number_from("BOT_SIM_SEEDS").value_or(kSeeds);
  for (int seed = 1; seed <= seeds && failed < 20; ++seed) {
    const SwarmResult swarm = run_seed(static_cast<std::uint64_t>(seed), &kinds);
    frames += swarm.frames;
    kills += swarm.kills;
    halts += swarm.halts;
    failed += swarm.problems.empty() ? 0 : 1;
    EXPECT_EQ(swarm.problems, "") << "again: BOT_SIM_SEED=" << seed << " tests/simulation --gtest_filter='Swarm.*'";
  }
  std::cout << seeds << " seeds, " << frames << " orders, " << kills << " kills, " << halts
            << " looked at by an operator\n";
  EXPECT_GE(frames, static_cast<std::size_t>(seeds) * 8);
  if (seeds < kSeeds) return;
  EXPECT_EQ(kinds.messages.size(), 4U);
  EXPECT_EQ(kinds.connections.size(), 3U);
  EXPECT_EQ(kinds.orders.size(), 6U);
  EXPECT_EQ(kinds.queries.size(), 2U);
  EXPECT_GE(kinds.timed.size(), static_cast<std::size_t>(by_build(6, 4)));  // the two rarest come late
  EXPECT_TRUE(kinds.quotes);
}

TEST(Swarm, OneSeedIsOneSwarm) {
  for (const std::uint64_t seed : {3ULL, 8ULL}) {
    const SwarmResult first = run_seed(seed), second = run_seed(seed);
    EXPECT_EQ(first.digest, second.digest) << "seed " << seed;
    EXPECT_EQ(first.log, second.log) << "seed " << seed;
  }
  EXPECT_NE(run_seed(3).digest, run_seed(8).digest);
}

}  // namespace
}  // namespace bot::test
