// What a person explains, and what of it is written.
#include "ledger/operations.hpp"

#include <gtest/gtest.h>

#include "fakes/memory_ports.hpp"
#include "unit/ledger/spy.hpp"

namespace bot::ledger {
namespace {

using test::kSpy;

const Symbol kGld{"GLD"};

struct Account {
  fakes::EventDisk disk;
  fakes::MemoryLedger ledger{disk};

  [[nodiscard]] std::vector<UnexplainedPosition> open(const std::map<Symbol, Quantity>& broker,
                                                      const std::map<Symbol, Quantity>& keep = {}) const {
    return unexplained_positions(ledger.state(), broker, {kSpy, kGld}, keep);
  }
  void reconcile(const std::map<Symbol, Quantity>& broker) {
    NavRecorded nav;
    nav.positions = broker;
    EXPECT_TRUE(ledger.append(UtcTime{}, RunId{"r"}, nav));
  }
  Result<std::vector<PositionsAccepted::Entry>> accept(const std::map<Symbol, Quantity>& broker,
                                                       const std::map<Symbol, Quantity>& keep = {}) {
    return accept_positions(ledger, open(broker, keep), {.keep = keep, .explanation = "mine", .by = "Ann"}, UtcTime{});
  }
};

TEST(AcceptPositions, WritesWhatItReturns) {
  Account account;
  const auto accepted = account.accept({{kSpy, Quantity::from_whole(3)}, {kGld, Quantity::from_whole(2)}});
  ASSERT_TRUE(accepted);
  EXPECT_EQ(accepted->size(), 2U);
  EXPECT_EQ(account.ledger.state().managed_shares(kSpy), Quantity::from_whole(3));
  EXPECT_EQ(account.ledger.state().managed_shares(kGld), Quantity::from_whole(2));
}

TEST(AcceptPositions, WritesNothingWhereNothingIsOpen) {
  Account account;
  const auto accepted = account.accept({});
  ASSERT_TRUE(accepted);
  EXPECT_TRUE(accepted->empty());
  EXPECT_TRUE(account.disk.events.empty());
}

TEST(AcceptPositions, AShortIsRefusedAndNothingIsWritten) {
  Account account;
  const auto accepted = account.accept({{kSpy, Quantity::from_whole(-3)}, {kGld, Quantity::from_whole(2)}});
  ASSERT_FALSE(accepted);
  EXPECT_NE(accepted.error().what.find("SPY is 3 shares short"), std::string::npos) << accepted.error().what;
  EXPECT_TRUE(account.disk.events.empty());
}

TEST(AcceptPositions, SharesOfOursThatAreAllGoneAreOursNoMore) {
  Account account;
  ASSERT_TRUE(account.accept({{kSpy, Quantity::from_whole(3)}}));
  ASSERT_TRUE(account.accept({}));
  EXPECT_EQ(account.ledger.state().managed_shares(kSpy), Quantity{});
}

// 4 of ours and 5 of the owner's; he sold 2 of his, and lowered keep to the 3 that are left.
TEST(AcceptPositions, TakesKeptSharesThatAreGoneFromTheOwnersAlone) {
  Account account;
  const std::map<Symbol, Quantity> five = {{kSpy, Quantity::from_whole(5)}};
  ASSERT_TRUE(account.accept({{kSpy, Quantity::from_whole(9)}}, five));
  EXPECT_EQ(account.ledger.state().managed_shares(kSpy), Quantity::from_whole(4));
  const std::map<Symbol, Quantity> shown = {{kSpy, Quantity::from_whole(7)}};
  EXPECT_FALSE(account.accept(shown, five)) << "keep still names 5, and 3 are there";
  const std::map<Symbol, Quantity> three = {{kSpy, Quantity::from_whole(3)}};
  EXPECT_TRUE(account.open(shown, three).empty());
  EXPECT_EQ(account.ledger.state().managed_shares(kSpy), Quantity::from_whole(4));
}

// 4 of ours and 5 of the owner's, as the last run reconciled them.
TEST(UnexplainedPositions, SharesThatKeepNamesNoMoreAreNoTransfer) {
  Account account;
  const std::map<Symbol, Quantity> nine = {{kSpy, Quantity::from_whole(9)}};
  ASSERT_TRUE(account.accept(nine, {{kSpy, Quantity::from_whole(5)}}));
  EXPECT_EQ(account.open(nine).front().proposal, "transfer") << "no run has looked yet";
  account.reconcile(nine);
  EXPECT_EQ(account.open(nine).front().proposal,
            "5 of the owner's that keep named and names no more: put SPY: 5 back into keep, or take them over");
  EXPECT_EQ(account.open(nine, {{kSpy, Quantity::from_whole(3)}}).front().proposal.substr(0, 17), "2 of the owner's ");
  EXPECT_EQ(account.open({{kSpy, Quantity::from_whole(12)}}).front().proposal, "3:1 split");
}

TEST(UnexplainedPositions, SharesThatWereNeverThereAreNotGone) {
  Account account;
  const std::map<Symbol, Quantity> nine = {{kSpy, Quantity::from_whole(9)}};
  ASSERT_TRUE(account.accept(nine, {{kSpy, Quantity::from_whole(5)}}));
  account.reconcile(nine);
  const std::map<Symbol, Quantity> eight = {{kSpy, Quantity::from_whole(8)}};
  EXPECT_EQ(account.open(nine, eight).front().proposal,
            "keep names 8 shares as the owner's, and 5 of them are there; keep in the configuration is then SPY: 5");
  EXPECT_EQ(account.open({{kSpy, Quantity::from_whole(7)}}, eight).front().proposal,
            "2 of the 5 shares kept for the owner are gone; keep in the configuration is then SPY: 3");
}

// The broker shows what is ours and as many as keep names, and the ledger kept more than that.
TEST(AcceptPositions, KeepMayNameAllOfTheOwnersSharesThatAreLeft) {
  Account account;
  ASSERT_TRUE(account.accept({{kSpy, Quantity::from_whole(4)}}));
  const std::map<Symbol, Quantity> nine = {{kSpy, Quantity::from_whole(9)}};
  ASSERT_TRUE(accept_positions(account.ledger, account.open(nine),
                               {.as = AcceptAs::kKept, .explanation = "mine", .by = "Ann"}, UtcTime{}));
  ASSERT_EQ(account.ledger.state().kept_shares(kSpy), Quantity::from_whole(5));
  const auto accepted = account.accept({{kSpy, Quantity::from_whole(7)}}, {{kSpy, Quantity::from_whole(3)}});
  ASSERT_TRUE(accepted) << accepted.error().text();
  EXPECT_EQ(account.ledger.state().managed_shares(kSpy), Quantity::from_whole(4));
  EXPECT_EQ(account.ledger.state().kept_shares(kSpy), Quantity::from_whole(3));
}

TEST(UnexplainedPositions, WhatIsGoneIsNoPositionThatSomebodyMade) {
  Account account;
  ASSERT_TRUE(account.accept({{kSpy, Quantity::from_whole(3)}}));
  EXPECT_TRUE(describe(account.open({}))
                  .starts_with("1 position of the ledger that is gone, first SPY: broker 0, ledger 3 (sold"))
      << describe(account.open({}));
  EXPECT_TRUE(describe(account.open({{kGld, Quantity::from_whole(2)}})).starts_with("2 positions that the ledger did"));
}

// An order of ours of that side in SPY, sent and never heard of again.
void send(Account& account, const OrderKey& key, Side side, int shares) {
  Intent intent;
  intent.key = key;
  intent.symbol = kSpy;
  intent.side = side;
  intent.quantity = Quantity::from_whole(shares);
  intent.limit = Price::from_whole(500);
  PlanWritten plan;
  plan.session = test::kDay;
  plan.intents = {intent};
  const orders::OrderSending sending{
      .key = key, .order_id = ClientOrderId{1}, .quantity = intent.quantity, .limit = intent.limit, .expires = {}};
  ASSERT_TRUE(account.ledger.append(UtcTime{}, RunId{"r"}, plan));
  ASSERT_TRUE(account.ledger.append(UtcTime{}, RunId{"r"}, sending));
}
void end(Account& account, const OrderKey& key) {
  ASSERT_TRUE(account.ledger.append(UtcTime{}, RunId{"r"},
                                    orders::OrderEvidence{.key = key,
                                                          .fact = orders::OrderFact::kExpired,
                                                          .source = orders::EvidenceSource::kPositions,
                                                          .text = "over"}));
}
std::size_t unbooked(const Account& account, int shown) {
  const auto differences =
      compare_positions(account.ledger.state(), {{kSpy, Quantity::from_whole(shown)}}, {kSpy, kGld}, {});
  EXPECT_EQ(differences.unbooked.size() + differences.unexplained.size(),
            account.open({{kSpy, Quantity::from_whole(shown)}}).size());
  return differences.unbooked.size();
}

TEST(UnbookedFills, AreOfTheOrdersSideAndAtMostItsOpenQuantity) {
  Account account;
  ASSERT_TRUE(account.accept({{kSpy, Quantity::from_whole(10)}}));
  send(account, test::kBuySpy, Side::kBuy, 5);
  EXPECT_EQ(unbooked(account, 15), 1U);
  EXPECT_EQ(unbooked(account, 11), 1U);
  EXPECT_EQ(unbooked(account, 16), 0U) << "more than it can have bought";
  EXPECT_EQ(unbooked(account, 9), 0U) << "it sells nothing";
  EXPECT_EQ(unbooked(account, 10), 0U) << "there is no difference";
  end(account, test::kBuySpy);
  EXPECT_EQ(unbooked(account, 15), 0U) << "its end is known";
  send(account, test::kSellSpy, Side::kSell, 4);
  EXPECT_EQ(unbooked(account, 6), 1U);
  EXPECT_EQ(unbooked(account, 5), 0U);
  EXPECT_EQ(unbooked(account, 14), 0U);
}

// Recovery does not tell either whose the fill is, and a refusal would then be for ever.
TEST(UnbookedFills, AreNobodysWhereTwoOrdersAreOut) {
  Account account;
  send(account, test::kBuySpy, Side::kBuy, 5);
  send(account, OrderKey{"RB1.20260303.2.SPY.B.C"}, Side::kBuy, 5);
  EXPECT_EQ(unbooked(account, 5), 0U);
}

TEST(AcceptPositions, TheFillOfAnOrderWhoseEndIsUnknownIsRefused) {
  Account account;
  send(account, test::kBuySpy, Side::kBuy, 5);
  const std::size_t before = account.disk.events.size();
  const auto refused = account.accept({{kSpy, Quantity::from_whole(5)}, {kGld, Quantity::from_whole(2)}});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().what,
            "the fill of our order RB1.20260303.1.SPY.B.B (BUY 5 SPY) is not booked yet: broker 5, ledger 0");
  EXPECT_NE(refused.error().fix.find("the next run of bot trade books it"), std::string::npos);
  EXPECT_EQ(account.disk.events.size(), before);
  const auto more = account.accept({{kSpy, Quantity::from_whole(6)}});
  ASSERT_FALSE(more) << "five of the six may be its fill";
  EXPECT_NE(more.error().fix.find("Let the next run of bot trade book the order"), std::string::npos);
  // A run has looked it up after its expiry, and could not tell either.
  RunResult looked;
  looked.started = account.ledger.state().orders.begin()->second.expires + std::chrono::hours{20};
  ASSERT_TRUE(account.ledger.append(looked.started, RunId{"R2"}, RunEnded{.result = looked}));
  EXPECT_TRUE(account.accept({{kSpy, Quantity::from_whole(6)}}));
}

TEST(HaltAndResume, AHaltKeepsItsIdTillSomebodyWithANameNamesIt) {
  Account account;
  EXPECT_FALSE(resume(account.ledger, "H1", "Ann", UtcTime{})) << "there is none";
  const auto id = halt(account.ledger, HaltReason::kOperator, "to look", UtcTime{});
  ASSERT_TRUE(id);
  EXPECT_EQ(halt(account.ledger, HaltReason::kShortPosition, "again", UtcTime{}), *id);
  ASSERT_EQ(account.disk.events.size(), 1U);
  const auto other = resume(account.ledger, *id + "0", "Ann", UtcTime{});
  ASSERT_FALSE(other);
  EXPECT_NE(other.error().what.find("the halt in force is " + *id), std::string::npos) << other.error().what;
  EXPECT_FALSE(resume(account.ledger, *id, "", UtcTime{})) << "by nobody";
  EXPECT_EQ(account.disk.events.size(), 1U);
  ASSERT_TRUE(account.ledger.state().halt);
  EXPECT_EQ(account.ledger.state().halt->why, "to look");
  ASSERT_TRUE(resume(account.ledger, *id, "Ann", UtcTime{}));
  EXPECT_FALSE(account.ledger.state().halt);
  EXPECT_NE(make_halt(account.ledger.state(), HaltReason::kOperator, "again", UtcTime{}).id, *id);
}

TEST(Release, OnlyWhatIsManagedIsReleased) {
  Account account;
  EXPECT_FALSE(release_symbol(account.ledger, kSpy, {}, "Ann", UtcTime{}));
  EXPECT_TRUE(account.disk.events.empty());
  ASSERT_TRUE(account.accept({{kSpy, Quantity::from_whole(4)}}));
  ASSERT_TRUE(release_symbol(account.ledger, kSpy, {{kSpy, Quantity::from_whole(2)}}, "Ann", UtcTime{}));
  EXPECT_EQ(account.ledger.state().kept_shares(kSpy), Quantity::from_whole(6));
  EXPECT_EQ(account.ledger.state().managed_shares(kSpy), Quantity{});
}

TEST(AcceptPositions, TakesTheSymbolsThatAreNamedAndNoOthers) {
  Account account;
  const std::map<Symbol, Quantity> shown = {{kSpy, Quantity::from_whole(3)}, {kGld, Quantity::from_whole(2)}};
  const auto accept = [&](const Symbol& symbol) {
    return accept_positions(account.ledger, account.open(shown),
                            {.symbols = {symbol}, .explanation = "mine", .by = "Ann"}, UtcTime{});
  };
  EXPECT_FALSE(accept(Symbol{"QQQ"}));
  EXPECT_TRUE(account.disk.events.empty());
  ASSERT_TRUE(accept(kGld));
  EXPECT_EQ(account.ledger.state().managed_shares(kGld), Quantity::from_whole(2));
  EXPECT_EQ(account.ledger.state().managed_shares(kSpy), Quantity{});
}

// What the disk gives back is what memory holds, also where a text is none.
TEST(Ledger, RemembersWhatTheDiskGivesBack) {
  Account account;
  ASSERT_TRUE(account.ledger.append(UtcTime{}, RunId{"r"},
                                    Halted{.id = "H1", .reason = HaltReason::kOperator, .why = "caf\xe9"}));
  EXPECT_EQ(account.ledger.state().halt->why, "caf\xef\xbf\xbd");
}

TEST(Flows, WhatCameInCountsAgainstTheLossOfTheNextSession) {
  LedgerState state;
  const auto move = [&](int amount) {
    apply(state, {.at = UtcTime{},
                  .run = RunId{"r"},
                  .body = CashMovement{.amount = Money::from_whole(amount),
                                       .session = make_date(2026, 3, 3),
                                       .explanation = "",
                                       .is_owners_trade = false}});
  };
  move(500);
  move(-200);
  EXPECT_EQ(state.flows_since_nav, Money::from_whole(300));
  EXPECT_EQ(state.cash_since_nav, Money::from_whole(300));
}

TEST(BuysSettledAgain, LeaveAnOrderThatWasSentAsItIs) {
  LedgerState state;
  const auto take = [&](EventBody body) {
    apply(state, {.at = UtcTime{}, .run = RunId{"r"}, .body = std::move(body)});
  };
  const Date day = make_date(2026, 3, 3);
  const OrderKey key{"RB1.20260303.1.SPY.B.B"};
  PlanWritten plan;
  plan.session = day;
  Intent intent;
  intent.key = key;
  intent.symbol = kSpy;
  intent.quantity = Quantity::from_whole(10);
  intent.limit = Price::from_whole(510);
  plan.intents = {intent};
  take(plan);
  const auto settle = [&](int shares) {
    BuysSettled settled;
    settled.session = day;
    settled.buys = {{.key = key, .quantity = Quantity::from_whole(shares), .limit = Price::from_whole(509)}};
    settled.proceeds_granted = false;
    take(settled);
  };
  settle(7);
  EXPECT_EQ(state.orders.at(key).quantity, Quantity::from_whole(7));
  take(orders::OrderSending{.key = key,
                            .order_id = ClientOrderId{1},
                            .quantity = Quantity::from_whole(7),
                            .limit = Price::from_whole(509),
                            .expires = {}});
  settle(3);
  EXPECT_EQ(state.orders.at(key).quantity, Quantity::from_whole(7)) << "that is at the broker";
  EXPECT_EQ(state.proceeds_withheld, 1) << "two starts of one session are one sign";
}

}  // namespace
}  // namespace bot::ledger
