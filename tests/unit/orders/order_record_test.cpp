// What an order's fills add up to, and which order a broker's word is about.
#include "orders/order_record.hpp"

#include <gtest/gtest.h>

#include "orders/order_state.hpp"

namespace bot::orders {
namespace {

BookedFill fill_of(int shares, int price, std::optional<double> commission) {
  BookedFill fill;
  fill.quantity = Quantity::from_whole(shares);
  fill.price = Price::from_whole(price);
  if (commission) fill.commission = Money::from_double(*commission);
  return fill;
}

OrderRecord order_with(const std::vector<BookedFill>& fills) {
  OrderRecord order;
  order.quantity = Quantity::from_whole(10);
  for (std::size_t index = 0; index < fills.size(); ++index) order.fills[std::to_string(index)] = fills[index];
  return order;
}

TEST(OrderRecord, ThePriceIsTheMeanOfTheSharesAndCommissionsAddUp) {
  const OrderRecord order = order_with({fill_of(1, 100, 1), fill_of(3, 104, 0.5)});
  EXPECT_EQ(order.executed(), Quantity::from_whole(4));
  EXPECT_EQ(order.average_price(), Price::from_whole(103));
  EXPECT_EQ(order.commission(), Money::from_double(1.5));
}

TEST(OrderRecord, WithoutFillsThereIsNoPriceAndNoCommissionAndNothingIsWaitedFor) {
  const OrderRecord order = order_with({});
  EXPECT_FALSE(order.average_price());
  EXPECT_FALSE(order.commission());
  EXPECT_FALSE(order.doubtful_commission());
  EXPECT_FALSE(order.awaits_commission());
}

TEST(OrderRecord, OneMissingCommissionLeavesTheirSumUnknownAndIsWaitedFor) {
  OrderRecord order = order_with({fill_of(1, 100, 1), fill_of(3, 104, std::nullopt)});
  EXPECT_FALSE(order.commission());
  EXPECT_TRUE(order.awaits_commission());
  order.fills["1"].doubtful_commission = Money::from_whole(400);
  EXPECT_FALSE(order.commission());
  EXPECT_FALSE(order.awaits_commission()) << "what cannot be true was reported: nothing more comes";
  order.fills["1"].commission = Money::from_double(0.5);
  EXPECT_FALSE(order.awaits_commission());
}

TEST(OrderRecord, AnInferredFillWaitsForItsExecution) {
  OrderRecord order = order_with({fill_of(1, 100, 1)});
  EXPECT_FALSE(order.awaits_commission());
  order.inferred = Quantity::from_whole(2);
  EXPECT_TRUE(order.awaits_commission());
  EXPECT_EQ(order.executed(), Quantity::from_whole(3));
}

TEST(OrderRecord, DoubtfulCommissionsAddUp) {
  OrderRecord order = order_with({fill_of(1, 100, std::nullopt), fill_of(3, 104, std::nullopt)});
  order.fills["0"].doubtful_commission = Money::from_whole(400);
  EXPECT_EQ(order.doubtful_commission(), Money::from_whole(400));
  order.fills["1"].doubtful_commission = Money::from_whole(30);
  EXPECT_EQ(order.doubtful_commission(), Money::from_whole(430));
}

TEST(OrderRecord, NumbersThatAreNoneNameNoOrder) {
  std::map<OrderKey, OrderRecord> orders;
  orders[OrderKey{"never sent"}] = OrderRecord{};
  OrderRecord& sent = orders[OrderKey{"sent"}];
  sent.order_id = ClientOrderId{7};
  sent.perm_id = PermId{9001};
  EXPECT_EQ(order_by_order_id(orders, ClientOrderId{0}), nullptr) << "that is what an order not sent has";
  EXPECT_EQ(order_by_order_id(orders, ClientOrderId{-1}), nullptr);
  EXPECT_EQ(order_by_order_id(orders, ClientOrderId{7}), &sent);
  EXPECT_EQ(order_by_perm_id(orders, PermId{0}), nullptr);
  EXPECT_EQ(order_by_perm_id(orders, PermId{9001}), &sent);
  EXPECT_EQ(order_by_perm_id(orders, PermId{9002}), nullptr);
}

TEST(OrderRecord, ACompletedOrderIsFoundByItsReferenceElseByItsPermanentId) {
  std::map<OrderKey, OrderRecord> orders;
  orders[OrderKey{"a"}].perm_id = PermId{1};
  orders[OrderKey{"b"}].perm_id = PermId{2};
  CompletedOrder completed;
  completed.key = OrderKey{"a"};
  completed.perm_id = PermId{2};
  EXPECT_EQ(order_of(orders, completed), &orders[OrderKey{"a"}]);
  completed.key = OrderKey{""};
  EXPECT_EQ(order_of(orders, completed), &orders[OrderKey{"b"}]);
  completed.key = OrderKey{"somebody else's"};
  EXPECT_EQ(order_of(orders, completed), nullptr);
}

TEST(OrderRecord, AnOrderOfNothingIsNeverFilled) {
  OrderRecord order;
  EXPECT_FALSE(progress_of(order).all_filled);
  EXPECT_FALSE(progress_of(order).any_filled);
  order.quantity = Quantity::from_whole(2);
  order.reported_filled = Quantity::from_whole(1);
  EXPECT_TRUE(progress_of(order).any_filled);
  EXPECT_FALSE(progress_of(order).all_filled);
  order.reported_filled = order.quantity;
  EXPECT_FALSE(progress_of(order).all_filled) << "a status is no execution";
  EXPECT_TRUE(order.lacks_executions());
  order.inferred = order.quantity;
  EXPECT_TRUE(progress_of(order).all_filled);
  EXPECT_FALSE(order.lacks_executions());
}

}  // namespace
}  // namespace bot::orders
