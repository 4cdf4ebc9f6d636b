// The power goes out at every step of a run: before and after every record, every order and every question. Whatever
// the step, no key is sent twice, no position leaves the way from start to target, and the next runs put things right.
#include <gtest/gtest.h>

#include <set>

#include "support/trade_world.hpp"

namespace bot::run {
namespace {

using test::Frame;
using test::PowerCut;
using test::TradeWorld;

struct CutAt {
  int step = 0;
  int seen = 0;
  void arm(TradeWorld& world) {
    const auto count = [this](const std::string&) {
      if (++seen == step) throw PowerCut{};
    };
    world.broker.on_step = count;
    world.disk.on_step = count;
  }
  static void disarm(TradeWorld& world) {
    world.broker.on_step = {};
    world.disk.on_step = {};
  }
};

void expect_invariants(const TradeWorld& world, const std::string& where) {
  std::set<OrderKey> keys;
  std::set<std::int64_t> ids;
  for (const Frame& frame : world.broker.frames) {
    EXPECT_TRUE(keys.insert(frame.ticket.key).second) << where << ": sent twice";
    EXPECT_TRUE(ids.insert(frame.order_id.value()).second) << where << ": an order id was used twice";
    EXPECT_TRUE(frame.durable) << where << ": sent before it was on the disk";
    EXPECT_TRUE(frame.ticket.side == Side::kSell || !frame.sells_live) << where << ": a buy while a sell worked";
  }
  EXPECT_GE(world.broker.cash, Money{}) << where;
  for (const auto& [symbol, shares] : world.broker.held) EXPECT_GE(shares, Quantity{}) << where;
}

int steps_of_a_run() {
  TradeWorld world;
  world.to_rotation();
  CutAt counter;
  counter.arm(world);
  world.trade();
  return counter.seen;
}

bool run_cut(TradeWorld& world) {
  try {
    world.trade();
    return false;
  } catch (const PowerCut&) {
    return true;
  }
}

// A start two seconds later and two more sessions, after which everything is known and on target.
void expect_recovery(TradeWorld& world, const std::map<Symbol, Quantity>& start, const std::string& where) {
  world.loop.jump_to(world.loop.now() + std::chrono::seconds{2});
  world.trade();
  expect_invariants(world, where);
  // Monotone: sold symbols between start and target, the bought one between nothing and its intent.
  EXPECT_LE(world.broker.shares("GLD"), start.at(Symbol{"GLD"})) << where;
  EXPECT_LE(world.broker.shares("IEF"), start.at(Symbol{"IEF"})) << where;
  EXPECT_LE(world.broker.shares("SPY"), Quantity::from_whole(12)) << where;
  EXPECT_EQ(ledger::digest(world.state()), ledger::digest(world.state())) << where;
  // Two clean sessions later everything is known and on target.
  ledger::RunResult last;
  for (int session = 0; session < 2; ++session) {
    world.to_next_session();
    last = world.trade();
  }
  EXPECT_EQ(last.exit_code, 0) << where << ": " << last.message;
  EXPECT_TRUE(world.state().live_orders().empty()) << where;
  EXPECT_FALSE(world.state().halt) << where;
  std::erase_if(world.broker.held, [](const auto& entry) { return entry.second == Quantity{}; });
  EXPECT_EQ(world.state().managed, world.broker.held) << where;
  EXPECT_EQ(world.broker.shares("GLD"), Quantity{}) << where;
  EXPECT_GE(world.broker.shares("SPY"), Quantity::from_whole(10)) << where;
  expect_invariants(world, where);
}

void cut_and_recover(int first, int second) {
  const std::string where = fmt::format("cut at step {}, then {}", first, second);
  TradeWorld world;
  world.to_rotation();
  const std::map<Symbol, Quantity> start = world.broker.held;
  CutAt cut{.step = first};
  cut.arm(world);
  EXPECT_TRUE(run_cut(world)) << where;
  if (second > 0) {
    cut = CutAt{.step = second};
    cut.arm(world);
    run_cut(world);
  }
  CutAt::disarm(world);
  expect_recovery(world, start, where);
}

TEST(Crash, AtEveryStep) {
  const int steps = steps_of_a_run();
  ASSERT_GT(steps, 60);
  for (int step = 1; step <= steps && !::testing::Test::HasFailure(); ++step) cut_and_recover(step, 0);
}

enum class WriteFault {
  kFull,        // nothing is stored from then on
  kAfterwards,  // what is stored is said not to be
};
// From its n-th record on the run writes to a disk that fails; with `again`, so does the start after it.
void fail_and_recover(WriteFault fault, int first, int again) {
  const std::string where =
      fmt::format("{} at record {}, then {}", fault == WriteFault::kFull ? "full" : "failing", first, again);
  TradeWorld world;
  world.to_rotation();
  const std::map<Symbol, Quantity> start = world.broker.held;
  for (const int nth : {first, again}) {
    if (nth == 0) continue;
    int records = 0;
    const std::size_t before = world.broker.frames.size();
    std::size_t frames = 0;
    world.disk.on_step = [&](const std::string& what) {
      if (what != "append" || ++records != nth) return;
      (fault == WriteFault::kFull ? world.disk.full : world.disk.fails_afterwards) = true;
      frames = world.broker.frames.size();
    };
    const ledger::RunResult result = world.trade();
    if (records >= nth) {
      EXPECT_EQ(world.broker.frames.size(), frames) << where << ": sent what could not be recorded";
      EXPECT_NE(result.exit_code, 0) << where << ": " << result.message;
      EXPECT_TRUE(result.error) << where << ": " << result.message;
      EXPECT_TRUE(result.exit_code == 7 || frames == before) << where << ": " << result.message;
    }
    world.disk.on_step = {};
    world.disk.full = world.disk.fails_afterwards = false;
  }
  expect_recovery(world, start, where);
}

int records_of_a_run() {
  TradeWorld world;
  world.to_rotation();
  return world.count_records();
}

TEST(FullDisk, AtEveryRecordNothingIsSentTwiceAndTheNextStartRecovers) {
  const int records = records_of_a_run();
  ASSERT_GT(records, 20);
  for (const WriteFault fault : {WriteFault::kFull, WriteFault::kAfterwards})
    for (int nth = 1; nth <= records; ++nth) fail_and_recover(fault, nth, 0);
}

TEST(FullDisk, AgainAtTheNextStart) {
  const int records = records_of_a_run();
  for (const WriteFault fault : {WriteFault::kFull, WriteFault::kAfterwards})
    for (int nth = 1; nth <= records; nth += 3) fail_and_recover(fault, nth, 1 + (nth * 7) % 12);
}

// Nobody says what became of the order that was leaving when the power went: it is not left to work until the evening.
TEST(Crash, AnEndThatCannotBeRecordedNeedsSomebodyWhereOrdersWereSent) {
  TradeWorld world;
  world.fill_disk_at(TradeWorld().count_records());
  const ledger::RunResult result = world.trade();
  EXPECT_EQ(world.broker.frames.size(), 2U);
  EXPECT_EQ(result.exit_code, 7) << result.message;
  EXPECT_NE(result.message.find("no space left"), std::string::npos) << result.message;
}

TEST(Crash, AnOrderNobodySpeaksOfIsCancelledAtTheNextStart) {
  TradeWorld world;
  world.broker.faults.orders[Symbol{"GLD"}] = test::OrderFault::kHeld;
  world.broker.on_step = [&](const std::string& what) {
    if (what == "wait_events" && !world.broker.frames.empty()) throw PowerCut{};
  };
  ASSERT_TRUE(run_cut(world));
  const UtcTime restarted = world.loop.now() + std::chrono::seconds{2};
  world.loop.jump_to(restarted);
  std::optional<UtcTime> cancelled;
  world.broker.on_step = [&](const std::string& what) {
    if (what == "cancel" && !cancelled) cancelled = world.loop.now();
  };
  world.trade();
  ASSERT_TRUE(cancelled);
  EXPECT_LT(*cancelled - restarted, std::chrono::seconds{30});
}

TEST(Crash, AnEarlierSessionsOrderIsLookedUpAlsoWhereTodayIsNoSessionOfOurs) {
  TradeWorld world;
  world.broker.on_step = [&](const std::string& what) {
    if (what == "wait_events" && !world.broker.frames.empty()) throw PowerCut{};
  };
  ASSERT_TRUE(run_cut(world));
  world.broker.on_step = nullptr;
  ASSERT_EQ(world.state().live_orders().size(), 1U);
  world.options.schedule.frequency = schedule::Frequency::kMonthly;
  for (int session = 0; session < 7; ++session) world.to_next_session();  // too late to make the rebalance up
  const ledger::RunResult next = world.trade();
  EXPECT_EQ(next.outcome, ledger::Outcome::kNotScheduled) << next.message;
  EXPECT_EQ(world.broker.frames.size(), 1U);
  EXPECT_TRUE(world.state().live_orders().empty()) << "its fill is booked all the same";
}

// Taken or never arrived, and no list of the broker's shows it: the positions say what became of it.
TEST(Crash, AnOrderThatNoListShowsIsSettledByThePositionsOfTheNextSession) {
  for (const test::OrderFault fault : {test::OrderFault::kInvisible, test::OrderFault::kLost}) {
    TradeWorld world;
    world.broker.faults.orders[Symbol{"IEF"}] = fault;
    world.broker.faults.orders[Symbol{"GLD"}] = fault;
    world.broker.on_step = [&](const std::string& what) {
      if (what == "wait_events" && !world.broker.frames.empty()) throw PowerCut{};
    };
    ASSERT_TRUE(run_cut(world));
    world.broker.on_step = nullptr;
    world.broker.faults.orders.clear();
    const OrderKey key = world.broker.frames.at(0).ticket.key;
    world.to_next_session();
    const Quantity bought = world.broker.shares(world.broker.frames.at(0).ticket.symbol.value());
    const ledger::RunResult next = world.trade();
    EXPECT_EQ(next.outcome, ledger::Outcome::kDone) << next.message;
    EXPECT_EQ(next.exit_code, 0) << next.message;
    const ledger::LedgerState state = world.state();
    EXPECT_TRUE(is_terminal(state.orders.at(key).state));
    EXPECT_EQ(state.orders.at(key).executed(), bought);
  }
}

TEST(Crash, AgainDuringTheRecovery) {
  const int steps = steps_of_a_run();
  for (int step = steps / 3; step <= steps && !::testing::Test::HasFailure(); step += 3)
    cut_and_recover(step, 1 + (step * 7) % 40);
}

}  // namespace
}  // namespace bot::run
