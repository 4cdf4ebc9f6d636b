#include "run/replay.hpp"

#include <gtest/gtest.h>

#include "base/sha256.hpp"
#include "run/decision_record.hpp"
#include "support/trade_world.hpp"

namespace bot::run {
namespace {

using test::TradeWorld;

ReplayOptions options_of(const TradeWorld& world) {
  return {.decide = world.options.decide, .adjust = world.options.data.adjust};
}

template <class Event>
Event& last_of(std::vector<ledger::LedgerEvent>& events) {
  Event* found = nullptr;
  for (ledger::LedgerEvent& event : events)
    if (auto* body = std::get_if<Event>(&event.body)) found = body;
  return *found;
}

ledger::InputsRecorded& inputs_of(std::vector<ledger::LedgerEvent>& events, ledger::InputsOf what) {
  ledger::InputsRecorded* found = nullptr;
  for (ledger::LedgerEvent& event : events)
    if (auto* body = std::get_if<ledger::InputsRecorded>(&event.body); body != nullptr && body->what == what)
      found = body;
  return *found;
}

TEST(Replay, EveryRunComesOutTheSameToTheByte) {
  TradeWorld world;
  std::vector<std::string> runs = {world.trade().run_id};
  for (const double share : {0.2, 0.45, 0.1}) {
    world.to_next_session();
    world.want({{"SPY", share}, {"GLD", 0.5 - share}});
    runs.push_back(world.trade().run_id);
  }
  // Each with the options of its day: weights changed between the runs.
  for (std::size_t day = 0; day < runs.size(); ++day) {
    TradeWorld then;
    if (day > 0) {
      const double share = day == 1 ? 0.2 : day == 2 ? 0.45 : 0.1;
      then.want({{"SPY", share}, {"GLD", 0.5 - share}});
    }
    const auto replayed = replay(world.disk.events, RunId(runs[day]), options_of(then));
    ASSERT_TRUE(replayed) << replayed.error().text();
    EXPECT_TRUE(replayed->matches()) << replayed->differences.front().where;
    ASSERT_TRUE(replayed->plan);
    EXPECT_TRUE(replayed->plan->same());
    EXPECT_EQ(replayed->decisions.size(), 1U);
  }
}

TEST(Replay, SaysWhatDiffers) {
  TradeWorld world;
  const RunId run(world.trade().run_id);

  TradeWorld other;
  other.want({{"GLD", 0.31}, {"IEF", 0.6}});
  const auto decided = replay(world.disk.events, run, options_of(other));
  ASSERT_TRUE(decided);
  ASSERT_EQ(decided->differences.size(), 1U);
  EXPECT_EQ(decided->differences.front().where, "decision 1");
  EXPECT_NE(decided->differences.front().recorded, decided->differences.front().recomputed);

  auto events = world.disk.events;
  last_of<ledger::PlanWritten>(events).intents.front().quantity = Quantity::from_whole(14);
  const auto planned = replay(events, run, options_of(world));
  ASSERT_TRUE(planned);
  ASSERT_EQ(planned->differences.size(), 1U);
  EXPECT_EQ(planned->differences.front().where, "plan: GLD");
  EXPECT_EQ(planned->differences.front().recorded.substr(0, 7), "BUY 14 ");
  EXPECT_EQ(planned->differences.front().recomputed.substr(0, 7), "BUY 15 ");
}

TEST(Replay, RefusesWhatItCannotTrust) {
  TradeWorld world;
  const RunId run(world.trade().run_id);
  const ReplayOptions options = options_of(world);
  EXPECT_EQ(replay(world.disk.events, RunId("20200101-000000-1"), options).error().code, ErrorCode::kUsage);

  auto events = world.disk.events;
  inputs_of(events, ledger::InputsOf::kPlan).json += " ";
  EXPECT_EQ(replay(events, run, options).error().code, ErrorCode::kIo);

  events = world.disk.events;
  last_of<ledger::BarsRecorded>(events).rows.back().close += 0.01;
  EXPECT_EQ(replay(events, run, options).error().code, ErrorCode::kIo);

  events = world.disk.events;
  std::erase_if(events, [](const ledger::LedgerEvent& event) {
    const auto* inputs = std::get_if<ledger::InputsRecorded>(&event.body);
    return inputs != nullptr && inputs->what == ledger::InputsOf::kDecision;
  });
  EXPECT_EQ(replay(events, run, options).error().code, ErrorCode::kData);
}

TEST(Replay, APlansInputsComeBackToTheBit) {
  TradeWorld world;
  (void)world.trade();
  const std::string text = inputs_of(world.disk.events, ledger::InputsOf::kPlan).json;
  const auto input = decode_plan_input(text);
  ASSERT_TRUE(input);
  EXPECT_EQ(encode_plan_input(*input), text);
  EXPECT_FALSE(decode_plan_input("{}"));
  EXPECT_FALSE(decode_decision_inputs("[1]"));
}

}  // namespace
}  // namespace bot::run
