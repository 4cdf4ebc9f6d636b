// The program trades the same whatever habits a gateway has: two sessions under each of them, with what brings the
// habit out, end with the very shares that they end with the common way.
#include <gtest/gtest.h>

#include "gateway/habits.hpp"
#include "simulation/simulated_world.hpp"

namespace bot::test {
namespace {

struct HabitStory {
  std::string habits;
  std::string faults = {};  // bring the habit out
  gateway::DataFeed data = gateway::DataFeed::kLive;
};

struct End {
  std::map<Symbol, Quantity> positions;
  std::vector<std::string> outcomes;
  std::size_t frames = 0;
};

// Bought on the first day; on the second GLD goes for QQQ.
End run_two_sessions(const HabitStory& story) {
  SimulatedWorld world({});
  world.gateway_options.habits = story.habits;
  world.gateway_options.data = story.data;
  world.begin_gateway(story.faults);
  End end;
  for (const bool first : {true, false}) {
    if (first)
      world.want({{"GLD", 0.3}, {"IEF", 0.3}, {"SPY", 0.3}});
    else
      world.want({{"QQQ", 0.3}, {"IEF", 0.3}, {"SPY", 0.3}});
    if (!first) world.to_next_session();
    world.to_scheduled_time();
    SessionAudit audit(world);
    audit.begin();
    const auto result = world.run();
    end.outcomes.push_back(result ? std::string(name(result->outcome)) : "killed");
    world.to_evening();
    audit.end();
    EXPECT_TRUE(audit.problems().empty()) << story.habits << ": " << audit.text();
  }
  world.capture();
  end.positions = world.ground_truth.positions;
  end.frames = world.all_frames.size();
  return end;
}

class UnderEveryHabit : public ::testing::TestWithParam<HabitStory> {};

TEST_P(UnderEveryHabit, TheSameIsBought) {
  const HabitStory& story = GetParam();
  const End common = run_two_sessions({"", story.faults, story.data}), end = run_two_sessions(story);
  EXPECT_GE(common.frames, 4U) << "nothing to compare";
  EXPECT_EQ(end.positions, common.positions);
  EXPECT_EQ(end.outcomes, common.outcomes);
  EXPECT_EQ(end.frames, common.frames);
}

const std::string kRest = "order partial nth=2 shares=1";  // is cancelled when its time is over
INSTANTIATE_TEST_SUITE_P(
    Habits, UnderEveryHabit,
    ::testing::Values(HabitStory{"opening=orders", kRest + "\nat 2025-04-01T15:55:40 close"}, HabitStory{"farms=many"},
                      HabitStory{"fill=filled"}, HabitStory{"fill=position"},
                      HabitStory{"fill=filled, completed=pushed", "order partial nth=1 shares=3,2"},
                      HabitStory{"cancel=at-once", kRest}, HabitStory{"cancel=code-first", kRest},
                      HabitStory{"refusal=around", "order reject nth=2 \"Order rejected - reason:drawn\""},
                      HabitStory{"completed=pushed"}, HabitStory{"executions=apart"}, HabitStory{"values=everything"},
                      HabitStory{"unsubscribed=10089", "", gateway::DataFeed::kDelayed},
                      HabitStory{"first-tick=parameters", "", gateway::DataFeed::kDelayed},
                      HabitStory{"link=repeated", "at 2025-04-01T15:56:10 link-lost for=20s"},
                      HabitStory{"greeting=british-summer"}, HabitStory{"manual=XLE"}),
    [](const auto& story) {
      std::string name = std::to_string(story.index) + "_" + story.param.habits;
      std::ranges::replace_if(
          name, [](char c) { return std::isalnum(static_cast<unsigned char>(c)) == 0; }, '_');
      return name;
    });

// Quotes of which nothing comes but their end: nothing is bought, and that is what the run says.
TEST(Habits, EmptyDelayedSnapshotsBuyNothingAndSaySo) {
  const End end = run_two_sessions({"delayed-snapshot=empty", "", gateway::DataFeed::kDelayed});
  EXPECT_EQ(end.frames, 0U);
  EXPECT_TRUE(end.positions.empty());
  for (const std::string& outcome : end.outcomes) {
    EXPECT_NE(outcome, "done");
    EXPECT_NE(outcome, "nothing_to_do");
  }
}

}  // namespace
}  // namespace bot::test
