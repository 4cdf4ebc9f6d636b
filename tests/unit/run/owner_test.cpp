// The owner's own business in the same account stops nothing, costs nothing, and is never traded.
#include <gtest/gtest.h>

#include "orders/commission.hpp"
#include "support/trade_world.hpp"
#include "unit/run/described.hpp"
#include "unit/run/outside_position.hpp"

namespace bot::run {
namespace {

using test::described;
using test::outside_position;
using test::TradeWorld;

const AccountId kAccount{"DU0000001"};

bool has_finding(const ledger::RunResult& result, ledger::FindingCode code) {
  return std::ranges::any_of(result.findings, [&](const ledger::FindingLine& line) { return line.code == code; });
}

PositionMark mark(double shares, double value, const std::string& currency = "USD") {
  return {.quantity = Quantity::from_double(shares), .currency = currency, .value = Money::from_double(value)};
}

void accept_all(TradeWorld& world) {
  test::MemoryLedger ledger(world.disk);
  const auto open =
      ledger::unexplained_positions(ledger.state(), world.broker.held, world.options.universe, world.options.keep);
  ASSERT_TRUE(ledger::accept_positions(ledger, open, {.keep = world.options.keep, .explanation = "mine", .by = "Ann"},
                                       world.loop.now()));
}

double target_value(const ledger::RunResult& result, const std::string& symbol) {
  return result.positions.at(Symbol{symbol}).value.value().to_double();
}

TEST(Owner, AnotherContractUnderTheSameTickerIsNeverOurs) {
  TradeWorld world;
  world.broker.set_position("QQQ", 5);
  world.broker.others = {outside_position("QQQ", 888'002, 5)};
  world.broker.others_value = Money::from_whole(2100);
  EXPECT_EQ(world.trade().exit_code, 7);  // 5 of ours to be accepted, not 10
  EXPECT_EQ(world.state().pins.at(Symbol{"QQQ"}).con_id, world.broker.market.at(Symbol{"QQQ"}).instrument.con_id);
  accept_all(world);
  const ledger::RunResult result = world.trade();
  EXPECT_EQ(result.exit_code, 0) << described(result);
  EXPECT_EQ(world.broker.shares("QQQ"), Quantity{}) << "sold to the last share of ours, and not below";
  ASSERT_EQ(result.outside.size(), 1U);
  EXPECT_EQ(result.outside.front().con_id, ConId{888'002});
  world.to_next_session();
  EXPECT_EQ(world.trade().exit_code, 0);
}

TEST(Owner, OnlyAnotherContractOfTheTickerIsHeld) {
  TradeWorld world;
  world.want({{"QQQ", 0.5}});
  world.broker.others = {outside_position("QQQ", 888'002, 5)};
  const ledger::RunResult result = world.trade();
  EXPECT_EQ(result.exit_code, 0) << described(result);
  EXPECT_GT(world.broker.shares("QQQ"), Quantity{});
}

TEST(Owner, HoldingsOfEveryKindStopNothingAndAreTakenOutAtTheAccountsMarks) {
  TradeWorld world;
  world.broker.cash = Money::from_whole(10'000);
  world.broker.others = {outside_position("ZZZ", 998, 100), outside_position("SPY", 777'001, 1, "OPT"),
                         outside_position("SAP", 555, 20, "STK", "EUR"), outside_position("EUR", 12, 5000, "CASH")};
  world.broker.others_value = Money::from_double(400 + 150 + 2000 * 1.1);
  world.broker.more_values.set("ExchangeRate", "EUR", "1.1");
  world.broker.more_values.set_mark(ConId{998}, mark(100, 400));
  world.broker.more_values.set_mark(ConId{777'001}, mark(1, 150));
  world.broker.more_values.set_mark(ConId{555}, mark(20, 2000, "EUR"));
  const ledger::RunResult result = world.trade();
  EXPECT_EQ(result.exit_code, 0) << described(result);
  ASSERT_TRUE(result.managed_equity);
  EXPECT_NEAR(result.managed_equity->to_double(), 10'000, 20);
  EXPECT_NEAR(target_value(result, "IEF"), 6000 * 0.95, 100);
  EXPECT_EQ(result.outside.size(), 3U);
  EXPECT_FALSE(has_finding(result, ledger::FindingCode::kOutside));
}

// NetLiquidation has of a future or a CFD what was won or lost, and the mark is price times size.
TEST(Owner, WhatIsHeldOnMarginIsNotWorthItsSize) {
  for (const char* kind : {"FUT", "CFD"}) {
    for (const double won : {0.0, 700.0, -700.0}) {
      TradeWorld world;
      world.broker.cash = Money::from_whole(10'000);
      world.broker.others = {outside_position("MES", 777, 1, kind)};
      world.broker.others_value = Money::from_double(won);
      world.broker.more_values.set_mark(ConId{777}, mark(1, 32'500));
      const ledger::RunResult result = world.trade();
      EXPECT_EQ(result.exit_code, 0) << kind << won << described(result);
      ASSERT_TRUE(result.managed_equity);
      EXPECT_NEAR(result.managed_equity->to_double(), 10'000, 20) << kind << won;
      EXPECT_TRUE(has_finding(result, ledger::FindingCode::kOutside));
    }
  }
}

TEST(Owner, WhatHasNoMarkIsNamedAndCountsAsWhatTheAccountHasBeyondEverythingElse) {
  TradeWorld world;
  world.broker.others = {outside_position("ZZZ", 998, 30), outside_position("YYY", 997, 10)};
  world.broker.others_value = Money::from_whole(3000 + 500);
  world.broker.more_values.set_mark(ConId{997}, mark(10, 500));
  const ledger::RunResult result = world.trade();
  EXPECT_EQ(result.exit_code, 0) << described(result);
  EXPECT_TRUE(has_finding(result, ledger::FindingCode::kOutside)) << described(result);
  EXPECT_NEAR(result.managed_equity->to_double(), 10'000, 20);
  ASSERT_EQ(result.outside.size(), 2U);
  EXPECT_FALSE(result.outside.front().value);
  EXPECT_EQ(result.outside.back().value, Money::from_whole(500));
}

TEST(Owner, RefuseNamesTheHoldingByItsContract) {
  TradeWorld world;
  world.options.unmanaged_positions = Unmanaged::kRefuse;
  world.broker.others = {outside_position("QQQ", 888'002, 5)};
  const ledger::RunResult result = world.trade();
  EXPECT_EQ(result.exit_code, 6) << described(result);
  EXPECT_NE(result.message.find("5 QQQ (STK USD, contract 888002), which is not in the universe"), std::string::npos)
      << result.message;
  world.broker.others = {outside_position("EUR", 12, 5000, "CASH")};
  EXPECT_EQ(world.trade().exit_code, 0) << "a balance is no holding";
}

TEST(Owner, AnOrderInAnotherListingOfATickerThatNobodyHasMetStopsNothing) {
  for (const int con_id : {888'002, 1000}) {
    TradeWorld world;
    OpenOrder his;
    his.perm_id = PermId{55};
    his.account = kAccount;
    his.symbol = Symbol{"GLD"};
    his.con_id = ConId{con_id};
    his.security_type = kStock;
    his.side = Side::kSell;
    his.quantity = Quantity::from_whole(5);
    his.status = BrokerOrderStatus::kSubmitted;
    world.broker.foreign_orders = {his};
    const ledger::RunResult result = world.trade();
    const bool is_ours = world.broker.market.at(Symbol{"GLD"}).instrument.con_id == his.con_id;
    EXPECT_EQ(is_ours, con_id == 1000);
    EXPECT_EQ(result.exit_code, is_ours ? 7 : 0) << described(result);
    EXPECT_EQ(world.broker.shares("IEF"), Quantity::from_whole(is_ours ? 0 : 60));
  }
}

TEST(Owner, ARestingOptionOrderOnAManagedStockIsNoneOfOurBusiness) {
  TradeWorld world;
  OpenOrder option;
  option.perm_id = PermId{55};
  option.account = kAccount;
  option.symbol = Symbol{"GLD"};
  option.con_id = ConId{777'001};
  option.security_type = "OPT";
  option.side = Side::kSell;
  option.quantity = Quantity::from_whole(1);
  option.status = BrokerOrderStatus::kPreSubmitted;
  world.broker.foreign_orders = {option};
  const ledger::RunResult result = world.trade();
  EXPECT_EQ(result.exit_code, 0) << described(result);
  world.to_next_session();
  option.security_type = "STK";  // another listing of the ticker
  world.broker.foreign_orders = {option};
  EXPECT_EQ(world.trade().exit_code, 0);
  world.to_next_session();
  option.con_id = world.broker.market.at(Symbol{"GLD"}).instrument.con_id;
  world.broker.foreign_orders = {option};
  EXPECT_EQ(world.trade().exit_code, 7) << "this one is in our contract";
}

TEST(Owner, HisOwnPurchaseIsNoWithdrawalAndNoHalt) {
  for (const bool is_marked : {true, false}) {
    TradeWorld world;
    world.trade();
    world.to_next_session();
    world.notifier.alerts.clear();
    world.broker.cash -= Money::from_whole(900);
    world.broker.others = {outside_position("XYZ", 999, 9)};
    world.broker.others_value = Money::from_whole(900);
    if (is_marked) world.broker.more_values.set_mark(ConId{999}, mark(9, 910));
    const ledger::RunResult result = world.trade();
    EXPECT_EQ(result.exit_code, 0) << described(result);
    EXPECT_TRUE(has_finding(result, ledger::FindingCode::kCashMovement));
    for (const ports::Alert& alert : world.notifier.alerts)
      EXPECT_NE(alert.kind, ports::AlertKind::kCashMovement) << alert.text;
    EXPECT_EQ(world.state().navs.back().deposits, Money{});
  }
}

TEST(Owner, SharesOfOursThatHeSoldAndAcceptedAreNoDepositEither) {
  TradeWorld world;
  world.trade();
  world.to_next_session();
  world.broker.held[Symbol{"IEF"}] -= Quantity::from_whole(20);
  world.broker.cash += Money::from_whole(20 * 95);
  EXPECT_EQ(world.trade().exit_code, 7);
  accept_all(world);
  EXPECT_EQ(world.trade().exit_code, 0);
  EXPECT_EQ(world.state().navs.back().deposits, Money{});
}

// What he sets aside is sold in one day, though it is several times what is managed from then on.
TEST(Owner, AReserveThatHeRaisesIsMadeRoomFor) {
  TradeWorld world;
  world.trade();
  world.to_next_session();
  world.options.plan.cash_reserve = Money::from_whole(8'000);
  world.want({{"IEF", 0.5}, {"SPY", 0.4}});
  const ledger::RunResult result = world.trade();
  EXPECT_NE(result.outcome, ledger::Outcome::kRefused) << described(result);
  EXPECT_EQ(world.broker.shares("GLD"), Quantity{}) << described(result);
  EXPECT_EQ(world.broker.shares("IEF"), Quantity::from_whole(10)) << described(result);

  world.to_next_session();
  world.options.plan.cash_reserve = Money::from_whole(12'000);
  EXPECT_TRUE(test::says(world.trade(), "cash_reserve, keep and what is not managed leave -$2,0"));
}

// It is in the equity that the run ends with: counted again on the next day, a fifth of the account would have gone
// twice. `later` moves between the two runs.
void expect_counted_once(int dollars, int later) {
  SCOPED_TRACE(std::to_string(dollars) + " and " + std::to_string(later));
  TradeWorld world;
  world.trade();
  world.to_next_session();
  const Money before = world.state().navs.back().equity;
  world.want({{"SPY", 0.2}, {"GLD", 0.3}});
  world.broker.on_step = [&, moved = false](const std::string& what) mutable {
    if (what != "placed" || std::exchange(moved, true)) return;
    world.broker.cash += Money::from_whole(dollars);
  };
  world.trade();
  world.broker.on_step = {};
  world.broker.cash += Money::from_whole(later);
  world.to_next_session();
  const ledger::RunResult next = world.trade();
  EXPECT_NE(next.outcome, ledger::Outcome::kHalted) << next.message;
  const std::vector<ledger::NavPoint>& navs = world.state().navs;
  ASSERT_EQ(navs.size(), 3U) << next.message;
  EXPECT_NEAR(navs[1].deposits.to_double(), dollars, std::abs(later) < 100 ? 100 : 20);
  EXPECT_NEAR((navs[1].deposits + navs[2].deposits).to_double(), dollars + later, 20);
  EXPECT_NEAR((navs[1].equity - before).to_double(), dollars, 20);
}

TEST(Owner, CashThatMovesWhileARunIsOnIsCountedOnce) {
  for (const int dollars : {-2'000, 900, 20'000}) expect_counted_once(dollars, 0);
}

TEST(Owner, CashThatMovesWhileARunIsOnAndAfterItIsCountedOnceEach) {
  expect_counted_once(20'000, 50);
  expect_counted_once(20'000, -20'000);
  expect_counted_once(2'000, 1'000);
  expect_counted_once(-2'000, -1'000);
}

TEST(Owner, SharesThatHeTransferredInAndAcceptedHaltNothing) {
  TradeWorld world;
  world.trade();
  world.to_next_session();
  world.broker.set_position("QQQ", 5);  // a fifth of the account
  EXPECT_EQ(world.trade().exit_code, 7);
  accept_all(world);
  const ledger::RunResult result = world.trade();
  EXPECT_NE(result.outcome, ledger::Outcome::kHalted) << described(result);
  EXPECT_EQ(world.broker.shares("QQQ"), Quantity{}) << "managed now, and not wanted";
}

TEST(Owner, WhatGoesBeyondHisPurchaseIsAWithdrawal) {
  TradeWorld world;
  world.trade();
  world.to_next_session();
  world.broker.cash -= Money::from_whole(900 + 200);
  world.broker.others = {outside_position("XYZ", 999, 9)};
  world.broker.others_value = Money::from_whole(900);
  world.broker.more_values.set_mark(ConId{999}, mark(9, 900));
  world.trade();
  EXPECT_EQ(world.state().navs.back().deposits, -Money::from_whole(200));
  std::vector<ledger::CashMovement> booked;
  for (const ledger::LedgerEvent& event : world.disk.events)
    if (const auto* movement = std::get_if<ledger::CashMovement>(&event.body)) booked.push_back(*movement);
  ASSERT_EQ(booked.size(), 2U);
  EXPECT_TRUE(booked[0].is_owners_trade);
  EXPECT_EQ(booked[0].amount, -Money::from_whole(900));
  EXPECT_EQ(booked[0].explanation, "your own trade");
  EXPECT_FALSE(booked[1].is_owners_trade);
  EXPECT_EQ(booked[1].amount, -Money::from_whole(200));
  EXPECT_EQ(booked[1].explanation, "withdrawal or fee");
}

TEST(Owner, KeptSharesThatHeSellsAreAskedAboutNeverBoughtAgain) {
  TradeWorld world;
  world.want({{"IEF", 0.5}});
  world.broker.set_position("IEF", 5);
  world.options.keep = {{Symbol{"IEF"}, Quantity::from_whole(5)}};
  EXPECT_EQ(world.trade().exit_code, 0);
  const Quantity managed = world.state().managed_shares(Symbol{"IEF"});
  world.to_next_session();
  world.broker.held[Symbol{"IEF"}] -= Quantity::from_whole(5);
  world.broker.cash += Money::from_whole(5 * 95);
  const std::size_t frames = world.broker.frames.size();
  const ledger::RunResult result = world.trade();
  EXPECT_EQ(result.exit_code, 7) << described(result);
  EXPECT_NE(described(result).find("5 of the 5 shares kept for the owner are gone"), std::string::npos);
  EXPECT_EQ(world.broker.frames.size(), frames);
  {
    test::MemoryLedger ledger(world.disk);
    const auto open =
        ledger::unexplained_positions(ledger.state(), world.broker.held, world.options.universe, world.options.keep);
    EXPECT_FALSE(ledger::accept_positions(ledger, open, {.keep = world.options.keep, .explanation = "", .by = "Ann"},
                                          world.loop.now()))
        << "it would take ours for his, and buy them again";
  }
  EXPECT_EQ(world.trade().exit_code, 7);
  EXPECT_EQ(world.broker.frames.size(), frames);
  world.options.keep.clear();  // as he was asked
  EXPECT_EQ(world.trade().exit_code, 0);
  EXPECT_GE(world.state().managed_shares(Symbol{"IEF"}), managed);
  EXPECT_EQ(world.state().navs.back().deposits, Money{}) << "his shares became his cash: nothing came in";
}

TEST(Owner, AcceptedPositionsLeaveOutWhatIsKeptAndDroppingTheLineSellsNothing) {
  TradeWorld world;
  world.want({{"GLD", 0.3}});
  world.broker.set_position("IEF", 8);
  world.options.keep = {{Symbol{"IEF"}, Quantity::from_whole(5)}};
  EXPECT_EQ(world.trade().exit_code, 7);
  accept_all(world);
  EXPECT_EQ(world.state().managed_shares(Symbol{"IEF"}), Quantity::from_whole(3));
  EXPECT_EQ(world.trade().exit_code, 0);
  EXPECT_EQ(world.broker.shares("IEF"), Quantity::from_whole(5));
  world.to_next_session();
  world.options.keep.clear();
  EXPECT_EQ(world.trade().exit_code, 7) << "asked";
  EXPECT_EQ(world.broker.shares("IEF"), Quantity::from_whole(5));
}

TEST(Owner, WeightsAreSharesOfManagedEquityAndWhatIsKeptStandsApart) {
  TradeWorld world;
  world.broker.cash = Money::from_whole(20'000);
  world.options.plan.cash_reserve = Money::from_whole(9'000);
  world.broker.set_position("SPY", 2);
  world.options.keep = {{Symbol{"SPY"}, Quantity::from_whole(2)}};
  const ledger::RunResult result = world.trade();
  EXPECT_EQ(result.exit_code, 0) << described(result);
  EXPECT_NEAR(result.managed_equity->to_double(), 11'000, 20);
  EXPECT_NEAR(result.positions.at(Symbol{"IEF"}).weight.value(), 0.6 * 0.95, 0.01);
  EXPECT_FALSE(result.positions.contains(Symbol{"SPY"}));
  ASSERT_EQ(result.outside.size(), 1U);
  EXPECT_EQ(result.outside.front().shares, Quantity::from_whole(2));
  EXPECT_EQ(result.outside.front().value, Money::from_whole(1020));
  EXPECT_EQ(result.outside.front().why, "kept for you");
}

TEST(Owner, OnlyDollarsBuyWhereTheTotalHoldsOtherMoney) {
  TradeWorld world;
  world.broker.more_values.set("CashBalance", "USD", "400.00");
  world.broker.more_values.set("CashBalance", "EUR", "8727.27");
  world.broker.more_values.set("CashBalance", "BASE", "10000.00");
  world.broker.more_values.set("ExchangeRate", "EUR", "1.10");
  world.want({{"IEF", 0.55}});
  const ledger::RunResult result = world.trade();
  EXPECT_EQ(world.broker.shares("IEF"), Quantity::from_whole(2)) << described(result);
}

TEST(Owner, NoBuysAndAnAlertWithoutSettledCashThatCanBeBelieved) {
  for (const std::string& tag : {std::string(), std::string("-500.00")}) {
    TradeWorld world;
    world.broker.set_position("SPY", 4);
    world.trade();
    accept_all(world);
    if (tag.empty())
      world.broker.unreported = {"SettledCash"};
    else
      world.broker.more_values.set("SettledCash", "USD", tag);
    const ledger::RunResult result = world.trade();
    EXPECT_EQ(world.broker.shares("SPY"), Quantity{}) << described(result);
    EXPECT_EQ(world.broker.shares("IEF"), Quantity{}) << described(result);
    EXPECT_EQ(result.exit_code, 7) << described(result);
    EXPECT_NE(result.message.find("settled cash"), std::string::npos) << "not: not enough cash for it";
    EXPECT_TRUE(has_finding(result, ledger::FindingCode::kSettledCash));
    EXPECT_TRUE(std::ranges::any_of(world.notifier.alerts, [](const ports::Alert& alert) {
      return alert.title == "No buys: settled cash in doubt";
    }));
  }
}

TEST(Owner, WhatHeSellsRightBeforeOurSellIsNotSoldTwice) {
  TradeWorld world;
  world.broker.set_position("SPY", 5);
  world.trade();
  accept_all(world);
  bool sold = false;
  world.broker.on_step = [&](const std::string& what) {
    if (what != "server_time" || !world.state().sessions.contains(make_date(2026, 3, 3)) || sold) return;
    if (world.state().sessions.at(make_date(2026, 3, 3)).sequence == 0) return;
    sold = true;  // the plan is written, its first order is about to leave
    world.broker.held.erase(Symbol{"SPY"});
    world.broker.cash += Money::from_whole(5 * 510);
  };
  const ledger::RunResult result = world.trade();
  EXPECT_TRUE(sold);
  for (const test::Frame& frame : world.broker.frames) EXPECT_NE(frame.ticket.side, Side::kSell) << described(result);
}

// A copy of the ledger put back: from before the day, or from between its plan and the first order.
TEST(Owner, ALedgerOlderThanTheBrokerHaltsAndSendsNoKeyTwice) {
  for (const bool has_plan : {false, true}) {
    TradeWorld world;
    world.trade();
    world.to_next_session();
    world.want({{"GLD", 0.6}});
    test::Disk copy = world.disk;
    bool copied = !has_plan;
    world.broker.on_step = [&](const std::string& what) {
      const ledger::LedgerState state = world.state();
      const auto session = state.sessions.find(make_date(2026, 3, 4));
      if (copied || what != "server_time" || session == state.sessions.end()) return;
      if (session->second.sequence == 0) return;
      copied = true;
      copy = world.disk;
    };
    world.trade();
    ASSERT_TRUE(copied);
    world.broker.on_step = {};
    world.disk = copy;
    const std::size_t frames = world.broker.frames.size();
    const ledger::RunResult result = world.trade();
    EXPECT_EQ(result.outcome, ledger::Outcome::kHalted) << described(result);
    EXPECT_EQ(world.broker.frames.size(), frames);
    {
      test::MemoryLedger ledger(world.disk);
      ASSERT_TRUE(ledger.state().halt);
      EXPECT_EQ(ledger.state().halt->reason, ledger::HaltReason::kLedgerBehind);
      EXPECT_EQ(ledger.state().order_id_high_water, world.broker.next_order_id().value() - 1);
      ASSERT_TRUE(ledger::resume(ledger, ledger.state().halt->id, "Ann", world.loop.now()));
    }
    world.trade();
    EXPECT_EQ(world.broker.frames.size(), frames) << "its keys may be used: nothing is sent in this session";
  }
}

// A gateway numbers orders by client id, so that another client id looks like an older ledger.
TEST(Owner, AGatewayAheadOfTheLedgerNamesEachCauseWithItsRemedy) {
  TradeWorld world;
  world.trade();
  world.to_next_session();
  world.broker.reserve_order_ids(ClientOrderId{5000});
  const ledger::RunResult result = world.trade();
  EXPECT_EQ(result.outcome, ledger::Outcome::kHalted) << described(result);
  for (const char* words : {"older copy of the ledger", "another program", "gateway.client_id of another number",
                            "put the newest ledger back", "end the other program", "set the client id back"})
    EXPECT_NE(result.message.find(words), std::string::npos) << words << ": " << result.message;
}

// A run that ended early in between, or did not look, makes no warning new.
TEST(Owner, AWarningThatComesBackSoonIsNotNew) {
  TradeWorld world;
  auto& bars = world.broker.market.at(Symbol{"GLD"}).bars;
  bars[bars.size() - 10].volume = 0;
  const auto first_seen = [](const ledger::RunResult& result) -> std::optional<UtcTime> {
    for (const ledger::FindingLine& finding : result.findings)
      if (finding.symbol == Symbol{"GLD"} && !finding.is_error) return finding.first_seen;
    return std::nullopt;
  };
  const auto first = first_seen(world.trade());
  ASSERT_TRUE(first);
  world.to_next_session();
  world.files.files[world.options.halt_file] = "looking into it";
  EXPECT_FALSE(first_seen(world.trade())) << "a halted run looks at no bars";
  world.files.files.erase(world.options.halt_file);
  world.to_next_session();
  EXPECT_EQ(first_seen(world.trade()), first);
}

TEST(Owner, ACommissionThatCannotBeTrueIsBookedAsDoubtful) {
  using orders::is_plausible_commission;
  EXPECT_TRUE(is_plausible_commission(Money::from_whole(5), Money::from_whole(100)));
  EXPECT_FALSE(is_plausible_commission(Money::from_double(5.01), Money::from_whole(100)));
  EXPECT_TRUE(is_plausible_commission(Money::from_whole(30), Money::from_whole(3000)));
  EXPECT_FALSE(is_plausible_commission(Money::from_double(30.01), Money::from_whole(3000)));
  EXPECT_FALSE(is_plausible_commission(-Money::from_whole(31), Money::from_whole(3000)));
}

// A broker whose figures do not fit together: 900 million shares in an account of $10,000, quoted at 510.
TEST(Owner, APositionAtAQuoteBeyondEveryFigureIsAnErrorAndNoDefect) {
  TradeWorld world;
  world.broker.market.at(Symbol{"SPY"}).shown = Price::from_whole(510);
  world.broker.market.at(Symbol{"SPY"}).mid = Price::from_double(0.00001);
  world.broker.set_position("SPY", 900'000'000);
  EXPECT_EQ(world.trade().exit_code, 7);
  accept_all(world);
  const ledger::RunResult result = world.trade();
  EXPECT_EQ(result.exit_code, 6) << described(result);
  EXPECT_NE(result.message.find("cash and positions could not be summed up"), std::string::npos) << described(result);
  EXPECT_TRUE(world.broker.frames.empty());
  const ledger::RunResult dry = world.dry();
  EXPECT_NE(dry.exit_code, 0) << described(dry);
}

}  // namespace
}  // namespace bot::run
