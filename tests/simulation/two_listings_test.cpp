// Two contracts of one ticker: what the program trades, and what the owner holds elsewhere.
#include <gtest/gtest.h>

#include "simulation/simulated_world.hpp"

namespace bot::test {
namespace {

constexpr std::int64_t kOther = 888'002;

struct TwoListings : ::testing::Test {
  SimulatedWorld world{SimulationSetup{}};
  TwoListings() {
    world.gateway_options.others = {{Symbol{"GLD"}, kOther, Quantity::from_whole(5), Price::from_whole(40)}};
    world.begin_gateway();
  }
  void session(const std::map<std::string, double>& weights, SessionAudit& audit) {
    world.want(weights);
    world.to_scheduled_time();
    audit.begin();
    const auto result = world.run();
    ASSERT_TRUE(result);
    EXPECT_EQ(result->outcome, ledger::Outcome::kDone) << result->message;
    world.to_evening();
    audit.end();
  }
};

// Bought and sold to the last share, two days later, with five shares of the ticker left: those of the other contract.
TEST_F(TwoListings, OnlyTheContractThatIsOursIsSold) {
  SessionAudit audit(world);
  session({{"GLD", 0.5}, {"IEF", 0.4}}, audit);
  world.to_next_session();
  world.to_next_session();
  session({{"IEF", 0.4}, {"QQQ", 0.5}}, audit);
  EXPECT_TRUE(audit.problems().empty()) << audit.text();
  EXPECT_FALSE(world.ground_truth.positions.contains(Symbol{"GLD"}));
  EXPECT_EQ(world.ground_truth.contracts.at(kOther), Quantity::from_whole(5));
  EXPECT_GE(audit.count(Invariant::kNoContractShort).checked, 2);
  for (const auto& frame : world.all_frames) EXPECT_NE(frame.con_id, kOther);
}

TEST_F(TwoListings, ASaleOfTheTickerInsteadOfTheContractBreaksThePromise) {
  SessionAudit audit(world);
  session({{"GLD", 0.5}, {"IEF", 0.4}}, audit);
  ASSERT_TRUE(audit.problems().empty()) << audit.text();
  world.to_next_session();
  audit.begin();
  gateway::GroundTruth::OrderFrame frame = world.all_frames.front();
  const auto held = world.ground_truth.contracts;
  ASSERT_TRUE(held.contains(frame.con_id));
  frame.side = Side::kSell;
  frame.quantity = held.at(frame.con_id) + held.at(kOther);
  world.all_frames.push_back(frame);
  audit.end();
  EXPECT_EQ(audit.count(Invariant::kNoContractShort).broken, 1) << audit.text();
}

}  // namespace
}  // namespace bot::test
