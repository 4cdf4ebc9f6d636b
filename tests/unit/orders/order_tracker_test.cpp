// Which of the broker's words are about an order of ours, and which about somebody else's.
#include "orders/order_tracker.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "broker/execution_id.hpp"
#include "broker/tws_codes.hpp"
#include "model/order_key.hpp"
#include "orders/order_state.hpp"

namespace bot::orders {
namespace {

const Date kSession = make_date(2026, 3, 3);
const UtcTime kNow{kSession.time_since_epoch() + std::chrono::hours{20} + std::chrono::minutes{56}};
const AccountId kAccount("DU1234567");

class MemoryJournal final : public Journal {
 public:
  std::map<OrderKey, OrderRecord> records;
  int recorded = 0;
  std::vector<OrderEvent> events;

  [[nodiscard]] const std::map<OrderKey, OrderRecord>& orders() const override { return records; }
  [[nodiscard]] Result<void> record(UtcTime, const OrderEvent& event) override {
    ++recorded;
    events.push_back(event);
    if (const auto* evidence = std::get_if<OrderEvidence>(&event)) {
      OrderRecord& order = records.at(evidence->key);
      order.reported_filled = max(order.reported_filled, evidence->filled);
      if (evidence->perm_id.value() != 0) order.perm_id = evidence->perm_id;
      order.state = next_state(progress_of(order), evidence->fact);
    } else if (const auto* fill = std::get_if<FillBooked>(&event)) {
      BookedFill& booked = records.at(fill->execution.key).fills[broker::execution_base(fill->execution.exec_id)];
      booked.exec_id = fill->execution.exec_id;
      booked.quantity = fill->execution.quantity;
      booked.price = fill->execution.price;
      booked.commission = fill->execution.commission;
    } else if (const auto* late = std::get_if<CommissionBooked>(&event)) {
      for (auto& [key, order] : records)
        for (auto& [base, booked] : order.fills)
          if (booked.exec_id == late->exec_id)
            (late->is_doubtful ? booked.doubtful_commission : booked.commission) = late->commission;
    }
    return {};
  }
};

class Tracker : public ::testing::Test {
 protected:
  const OrderKey key = make_order_key({kSession, 1, Symbol("SPY"), Side::kBuy}, kAccount);
  MemoryJournal journal;
  const calendar::Calendar calendar;
  OrderTracker tracker{journal, calendar, {.account = kAccount, .session = kSession}};

