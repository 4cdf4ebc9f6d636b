// What a replay shows of the first difference, and which record it takes a decision's inputs from.
#include <gtest/gtest.h>

#include "base/sha256.hpp"
#include "run/replay.hpp"
#include "support/trade_world.hpp"

namespace bot::run {
namespace {

using test::TradeWorld;

template <class Event>
Event& first_of(std::vector<ledger::LedgerEvent>& events) {
  for (ledger::LedgerEvent& event : events)
    if (auto* body = std::get_if<Event>(&event.body)) return *body;
  throw std::logic_error("no such event");
}

struct Replayed {
  TradeWorld world;
  RunId run{world.trade().run_id};
  std::vector<ledger::LedgerEvent> events = world.disk.events;

  Result<Replay> again() {
    return replay(events, run, {.decide = world.options.decide, .adjust = world.options.data.adjust});
  }
  Difference difference() { return again().value().differences.at(0); }
};

TEST(ReplayDifferences, ShowSixtyCharactersAroundTheFirstDifference) {
  for (const std::size_t at : {0U, 10U, 59U, 60U, 61U, 200U}) {
    Replayed replayed;
    std::string& json = first_of<ledger::DecisionRecorded>(replayed.events).json;
    const std::string right = json;
    ASSERT_GT(json.size(), 300U);
    json[at] = '#';
    const Difference difference = replayed.difference();
    const std::size_t from = at < 60 ? 0 : at - 60;
    EXPECT_EQ(difference.recorded, json.substr(from, 120)) << at;
    EXPECT_EQ(difference.recomputed, right.substr(from, 120)) << at;
  }
}

TEST(ReplayDifferences, ATextThatEndsEarlyIsShownToItsEnd) {
  Replayed replayed;
  std::string& json = first_of<ledger::DecisionRecorded>(replayed.events).json;
  const std::string right = json;
  json.resize(100);
  EXPECT_EQ(replayed.difference().recorded, right.substr(40, 60));
  EXPECT_EQ(replayed.difference().recomputed, right.substr(40, 120));
  json.clear();
  EXPECT_EQ(replayed.difference().recorded, "(ends before)");
  json = right + " and more";
  EXPECT_EQ(replayed.difference().recorded.substr(60), " and more");
}

TEST(ReplayDifferences, AnOrderThatIsMissingOnEitherSideIsNamed) {
  Replayed replayed;
  auto& intents = first_of<ledger::PlanWritten>(replayed.events).intents;
  ASSERT_EQ(intents.size(), 2U);
  intents.front().symbol = Symbol{"QQQ"};
  const auto differences = replayed.again().value().differences;
  ASSERT_EQ(differences.size(), 2U);
  EXPECT_EQ(differences[0].where, "plan: GLD");
  EXPECT_EQ(differences[0].recorded, "no order");
  EXPECT_EQ(differences[0].recomputed, "BUY 15 at 180.19");
  EXPECT_EQ(differences[1].where, "plan: QQQ");
  EXPECT_EQ(differences[1].recorded, "BUY 15 at 180.19");
  EXPECT_EQ(differences[1].recomputed, "no order");
}

TEST(ReplayDifferences, APlanWhoseHashAloneDiffersIsADifference) {
  Replayed replayed;
  first_of<ledger::PlanWritten>(replayed.events).sha256 = "0";
  EXPECT_EQ(replayed.difference().where, "plan");
  EXPECT_EQ(replayed.difference().recorded, "0");
  EXPECT_FALSE(replayed.again()->matches());
}

TEST(ReplayDifferences, EveryRecordedInputHasToHaveItsHash) {
  for (const ledger::InputsOf what :
       {ledger::InputsOf::kOptions, ledger::InputsOf::kDecision, ledger::InputsOf::kPlan}) {
    TradeWorld world;
    world.options.options_json = "{}";
    const RunId run(world.trade().run_id);
    for (ledger::LedgerEvent& event : world.disk.events)
      if (auto* inputs = std::get_if<ledger::InputsRecorded>(&event.body); inputs != nullptr && inputs->what == what)
        inputs->json += " ";
    const auto replayed =
        replay(world.disk.events, run, {.decide = world.options.decide, .adjust = world.options.data.adjust});
    ASSERT_FALSE(replayed) << name(what);
    EXPECT_EQ(replayed.error().code, ErrorCode::kIo) << name(what);
    const auto options = recorded_configuration(world.disk.events, run);
    EXPECT_EQ(options.has_value(), what != ledger::InputsOf::kOptions);
  }
}

TEST(ReplayDifferences, AConfigurationIsOfItsRunAlone) {
  TradeWorld world;
  world.options.options_json = R"({"day":1})";
  const RunId first(world.trade().run_id);
  world.to_next_session();
  world.options.options_json = R"({"day":2})";
  const RunId second(world.trade().run_id);
  world.to_next_session();
  world.options.options_json.clear();
  const RunId third(world.trade().run_id);
  EXPECT_EQ(recorded_configuration(world.disk.events, first).value(), R"({"day":1})");
  EXPECT_EQ(recorded_configuration(world.disk.events, second).value(), R"({"day":2})");
  EXPECT_EQ(recorded_configuration(world.disk.events, third).error().code, ErrorCode::kData);
  EXPECT_EQ(recorded_configuration(world.disk.events, RunId("20200101-000000-1")).error().code, ErrorCode::kUsage);
}

TEST(ReplayDifferences, ARunThatDecidedNothingHasNothingToComputeAgain) {
  TradeWorld world;
  world.broker.set_position("SPY", 3);
  const ledger::RunResult result = world.trade();
  const auto replayed = replay(world.disk.events, RunId(result.run_id),
                               {.decide = world.options.decide, .adjust = world.options.data.adjust});
  ASSERT_FALSE(replayed);
  EXPECT_EQ(replayed.error().code, ErrorCode::kData);
  EXPECT_NE(replayed.error().what.find("decided nothing"), std::string::npos);
}

TEST(ReplayDifferences, BarsWithAHoleAreRefused) {
  Replayed replayed;
  ledger::BarsRecorded& bars = first_of<ledger::BarsRecorded>(replayed.events);
  bars.kept_rows = 1;
  EXPECT_EQ(replayed.again().error().code, ErrorCode::kIo);
  EXPECT_NE(replayed.again().error().what.find("hole"), std::string::npos);
}

// A session whose permissions were refused decides more than once: each with its own inputs.
TEST(ReplayDifferences, EachDecisionHasItsOwnInputs) {
  TradeWorld world;
  world.broker.faults.what_if_refusals = {{Symbol{"GLD"}, 201}};
  const RunId run(world.trade().run_id);
  const auto replayed =
      replay(world.disk.events, run, {.decide = world.options.decide, .adjust = world.options.data.adjust});
  ASSERT_TRUE(replayed);
  EXPECT_EQ(replayed->decisions.size(), 2U);
  EXPECT_TRUE(replayed->matches());
  EXPECT_EQ(replayed->session, make_date(2026, 3, 3));
}

}  // namespace
}  // namespace bot::run
