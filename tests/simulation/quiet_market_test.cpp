// Sessions in a row with nothing wrong: the whole stack, the ledger on a disk.
#include <gtest/gtest.h>

#include "simulation/simulated_world.hpp"
#include "sqlite/verify.hpp"
#include "support/shared.hpp"

namespace bot::test {
namespace {

TEST(QuietMarket, TenSessionsInARowKeepEveryPromise) {
  ScratchFolder folder;
  SimulatedWorld world({.ledger_folder = folder / "ledger"});
  world.gateway_options.replay.clear();  // the generator itself
  world.options.decide.kind = decide::StrategyKind::kMomentum;
  world.begin_gateway("at 2025-04-01T15:51:00 position symbol=XLE shares=10");
  world.pass_until(world.at(15, 52));
  SessionAudit audit(world);
  std::size_t traded = 0;
  int unlocked = 0;
  for (int number = 0; number < 10; ++number) {
    world.to_scheduled_time();
    audit.begin();
    const bool locked = std::ranges::any_of(
        world.state().lots, [&](const ledger::BoughtLot& lot) { return lot.sellable_from > world.session; });
    const auto result = world.run();
    ASSERT_TRUE(result);
    EXPECT_TRUE(result->outcome == ledger::Outcome::kDone || result->outcome == ledger::Outcome::kNothingToDo)
        << result->message;
    // Shares bought with money that has not settled may not be sold yet: only then is the target for a later session.
    if (!locked) audit.check_on_target(*result);
    unlocked += locked ? 0 : 1;
    EXPECT_EQ(ledger::digest(world.state()), ledger::digest(world.state_in_memory));
    world.pass(std::chrono::seconds{10});
    world.capture();
    const std::size_t sent = audit.frames_today();
    const auto again = world.run();
    ASSERT_TRUE(again);
    EXPECT_EQ(again->outcome, sent > 0 ? ledger::Outcome::kAlreadyDone : again->outcome) << again->message;
    world.to_evening();
    audit.end();
    EXPECT_EQ(audit.frames_today(), sent) << "the second start sent something";
    audit.check_settled();
    EXPECT_EQ(world.ground_truth.positions.at(Symbol{"XLE"}), Quantity::from_whole(10));
    traded += sent;
    world.to_next_session();
  }
  EXPECT_GE(traded, 2U);
  EXPECT_GE(unlocked, 3);
  EXPECT_TRUE(audit.problems().empty()) << audit.text();
  const auto verified = sqlite::verify(folder / "ledger", world.system_files);
  ASSERT_TRUE(verified) << verified.error().text();
  EXPECT_EQ(verified->state_digest, ledger::digest(world.state_in_memory));
}

}  // namespace
}  // namespace bot::test
