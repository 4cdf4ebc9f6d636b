#include "ledger/state.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "ledger/checkpoint.hpp"
#include "ledger/codec.hpp"
#include "ledger/operations.hpp"
#include "ledger/order_lines.hpp"
#include "unit/ledger/spy.hpp"

namespace bot::ledger {
namespace {

using test::kBuySpy;
using test::kDay;

const OrderKey kSellGld{"RB1.20260303.1.GLD.S.A"};

LedgerEvent event_of(EventBody body) { return {.at = UtcTime{}, .run = RunId{"r"}, .body = std::move(body)}; }

orders::FillBooked fill_of(const OrderKey& key, const std::string& id, Side side, int quantity, double price) {
  Execution execution;
  execution.exec_id = ExecId{id};
  execution.key = key;
  execution.symbol = Symbol{side == Side::kBuy ? "SPY" : "GLD"};
  execution.side = side;
  execution.quantity = Quantity::from_whole(quantity);
  execution.price = Price::from_double(price);
  return {.execution = execution, .session = kDay, .settles = make_date(2026, 3, 4)};
}

LedgerState planned() {
  LedgerState state;
  apply(
      state,
      event_of(PositionsAccepted{
          .entries = {{.symbol = Symbol{"GLD"}, .broker_quantity = Quantity::from_whole(10), .as = AcceptAs::kManaged}},
          .explanation = "transfer",
          .by = "Ann"}));
  PlanWritten plan;
  plan.session = kDay;
  Intent sell;
  sell.key = kSellGld;
  sell.symbol = Symbol{"GLD"};
  sell.side = Side::kSell;
  sell.quantity = Quantity::from_whole(10);
  sell.limit = Price::from_double(180);
  Intent buy;
  buy.key = kBuySpy;
  buy.symbol = Symbol{"SPY"};
  buy.quantity = Quantity::from_whole(3);
  buy.limit = Price::from_double(510);
  plan.intents = {sell, buy};
  apply(state, event_of(plan));
  for (const Intent& intent : plan.intents)
    apply(state, event_of(orders::OrderSending{.key = intent.key,
                                               .order_id = ClientOrderId{intent.side == Side::kSell ? 5 : 6},
                                               .quantity = intent.quantity,
                                               .limit = intent.limit,
                                               .expires = {}}));
  return state;
}

TEST(LedgerState, AnExecutionCountsOnceAndACorrectionReplacesIt) {
  LedgerState state = planned();
  apply(state, event_of(fill_of(kSellGld, "a.b.01.01", Side::kSell, 4, 180)));
  apply(state, event_of(fill_of(kSellGld, "a.b.01.01", Side::kSell, 4, 180)));
  EXPECT_EQ(state.managed_shares(Symbol{"GLD"}), Quantity::from_whole(6));
  EXPECT_EQ(state.orders.at(kSellGld).state, OrderState::kPartial);
  apply(state, event_of(fill_of(kSellGld, "a.b.01.02", Side::kSell, 5, 180)));
  EXPECT_EQ(state.managed_shares(Symbol{"GLD"}), Quantity::from_whole(5));
  apply(state, event_of(fill_of(kSellGld, "a.b.01.01", Side::kSell, 4, 180)));  // reported late
  EXPECT_EQ(state.managed_shares(Symbol{"GLD"}), Quantity::from_whole(5));
  EXPECT_EQ(state.cash_since_nav, Money::from_whole(900));
  EXPECT_EQ(state.order_id_high_water, 6);
}

TEST(LedgerState, AnInferredFillAndItsLateExecutionAreOne) {
  LedgerState state = planned();
  apply(state, event_of(orders::FillInferred{.key = kBuySpy,
                                             .quantity = Quantity::from_whole(3),
                                             .price = Price::from_double(510),
                                             .session = kDay,
                                             .settles = make_date(2026, 3, 4)}));
  EXPECT_EQ(state.managed_shares(Symbol{"SPY"}), Quantity::from_whole(3));
  apply(state, event_of(fill_of(kBuySpy, "a.c.01.01", Side::kBuy, 3, 509)));
  EXPECT_EQ(state.managed_shares(Symbol{"SPY"}), Quantity::from_whole(3));
  EXPECT_EQ(state.cash_since_nav, -Money::from_whole(3 * 509));
  EXPECT_FALSE(state.orders.at(kBuySpy).overfilled());
}

TEST(LedgerState, LotsLockProceedsSettleAndTheOldestGoFirst) {
  LedgerState state = planned();
  apply(state, event_of(BuysSettled{
                   .session = kDay, .settled_only = false, .sellable_from = {{Symbol{"SPY"}, make_date(2026, 3, 5)}}}));
  apply(state, event_of(fill_of(kSellGld, "a.1.01", Side::kSell, 10, 180)));
  apply(state, event_of(fill_of(kBuySpy, "a.2.01", Side::kBuy, 3, 510)));
  ASSERT_EQ(state.lots.size(), 1U);
  EXPECT_EQ(state.lots.front().sellable_from, make_date(2026, 3, 5));
  ASSERT_EQ(state.unsettled_proceeds(kDay).size(), 1U);
  EXPECT_EQ(state.unsettled_proceeds(kDay).front().net,
            Money::from_whole(1798));  // 2 set aside for a commission to come
  EXPECT_TRUE(state.unsettled_proceeds(make_date(2026, 3, 4)).empty());
  apply(state, event_of(SymbolReleased{.symbol = Symbol{"SPY"}, .by = "Ann"}));
  EXPECT_TRUE(state.lots.empty());
  EXPECT_EQ(state.kept_shares(Symbol{"SPY"}), Quantity::from_whole(3));
}

TEST(LedgerState, ALateCommissionCostsCashOnceAndADoubtfulOneNothing) {
  LedgerState state = planned();
  apply(state, event_of(fill_of(kSellGld, "a.1.01", Side::kSell, 10, 180)));
  const auto report = [&](double amount, bool is_doubtful) {
    apply(state,
          event_of(orders::CommissionBooked{
              .exec_id = ExecId{"a.1.01"}, .commission = Money::from_double(amount), .is_doubtful = is_doubtful}));
  };
  EXPECT_TRUE(state.orders.at(kSellGld).awaits_commission());
  report(2500, true);
  EXPECT_EQ(state.cash_since_nav, Money::from_whole(1800));
  EXPECT_FALSE(state.orders.at(kSellGld).commission());
  EXPECT_EQ(state.orders.at(kSellGld).doubtful_commission(), Money::from_whole(2500));
  EXPECT_FALSE(state.orders.at(kSellGld).awaits_commission());
  report(1.25, false);
  EXPECT_EQ(state.cash_since_nav, Money::from_double(1798.75));
  EXPECT_FALSE(state.orders.at(kSellGld).doubtful_commission());
  report(1.50, false);  // corrected
  EXPECT_EQ(state.cash_since_nav, Money::from_double(1798.50));
}

// Else tomorrow's run would find that so much cash came in.
TEST(LedgerState, ACommissionReportedAfterTheBrokersCashWasRecordedIsInItAlready) {
  for (const bool lagged : {false, true}) {
    LedgerState state = planned();
    apply(state, event_of(fill_of(kSellGld, "a.1.01", Side::kSell, 10, 180)));
    const Money brokers = Money::from_whole(9000);
    apply(state, event_of(NavRecorded{.session = kDay,
                                      .net_liquidation = Money::from_whole(10'000),
                                      .cash = brokers,
                                      .cash_anchor = lagged ? Money::from_whole(9900) : brokers,
                                      .positions = {},
                                      .outside = {}}));
    const Money before = *state.expected_cash();
    apply(state, event_of(orders::CommissionBooked{.exec_id = ExecId{"a.1.01"}, .commission = Money::from_whole(2)}));
    EXPECT_EQ(*state.expected_cash(), lagged ? before - Money::from_whole(2) : before);
    EXPECT_EQ(state.orders.at(kSellGld).commission(), Money::from_whole(2));
  }
}

TEST(LedgerState, ALaterLotIsLockedAtLeastAsLongAsAnOlderOne) {
  LedgerState state = planned();
  apply(state, event_of(BuysSettled{.session = kDay, .sellable_from = {{Symbol{"SPY"}, make_date(2026, 3, 9)}}}));
  apply(state, event_of(fill_of(kBuySpy, "a.2.01", Side::kBuy, 1, 510)));
  orders::FillBooked later = fill_of(kBuySpy, "a.3.01", Side::kBuy, 1, 510);
  later.session = make_date(2026, 3, 4);
  state.sessions[kDay].sellable_from.clear();
  apply(state, event_of(later));
  ASSERT_EQ(state.lots.size(), 2U);
  EXPECT_EQ(state.lots.back().sellable_from, make_date(2026, 3, 9));
}

TEST(LedgerState, ALedgerFoundBehindSendsNothingOfTheSessionAnyMore) {
  LedgerState state = planned();
  PlanWritten plan;
  plan.session = make_date(2026, 3, 4);
  Intent intent;
  intent.key = OrderKey{"RB1.20260304.1.SPY.B.C"};
  intent.symbol = Symbol{"SPY"};
  intent.quantity = Quantity::from_whole(1);
  Intent sent = intent;
  sent.key = OrderKey{"RB1.20260304.1.GLD.B.D"};
  plan.intents = {intent, sent};
  apply(state, event_of(plan));
  apply(state, event_of(orders::OrderSending{.key = sent.key,
                                             .order_id = ClientOrderId{7},
                                             .quantity = sent.quantity,
                                             .limit = sent.limit,
                                             .expires = {}}));
  apply(state, event_of(LedgerFoundBehind{.session = make_date(2026, 3, 5), .through = ClientOrderId{40}}));
  EXPECT_EQ(state.orders.at(intent.key).state, OrderState::kPlanned) << "of another session";
  apply(state, event_of(LedgerFoundBehind{.session = plan.session, .through = ClientOrderId{40}}));
  EXPECT_EQ(state.orders.at(intent.key).state, OrderState::kAbandoned);
  EXPECT_EQ(state.orders.at(sent.key).state, OrderState::kSending) << "that is at the broker";
  EXPECT_EQ(state.orders.at(kBuySpy).state, OrderState::kSending) << "of another session";
  EXPECT_TRUE(state.sessions.at(plan.session).keys_spent);
  EXPECT_EQ(state.order_id_high_water, 40);
  EXPECT_TRUE(state.order_ids_known);
  apply(state, event_of(OrderIdsUsed{.through = ClientOrderId{7}}));
  EXPECT_EQ(state.order_id_high_water, 40);
}

TEST(LedgerState, TheOwnersTradeIsNoFlow) {
  LedgerState state = planned();
  apply(state, event_of(CashMovement{
                   .amount = -Money::from_whole(900), .session = kDay, .explanation = "own", .is_owners_trade = true}));
  EXPECT_EQ(state.cash_since_nav, -Money::from_whole(900));
  EXPECT_EQ(state.flows_since_nav, Money{});
  EXPECT_EQ(state.deposits_since_nav, Money{});
}

TEST(LedgerState, ConfiguredKeepIsNotTakenOverNorLostOnRelease) {
  LedgerState state;
  apply(state, event_of(PositionsAccepted{.entries = {{.symbol = Symbol{"GLD"},
                                                       .broker_quantity = Quantity::from_whole(8),
                                                       .as = AcceptAs::kManaged,
                                                       .configured_keep = Quantity::from_whole(5)}},
                                          .explanation = "",
                                          .by = "Ann"}));
  EXPECT_EQ(state.managed_shares(Symbol{"GLD"}), Quantity::from_whole(3));
  apply(state,
        event_of(SymbolReleased{.symbol = Symbol{"GLD"}, .by = "Ann", .configured_keep = Quantity::from_whole(5)}));
  EXPECT_EQ(state.kept_shares(Symbol{"GLD"}), Quantity::from_whole(8));
}

TEST(LedgerState, CodecKeepsEveryBit) {
  BarsRecorded bars;
  bars.symbol = Symbol{"BRK B"};
  bars.kept_rows = 7;
  bars.final_rows = 8;
  bars.sha256 = "ab";
  bars.today =
      Bar{.date = make_date(2026, 3, 4), .open = -0.0, .close = 9007199254740993.0, .volume = 1e16, .adj_close = 1.5};
  bars.rows = {{.date = kDay,
                .open = 0.1 + 0.2,
                .high = std::numeric_limits<double>::quiet_NaN(),
                .low = -std::numeric_limits<double>::infinity(),
                .close = 5e-324,
                .volume = 1.7976931348623157e308,
                .adj_close = std::nullopt}};
  const auto back = decode("bars", encode(bars));
  ASSERT_TRUE(back) << back.error().text();
  const Bar& row = std::get<BarsRecorded>(*back).rows.front();
  EXPECT_EQ(row.open, 0.1 + 0.2);
  EXPECT_TRUE(std::isnan(row.high));
  EXPECT_EQ(row.low, -std::numeric_limits<double>::infinity());
  EXPECT_EQ(row.close, 5e-324);
  EXPECT_EQ(encode(*back), encode(bars));
  const Bar& today = *std::get<BarsRecorded>(*back).today;
  EXPECT_TRUE(std::signbit(today.open));
  EXPECT_EQ(today.close, 9007199254740993.0);
  EXPECT_EQ(today.volume, 1e16);
  EXPECT_EQ(today.adj_close, 1.5);
  EXPECT_EQ(today.date, make_date(2026, 3, 4));
  EXPECT_FALSE(decode("bars", "{}"));
  EXPECT_FALSE(decode("no such kind", "{}"));
  EXPECT_FALSE(decode("halted", "{\"id\": 3"));
}

TEST(LedgerState, TheFoldOfBarsNeedsNoRows) {
  BarsRecorded bars;
  bars.symbol = Symbol{"X\"rows\":[1]"};  // a text that looks like the mark is not one
  bars.kept_rows = 2;
  bars.final_rows = 4;
  bars.sha256 = "cd";
  bars.factor = 0.5;
  bars.rows = {{.date = kDay, .open = 1, .high = 2, .low = 1, .close = 1.5, .volume = 10, .adj_close = 0.75},
               {.date = make_date(2026, 3, 4), .open = 1, .high = 2, .low = 1, .close = 1.5, .volume = 10}};
  const auto skipped = decode("bars", encode(bars), BarRows::kSkip);
  ASSERT_TRUE(skipped) << skipped.error().text();
  const auto& light = std::get<BarsRecorded>(*skipped);
  EXPECT_EQ(light.symbol, bars.symbol);
  EXPECT_EQ(light.factor, 0.5);
  EXPECT_TRUE(light.rows.empty());
  LedgerState of_all;
  LedgerState of_light;
  apply(of_all, event_of(bars));
  apply(of_light, event_of(light));
  EXPECT_EQ(of_all.bars.at(bars.symbol).rows, 4U);
  EXPECT_EQ(digest(of_all), digest(of_light));
  bars.final_rows = 5;
  EXPECT_FALSE(decode("bars", encode(bars))) << "five rows counted, four there";
  EXPECT_FALSE(decode("bars", "{}", BarRows::kSkip));
}

TEST(LedgerState, RowsArePassedOverWhereverTheyStand) {
  const auto skipped = decode("bars",
                              R"({"rows":[["2026-03-03",1,2,1,1.5,10,0.75]],"symbol":"SPY","kept_rows":0,)"
                              R"("final_rows":1,"previous_sha256":"","sha256":"cd","today":null,"factor":0.5})",
                              BarRows::kSkip);
  ASSERT_TRUE(skipped) << skipped.error().text();
  EXPECT_EQ(std::get<BarsRecorded>(*skipped).sha256, "cd");
  EXPECT_TRUE(std::get<BarsRecorded>(*skipped).rows.empty());
}

TEST(LedgerState, HistoryIsForgottenButNotWhatStillMatters) {
  LedgerState state;
  const auto day = [](int index) { return kDay + std::chrono::days{index}; };
  const int sessions = static_cast<int>(kMaxSessionsKept) + 10;
  for (int index = 0; index < sessions; ++index) {
    PlanWritten plan;
    plan.session = day(index);
    Intent buy;
    buy.key = OrderKey{"RB1." + to_basic(day(index)) + ".1.SPY.B.B"};
    buy.symbol = Symbol{"SPY"};
    buy.quantity = Quantity::from_whole(1);
    buy.limit = Price::from_double(510);
    plan.intents = {buy};
    apply(state, event_of(plan));
    apply(state, event_of(orders::OrderSending{.key = buy.key,
                                               .order_id = ClientOrderId{index + 1},
                                               .quantity = buy.quantity,
                                               .limit = buy.limit,
                                               .expires = {}}));
    if (index == 3) continue;  // its end is not known to this day
    orders::FillBooked fill = fill_of(buy.key, "a." + std::to_string(index) + ".01", Side::kBuy, 1, 510);
    fill.session = day(index);
    fill.settles = day(index + 1);
    apply(state, event_of(fill));
  }
  ASSERT_EQ(state.lots.size(), static_cast<std::size_t>(sessions - 1));
  const Quantity held = state.managed_shares(Symbol{"SPY"});
  const LedgerState before = state;
  const Checkpoint checkpoint = take_checkpoint(state);
  EXPECT_EQ(state, before);
  apply(state, event_of(checkpoint));
  EXPECT_EQ(*state_of(checkpoint), state);
  EXPECT_EQ(digest(state), checkpoint.sha256);
  EXPECT_EQ(state.kept_from, day(10));
  EXPECT_EQ(state.sessions.size(), kMaxSessionsKept);
  ASSERT_EQ(state.live_orders().size(), 1U);
  EXPECT_EQ(state.live_orders().front()->session, day(3));
  EXPECT_EQ(state.orders.size(), kMaxSessionsKept + 1);
  // Lots that may be sold are one, the oldest; what is locked or young stands for itself.
  ASSERT_EQ(state.lots.size(), kMaxSessionsKept + 1);
  EXPECT_EQ(state.lots.front().quantity, Quantity::from_whole(9));
  EXPECT_EQ(state.lots.front().traded, day(9));
  Quantity in_lots;
  for (const BoughtLot& lot : state.lots) in_lots += lot.quantity;
  EXPECT_EQ(in_lots, held);
  EXPECT_EQ(state.order_id_high_water, sessions);
  Checkpoint bad = checkpoint;
  bad.state.text.back() = ' ';
  EXPECT_FALSE(state_of(bad));
}

TEST(LedgerState, KeptSharesThatAreGoneLeaveWhatIsManaged) {
  LedgerState state;
  const auto take = [&](int shown, AcceptAs as) {
    apply(state, event_of(PositionsAccepted{
                     .entries = {{.symbol = Symbol{"GLD"}, .broker_quantity = Quantity::from_whole(shown), .as = as}},
                     .explanation = "",
                     .by = "Ann"}));
  };
  take(7, AcceptAs::kManaged);
  take(12, AcceptAs::kKept);
  EXPECT_EQ(state.kept_shares(Symbol{"GLD"}), Quantity::from_whole(5));
  const auto open = unexplained_positions(state, {{Symbol{"GLD"}, Quantity::from_whole(7)}}, {Symbol{"GLD"}}, {});
  ASSERT_EQ(open.size(), 1U);
  EXPECT_EQ(open.front().proposal, "5 of the 5 shares kept for the owner are gone");
  take(7, AcceptAs::kKept);  // as accept_positions records it
  EXPECT_EQ(state.managed_shares(Symbol{"GLD"}), Quantity::from_whole(7));
  EXPECT_EQ(state.kept_shares(Symbol{"GLD"}), Quantity{});
}

TEST(Operations, SlippageIsAgainstUsOnEitherSide) {
  orders::OrderRecord order;
  order.planned_mid = Price::from_whole(100);
  orders::BookedFill fill;
  fill.quantity = Quantity::from_whole(1);
  fill.price = Price::from_double(99.9);
  order.fills["a"] = fill;
  order.side = Side::kSell;
  EXPECT_NEAR(order_line(order).slippage_bps, 10, 1e-9) << "sold below the mid";
  order.side = Side::kBuy;
  EXPECT_NEAR(order_line(order).slippage_bps, -10, 1e-9);
}

TEST(Operations, ARunsOrdersAreItsOwnSellsFirst) {
  LedgerState state = planned();
  orders::OrderRecord other = state.orders.at(kBuySpy);
  other.key = OrderKey{"RB1.20260302.1.SPY.B.X"};
  other.run = RunId{"another"};
  state.orders[other.key] = other;
  const std::vector<OrderLine> lines = order_lines(state, RunId{"r"});
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[0].key, kSellGld);
  EXPECT_EQ(lines[1].key, kBuySpy);
}

// As many shares of the ticker stand under another con id: nothing is to be accepted, the pin is renewed.
TEST(Operations, AFundThatWasNumberedAnewIsPinned) {
  const std::vector<UnexplainedPosition> gone{
      {.symbol = Symbol{"TLT"}, .broker = {}, .explained = Quantity::from_whole(31), .proposal = "sold"}};
  Position other{.account = AccountId{"DU1"},
                 .symbol = Symbol{"TLT"},
                 .con_id = ConId{777},
                 .security_type = "STK",
                 .currency = "USD",
                 .quantity = Quantity::from_whole(31),
                 .average_cost = {}};
  EXPECT_EQ(command_for(gone, {other}), "bot pin TLT");
  EXPECT_EQ(command_for(gone, {}), "bot accept-positions");
  other.quantity = Quantity::from_whole(30);
  EXPECT_EQ(command_for(gone, {other}), "bot accept-positions");
}

TEST(Operations, ProposalsNameWhatTheySee) {
  LedgerState state;
  state.managed[Symbol{"SPY"}] = Quantity::from_whole(10);
  const auto proposal = [&](double shares) {
    return unexplained_positions(state, {{Symbol{"SPY"}, Quantity::from_double(shares)}}, {Symbol{"SPY"}}, {})
        .front()
        .proposal;
  };
  EXPECT_EQ(proposal(20), "2:1 split");
  EXPECT_EQ(proposal(1), "1:10 split");
  EXPECT_EQ(proposal(15), "3:2 split");
  EXPECT_EQ(proposal(10.25), "dividend reinvested");
  EXPECT_EQ(proposal(10.999), "dividend reinvested");
  EXPECT_EQ(proposal(11), "transfer");
  EXPECT_EQ(proposal(11.5), "dividend reinvested");
  EXPECT_EQ(proposal(13), "transfer");
  EXPECT_EQ(proposal(9), "sold or transferred out by the owner");
  EXPECT_EQ(proposal(0),
            "sold or transferred out by the owner, replaced by another contract (new ticker, merger; `bot pin` "
            "renews one that kept its ticker), or missing from "
            "the broker's list");
  EXPECT_EQ(proposal(9.5), "sold or transferred out by the owner") << "a dividend takes nothing away";
  state.managed[Symbol{"SPY"}] = Quantity::from_double(10.5);
  EXPECT_EQ(proposal(11.5), "transfer") << "a whole share more";
  state.managed.clear();
  EXPECT_EQ(proposal(0.5), "transfer") << "there was nothing that could pay one";
}

}  // namespace
}  // namespace bot::ledger
