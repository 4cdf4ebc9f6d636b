#include "ledger/holdings.hpp"

#include <gtest/gtest.h>

namespace bot::ledger {
namespace {

const AccountId kPaperAccount{"DU1"};
const Symbol kQqq{"QQQ"};

Position row(std::int64_t con_id, double shares, const std::string& currency = "USD", const std::string& kind = "STK") {
  return {.account = kPaperAccount,
          .symbol = kQqq,
          .con_id = ConId{con_id},
          .security_type = kind,
          .currency = currency,
          .quantity = Quantity::from_double(shares),
          .average_cost = {}};
}

LedgerState pinned(std::int64_t con_id) {
  LedgerState state;
  state.pins[kQqq] = {.symbol = kQqq, .con_id = ConId{con_id}, .primary_exchange = "NASDAQ"};
  return state;
}

TEST(Holdings, ATickerMeansItsPinnedContract) {
  const std::vector<Position> rows = {row(1, 10), row(2, 5), row(3, 7, "EUR"), row(4, 1, "USD", "OPT")};
  const Holdings holdings = sort_holdings(rows, kPaperAccount, pinned(2), {kQqq});
  EXPECT_EQ(holdings.managed.at(kQqq), Quantity::from_whole(5));
  EXPECT_EQ(holdings.outside.size(), 3U);
  EXPECT_TRUE(sort_holdings(rows, kPaperAccount, pinned(9), {kQqq}).managed.empty());
  EXPECT_TRUE(sort_holdings(rows, AccountId{"DU2"}, pinned(2), {kQqq}).outside.empty());
}

TEST(Holdings, UnmetItMeansTheOnlyStockOfItsTickerAndOfTwoNeither) {
  EXPECT_EQ(sort_holdings({row(1, 10), row(4, 1, "USD", "OPT")}, kPaperAccount, {}, {kQqq}).managed.at(kQqq),
            Quantity::from_whole(10));
  EXPECT_EQ(sort_holdings({row(1, 10), row(1, 3)}, kPaperAccount, {}, {kQqq}).managed.at(kQqq),
            Quantity::from_whole(13))
      << "two rows of one contract";
  EXPECT_TRUE(sort_holdings({row(1, 10), row(2, 5)}, kPaperAccount, {}, {kQqq}).managed.empty());
}

TEST(Holdings, WhatAnUnmetTickerMeansIsAskedFor) {
  std::vector<Symbol> asked;
  Result<Instrument> answer = Instrument{};
  const auto identify = [&](std::vector<Position> positions, const LedgerState& state) {
    asked.clear();
    return identify_holdings(positions, {}, kPaperAccount, state, {kQqq, Symbol{"SPY"}}, [&](const Symbol& symbol) {
      asked.push_back(symbol);
      return answer;
    });
  };
  answer->con_id = ConId{2};
  IdentifiedHoldings identified = identify({row(1, 10)}, {});
  EXPECT_EQ(asked, std::vector{kQqq}) << "only under whose ticker something is held";
  EXPECT_TRUE(identified.holdings.managed.empty());
  EXPECT_EQ(identified.holdings.outside.size(), 1U);
  ASSERT_EQ(identified.pins.size(), 1U);
  EXPECT_EQ(identified.pins.front().con_id, ConId{2});
  identified = identify({row(1, 10), row(2, 5)}, {});
  EXPECT_EQ(identified.holdings.managed.at(kQqq), Quantity::from_whole(5)) << "of two contracts ours";
  identified = identify({row(1, 10)}, pinned(1));
  EXPECT_TRUE(asked.empty()) << "met before";
  EXPECT_EQ(identified.holdings.managed.at(kQqq), Quantity::from_whole(10));
  identify({row(4, 1, "USD", "OPT")}, {});
  EXPECT_TRUE(asked.empty()) << "no stock";
  answer = fail(ErrorCode::kTimeout, "silent");
  identified = identify({row(1, 10)}, {});
  EXPECT_EQ(identified.unanswered.count(kQqq), 1U);
  EXPECT_EQ(identified.holdings.managed.at(kQqq), Quantity::from_whole(10)) << "the only stock of its ticker";
}

// A ledger from before the pins says what its symbols meant by its orders.
TEST(Holdings, AnOlderLedgerMeansTheContractOfItsNewestOrder) {
  LedgerState state;
  for (const int day : {2, 3, 4}) {
    orders::OrderRecord order;
    order.key = OrderKey{"k" + std::to_string(day == 2 ? 9 : day)};  // by session, whatever the keys' order
    order.symbol = kQqq;
    order.session = make_date(2026, 3, static_cast<unsigned>(day));
    order.con_id = ConId{day};
    order.order_id = ClientOrderId{day};
    state.orders[order.key] = order;
  }
  EXPECT_EQ(contract_of(state, kQqq), ConId{4});
  EXPECT_EQ(contract_of(state, Symbol{"SPY"}), std::nullopt) << "another symbol's order says nothing of it";
  orders::OrderRecord& planned = state.orders[OrderKey{"k5"}];
  planned.symbol = kQqq;
  planned.session = make_date(2026, 3, 5);
  planned.con_id = ConId{5};
  EXPECT_EQ(contract_of(state, kQqq), ConId{4}) << "what was never sent neither";
  EXPECT_EQ(sort_holdings({row(3, 10), row(4, 5)}, kPaperAccount, state, {kQqq}).managed.at(kQqq),
            Quantity::from_whole(5));
}

// What was bought stays ours when its symbol leaves the universe: it is sold, and not the owner's all at once.
TEST(Holdings, AHoldingThatLeftTheUniverseIsStillManaged) {
  LedgerState state;
  EXPECT_FALSE(is_managed(state, {}, kQqq));
  EXPECT_TRUE(is_managed(state, {kQqq}, kQqq));
  state.managed[kQqq] = Quantity::from_whole(10);
  EXPECT_TRUE(is_managed(state, {}, kQqq));
  EXPECT_TRUE(is_managed(state, {Symbol{"SPY"}}, kQqq));
  const Holdings holdings = sort_holdings({row(3, 10)}, kPaperAccount, state, {Symbol{"SPY"}});
  EXPECT_EQ(holdings.managed.at(kQqq), Quantity::from_whole(10));
  EXPECT_TRUE(holdings.outside.empty());
}

TEST(Holdings, ABalanceIsNoHoldingToRefuse) {
  EXPECT_FALSE(outside_refusal({row(1, 5)}, Unmanaged::kIgnore));
  EXPECT_FALSE(outside_refusal({row(1, 5, "EUR", "CASH")}, Unmanaged::kRefuse));
  EXPECT_TRUE(outside_refusal({row(1, 5, "EUR", "BOND")}, Unmanaged::kRefuse));
}

TEST(Holdings, AContractIsThePinnedOneByIdAndExchange) {
  LedgerState state;
  Instrument instrument;
  instrument.symbol = Symbol{"SPY"};
  instrument.con_id = ConId{756733};
  instrument.primary_exchange = "ARCA";
  EXPECT_FALSE(pin_difference(state, instrument)) << "not pinned";
  state.pins[Symbol{"SPY"}] =
      InstrumentPinned{.symbol = Symbol{"SPY"}, .con_id = ConId{756733}, .primary_exchange = "ARCA"};
  EXPECT_FALSE(pin_difference(state, instrument));
  instrument.primary_exchange = "NYSE";
  EXPECT_TRUE(pin_difference(state, instrument));
  instrument.primary_exchange = "ARCA";
  instrument.con_id = ConId{42};
  EXPECT_TRUE(pin_difference(state, instrument));
}

TEST(Holdings, WhatIsNoStockInDollarsIsOutsideThoughItIsAllThatIsHeld) {
  for (const Position& other : {row(1, 10, "EUR"), row(1, 10, "USD", "OPT"), row(1, 10, "USD", "BOND")}) {
    const Holdings holdings = sort_holdings({other}, kPaperAccount, {}, {kQqq});
    EXPECT_TRUE(holdings.managed.empty()) << other.currency << other.security_type;
    EXPECT_EQ(holdings.outside.size(), 1U);
    EXPECT_TRUE(sort_holdings({other}, kPaperAccount, pinned(1), {kQqq}).managed.empty());
  }
}

}  // namespace
}  // namespace bot::ledger
