// Questions that are advisory: one that is not answered in time is asked again while the window lasts, and none costs
// the run.
#include <gtest/gtest.h>

#include <algorithm>

#include "support/trade_world.hpp"
#include "unit/run/symbols.hpp"

namespace bot::run {
namespace {

using std::chrono::seconds;
using test::kGld;
using test::TradeWorld;

// GLD's what-ifs, asked beside IEF's and then alone, are answered at that attempt; each before it takes `timeout`.
void answer_late(TradeWorld& world, int attempt, Duration timeout) {
  world.options.fractional = Fractional::kNever;
  world.broker.faults.what_ifs_unanswered = {kGld};
  world.broker.on_step = [&world, attempt, timeout, asked = 0](const std::string& what) mutable {
    if (what != "what_if") return;
    ++asked;
    if (asked > attempt) world.broker.faults.what_ifs_unanswered.clear();
    if (asked >= 2 && asked <= attempt) world.loop.jump_to(world.loop.now() + timeout);
  };
}

TEST(Permission, AWhatIfThatIsAnsweredLateIsAskedAgain) {
  TradeWorld world;
  answer_late(world, 3, seconds{10});
  const ledger::RunResult result = world.trade();
  EXPECT_EQ(result.exit_code, 0) << result.message;
  EXPECT_EQ(world.broker.shares("GLD"), Quantity::from_whole(15)) << result.message;
}

TEST(Permission, AWhatIfThatIsNeverAnsweredCostsItsSymbolAndLeavesTimeForTheOthers) {
  TradeWorld world;
  world.options.scheduled = true;
  answer_late(world, 1'000, seconds{40});
  const ledger::RunResult result = world.trade();
  EXPECT_EQ(result.exit_code, 7) << result.message;
  EXPECT_NE(result.message.find("permission to buy GLD could not be proven"), std::string::npos) << result.message;
  EXPECT_EQ(world.broker.shares("IEF"), Quantity::from_whole(60)) << result.message;
}

std::ptrdiff_t count_decisions(const TradeWorld& world) {
  return std::ranges::count_if(world.disk.events, [](const ledger::LedgerEvent& event) {
    return std::holds_alternative<ledger::DecisionRecorded>(event.body);
  });
}

// Who got no answer is asked again another day; who is refused may be replaced.
TEST(Permission, OnlyARefusalIsDecidedAgain) {
  for (const bool is_refused : {false, true}) {
    TradeWorld world;
    world.options.fractional = Fractional::kNever;
    if (is_refused)
      world.broker.faults.what_if_refusals = {{kGld, 203}};
    else
      world.broker.faults.what_ifs_unanswered = {kGld};
    const ledger::RunResult result = world.trade();
    EXPECT_EQ(count_decisions(world), is_refused ? 2 : 1);
    EXPECT_TRUE(result.targets.contains(kGld)) << "given, so still wanted" << result.message;
    EXPECT_EQ(world.broker.shares("GLD"), Quantity{});
    EXPECT_EQ(world.broker.shares("IEF"), Quantity::from_whole(60)) << result.message;
  }
}

TEST(Permission, ALateStartDoesNotAskIntoTheTimeOfItsOrders) {
  TradeWorld world;
  world.at(make_date(2026, 3, 3), 15, 57, 20);
  answer_late(world, 1'000, seconds{10});
  const ledger::RunResult result = world.trade();
  EXPECT_EQ(world.broker.shares("IEF"), Quantity::from_whole(60)) << result.message;
  EXPECT_LE(world.broker.what_if_ids.size(), 3U) << "IEF, GLD, and GLD once more at most";
}

// One more attempt would end where the time of the orders begins.
TEST(Permission, NoQuestionIsAskedThatHasNoTimeLeft) {
  for (const int early : {0, 1}) {
    TradeWorld world;
    world.options.fractional = Fractional::kNever;
    world.options.retry.backoff.jitter = 0;
    world.broker.faults.what_ifs_unanswered = {kGld};
    world.broker.on_step = [&](const std::string& what) {
      if (what == "what_if" && world.broker.what_if_ids.empty())
        world.at(make_date(2026, 3, 3), 15, 57, 29 - early);  // the next attempt is a second later
    };
    world.trade();
    EXPECT_EQ(world.broker.what_if_ids.size(), early == 0 ? 2U : 3U) << "GLD and IEF, and GLD once more in time";
  }
}

}  // namespace
}  // namespace bot::run
