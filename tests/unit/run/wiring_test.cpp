// What the rules and the plan are given: each figure from its source, each piece of evidence as strong as it must be.
#include <gtest/gtest.h>

#include "ledger/arming.hpp"
#include "run/account.hpp"
#include "run/admission.hpp"
#include "run/alerts.hpp"
#include "run/cash_movement.hpp"
#include "run/derived_options.hpp"
#include "run/final_account.hpp"
#include "run/halt.hpp"
#include "run/off_target.hpp"
#include "run/plan_input.hpp"
#include "run/recover.hpp"
#include "run/safety_input.hpp"
#include "run/settled_cash.hpp"
#include "unit/run/bench.hpp"

namespace bot::run {
namespace {

using test::Bench;
using test::kBuy;
using test::kGld;
using test::kSell;
using test::kSpy;
using test::kToday;

TEST(Wiring, ThreeSafetyRulesHaltUnderTheirOwnNames) {
  std::string halting;
  for (int index = 0; index <= static_cast<int>(kLastOf<SafetyRule>); ++index) {
    const auto rule = static_cast<SafetyRule>(index);
    const auto reason = halt_reason(rule);
    if (!reason) continue;
    EXPECT_EQ(name(*reason), name(rule));
    halting += fmt::format("{} ", name(rule));
  }
  EXPECT_EQ(halting, "R16 R21 R22 ");
}

// The symbol of a finding is a field of its own; who reads a line alone reads it there, once.
TEST(Wiring, AFindingNamesItsSymbolInTheLogAndNotInItsMessage) {
  Bench bench;
  bench.runtime.error(kSpy, ledger::FindingCode::kQuote, "no quote");
  bench.runtime.warn(std::nullopt, SafetyRule::kClock, "2 s apart");
  EXPECT_EQ(bench.runtime.findings.at(0).message, "no quote");
  std::string lines;
  for (const auto& line : bench.world.log.lines) lines += line + "\n";
  EXPECT_NE(lines.find("SPY: no quote\n"), std::string::npos) << lines;
  EXPECT_NE(lines.find("2 s apart\n"), std::string::npos) << lines;
}

TEST(Wiring, R06CountsWorkingSellsAndLocks) {
  Bench bench;
  bench.manage(kSpy, 10);
  TradeFacts facts;
  facts.account.positions[kSpy] = Quantity::from_whole(10);
  bench.plan(kToday, kSell, kSpy, Side::kSell, 4, 510);
  EXPECT_EQ(safety_input(bench.runtime, facts).symbols.at(kSpy).sellable, Quantity::from_whole(10));
  bench.send(kSell, 1, bench.later());
  const safety::SymbolFacts working = safety_input(bench.runtime, facts).symbols.at(kSpy);
  EXPECT_EQ(working.working_sells, Quantity::from_whole(4));
  EXPECT_EQ(working.sellable, Quantity::from_whole(6));
  facts.newest_positions = PositionMap{{kSpy, Quantity::from_whole(5)}};
  EXPECT_EQ(safety_input(bench.runtime, facts).symbols.at(kSpy).sellable, Quantity::from_whole(1));
  bench.plan(kToday, kBuy, Symbol{"GLD"}, Side::kBuy, 3, 180);
  bench.send(kBuy, 2, bench.later());
  bench.fill(kBuy, 3, 180);
  facts.account.positions[Symbol{"GLD"}] = Quantity::from_whole(3);
  facts.newest_positions.reset();
  EXPECT_EQ(safety_input(bench.runtime, facts).symbols.at(Symbol{"GLD"}).sellable, Quantity{}) << "bought today";
}

// What R03 knows of the arming it has from one place: the ledger's judgement of it at this instant.
TEST(Wiring, R03SaysWhatTheLedgerSaysOfTheArming) {
  Bench bench;
  const auto armed_now = [&] { return safety_input(bench.runtime, TradeFacts{}).armed; };
  ASSERT_FALSE(armed_now());
  EXPECT_EQ(armed_now().error(), "live trading is not armed; bot arm allows it anew");
  bench.world.options.arming = {.config_sha256 = "c", .program_sha256 = "p", .host = "h", .key = Secret("key")};
  ledger::Armed typed;
  typed.account = bench.world.options.account;
  typed.max_order = Money::from_whole(6'000);
  typed.max_day = Money::from_whole(25'000);
  typed.not_before = bench.world.loop.now();
  typed.expires = bench.later();
  typed.config_sha256 = "c";
  typed.program_sha256 = "p";
  typed.host = "h";
  typed.seal = ledger::arming_seal(typed, Secret("key"));
  bench.write(typed);
  ASSERT_TRUE(armed_now()) << armed_now().error();
  EXPECT_EQ(armed_now()->max_order, Money::from_whole(6'000));
  EXPECT_EQ(armed_now()->max_day, Money::from_whole(25'000));
  bench.world.options.arming.program_sha256 = "q";
  ASSERT_FALSE(armed_now());
  EXPECT_EQ(armed_now().error(), "this is not the program live trading was armed for; bot arm allows it anew");
}

TEST(Wiring, R12AndR13CountWhatEarlierRunsOfTheDaySent) {
  Bench bench;
  bench.plan(kToday, kBuy, Symbol{"GLD"}, Side::kBuy, 3, 180);
  bench.send(kBuy, 1, bench.later());
  const safety::SafetyInput input = safety_input(bench.runtime, TradeFacts{});
  EXPECT_EQ(input.orders_today, 1);
  EXPECT_EQ(input.gross_today, Money::from_whole(540));
}

// What is kept for the owner is no position of the plan's.
TEST(Wiring, ThePlanSeesTheSharesThatAreOurs) {
  Bench bench;
  bench.manage(kSpy, 4);
  bench.world.broker.set_position("SPY", 4);
  bench.world.broker.set_position("GLD", 3);
  bench.world.options.keep = {{Symbol{"GLD"}, Quantity::from_whole(3)}};
  TradeFacts facts;
  facts.account = *read_account(bench.runtime);
  const plan::PlanInput input = plan_input(bench.runtime, facts);
  ASSERT_EQ(input.positions.size(), 1U);
  EXPECT_EQ(input.positions.at(kSpy).shares, Quantity::from_whole(4));
  EXPECT_EQ(input.positions.at(kSpy).locked, Quantity{});
}

TEST(Wiring, BuysThatTheBrokersCashDoesNotShowYetAreTakenOff) {
  Bench bench;
  bench.buy_ten_for_1800_of_10000();
  AccountValues values;
  values.set("TotalCashValue", "USD", "10000");
  values.set("SettledCash", "USD", "10000");
  EXPECT_EQ(settled_cash_facts(bench.runtime, values).unreflected_buys, Money::from_whole(1800));
  values.set("TotalCashValue", "USD", "8199");
  EXPECT_EQ(settled_cash_facts(bench.runtime, values).unreflected_buys, Money{});
}

TEST(Wiring, CashThatLagsIsNoAnchor) {
  Bench bench;
  bench.buy_ten_for_1800_of_10000();
  FinalAccount account;
  account.equity = Money::from_whole(9'999);
  account.dollars = Money::from_whole(10'000);  // before our purchase
  ASSERT_TRUE(record_nav(bench.runtime, TradeFacts{}, account, {}));
  EXPECT_EQ(bench.runtime.state().last_nav->cash_anchor, Money::from_whole(8'199));
  EXPECT_EQ(bench.runtime.state().expected_cash(), Money::from_whole(8'199));
}

TEST(Wiring, AnOrderIsFollowedUpToTheInstantOfItsDeath) {
  Bench bench;
  const OrderKey key{"k"};
  bench.plan(kToday, key, kGld, Side::kBuy, 1, 180);
  bench.send(key, 1, bench.runtime.deadlines().expiry);
  const UtcTime dead = bench.runtime.deadlines().dead;
  bench.world.loop.jump_to(dead);
  EXPECT_TRUE(timing_of_live_orders(bench.runtime));
  bench.world.loop.jump_to(dead + Duration{1});
  EXPECT_FALSE(timing_of_live_orders(bench.runtime));
}

// The owner changed $1,000 into euros; what a program recorded that kept no other money explains none of it.
TEST(Wiring, OtherMoneyThatWasNotRecordedExplainsNothing) {
  using OtherCash = std::vector<ledger::NavRecorded::OtherCash>;
  for (const bool is_recorded : {true, false}) {
    Bench bench;
    bench.write(ledger::NavRecorded{.session = kToday - std::chrono::days{1},
                                    .net_liquidation = Money::from_whole(10'000),
                                    .cash = Money::from_whole(10'000),
                                    .cash_anchor = Money::from_whole(10'000),
                                    .positions = {},
                                    .outside = std::vector<ledger::NavRecorded::Outside>{},
                                    .other_cash = is_recorded ? std::optional(OtherCash{}) : std::nullopt});
    bench.world.broker.more_values.set("CashBalance", "EUR", "800");
    bench.world.broker.more_values.set("CashBalance", "USD", "9000");
    bench.world.broker.more_values.set("ExchangeRate", "EUR", "1.25");
    const auto account = read_account(bench.runtime);
    ASSERT_TRUE(account);
    ASSERT_TRUE(book_cash_movement(bench.runtime, *account));
    const auto* booked = std::get_if<ledger::CashMovement>(&bench.world.disk.events.back().body);
    ASSERT_NE(booked, nullptr);
    EXPECT_EQ(booked->amount, -Money::from_whole(1000));
    EXPECT_EQ(booked->is_owners_trade, is_recorded);
  }
}

TEST(Wiring, WithoutEquityNothingHasAWeight) {
  Bench bench;
  TradeFacts facts;
  facts.account = *read_account(bench.runtime);
  facts.targets = {{kGld, 0.3}};
  facts.series[kGld] = {.last_close = Price::from_whole(180), .average_volume = std::nullopt};
  const auto off = find_off_target(bench.runtime, facts, {});
  ASSERT_EQ(off.size(), 1U);
  EXPECT_EQ(off.front().cause, OffTargetCause::kNotTradable);
  EXPECT_EQ(off.front().why, "nothing says what it is worth");
}

TEST(Wiring, TwoReadingsOfThePositionsHaveToAgree) {
  Bench bench;
  bench.world.broker.set_position("SPY", 1);
  int readings = 0;
  bench.world.broker.on_step = [&](const std::string& what) {
    if (what == "positions" && ++readings == 2) bench.world.broker.set_position("SPY", 2);
  };
  const UtcTime began = bench.world.loop.now();
  const auto positions = read_settled_positions(bench.runtime, began + std::chrono::seconds{60});
  ASSERT_TRUE(positions);
  EXPECT_EQ(shares_in(*positions, kSpy), Quantity::from_whole(2));
  EXPECT_EQ(readings, 3);
  EXPECT_GE(bench.world.loop.now() - began, std::chrono::seconds{10});
}

TEST(Wiring, AnOrderIsDeadAMinuteAfterItsExpiryAndNotBefore) {
  Bench bench;
  bench.plan(kToday, kBuy, Symbol{"GLD"}, Side::kBuy, 3, 180);
  bench.send(kBuy, 1, bench.world.loop.now());
  bench.world.loop.sleep_until(bench.world.loop.now() + std::chrono::seconds{60});
  ASSERT_TRUE(settle_dead_orders(bench.runtime, {}));
  EXPECT_EQ(bench.runtime.state().orders.at(kBuy).state, OrderState::kSending);
  bench.world.loop.sleep_until(bench.world.loop.now() + std::chrono::seconds{1});
  ASSERT_TRUE(settle_dead_orders(bench.runtime, {}));
  EXPECT_EQ(bench.runtime.state().orders.at(kBuy).state, OrderState::kExpired);
}

TEST(Wiring, WhatTwoDeadOrdersCouldExplainIsInferredOfNeither) {
  Bench bench;
  const OrderKey older{"RB1.20260302.1.GLD.B.Z"};
  const UtcTime expired = bench.world.loop.now() - std::chrono::hours{1};
  bench.plan(make_date(2026, 3, 2), older, Symbol{"GLD"}, Side::kBuy, 3, 180);
  bench.send(older, 1, expired);
  bench.plan(kToday, kBuy, Symbol{"GLD"}, Side::kBuy, 3, 180);
  bench.send(kBuy, 2, expired);
  const PositionMap three{{Symbol{"GLD"}, Quantity::from_whole(3)}};
  ASSERT_TRUE(settle_dead_orders(bench.runtime, three));
  EXPECT_EQ(bench.runtime.state().managed_shares(Symbol{"GLD"}), Quantity{});
  EXPECT_EQ(bench.runtime.state().orders.at(kBuy).state, OrderState::kSending);
}

TEST(Wiring, AShortPositionIsADurableHalt) {
  bot::test::TradeWorld world;
  world.broker.set_position("SPY", -3);
  EXPECT_EQ(world.trade().exit_code, 7);
  ASSERT_TRUE(world.state().halt);
  EXPECT_EQ(world.state().halt->reason, ledger::HaltReason::kShortPosition);
  world.broker.set_position("SPY", 0);
  EXPECT_EQ(world.trade().exit_code, 6) << "until somebody has looked";
}

TEST(Wiring, AnOrderNobodyKnowsOfIsCancelledAtTheNextStart) {
  bot::test::TradeWorld world;
  {
    Bench bench;
    bench.plan(kToday, kBuy, Symbol{"GLD"}, Side::kBuy, 3, 180);
    bench.send(kBuy, 1, bench.later());
    world.disk = bench.world.disk;
  }
  int cancels = 0;
  world.broker.on_step = [&](const std::string& what) { cancels += what == "cancel" ? 1 : 0; };
  world.trade();
  EXPECT_GE(cancels, 1);
  EXPECT_TRUE(world.broker.frames.empty());
}

TEST(Wiring, AResultNamesTheQuotesThatWereDecidedFrom) {
  bot::test::TradeWorld world;
  world.broker.market.at(Symbol{"QQQ"}).quoted = false;
  const ledger::RunResult result = world.trade();
  EXPECT_EQ(result.inputs.at(Symbol{"GLD"}).bid, Price::from_double(179.99));
  EXPECT_EQ(result.inputs.at(Symbol{"GLD"}).ask, Price::from_double(180.01));
  EXPECT_FALSE(result.inputs.at(Symbol{"QQQ"}).bid);
}

// Settled cash goes on buying; what the sells brought does not, while nobody confirms it.
TEST(Wiring, ProceedsThatNobodyConfirmsPayForNothing) {
  bot::test::TradeWorld world;
  world.broker.grants = true;
  world.trade();
  world.to_next_session();
  world.want({{"SPY", 0.55}});
  world.broker.more_values.set("TotalCashValue", "USD", world.broker.cash.str());  // never shows the sells
  world.broker.more_values.set("AvailableFunds", "USD", "9000");
  const Money before = world.broker.cash;
  world.trade();
  EXPECT_EQ(world.broker.shares("IEF"), Quantity{}) << "sold";
  EXPECT_EQ(world.broker.shares("SPY"), Quantity::from_whole(3)) << "of $1,598, at $510";
  const ledger::BuysSettled* settled = nullptr;
  for (const ledger::LedgerEvent& event : world.disk.events)
    if (const auto* body = std::get_if<ledger::BuysSettled>(&event.body)) settled = body;
  ASSERT_NE(settled, nullptr);
  EXPECT_EQ(settled->settled_cash, before);
  EXPECT_LE(settled->budget, settled->settled_cash);
}

TEST(Wiring, APriceIsTheMidElseTheLastElseYesterdaysElseTheBars) {
  const auto price = [](double value) { return std::optional(Price::from_double(value)); };
  SeriesTable series;
  series[kSpy].last_close = price(490);
  Quotes quotes;
  Quote& quote = quotes.quotes[kSpy];
  EXPECT_EQ(price_of(kSpy, quotes, series), price(490));
  quote.previous_close = price(0);
  EXPECT_EQ(price_of(kSpy, quotes, series), price(490)) << "a price of nothing is none";
  quote.previous_close = price(500);
  EXPECT_EQ(price_of(kSpy, quotes, series), price(500));
  quote.last = price(0);
  EXPECT_EQ(price_of(kSpy, quotes, series), price(500));
  quote.last = price(510);
  EXPECT_EQ(price_of(kSpy, quotes, series), price(510));
  quote.bid = price(519);
  EXPECT_EQ(price_of(kSpy, quotes, series), price(510)) << "one side is no mid";
  quote.ask = price(518);
  EXPECT_EQ(price_of(kSpy, quotes, series), price(510)) << "crossed";
  quote.ask = price(519);
  EXPECT_EQ(price_of(kSpy, quotes, series), price(519));
  quote.ask = price(521);
  EXPECT_EQ(price_of(kSpy, quotes, series), price(520));
  quote.bid = price(0);
  EXPECT_EQ(price_of(kSpy, quotes, series), price(510));
  EXPECT_EQ(price_of(Symbol{"GLD"}, quotes, series), std::nullopt);
}

// What stands against settled cash by our own doing is explained, with its commissions; anything else is not.
TEST(Wiring, SettledCashBelowNothingIsInDoubtUnlessOurBuysExplainIt) {
  const auto doubtful = [](const Runtime& runtime, double settled) {
    AccountValues values;
    values.set("TotalCashValue", "USD", "10000");
    values.set("SettledCash", "USD", fmt::format("{}", settled));
    return settled_cash_doubt(runtime, values).has_value();
  };
  Bench nothing;
  EXPECT_FALSE(doubtful(nothing.runtime, 0));
  EXPECT_TRUE(doubtful(nothing.runtime, -0.01));
  Bench bought;
  bought.buy_ten_for_1800_of_10000();
  EXPECT_FALSE(doubtful(bought.runtime, -1805));
  EXPECT_TRUE(doubtful(bought.runtime, -1805.01));
}

// More than is left of the order is not its fill.
TEST(Wiring, WhatADeadOrderCannotHaveFilledIsNotInferred) {
  for (const int held : {9, 10, 11}) {
    Bench bench;
    const UtcTime expired = bench.world.loop.now() - std::chrono::hours{1};
    bench.plan(kToday, kBuy, Symbol{"GLD"}, Side::kBuy, 10, 180);
    bench.send(kBuy, 1, expired);
    bench.fill(kBuy, 4, 180);
    ASSERT_TRUE(settle_dead_orders(bench.runtime, {{Symbol{"GLD"}, Quantity::from_whole(held)}}));
    const orders::OrderRecord& order = bench.runtime.state().orders.at(kBuy);
    EXPECT_EQ(order.inferred, Quantity::from_whole(held > 10 ? 0 : held - 4)) << held;
    EXPECT_EQ(is_terminal(order.state), held <= 10) << held;
  }
}

TEST(Wiring, OnlyAStrategyOfAFileHasAFile) {
  RunOptions options;
  options.strategy_file.path = "weights.csv";
  for (const auto kind : {decide::StrategyKind::kMomentum, decide::StrategyKind::kFixed, decide::StrategyKind::kFile}) {
    options.decide.kind = kind;
    EXPECT_EQ(strategy_file(options).has_value(), kind == decide::StrategyKind::kFile);
  }
}

// A weight of nothing is no weight at its target.
TEST(Wiring, APositionWithoutAPriceIsOffItsTarget) {
  Bench bench;
  bench.manage(kSpy, 3);
  TradeFacts facts;
  facts.managed_equity = Money::from_whole(10'000);
  const auto off = find_off_target(bench.runtime, facts, {{kSpy, Quantity::from_whole(3)}});
  ASSERT_EQ(off.size(), 1U);
  EXPECT_EQ(off.front().symbol, kSpy);
  EXPECT_EQ(off.front().cause, OffTargetCause::kNotTradable);
}

// Whatever stands there, and whether it can be read or not.
TEST(Wiring, AKillSwitchIsSetWhereItsFileIs) {
  Bench bench;
  auto& files = bench.world.files.files;
  EXPECT_EQ(kill_switch(bench.runtime), std::nullopt);
  files["state/HALT"] = "by Ann";
  EXPECT_EQ(kill_switch(bench.runtime), "the kill switch is set: by Ann");
  files["state/HALT"] = "";
  EXPECT_EQ(kill_switch(bench.runtime), "the kill switch is set: state/HALT");
  files.clear();
  files["state/HALT/a folder"] = "";
  EXPECT_EQ(kill_switch(bench.runtime), "the kill switch is set: state/HALT, which cannot be read");
  bench.world.options.halt_file.clear();
  EXPECT_EQ(kill_switch(bench.runtime), std::nullopt);
}

TEST(Wiring, NothingMoreIsSentWhileAnOrderOfAnEarlierStartIsOpen) {
  bot::test::TradeWorld world;
  world.trade();
  world.to_next_session();
  world.want({{"SPY", 0.5}});  // two sells, then a buy
  world.broker.faults.orders[Symbol{"GLD"}] = bot::test::OrderFault::kDeafToCancel;
  world.broker.on_step = [](const std::string& what) {
    if (what == "placed") throw bot::test::PowerCut{};
  };
  EXPECT_THROW(world.trade(), bot::test::PowerCut);
  world.broker.on_step = {};
  const std::size_t frames = world.broker.frames.size();
  const ledger::RunResult result = world.trade();
  EXPECT_EQ(world.broker.frames.size(), frames) << result.message;
  EXPECT_EQ(world.broker.shares("IEF"), Quantity::from_whole(60)) << result.message;
  EXPECT_EQ(result.exit_code, 7) << result.message;
}

}  // namespace
}  // namespace bot::run
