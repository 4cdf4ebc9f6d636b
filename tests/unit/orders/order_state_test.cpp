#include "orders/order_state.hpp"

#include <gtest/gtest.h>

namespace bot::orders {
namespace {

constexpr OrderState kAll[] = {
    OrderState::kPlanned, OrderState::kAbandoned, OrderState::kSending,  OrderState::kWorking, OrderState::kPartial,
    OrderState::kFilled,  OrderState::kCancelled, OrderState::kRejected, OrderState::kExpired, OrderState::kUnknown};
constexpr OrderFact kFacts[] = {OrderFact::kWorking, OrderFact::kCancelled, OrderFact::kRejected, OrderFact::kExpired,
                                OrderFact::kNoEvidence};

TEST(OrderState, NothingLeadsBackToPlannedOrSending) {
  for (const OrderState state : kAll)
    for (const OrderFact fact : kFacts)
      for (const int filled : {0, 1, 2}) {
        const OrderProgress progress{.state = state, .any_filled = filled > 0, .all_filled = filled == 2};
        const OrderState next = next_state(progress, fact);
        EXPECT_TRUE(next != OrderState::kPlanned || state == OrderState::kPlanned);
        EXPECT_NE(next, OrderState::kSending);
        const bool is_final = is_terminal(state) && state != OrderState::kRejected;
        EXPECT_TRUE(!is_final || is_terminal(next));
        // facts repeated change nothing
        EXPECT_EQ(next_state({.state = next, .any_filled = filled > 0, .all_filled = filled == 2}, fact), next)
            << name(state) << " " << name(fact);
      }
}

TEST(OrderState, TheTable) {
  struct Row {
    OrderState from;
    OrderFact fact;
    int filled;  // 0 none, 1 some, 2 all
    OrderState to;
  };
  const Row rows[] = {
      {OrderState::kSending, OrderFact::kWorking, 0, OrderState::kWorking},
      {OrderState::kSending, OrderFact::kNoEvidence, 0, OrderState::kUnknown},
      {OrderState::kSending, OrderFact::kWorking, 2, OrderState::kFilled},
      {OrderState::kWorking, OrderFact::kCancelled, 1, OrderState::kCancelled},
      {OrderState::kWorking, OrderFact::kRejected, 0, OrderState::kRejected},
      {OrderState::kWorking, OrderFact::kRejected, 1, OrderState::kCancelled},
      {OrderState::kUnknown, OrderFact::kWorking, 0, OrderState::kWorking},
      {OrderState::kUnknown, OrderFact::kExpired, 0, OrderState::kExpired},
      {OrderState::kPartial, OrderFact::kNoEvidence, 1, OrderState::kUnknown},
      {OrderState::kCancelled, OrderFact::kWorking, 0, OrderState::kCancelled},
      {OrderState::kCancelled, OrderFact::kWorking, 2, OrderState::kFilled},  // the fill raced the cancel
      {OrderState::kRejected, OrderFact::kWorking, 1, OrderState::kPartial},  // it revived
      {OrderState::kFilled, OrderFact::kCancelled, 2, OrderState::kFilled},
      {OrderState::kPlanned, OrderFact::kWorking, 2, OrderState::kPlanned},
      {OrderState::kAbandoned, OrderFact::kWorking, 2, OrderState::kAbandoned},
  };
  for (const Row& row : rows)
    EXPECT_EQ(next_state({.state = row.from, .any_filled = row.filled > 0, .all_filled = row.filled == 2}, row.fact),
              row.to)
        << name(row.from) << " " << name(row.fact) << " " << row.filled;
}

TEST(OrderState, StatusWords) {
  EXPECT_EQ(fact_of_status(BrokerOrderStatus::kInactive), std::nullopt);
  EXPECT_EQ(fact_of_status(BrokerOrderStatus::kCancelled), OrderFact::kCancelled);
  EXPECT_EQ(fact_of_status(BrokerOrderStatus::kPendingCancel), OrderFact::kWorking);
}

}  // namespace
}  // namespace bot::orders
