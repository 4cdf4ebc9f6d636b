// The program is killed around every durable record and every frame of a session that sells and buys. The gateway lives
// on. A fresh start the same session, and two more sessions, put everything right without one order too many.
#include <gtest/gtest.h>

#include <memory>

#include "simulation/simulated_world.hpp"

namespace bot::test {
namespace {

// Records and frames come by turns, so that a step which is no multiple of theirs meets each kind.
constexpr int kStride = by_build(1, 5);

struct KilledStory {
  std::string where;               // it was killed; empty: it was not
  int steps = 0;                   // of the session that was to be killed
  std::size_t frames = 0;          // of that session
  std::size_t frames_by_then = 0;  // when it was killed
  std::string problems;
};

// What is there before the session with the kill: two positions, made the day before.
struct Yesterday {
  MemoryFiles files;  // with the gateway's account
  MemoryStore store;
  Disk disk;
};

const SimulationSetup kSetup{.first_session = make_date(2025, 4, 1),
                             .market_seed = 1,
                             .history_from = make_date(2025, 1, 2),
                             .ledger_folder = {}};

Yesterday live_yesterday() {
  SimulatedWorld world(kSetup);
  world.gateway_options.state = "state/gateway";
  world.begin_gateway();
  world.want({{"SPY", 0.5}, {"IEF", 0.4}});
  world.to_scheduled_time();
  const auto result = world.run();
  EXPECT_TRUE(result && result->outcome == ledger::Outcome::kDone);
  world.to_evening();
  world.stop_gateway();
  world.disk.on_step = {};
  return {world.files, world.store, world.disk};
}

// The next morning, with all that was on the disks.
std::unique_ptr<SimulatedWorld> wake_up_after(const Yesterday& yesterday, const std::string& faults) {
  SimulationSetup setup = kSetup;
  setup.first_session = make_date(2025, 4, 2);
  auto world = std::make_unique<SimulatedWorld>(setup);
  world->gateway_options.state = "state/gateway";
  world->files = yesterday.files;
  world->store = yesterday.store;
  world->disk.events = yesterday.disk.events;
  world->begin_gateway(faults);
  return world;
}

// The session with the kill, then two clean ones.
enum class Restart { kSameSession, kNextSession };
KilledStory killed_at(int step, const Yesterday& yesterday, Restart restart, const std::string& faults = {}) {
  const auto today = wake_up_after(yesterday, faults);
  SimulatedWorld& world = *today;
  SessionAudit audit(world);
  KilledStory story;
  const auto clean_session = [&] {
    world.to_scheduled_time();
    audit.begin();
    const auto result = world.run();
    if (result) audit.after_run(*result);
    world.to_evening();
    audit.end();
    if (!result) audit.broken(Invariant::kConverges, "killed without a reason");
    return result;
  };
  world.want({{"QQQ", 0.5}, {"GLD", 0.25}, {"SPY", 0.1}});
  world.to_scheduled_time();
  audit.begin();
  world.killer.at = step;
  const bool ended = world.run().has_value();
  story.steps = world.killer.steps;
  story.where = ended ? "" : world.killer.where;
  world.killer.at.reset();
  world.pass(std::chrono::seconds{7});
  world.capture();
  story.frames_by_then = audit.frames_today();
  if (restart == Restart::kSameSession)
    if (const auto again = world.run()) audit.after_run(*again);
  world.to_evening();
  audit.end();
  story.frames = audit.frames_today();
  if (world.state().halt) audit.broken(Invariant::kConverges, "halted: " + world.state().halt->why);

  world.to_next_session();
  (void)clean_session();
  world.to_next_session();
  const auto last = clean_session();
  if (last) audit.check_on_target(*last);
  audit.check_settled();
  story.problems = audit.text();
  return story;
}

TEST(KilledAnywhere, NothingIsSentTwiceAndTwoSessionsLaterAllIsAsWanted) {
  const Yesterday yesterday = live_yesterday();
  const KilledStory whole = killed_at(0, yesterday, Restart::kSameSession);
  EXPECT_EQ(whole.problems, "");
  EXPECT_GE(whole.frames, 4U) << "two sales and two purchases, or the story tells nothing";
  EXPECT_GE(whole.steps, 60);
  for (int step = 1; step <= whole.steps; step += kStride) {
    const KilledStory story = killed_at(step, yesterday, Restart::kSameSession);
    EXPECT_NE(story.where, "");
    EXPECT_EQ(story.problems, "") << "killed at step " << step << " of " << whole.steps << ", " << story.where;
  }
}

// The day's executions are no longer reported the next day: only the positions know what the orders did.
TEST(KilledAnywhere, AMachineThatStaysOffUntilTheNextSessionIsPutRightFromThePositions) {
  const Yesterday yesterday = live_yesterday();
  const int steps = killed_at(0, yesterday, Restart::kSameSession).steps;
  int with_orders_out = 0;
  for (int step = steps; step > 0; step -= kStride) {
    const KilledStory story = killed_at(step, yesterday, Restart::kNextSession);
    EXPECT_EQ(story.problems, "") << "killed at step " << step << " of " << steps << ", " << story.where;
    if (story.frames_by_then == 0) break;  // earlier there was nothing to forget
    ++with_orders_out;
  }
  EXPECT_GE(with_orders_out * kStride, 20);
}

// The second start may not trade: all the same it is the only one that looks after what the first one sent.
TEST(KilledAnywhere, AStartThatIsHaltedEndsTheOrdersOfTheOneBefore) {
  const Yesterday yesterday = live_yesterday();
  const std::string faults = "order partial nth=1 shares=1";
  int with_orders_at_work = 0;
  for (int step = killed_at(0, yesterday, Restart::kSameSession, faults).steps / 2; with_orders_at_work < 3; ++step) {
    const auto today = wake_up_after(yesterday, faults);
    SimulatedWorld& world = *today;
    SessionAudit audit(world);
    world.want({{"QQQ", 0.5}, {"GLD", 0.25}, {"SPY", 0.1}});
    world.to_scheduled_time();
    audit.begin();
    world.killer.at = step;
    ASSERT_FALSE(world.run()) << "no step left an order at work";
    world.killer.at.reset();
    world.pass(std::chrono::seconds{7});
    world.capture();
    if (world.ground_truth.open_orders == 0) continue;
    ++with_orders_at_work;
    world.files.files[world.options.halt_file] = "";
    const auto again = world.run();
    ASSERT_TRUE(again);
    audit.after_run(*again);
    world.to_evening();
    audit.end();
    EXPECT_EQ(audit.text(), "") << "killed at step " << step;
  }
}

// The gateway took the order and says nothing of it, to the second start neither: it is not sent again.
TEST(KilledAnywhere, AnOrderNobodyHearsOfIsNotSentAgainByTheNextStart) {
  constexpr int kWithOrdersOut = by_build(6, 2);
  const Yesterday yesterday = live_yesterday();
  for (const char* faults : {"order eat nth=1", "order hold nth=1 for=90s", "order hold nth=2 for=30s"}) {
    const int steps = killed_at(0, yesterday, Restart::kSameSession, faults).steps;
    int with_orders_out = 0;
    for (int step = steps / 2; step <= steps && with_orders_out < kWithOrdersOut; ++step) {
      const KilledStory story = killed_at(step, yesterday, Restart::kSameSession, faults);
      EXPECT_EQ(story.problems, "") << faults << ", killed at step " << step << " of " << steps << ", " << story.where;
      with_orders_out += story.frames_by_then > 0 ? 1 : 0;
    }
    EXPECT_EQ(with_orders_out, kWithOrdersOut) << faults;
  }
}

}  // namespace
}  // namespace bot::test
