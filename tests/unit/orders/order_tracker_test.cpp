// Which of the broker's words are about an order of ours, and which about somebody else's.
#include "orders/order_tracker.hpp"

#include <gtest/gtest.h>

#include "broker/execution_id.hpp"
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

  [[nodiscard]] const std::map<OrderKey, OrderRecord>& orders() const override { return records; }
  [[nodiscard]] Result<void> record(UtcTime, const OrderEvent& event) override {
    ++recorded;
    if (const auto* evidence = std::get_if<OrderEvidence>(&event)) {
      OrderRecord& order = records.at(evidence->key);
      order.reported_filled = max(order.reported_filled, evidence->filled);
      if (evidence->perm_id.value() != 0) order.perm_id = evidence->perm_id;
      order.state = next_state({.state = order.state,
                                .any_filled = order.filled() > Quantity{},
                                .all_filled = order.filled() >= order.quantity},
                               evidence->fact);
    } else if (const auto* fill = std::get_if<FillBooked>(&event)) {
      BookedFill& booked = records.at(fill->execution.key).fills[broker::execution_base(fill->execution.exec_id)];
      booked.exec_id = fill->execution.exec_id;
      booked.quantity = fill->execution.quantity;
      booked.price = fill->execution.price;
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

}  // namespace
}  // namespace bot::orders
