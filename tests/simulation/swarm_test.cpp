// Sessions full of trouble drawn from a seed, then clean ones. Whatever went wrong, nothing is sent twice and no
// promise is broken; once it is over, the account comes to its targets, with an operator who resumes what halted.
//   BOT_SIM_SEEDS=1000 tests/simulation --gtest_filter='Swarm.*'   more of them
//   BOT_SIM_SEED=17 tests/simulation --gtest_filter='Swarm.*'      one, with its log
#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>

#include "simulate/trouble.hpp"
#include "simulation/simulated_world.hpp"

namespace bot::test {
namespace {

constexpr int kTroubledSessions = 4;
constexpr int kCleanSessions = 3;
constexpr int kSeeds = 40;

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

struct Life {
  std::string problems;
  std::string digest;  // of everything: trades, frames, ledger
  std::vector<std::string> log;
  std::size_t frames = 0;
  int halts = 0;
  int kills = 0;
};

// The person behind it: looks at the account in the evening, takes over what is there, lets the runs go on.
class Operator {
 public:
  explicit Operator(SimulatedWorld& world) : world_(world) {}
  int interventions = 0;

  void look(const std::optional<ledger::RunResult>& result) {
    const auto ledger = world_.open_ledger();
    const bool is_halted = ledger->state().halt.has_value();
    if (!is_halted && (!result || result->outcome != ledger::Outcome::kHalted)) return;
    ++interventions;
    world_.keep_truth();
    const auto open =
        ledger::unexplained_positions(ledger->state(), world_.truth.positions, world_.options.universe, {});
    if (!open.empty()) {
      const auto accepted = ledger::accept_positions(
          *ledger, open,
          {.as = ledger::AcceptAs::kManaged, .symbols = {}, .explanation = "looked at", .by = "operator"},
          world_.loop.now());
      EXPECT_TRUE(accepted.has_value()) << accepted.error().text();
    }
    if (is_halted) {
      const auto resumed = ledger::resume(*ledger, ledger->state().halt->id, "operator", world_.loop.now());
      EXPECT_TRUE(resumed.has_value()) << resumed.error().text();
    }
  }

 private:
  SimulatedWorld& world_;
};

std::string digest_of(SimulatedWorld& world) {
  std::string all = ledger::digest(world.state());
  for (const auto& frame : world.truth_frames)
    all += fmt::format("\n{} {} {} {} {}", frame.received.time_since_epoch().count(), frame.order_ref, frame.order_id,
                       frame.quantity, frame.limit);
  for (const Execution& trade : world.truth_trades)
    all +=
        fmt::format("\n{} {} {} {}", trade.time.time_since_epoch().count(), trade.exec_id, trade.quantity, trade.price);
  return all + fmt::format("\n{} {}", world.truth.cash, world.truth.net_liquidation);
}

Life live(std::uint64_t seed) {
  Rng rng(seed, {0x5157});
  SimulatedWorld world({.market_seed = 1 + seed % 5, .ledger_folder = {}});
  world.gateway_options.state = "state/gateway";
  world.options.seed = seed;
  SessionAudit audit(world);
  Operator person(world);
  Life life;
  const auto one_session = [&](const simulate::Trouble& trouble) {
    world.log.lines.push_back(to_iso(world.session) + (trouble.script.empty() ? " clean" : " with\n" + trouble.script));
    world.begin_gateway(trouble.script);
    world.to_scheduled_time();
    audit.begin();
    if (trouble.owner_moves) audit.owner_moves();
    std::optional<ledger::RunResult> result;
    for (const int step : trouble.kills) {
      world.killer.at = step;
      result = world.run();
      if (result) break;
      ++life.kills;
      world.pass(Duration{static_cast<std::int64_t>(1'000 + rng.below(30'000))});
    }
    world.killer.at.reset();
    if (!result && !trouble.stays_dead) result = world.run();
    world.to_evening();
    audit.end();
    person.look(result);
    life.frames += audit.frames_today();
    return result;
  };

  world.want({{"SPY", 0.5}, {"IEF", 0.4}});
  (void)one_session({});
  for (int number = 0; number < kTroubledSessions; ++number) {
    world.stop_gateway();
    world.to_next_session_morning();
    world.want(draw_weights(rng));
    (void)one_session(
        simulate::TroubleMaker(rng, *world.calendar.session_on(world.session), world.options.universe).draw());
  }
  world.want({{"QQQ", 0.45}, {"GLD", 0.3}, {"SPY", 0.15}});
  life.halts = person.interventions;
  std::optional<ledger::RunResult> last;
  for (int number = 0; number < kCleanSessions; ++number) {
    world.stop_gateway();
    world.to_next_session_morning();
    last = one_session({});
  }
  if (!last)
    audit.broken(Promise::kConverges, "killed without a reason");
  else
    audit.check_on_target(*last);
  audit.check_settled();
  life.digest = digest_of(world);
  life.problems = audit.text();
  life.log = std::move(world.log.lines);
  return life;
}

std::optional<int> number_from(const char* name) {
  const char* text = std::getenv(name);
  return text == nullptr ? std::nullopt : std::optional(std::atoi(text));
}

TEST(Swarm, NoTroubleBreaksAPromiseAndItEndsOnTarget) {
  if (const auto only = number_from("BOT_SIM_SEED")) {
    const Life life = live(static_cast<std::uint64_t>(*only));
    for (const std::string& line : life.log) std::cout << line << "\n";
    EXPECT_EQ(life.problems, "");
    return;
  }
  std::size_t frames = 0;
  int kills = 0, halts = 0, failed = 0;
  const int seeds = number_from("BOT_SIM_SEEDS").value_or(kSeeds);
  for (int seed = 1; seed <= seeds && failed < 20; ++seed) {
    const Life life = live(static_cast<std::uint64_t>(seed));
    frames += life.frames;
    kills += life.kills;
    halts += life.halts;
    failed += life.problems.empty() ? 0 : 1;
    EXPECT_EQ(life.problems, "") << "again: BOT_SIM_SEED=" << seed << " tests/simulation --gtest_filter='Swarm.*'";
  }
  std::cout << seeds << " lives, " << frames << " orders, " << kills << " kills, " << halts
            << " looked at by a person\n";
  EXPECT_GE(frames, static_cast<std::size_t>(seeds) * 8);
}

TEST(Swarm, OneSeedIsOneLife) {
  for (const std::uint64_t seed : {3ULL, 8ULL}) {
    const Life first = live(seed), second = live(seed);
    EXPECT_EQ(first.digest, second.digest) << "seed " << seed;
    EXPECT_EQ(first.log, second.log) << "seed " << seed;
  }
  EXPECT_NE(live(3).digest, live(8).digest);
}

}  // namespace
}  // namespace bot::test
