// What goes wrong in a drawn session can be said in words that bring it back: the gateway's own script.
#include "simulate/fault_plan.hpp"

#include <gtest/gtest.h>

#include "gateway/fault_script.hpp"

namespace bot::test {
namespace {

TEST(FaultPlan, ItsFaultsReadBackAsTheSameFromTheirScript) {
  const calendar::Calendar calendar;
  const calendar::Session session = *calendar.session_on(make_date(2025, 4, 1));
  std::size_t faults = 0;
  int lost_answers = 0;
  for (std::uint64_t seed = 1; seed <= 1500; ++seed) {
    Rng rng(seed);
    const simulate::FaultPlan plan = simulate::FaultPlanner(rng, session, {Symbol{"SPY"}, Symbol{"GLD"}}).draw();
    const std::string script = gateway::write_faults(plan.gateway);
    const auto again = gateway::parse_faults(script);
    ASSERT_TRUE(again.has_value()) << again.error().text() << "\n" << script;
    EXPECT_EQ(*again, plan.gateway) << script;
    faults += plan.gateway.count();
    lost_answers += plan.is_one_lost_answer() ? 1 : 0;
  }
  EXPECT_GE(faults, 3000U);
  EXPECT_GE(lost_answers, 1);
}

TEST(FaultPlan, OneLostAnswerIsThatAlone) {
  const auto planned = [](std::string_view script) {
    simulate::FaultPlan plan;
    plan.gateway = *gateway::parse_faults(script);
    return plan;
  };
  EXPECT_TRUE(planned("drop POSITION_END nth=2").is_one_lost_answer());
  EXPECT_FALSE(planned("drop POSITION_END nth=2-3").is_one_lost_answer()) << "two of them";
  EXPECT_FALSE(planned("drop ORDER_STATUS nth=2").is_one_lost_answer()) << "that ends no answer";
  EXPECT_FALSE(planned("delay POSITION_END by=1s nth=2").is_one_lost_answer());
  EXPECT_FALSE(planned("drop POSITION_END nth=2\norder eat nth=1").is_one_lost_answer());
  simulate::FaultPlan killed = planned("drop POSITION_END nth=2");
  killed.kills = {7};
  EXPECT_FALSE(killed.is_one_lost_answer());
}

}  // namespace
}  // namespace bot::test