  void SetUp() override {
    OrderRecord& sent = journal.records[key];
    sent.key = key;
    sent.session = kSession;
    sent.symbol = Symbol("SPY");
    sent.con_id = ConId(756733);
    sent.side = Side::kBuy;
    sent.intended = sent.quantity = Quantity::from_whole(10);
    sent.limit = Price::from_whole(650);
    sent.state = OrderState::kSending;
    sent.order_id = ClientOrderId(101);
    sent.sent_at = kNow;
    sent.expires = kNow + std::chrono::minutes{3};
  }
  [[nodiscard]] const OrderRecord& order() const { return journal.records.at(key); }
  [[nodiscard]] Execution fill() const {
    return {.exec_id = ExecId("0000e0d5.1.01.01"),
            .key = key,
            .order_id = ClientOrderId(101),
            .perm_id = PermId(9001),
            .account = kAccount,
            .symbol = Symbol("SPY"),
            .side = Side::kBuy,
            .quantity = Quantity::from_whole(3),
            .price = Price::from_whole(650),
            .cumulative = Quantity::from_whole(3),
            .time = kNow,
            .venue = "ARCA",
            .commission = std::nullopt,
            .own_client = true};
  }
  [[nodiscard]] CompletedOrder cancelled() const {
    return {.key = key,
            .perm_id = PermId(9001),
            .account = kAccount,
            .symbol = Symbol("SPY"),
            .side = Side::kBuy,
            .filled = {},
            .status = BrokerOrderStatus::kCancelled,
            .reason = ""};
  }
  [[nodiscard]] OpenOrder open() const {
    return {.key = key,
            .order_id = ClientOrderId(101),
            .perm_id = PermId(9001),
            .client_id = 17,
            .account = kAccount,
            .symbol = Symbol("SPY"),
            .side = Side::kBuy,
            .quantity = Quantity::from_whole(10),
            .status = BrokerOrderStatus::kSubmitted,
            .own_client = true};
  }
  [[nodiscard]] static ports::OrderStatusEvent status(std::int64_t order_id, std::int64_t perm_id) {
    return {.order_id = ClientOrderId(order_id),
            .perm_id = PermId(perm_id),
            .status = BrokerOrderStatus::kSubmitted,
            .filled = Quantity::from_whole(3),
            .remaining = Quantity::from_whole(7),
            .average_price = std::nullopt};
  }
  void take(const ports::BrokerEvent& event) { ASSERT_TRUE(tracker.take({event}, kNow).has_value()); }
  void expect_untouched(const char* what) {
    EXPECT_EQ(journal.recorded, 0) << what;
    EXPECT_EQ(order().state, OrderState::kSending) << what << ": it is no acknowledgement of ours";
    EXPECT_EQ(order().executed(), Quantity{}) << what << ": it is no lot of ours";
    EXPECT_EQ(tracker.alarm(), std::nullopt) << what;
  }
};

TEST_F(Tracker, AFillIsOursByClientIdAndReference) {
  Execution other = fill();
  other.own_client = false;
  other.key = OrderKey("");
  take(ports::ExecutionEvent{other});
  expect_untouched("another client's under our order id");
  other.perm_id = PermId{};
  take(ports::ExecutionEvent{other});
  expect_untouched("another client's without permanent id");
  other = fill();
  other.own_client = false;
  take(ports::ExecutionEvent{other});
  expect_untouched("another client's with a copy of our reference");
  other = fill();
  other.key = OrderKey("");
  take(ports::ExecutionEvent{other});
  expect_untouched("without a reference");
  other.key = OrderKey("theirs");
  take(ports::ExecutionEvent{other});
  expect_untouched("with a reference that is not ours");

  take(ports::ExecutionEvent{fill()});
  EXPECT_EQ(order().executed(), Quantity::from_whole(3));
}

TEST_F(Tracker, AFillOfAnotherAccountIsNotOurs) {
  Execution other = fill();
  other.account = AccountId("DU7654321");
  take(ports::ExecutionEvent{other});
  expect_untouched("a fill");
  OpenOrder working = open();
  working.account = AccountId("DU7654321");
  take(ports::OpenOrderEvent{working});
  expect_untouched("an open order");
  BrokerSnapshot snapshot;
  snapshot.executions = {other};
  snapshot.completed_orders = {{.key = key,
                                .perm_id = PermId(9001),
                                .account = AccountId("DU7654321"),
                                .symbol = Symbol("SPY"),
                                .side = Side::kBuy,
                                .filled = Quantity::from_whole(10),
                                .status = BrokerOrderStatus::kFilled,
                                .reason = ""}};
  ASSERT_TRUE(tracker.take(snapshot, kNow).has_value());
  expect_untouched("a finished order");
}

TEST_F(Tracker, AnOpenOrderIsOursByClientIdAndReference) {
  OpenOrder other = open();
  other.own_client = false;
  take(ports::OpenOrderEvent{other});
  expect_untouched("another client's with a copy of our reference");
  other = open();
  other.key = OrderKey("");
  take(ports::OpenOrderEvent{other});
  expect_untouched("by its order id alone");
  other.key = OrderKey("theirs");
  take(ports::OpenOrderEvent{other});
  expect_untouched("with a reference that is not ours");

  take(ports::OpenOrderEvent{open()});
  EXPECT_EQ(order().state, OrderState::kWorking);
  EXPECT_EQ(order().perm_id, PermId(9001));
}

TEST_F(Tracker, AStatusWithAReusedOrderIdIsAnotherOrders) {
  take(ports::OpenOrderEvent{open()});
  journal.recorded = 0;
  take(status(101, 9002));
  EXPECT_EQ(journal.recorded, 0) << "another permanent id";
  EXPECT_EQ(order().reported_filled, Quantity{});
  take(status(102, 0));
  EXPECT_EQ(journal.recorded, 0) << "another order id";
  take(status(5, 9001));
  EXPECT_EQ(order().reported_filled, Quantity::from_whole(3)) << "the permanent id is the order's for good";
}

TEST_F(Tracker, AnOrderIdIsOfItsSessionOnly) {
  journal.records.at(key).session = make_date(2026, 3, 2);
  take(status(101, 0));
  expect_untouched("yesterday's number");
}

TEST_F(Tracker, OurPrefixThatTheLedgerDoesNotKnowHaltsWhoeverSentIt) {
  Execution other = fill();
  other.key = make_order_key({kSession, 7, Symbol("SPY"), Side::kBuy}, kAccount);
  other.own_client = false;
  take(ports::ExecutionEvent{other});
  ASSERT_TRUE(tracker.alarm().has_value());
  EXPECT_EQ(tracker.alarm()->kind, AlarmKind::kLedgerBehind);
}

TEST_F(Tracker, TheFirstUnreadableMessageStays) {
  EXPECT_EQ(tracker.unreadable(), std::nullopt);
  take(ports::UnreadableEvent{"OPEN_ORDER cannot be read"});
  take(ports::UnreadableEvent{"EXECUTION_DATA cannot be read"});
  EXPECT_EQ(tracker.unreadable(), "OPEN_ORDER cannot be read");
}

TEST_F(Tracker, AStatusUnderTheIdOfAnOrderThatNeverLeftSaysNothingOfIt) {
  journal.records[key].state = OrderState::kAbandoned;
  take(status(101, 9001));
  EXPECT_EQ(journal.recorded, 0);
  EXPECT_EQ(order().reported_filled, Quantity{});
}

TEST_F(Tracker, WhatWasSaidBeforeIsNoNews) {
  take(status(101, 9001));
  const int recorded = journal.recorded;
  EXPECT_GE(recorded, 1);
  take(status(101, 9001));
  take(ports::OpenOrderEvent{open()});
  EXPECT_EQ(journal.recorded, recorded);
  ports::OrderStatusEvent more = status(101, 9001);
  more.filled = Quantity::from_whole(4);
  take(more);
  EXPECT_EQ(journal.recorded, recorded + 1);
  EXPECT_EQ(order().reported_filled, Quantity::from_whole(4));
}

TEST_F(Tracker, ThePermanentIdIsNewsAndLearntOnce) {
  ports::OrderStatusEvent nameless = status(101, 0);
  nameless.filled = {};
  take(nameless);
  EXPECT_EQ(order().state, OrderState::kWorking);
  EXPECT_EQ(order().perm_id, PermId{});
  const int recorded = journal.recorded;
  nameless.perm_id = PermId{9001};
  take(nameless);
  EXPECT_EQ(order().perm_id, PermId{9001});
  take(nameless);
  EXPECT_EQ(journal.recorded, recorded + 1);
}

// From its expiry on, to the millisecond, an order that ended without our cancel has expired.
TEST_F(Tracker, AnEndAtTheExpiryIsAnExpiry) {
  for (const bool is_completed : {true, false}) {
    for (const Duration late : {Duration{-1}, Duration{0}, Duration{1}}) {
      SetUp();
      journal.records[key].reported_filled = {};
      const UtcTime at = order().expires + late;
      OpenOrder ended = open();
      ended.status = BrokerOrderStatus::kCancelled;
      BrokerSnapshot snapshot;
      if (is_completed)
        snapshot.completed_orders = {cancelled()};
      else
        snapshot.open_orders = {ended};
      ASSERT_TRUE(tracker.take(snapshot, at));
      EXPECT_EQ(order().state, late < Duration{0} ? OrderState::kCancelled : OrderState::kExpired) << late.count();
    }
  }
}

// By whatever word its end is reported: a status that came by itself, or the list of what is over.
TEST_F(Tracker, ACancelledOrderThatWasRefusedBeforeIsRejectedUnlessWeAskedOrItFilled) {
  for (const bool is_completed : {false, true}) {
    const auto end_after_refusal = [&](bool cancel_requested, int filled_before, int filled_at_the_end) {
      SetUp();
      tracker.link_is_trusted_again();
      journal.records[key].cancel_requested = cancel_requested;
      journal.records[key].reported_filled = Quantity::from_whole(filled_before);
      take(ports::OrderMessageEvent{.order_id = ClientOrderId(101), .code = 201, .text = "no"});
      ports::OrderStatusEvent status_of_end = status(101, 9001);
      status_of_end.status = BrokerOrderStatus::kCancelled;
      status_of_end.filled = Quantity::from_whole(filled_at_the_end);
      CompletedOrder completed = cancelled();
      completed.filled = Quantity::from_whole(filled_at_the_end);
      BrokerSnapshot snapshot;
      snapshot.completed_orders = {completed};
      if (is_completed)
        EXPECT_TRUE(tracker.take(snapshot, kNow));
      else
        take(status_of_end);
      const auto* evidence = std::get_if<OrderEvidence>(&journal.events.back());
      EXPECT_NE(evidence, nullptr);
      return evidence == nullptr ? OrderEvidence{} : *evidence;
    };
    const OrderEvidence refused = end_after_refusal(false, 0, 0);
    EXPECT_EQ(refused.fact, OrderFact::kRejected);
    EXPECT_EQ(refused.refusal_code, 201);
    EXPECT_EQ(order().state, OrderState::kRejected);
    // A rejection would count against the session.
    for (const OrderEvidence& ended :
         {end_after_refusal(true, 0, 0), end_after_refusal(false, 2, 0), end_after_refusal(false, 0, 2)}) {
      EXPECT_EQ(ended.fact, OrderFact::kCancelled);
      EXPECT_EQ(ended.refusal_code, std::nullopt);
      EXPECT_EQ(order().state, OrderState::kCancelled);
    }
  }
}

TEST_F(Tracker, ACommissionMayComeBeforeItsFillOrAfter) {
  Execution first = fill();
  take(ports::CommissionEvent{.exec_id = first.exec_id, .commission = Money::from_double(0.35)});
  EXPECT_EQ(journal.recorded, 0) << "nobody knows whose it is";
  take(ports::ExecutionEvent{first});
  EXPECT_EQ(order().commission(), Money::from_double(0.35));
  EXPECT_EQ(journal.recorded, 1) << "with its fill";
  const auto* booked = std::get_if<FillBooked>(&journal.events.back());
  ASSERT_NE(booked, nullptr);
  EXPECT_EQ(booked->session, kSession);
  EXPECT_EQ(booked->settles, make_date(2026, 3, 4));
  EXPECT_EQ(tracker.alarm(), std::nullopt);
  Execution second = fill();
  second.exec_id = ExecId("0000e0d5.2.01.01");
  take(ports::ExecutionEvent{second});
  EXPECT_FALSE(order().commission());
  take(ports::CommissionEvent{.exec_id = second.exec_id, .commission = Money::from_double(0.4)});
  EXPECT_EQ(order().commission(), Money::from_double(0.75));
  const int recorded = journal.recorded;
  take(ports::CommissionEvent{.exec_id = second.exec_id, .commission = Money::from_double(0.4)});
  second.commission = Money::from_double(0.4);
  take(ports::ExecutionEvent{second});
  EXPECT_EQ(journal.recorded, recorded) << "reported twice";
}

TEST_F(Tracker, ACommissionThatCannotBeTrueIsDoubtfulThoughItComesWithItsFill) {
  Execution whole = fill();
  whole.commission = Money::from_whole(400);
  take(ports::ExecutionEvent{whole});
  EXPECT_EQ(order().executed(), Quantity::from_whole(3));
  EXPECT_FALSE(order().commission());
  EXPECT_EQ(order().doubtful_commission(), Money::from_whole(400));
}

// The list of executions brings what no message brought: the commission of a fill that is booked already.
TEST_F(Tracker, AListedExecutionBringsItsMissingCommission) {
  take(ports::ExecutionEvent{fill()});
  Execution listed = fill();
  listed.commission = Money::from_double(0.35);
  BrokerSnapshot snapshot;
  snapshot.executions = {listed};
  ASSERT_TRUE(tracker.take(snapshot, kNow));
  EXPECT_EQ(order().commission(), Money::from_double(0.35));
  // What is known is corrected by reports alone: the list may be older than they are.
  snapshot.executions.front().commission = Money::from_double(0.7);
  ASSERT_TRUE(tracker.take(snapshot, kNow));
  EXPECT_EQ(order().commission(), Money::from_double(0.35));
}

TEST_F(Tracker, ACorrectionTakesTheFillsPlaceAndAnOlderOneDoesNot) {
  take(ports::ExecutionEvent{fill()});
  Execution corrected = fill();
  corrected.exec_id = ExecId("0000e0d5.1.01.02");
  corrected.quantity = Quantity::from_whole(2);
  take(ports::ExecutionEvent{corrected});
  EXPECT_EQ(order().executed(), Quantity::from_whole(2));
  const int recorded = journal.recorded;
  take(ports::ExecutionEvent{fill()});
  EXPECT_EQ(journal.recorded, recorded);
  EXPECT_EQ(order().executed(), Quantity::from_whole(2));
}

TEST_F(Tracker, TheCommissionOfACorrectionWaitsForIt) {
  take(ports::ExecutionEvent{fill()});
  Execution corrected = fill();
  corrected.exec_id = ExecId("0000e0d5.1.01.02");
  take(ports::CommissionEvent{.exec_id = corrected.exec_id, .commission = Money::from_double(0.5)});
  EXPECT_FALSE(order().commission());
  take(ports::ExecutionEvent{corrected});
  EXPECT_EQ(order().commission(), Money::from_double(0.5));
}

TEST_F(Tracker, AFillOfTheOtherSideOrOfAnotherSymbolUnderOurKeyHalts) {
  for (const bool is_side : {true, false}) {
    MemoryJournal own = journal;
    OrderTracker other{own, calendar, {.account = kAccount, .session = kSession}};
    Execution wrong = fill();
    if (is_side)
      wrong.side = Side::kSell;
    else
      wrong.symbol = Symbol("QQQ");
    ASSERT_TRUE(other.take({ports::ExecutionEvent{wrong}}, kNow));
    ASSERT_TRUE(other.alarm());
    EXPECT_EQ(other.alarm()->kind, AlarmKind::kMismatch);
    EXPECT_EQ(own.recorded, 0);
  }
}

TEST_F(Tracker, MoreThanWasOrderedHalts) {
  Execution much = fill();
  much.quantity = much.cumulative = Quantity::from_whole(11);
  take(ports::ExecutionEvent{much});
  ASSERT_TRUE(tracker.alarm());
  EXPECT_EQ(tracker.alarm()->kind, AlarmKind::kOverfill);
}

TEST_F(Tracker, AFillBeyondItsLimitIsBookedAndHalts) {
  for (const Side side : {Side::kBuy, Side::kSell}) {
    for (const int beyond : {-1, 0, 1}) {
      journal.records.at(key).side = side;
      journal.records.at(key).fills.clear();
      OrderTracker own{journal, calendar, {.account = kAccount, .session = kSession}};
      Execution execution = fill();
      execution.side = side;
      execution.price = Price::from_raw(order().limit.raw() + (side == Side::kBuy ? beyond : -beyond));
      ASSERT_TRUE(own.take({ports::ExecutionEvent{execution}}, kNow));
      EXPECT_EQ(order().average_price(), execution.price);
      EXPECT_EQ(own.alarm().has_value(), beyond > 0) << beyond;
      EXPECT_TRUE(!own.alarm() || own.alarm()->kind == AlarmKind::kBeyondLimit);
    }
  }
}

TEST_F(Tracker, AConnectionThatWasLostIsSo) {
  EXPECT_FALSE(tracker.link_was_lost());
  take(ports::LinkEvent{});
  EXPECT_TRUE(tracker.link_was_lost());
  tracker.link_is_trusted_again();
  EXPECT_FALSE(tracker.link_was_lost());
}

TEST_F(Tracker, FillsOfTheSessionThatTheListLacksAreNamed) {
  take(ports::ExecutionEvent{fill()});
  journal.records[key].fills.begin()->second.session = kSession;
  EXPECT_EQ(tracker.missing_from({}), std::vector<ExecId>{fill().exec_id});
  EXPECT_TRUE(tracker.missing_from({fill()}).empty());
  Execution corrected = fill();
  corrected.exec_id = ExecId("0000e0d5.1.01.02");
  EXPECT_TRUE(tracker.missing_from({corrected}).empty()) << "its correction is there";
  journal.records[key].fills.begin()->second.session = kSession - std::chrono::days{1};
  EXPECT_TRUE(tracker.missing_from({}).empty()) << "the broker lists today's";
}

TEST_F(Tracker, WhatTheBrokerKnowsOfAKeyThatWasNeverSentHaltsWhereverItTurnsUp) {
  for (int where = 0; where < 3; ++where) {
    MemoryJournal own;
    own.records[key] = order();
    own.records[key].order_id = {};
    own.records[key].state = OrderState::kPlanned;
    OrderTracker other(own, calendar, {.account = kAccount, .session = kSession});
    BrokerSnapshot snapshot;
    if (where == 0) snapshot.executions = {fill()};
    if (where == 1) snapshot.open_orders = {open()};
    if (where == 2) snapshot.completed_orders = {cancelled()};
    ASSERT_TRUE(other.take(snapshot, kNow));
    ASSERT_TRUE(other.alarm()) << where;
    EXPECT_EQ(other.alarm()->kind, AlarmKind::kLedgerBehind);
    const char* what[] = {"an execution", "an open order", "a finished order"};
    EXPECT_EQ(other.alarm()->why,
              fmt::format("the broker has {} with our key {} that the ledger never sent", what[where], key));
    EXPECT_EQ(own.recorded, 0) << "and books nothing";
    EXPECT_EQ(own.records[key].state, OrderState::kPlanned);
  }
}

// Why the broker refused it, for the owner and for what is remembered of it, whichever of its words ends the order.
TEST_F(Tracker, ARejectedOrderCarriesTheBrokersReasonAndItsCode) {
  for (const BrokerOrderStatus end : {BrokerOrderStatus::kCancelled, BrokerOrderStatus::kInactive}) {
    SetUp();
    ports::OrderStatusEvent ended = status(101, 9001);
    ended.status = end;
    ended.filled = {};
    take(ports::OrderMessageEvent{.order_id = ClientOrderId(101), .code = 10243, .text = "no fractions here"});
    take(ended);
    const auto* evidence = std::get_if<OrderEvidence>(&journal.events.back());
    ASSERT_NE(evidence, nullptr);
    EXPECT_EQ(evidence->fact, OrderFact::kRejected);
    EXPECT_EQ(evidence->refusal_code, 10243);
    EXPECT_NE(evidence->text.find("no fractions here"), std::string::npos) << evidence->text;
  }
}

TEST_F(Tracker, AMessageThatRefusesNothingOrIsAboutNobodysOrderSaysNothingOfItsEnd) {
  ports::OrderStatusEvent cancelled_status = status(101, 9001);
  cancelled_status.status = BrokerOrderStatus::kCancelled;
  cancelled_status.filled = {};
  take(ports::OrderMessageEvent{.order_id = ClientOrderId(999), .code = 201, .text = "another's is refused"});
  take(ports::OrderMessageEvent{.order_id = ClientOrderId(101), .code = 399, .text = "it waits for the open"});
  expect_untouched("messages");
  take(cancelled_status);
  EXPECT_EQ(order().state, OrderState::kCancelled);
  const auto* evidence = std::get_if<OrderEvidence>(&journal.events.back());
  ASSERT_NE(evidence, nullptr);
  EXPECT_EQ(evidence->fact, OrderFact::kCancelled);
  EXPECT_EQ(evidence->text, "the gateway said 399: it waits for the open") << "told, and judged by nobody";
  // Whoever cancelled it knows why.
  SetUp();
  OrderTracker anew{journal, calendar, {.account = kAccount, .session = kSession}};
  ASSERT_TRUE(
      anew.take({ports::OrderMessageEvent{.order_id = ClientOrderId(101), .code = 10311, .text = "routed"}}, kNow));
  journal.records.at(order().key).cancel_requested = true;
  ASSERT_TRUE(anew.take({cancelled_status}, kNow));
  evidence = std::get_if<OrderEvidence>(&journal.events.back());
  ASSERT_NE(evidence, nullptr);
  EXPECT_EQ(evidence->text, "") << "of our own cancel";
}

// Of these only one refuses what was sent: a modification that does not match (105) is of an order that was there
// before, two answer a cancel, an attribute that is not supported (10268) is none that we send, and a capped price is a
// notice.
TEST_F(Tracker, WhatACodeAboutAnOrderSaysOfItsEnd) {
  for (const auto& [code, ends] :
       std::map<int, bool>{{105, false}, {434, true}, {2161, false}, {10147, false}, {10148, false}, {10268, false}}) {
    SetUp();
    OrderTracker anew{journal, calendar, {.account = kAccount, .session = kSession}};
    const OrderState before = order().state;
    const ports::OrderMessageEvent message{.order_id = ClientOrderId(101), .code = code, .text = "words"};
    ASSERT_TRUE(anew.take({message}, kNow));
    EXPECT_EQ(order().state, before) << code << ": an error alone is no end";
    EXPECT_FALSE(anew.alarm()) << code;
    ports::OrderStatusEvent inactive = status(101, 9001);
    inactive.status = BrokerOrderStatus::kInactive;
    inactive.filled = {};
    ASSERT_TRUE(anew.take({inactive}, kNow));
    EXPECT_EQ(order().state == OrderState::kRejected, ends) << code;
  }
}

// A price too far from the market comes as 202 with its reason, before the status or after it.
TEST_F(Tracker, WhyTheBrokerCancelledAnOrderStandsWithItsEnd) {
  ports::OrderStatusEvent over = status(101, 9001);
  over.status = BrokerOrderStatus::kCancelled;
  over.filled = {};
  const ports::OrderMessageEvent why{
      .order_id = ClientOrderId(101), .code = 202, .text = "Order Canceled - reason:too far through the market"};
  for (const bool is_status_first : {false, true}) {
    SetUp();
    OrderTracker anew{journal, calendar, {.account = kAccount, .session = kSession}};
    ASSERT_TRUE(is_status_first ? anew.take({over, why}, kNow) : anew.take({why, over}, kNow));
    EXPECT_EQ(order().state, OrderState::kCancelled);
    const auto& evidence = std::get<OrderEvidence>(journal.events.back());
    EXPECT_NE(evidence.text.find("202: Order Canceled - reason:too far"), std::string::npos) << evidence.text;
  }
}

TEST_F(Tracker, AnAnswerToOurCancelIsNoReasonAndNeitherIsAnEmptyOne) {
  ports::OrderStatusEvent over = status(101, 9001);
  over.status = BrokerOrderStatus::kCancelled;
  over.filled = {};
  for (const bool is_ours : {false, true}) {
    SetUp();
    journal.records.at(key).cancel_requested = is_ours;
    OrderTracker anew{journal, calendar, {.account = kAccount, .session = kSession}};
    const std::string text = is_ours ? "OrderId 101 cannot be cancelled" : "Order Canceled - reason:";
    ASSERT_TRUE(
        anew.take({ports::OrderMessageEvent{.order_id = ClientOrderId(101), .code = 202, .text = text}, over}, kNow));
    EXPECT_EQ(std::get<OrderEvidence>(journal.events.back()).text, "");
    EXPECT_EQ(anew.last_message_about(key), std::nullopt);
  }
}

// The list of finished orders calls it cancelled by the trader, who did nothing.
TEST_F(Tracker, WhatTheGatewaySaidGoesBeforeWhatTheListSays) {
  for (const int code : {110, 10333}) {
    SetUp();
    OrderTracker anew{journal, calendar, {.account = kAccount, .session = kSession}};
    ASSERT_TRUE(anew.take(
        {ports::OrderMessageEvent{.order_id = ClientOrderId(101), .code = code, .text = "it does not conform"}}, kNow));
    EXPECT_EQ(anew.last_message_about(key), fmt::format("{}: it does not conform", code));
    BrokerSnapshot snapshot;
    snapshot.completed_orders = {cancelled()};
    snapshot.completed_orders.front().status = BrokerOrderStatus::kInactive;
    snapshot.completed_orders.front().reason = "Cancelled by Trader";
    ASSERT_TRUE(anew.take(snapshot, kNow));
    EXPECT_EQ(order().state, OrderState::kRejected);
    const auto& evidence = std::get<OrderEvidence>(journal.events.back());
    EXPECT_NE(evidence.text.find("it does not conform"), std::string::npos) << evidence.text;
    EXPECT_EQ(evidence.text.find("Trader"), std::string::npos) << evidence.text;
  }
}

TEST_F(Tracker, ASaleThatTheBrokerTakesForAShortOneHalts) {
  take(ports::OrderMessageEvent{.order_id = ClientOrderId(101), .code = 399, .text = "it waits for the open"});
  EXPECT_EQ(tracker.alarm(), std::nullopt);
  take(ports::OrderMessageEvent{
      .order_id = ClientOrderId(101), .code = broker::code::kNoSharesToShort, .text = "no shares to short"});
  ASSERT_TRUE(tracker.alarm());
  EXPECT_EQ(tracker.alarm()->kind, AlarmKind::kShortSale);
}

TEST_F(Tracker, InactiveWithoutARefusalIsNoEnd) {
  ports::OrderStatusEvent inactive = status(101, 9001);
  inactive.status = BrokerOrderStatus::kInactive;
  inactive.filled = {};
  take(inactive);
  EXPECT_EQ(order().state, OrderState::kWorking);
  const auto* evidence = std::get_if<OrderEvidence>(&journal.events.back());
  ASSERT_NE(evidence, nullptr);
  EXPECT_EQ(evidence->refusal_code, std::nullopt);
  EXPECT_EQ(evidence->text, "");
  // The refusal that comes after it is the end.
  take(ports::OrderMessageEvent{.order_id = ClientOrderId(101), .code = 201, .text = "no"});
  EXPECT_EQ(order().state, OrderState::kRejected);
}

TEST_F(Tracker, AFillIsOfTheDayOfItsTimeElseOfItsOrdersSession) {
  const auto booked = [&](std::optional<UtcTime> time) {
    journal.records.at(key).fills.clear();
    Execution execution = fill();
    execution.time = time;
    EXPECT_TRUE(tracker.take({ports::ExecutionEvent{execution}}, kNow));
    const auto& event = std::get<FillBooked>(journal.events.back());
    return to_iso(event.session) + " settles " + to_iso(event.settles);
  };
  EXPECT_EQ(booked(kNow), "2026-03-03 settles 2026-03-04");
  EXPECT_EQ(booked(kNow - std::chrono::days{1}), "2026-03-02 settles 2026-03-03");
  EXPECT_EQ(booked(std::nullopt), "2026-03-03 settles 2026-03-04");
  EXPECT_EQ(booked(kNow + std::chrono::days{4}), "2026-03-03 settles 2026-03-04") << "no session on a Saturday";
}

// The list of finished orders knows of a refusal whose message never came.
TEST_F(Tracker, ARefusalWithoutAMessageHasNoCode) {
  CompletedOrder refused = cancelled();
  refused.status = BrokerOrderStatus::kInactive;
  refused.reason = "refused";
  BrokerSnapshot snapshot;
  snapshot.completed_orders = {refused};
  ASSERT_TRUE(tracker.take(snapshot, kNow));
  const auto& evidence = std::get<OrderEvidence>(journal.events.back());
  EXPECT_EQ(evidence.fact, OrderFact::kRejected);
  EXPECT_EQ(evidence.text, "refused");
  EXPECT_EQ(evidence.refusal_code, std::nullopt);
}

}  // namespace
}  // namespace bot::orders
