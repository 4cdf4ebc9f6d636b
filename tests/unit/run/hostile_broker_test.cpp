// What a broker says and does not mean, leaves out for a moment, or says in words that mean something else.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "support/trade_world.hpp"
#include "unit/run/described.hpp"

namespace bot {
namespace {

using test::OrderFault;
using test::TradeWorld;

bool sent_any(const TradeWorld& world, const char* symbol) {
  return std::ranges::any_of(world.broker.frames,
                             [&](const test::Frame& frame) { return frame.ticket.symbol == Symbol{symbol}; });
}

const ledger::FindingLine* find(const ledger::RunResult& result, ledger::FindingCode code) {
  const auto found = std::ranges::find(result.findings, code, &ledger::FindingLine::code);
  return found == result.findings.end() ? nullptr : &*found;
}

// GLD is sold for SPY, and something is wrong with the sell.
ledger::RunResult rotate_with(TradeWorld& world, OrderFault fault) {
  world.to_rotation();
  world.broker.frames.clear();
  world.broker.faults.orders[Symbol{"GLD"}] = fault;
  return world.trade();
}

TEST(HostileBroker, AStatusAloneFillsNothing) {
  TradeWorld world;
  const ledger::RunResult result = rotate_with(world, OrderFault::kSaysFilled);
  EXPECT_EQ(result.exit_code, 7) << result.message;
  EXPECT_FALSE(sent_any(world, "SPY")) << "no buy is paid for by a sell that nobody saw";
  const auto line = std::ranges::find(result.orders, Symbol{"GLD"}, &ledger::OrderLine::symbol);
  ASSERT_NE(line, result.orders.end());
  EXPECT_EQ(line->filled, Quantity{});
  EXPECT_NE(line->state, OrderState::kFilled);
  const auto state = world.state();
  EXPECT_TRUE(state.orders.at(line->key).cancel_requested) << "what may still work is cancelled";
  EXPECT_TRUE(state.live_orders().empty()) << "followed until its expiry had passed";
}

TEST(HostileBroker, AMissingPermissionIsNoWantOfMoney) {
  for (const char* words : {"Order rejected - reason: insufficient trading permissions for this product",
                            "You are not eligible to trade this product: a margin account is required"}) {
    TradeWorld world;
    world.broker.faults.what_if_refusals = {{Symbol{"GLD"}, 201}, {Symbol{"IEF"}, 201}};
    world.broker.faults.what_if_words = words;
    const ledger::RunResult result = world.trade();
    EXPECT_TRUE(world.broker.frames.empty()) << words;
    EXPECT_NE(result.exit_code, 0) << words;
  }
}

// An account that is invested has no cash for one share more until it has sold, and is told so in these words.
TEST(HostileBroker, AnInvestedAccountIsNotKeptFromRotatingByWantOfCash) {
  for (const char* words :
       {"Order rejected - reason:CASH AVAILABLE: 60.00; CASH NEEDED FOR THIS ORDER AND OTHER PENDING ORDERS: 510.52",
        "Order rejected - reason:Available converted to base: 59.23 USD Cash needed for this order and other pending "
        "orders: 510.52 USD"}) {
    TradeWorld world;
    world.to_rotation();
    world.broker.faults.what_if_refusals = {{Symbol{"SPY"}, 201}};
    world.broker.faults.what_if_words = words;
    const ledger::RunResult result = world.trade();
    EXPECT_EQ(world.broker.shares("GLD"), Quantity{}) << words;
    EXPECT_GT(world.broker.shares("SPY"), Quantity{}) << result.message;
    EXPECT_EQ(find(result, ledger::FindingCode::kPermission), nullptr) << words;
  }
}

// An error is no evidence of an order's end, and no silence either: who reads of it wants to know.
TEST(HostileBroker, AnErrorThatIsAllThatCameIsTold) {
  TradeWorld world;
  const ledger::RunResult result = rotate_with(world, OrderFault::kMessageOnly);
  EXPECT_EQ(result.exit_code, 7) << result.message;
  EXPECT_EQ(result.message.find("no reply but \"110: "), 0U) << result.message;
  const auto line = std::ranges::find(result.orders, Symbol{"GLD"}, &ledger::OrderLine::symbol);
  ASSERT_NE(line, result.orders.end());
  EXPECT_NE(line->reason.find("110: "), std::string::npos) << line->reason;
}

// GLD's order is not heard of, so IEF's is not sent, and there was cash for both.
TEST(HostileBroker, WhatAFreezeLeftUnsentIsNotForWantOfCash) {
  TradeWorld world;
  world.broker.faults.orders[Symbol{"GLD"}] = OrderFault::kLost;
  const ledger::RunResult result = world.trade();
  EXPECT_EQ(result.exit_code, 7) << result.message;
  EXPECT_FALSE(sent_any(world, "IEF"));
  EXPECT_TRUE(result.deferred.empty()) << result.deferred.front().why;
}

TEST(HostileBroker, CashThatLagsBehindTheSellsFreezesNoBuy) {
  TradeWorld world;
  world.to_rotation();
  world.broker.frames.clear();
  // The account is worth what it was; its cash is that of before the sells.
  world.broker.more_values.set("TotalCashValue", "USD", world.broker.cash.str());
  const ledger::RunResult result = world.trade();
  EXPECT_EQ(find(result, SafetyRule::kNetLiquidation), nullptr) << result.message;
  EXPECT_TRUE(sent_any(world, "SPY")) << result.message << (result.orders.empty() ? "" : result.orders.back().reason);
}

TEST(HostileBroker, AnAnswerWithAHoleIsAskedForAgain) {
  for (const char* asked : {"account_values", "positions", "open_orders", "executions"}) {
    TradeWorld world;
    world.broker.faults.holes[asked] = 1;
    const ledger::RunResult result = world.trade();
    EXPECT_EQ(result.outcome, ledger::Outcome::kDone) << asked << ": " << result.message;
  }
}

TEST(HostileBroker, AHoleThatStaysSendsNothing) {
  TradeWorld world;
  world.broker.faults.holes["positions"] = 1000;
  const ledger::RunResult result = world.trade();
  EXPECT_EQ(result.exit_code, 5) << result.message;
  EXPECT_TRUE(world.broker.frames.empty());
}

TEST(HostileBroker, AnEquityThatIsNoNumberIsAskedForAgain) {
  TradeWorld world;
  world.broker.faults.nan_equity = 1;
  EXPECT_EQ(world.trade().outcome, ledger::Outcome::kDone);
  TradeWorld lasting;
  lasting.broker.faults.nan_equity = 1000;
  const ledger::RunResult result = lasting.trade();
  EXPECT_TRUE(lasting.broker.frames.empty());
  EXPECT_NE(result.message.find("reports NetLiquidation as 'NaN'"), std::string::npos) << result.message;
}

TEST(HostileBroker, WhyThereIsNoQuoteStandsInTheFindingsAndWithTheSymbol) {
  TradeWorld world;
  world.broker.market.at(Symbol{"GLD"}).quoted = false;
  const ledger::RunResult result = world.trade();
  const ledger::FindingLine* finding = find(result, ledger::FindingCode::kQuote);
  ASSERT_NE(finding, nullptr);
  EXPECT_NE(finding->message.find("no quote: no answer"), std::string::npos) << finding->message;
}

TEST(HostileBroker, DelayedQuotesOnPaperAreSaid) {
  TradeWorld world;
  world.options.market_data = MarketDataMode::kLive;
  world.broker.faults.granted = MarketDataType::kDelayed;
  const ledger::RunResult result = world.trade();
  const ledger::FindingLine* finding = find(result, ledger::FindingCode::kQuote);
  ASSERT_NE(finding, nullptr) << result.message;
  EXPECT_FALSE(finding->is_error);
  EXPECT_NE(finding->message.find("live data was asked for"), std::string::npos) << finding->message;
}

TEST(HostileBroker, AFillBeyondItsLimitHaltsAndIsBookedAsPaid) {
  TradeWorld world;
  const ledger::RunResult result = rotate_with(world, OrderFault::kBeyondLimit);
  EXPECT_EQ(result.exit_code, 7) << result.message;
  EXPECT_EQ(result.outcome, ledger::Outcome::kHalted);
  EXPECT_NE(result.message.find("which its limit of"), std::string::npos) << result.message;
  EXPECT_FALSE(sent_any(world, "SPY")) << "no buy goes to a broker whose fills mind no limit";
  const auto state = world.state();
  ASSERT_TRUE(state.halt);
  EXPECT_EQ(state.halt->reason, ledger::HaltReason::kBeyondLimit);
  EXPECT_EQ(state.expected_cash(), world.broker.cash);
}

// IEF is bought and no execution shows it: what stands for its price is its limit, some $56 beyond.
void to_the_session_after_an_unseen_fill(TradeWorld& world) {
  world.broker.cash = Money::from_whole(100'000);
  world.want({{"IEF", 0.6}});
  world.broker.faults.orders[Symbol{"IEF"}] = OrderFault::kInvisible;
  EXPECT_EQ(world.trade().exit_code, 7);
  EXPECT_EQ(world.broker.shares("IEF"), Quantity::from_whole(600));
  EXPECT_GT(world.broker.cash, *world.state().expected_cash() + Money::from_whole(40));
  world.broker.faults.orders.clear();
  world.to_next_session();
  world.notifier.alerts.clear();
}

bool told_of_cash(const TradeWorld& world) {
  return std::ranges::any_of(world.notifier.alerts,
                             [](const ports::Alert& alert) { return alert.kind == ports::AlertKind::kCashMovement; });
}

TEST(HostileBroker, ThePriceOfAnInferredFillIsNoDeposit) {
  TradeWorld world;
  to_the_session_after_an_unseen_fill(world);
  const ledger::RunResult result = world.trade();
  EXPECT_EQ(result.exit_code, 0) << result.message;
  EXPECT_FALSE(told_of_cash(world));
  EXPECT_EQ(find(result, ledger::FindingCode::kCashMovement), nullptr);
  const ledger::FindingLine* finding = find(result, ledger::FindingCode::kInferredFill);
  ASSERT_NE(finding, nullptr);
  EXPECT_FALSE(finding->is_error);
  EXPECT_NE(finding->message.find("more than was booked for BUY 600 IEF"), std::string::npos) << finding->message;
  EXPECT_EQ(world.state().expected_cash(), world.broker.cash);
  EXPECT_EQ(world.state().navs.back().deposits, Money{});
}

TEST(HostileBroker, ItsCommissionIsPartOfItsPrice) {
  TradeWorld world;
  to_the_session_after_an_unseen_fill(world);
  world.broker.cash = *world.state().expected_cash() - Money::from_whole(3);
  world.trade();
  EXPECT_FALSE(told_of_cash(world));
  EXPECT_EQ(world.state().expected_cash(), world.broker.cash);
}

TEST(HostileBroker, WhatAnInferredFillCannotExplainIsADeposit) {
  for (const int beside : {600, -120}) {
    TradeWorld world;
    to_the_session_after_an_unseen_fill(world);
    world.broker.cash += Money::from_whole(beside);
    EXPECT_NE(find(world.trade(), ledger::FindingCode::kCashMovement), nullptr) << beside;
    EXPECT_TRUE(told_of_cash(world)) << beside;
    EXPECT_EQ(world.state().expected_cash(), world.broker.cash) << beside;
  }
}

TEST(HostileBroker, APriceThatIsKnownExplainsNoLaterCash) {
  TradeWorld world;
  to_the_session_after_an_unseen_fill(world);
  world.trade();
  world.to_next_session();
  world.broker.cash += Money::from_whole(40);
  world.trade();
  EXPECT_TRUE(told_of_cash(world));
}

TEST(HostileBroker, CashInAnotherCurrencyAloneBuysNothingAndHaltsNothing) {
  for (const char* dollars : {"", "0.00"}) {
    for (const char* rate : {"1.25", ""}) {
      TradeWorld world;
      world.to_rotation();
      world.broker.frames.clear();
      // The total is in dollars at the day's rate.
      const Money cash = world.broker.cash;
      world.broker.more_values.set("CashBalance", "EUR", Money::from_double(cash.to_double() / 1.25).str());
      if (*rate != '\0') world.broker.more_values.set("ExchangeRate", "EUR", rate);
      if (*dollars != '\0') world.broker.more_values.set("CashBalance", "USD", dollars);
      const ledger::RunResult result = world.trade();
      EXPECT_NE(result.outcome, ledger::Outcome::kHalted) << dollars << rate << result.message;
      EXPECT_FALSE(told_of_cash(world)) << "it is in the account as before";
      EXPECT_FALSE(world.state().halt);
      EXPECT_FALSE(sent_any(world, "SPY")) << dollars << rate << result.message;
    }
  }
}

constexpr int kForGood = 1'000'000;

// QQQ is held and has no target: it is to be sold, and GLD and IEF are to be bought.
void hold_what_is_not_wanted(TradeWorld& world) {
  world.want({{"QQQ", 0.5}});
  world.trade();
  ASSERT_GT(world.broker.shares("QQQ"), Quantity{});
  world.to_next_session();
  world.want({{"GLD", 0.3}, {"IEF", 0.6}});
  world.broker.frames.clear();
}

using Refusals = std::map<Symbol, int> test::Faults::*;
constexpr Refusals kRefusals[] = {&test::Faults::contracts_refused, &test::Faults::quotes_refused};

TEST(HostileBroker, ARefusalOfEverythingAtOnceIsAskedAgain) {
  for (const Refusals refused : kRefusals) {
    TradeWorld world;
    hold_what_is_not_wanted(world);
    for (const char* symbol : {"GLD", "IEF", "SPY"}) (world.broker.faults.*refused)[Symbol{symbol}] = 1;
    const ledger::RunResult result = world.trade();
    EXPECT_EQ(result.outcome, ledger::Outcome::kDone) << result.message;
    EXPECT_EQ(world.broker.shares("QQQ"), Quantity{});
    EXPECT_EQ(world.broker.shares("IEF"), Quantity::from_whole(59));
  }
}

TEST(HostileBroker, NothingIsDecidedWhenMostOfTheUniverseHasNoAnswer) {
  for (const int kind : {0, 1, 2}) {
    TradeWorld world;
    hold_what_is_not_wanted(world);
    world.want({{"GLD", 0.3}, {"IEF", 0.6}, {"SPY", 0.05}});
    for (const char* symbol : {"GLD", "IEF", "SPY"})
      if (kind == 2)
        world.broker.faults.bars_unanswered.insert(Symbol{symbol});
      else
        (world.broker.faults.*kRefusals[kind])[Symbol{symbol}] = kForGood;
    const ledger::RunResult result = world.trade();
    EXPECT_EQ(result.exit_code, 4) << result.message;
    EXPECT_NE(result.message.find("3 of the 4 symbols of the universe had no answer (GLD, IEF, SPY)"),
              std::string::npos)
        << result.message;
    EXPECT_TRUE(world.broker.frames.empty()) << kind;
    world.broker.faults = {};
    EXPECT_EQ(world.trade().outcome, ledger::Outcome::kDone) << "the session is free for a later start";
  }
}

// One symbol without an answer costs itself; two of four are a data farm that is down, not two bad symbols.
TEST(HostileBroker, NothingIsDecidedWhenNobodyAnswersAboutTheBarsOfSeveral) {
  for (const std::set<Symbol>& silent : {std::set{Symbol{"GLD"}}, std::set{Symbol{"GLD"}, Symbol{"SPY"}}}) {
    TradeWorld world;
    hold_what_is_not_wanted(world);
    world.want({{"GLD", 0.3}, {"IEF", 0.6}, {"SPY", 0.05}});
    world.broker.faults.bars_unanswered = silent;
    const ledger::RunResult result = world.trade();
    if (silent.size() == 1) {
      EXPECT_EQ(world.broker.shares("IEF"), Quantity::from_whole(59)) << result.message;
      EXPECT_TRUE(test::says(result, "GLD 0.0 % for 28.5 %: data: no bars: no answer (no final bar of yesterday)"))
          << result.message;
      continue;
    }
    EXPECT_EQ(result.exit_code, 4) << result.message;
    EXPECT_NE(result.message.find("2 of the 4 symbols of the universe had no answer (GLD, SPY)"), std::string::npos)
        << result.message;
    EXPECT_TRUE(world.broker.frames.empty());
    world.broker.faults = {};
    EXPECT_EQ(world.trade().outcome, ledger::Outcome::kDone) << "the session is free for a later start";
  }
}

// With weights that are given, the bars of what is neither wanted nor held decide nothing: they cost neither a wait nor
// an order.
TEST(HostileBroker, NobodyIsWaitedForWhoseBarsDecideNothing) {
  TradeWorld world;
  world.options.scheduled = true;
  world.broker.faults.bars_unanswered = {Symbol{"QQQ"}, Symbol{"SPY"}};
  const UtcTime begin = world.loop.now();
  const ledger::RunResult result = world.trade();
  EXPECT_EQ(result.outcome, ledger::Outcome::kDone) << result.message;
  EXPECT_EQ(world.broker.shares("IEF"), Quantity::from_whole(60));
  EXPECT_EQ(world.broker.shares("GLD"), Quantity::from_whole(15));
  EXPECT_LT(world.loop.now() - begin, std::chrono::seconds{90});
}

TEST(HostileBroker, WhatIsWantedOrHeldIsCountedWhereTheWeightsAreGiven) {
  TradeWorld world;
  hold_what_is_not_wanted(world);
  world.broker.faults.bars_unanswered = {Symbol{"GLD"}, Symbol{"QQQ"}, Symbol{"SPY"}};
  const ledger::RunResult result = world.trade();
  EXPECT_EQ(result.exit_code, 4) << result.message;
  EXPECT_NE(result.message.find("3 of the 4 symbols of the universe had no answer (GLD, QQQ, SPY)"), std::string::npos)
      << result.message;
  EXPECT_TRUE(world.broker.frames.empty());
}

TEST(HostileBroker, BarsThatCannotBeReadAreAskedForAgain) {
  TradeWorld world;
  hold_what_is_not_wanted(world);
  world.broker.faults.bars_garbled = {Symbol{"GLD"}, Symbol{"SPY"}};
  const ledger::RunResult result = world.trade();
  EXPECT_EQ(result.outcome, ledger::Outcome::kDone) << result.message;
  EXPECT_GT(world.broker.shares("GLD"), Quantity{});
}

TEST(HostileBroker, ADataFarmThatComesBackIsWaitedFor) {
  for (const auto& [down, seconds] :
       std::map<std::set<Symbol>, int>{{{Symbol{"GLD"}, Symbol{"SPY"}}, 60}, {{Symbol{"GLD"}}, 25}}) {
    TradeWorld world;
    world.options.scheduled = true;
    hold_what_is_not_wanted(world);
    world.want({{"GLD", 0.3}, {"IEF", 0.6}, {"SPY", 0.05}});
    world.broker.faults.bars_later = down;
    const UtcTime back = world.loop.now() + std::chrono::seconds{seconds};
    world.broker.on_step = [&](const std::string&) {
      if (world.loop.now() >= back) world.broker.faults = {};
    };
    const ledger::RunResult result = world.trade();
    EXPECT_EQ(result.outcome, ledger::Outcome::kDone) << result.message;
    EXPECT_EQ(world.broker.shares("QQQ"), Quantity{});
    EXPECT_EQ(world.broker.shares("IEF"), Quantity::from_whole(59));
    EXPECT_GT(world.broker.shares("GLD"), Quantity{}) << seconds;
  }
}

TEST(HostileBroker, NothingIsSoldForBuysThatNobodyAnswersAbout) {
  for (const Refusals refused : kRefusals) {
    TradeWorld world;
    for (const char* symbol : {"AGG", "DIA", "EFA"}) {
      world.broker.list(symbol, 50);
      world.options.universe.emplace_back(symbol);
    }
    hold_what_is_not_wanted(world);
    for (const char* symbol : {"GLD", "IEF"}) (world.broker.faults.*refused)[Symbol{symbol}] = kForGood;
    const ledger::RunResult result = world.trade();
    EXPECT_EQ(result.exit_code, 7) << result.message;
    EXPECT_NE(result.message.find("nothing was sold for it"), std::string::npos) << result.message;
    EXPECT_TRUE(world.broker.frames.empty());
    world.broker.faults = {};
    world.want({});
    world.trade();
    EXPECT_EQ(world.broker.shares("QQQ"), Quantity{}) << "all cash is a target like others";
  }
}

// Nobody answers about GLD's quote any more once it was read, and the plan is made so long after that.
void silence_gld_before_the_plan(TradeWorld& world, Duration since_read) {
  world.broker.on_step = [&world, since_read, is_read = false](const std::string& what) mutable {
    is_read = is_read || what == "quotes";
    if (what != "daily_bars" || !is_read || !world.broker.market.at(Symbol{"GLD"}).quoted) return;
    world.broker.market.at(Symbol{"GLD"}).quoted = false;
    world.loop.jump_to(world.loop.now() + since_read);
  };
}

// One share of GLD would be farther from the target than none.
TEST(HostileBroker, AnOlderQuoteThatThePlanCanUseKeepsNoSellBack) {
  TradeWorld world;
  hold_what_is_not_wanted(world);
  world.want({{"GLD", 0.008}});
  world.options.plan.drift_band = 0.005;
  silence_gld_before_the_plan(world, std::chrono::seconds{10});
  const ledger::RunResult result = world.trade();
  EXPECT_EQ(result.exit_code, 0) << result.message;
  EXPECT_EQ(world.broker.shares("QQQ"), Quantity{}) << result.message;
}

TEST(HostileBroker, AnOlderQuoteThatIsTooOldIsNoAnswer) {
  TradeWorld world;
  hold_what_is_not_wanted(world);
  world.want({{"GLD", 0.3}});
  world.options.safety.max_quote_age_s = world.options.safety.max_quote_age_delayed_s = 60;
  silence_gld_before_the_plan(world, std::chrono::seconds{100});
  const ledger::RunResult result = world.trade();
  EXPECT_EQ(result.exit_code, 7) << result.message;
  EXPECT_NE(result.message.find("nothing was sold for it"), std::string::npos) << result.message;
  EXPECT_TRUE(world.broker.frames.empty());
}

TEST(HostileBroker, WhichRuleTookASymbolOutStandsInTheFindings) {
  TradeWorld world;
  world.trade();
  world.to_next_session();
  world.broker.market.at(Symbol{"GLD"}).instrument.primary_exchange = "ISLAND";
  world.want({{"GLD", 0.1}, {"IEF", 0.6}});
  const ledger::RunResult result = world.trade();
  const ledger::FindingLine* finding = find(result, SafetyRule::kInstrument);
  ASSERT_NE(finding, nullptr) << result.message;
  EXPECT_EQ(finding->symbol, Symbol{"GLD"});
}

TEST(HostileBroker, OneSymbolThatIsRefusedCostsItselfAlone) {
  for (const Refusals refused : kRefusals) {
    TradeWorld world;
    hold_what_is_not_wanted(world);
    (world.broker.faults.*refused)[Symbol{"GLD"}] = kForGood;
    const ledger::RunResult result = world.trade();
    EXPECT_EQ(result.exit_code, 7) << result.message;
    EXPECT_EQ(world.broker.shares("QQQ"), Quantity{});
    EXPECT_EQ(world.broker.shares("IEF"), Quantity::from_whole(59));
  }
}

TEST(HostileBroker, FillsThatThePositionsAloneShowAreForAPersonToLookAt) {
  TradeWorld world;
  world.broker.faults.executions_empty = true;
  world.broker.faults.no_execution_messages = true;
  const ledger::RunResult result = world.trade();
  EXPECT_EQ(result.exit_code, 7) << result.message;
  EXPECT_EQ(result.message.find("2 orders filled by what the positions show"), 0U) << result.message;
  EXPECT_EQ(find(result, ledger::FindingCode::kReconcile), nullptr) << "in the end they agree";
  ASSERT_EQ(result.orders.size(), 2U);
  for (const ledger::OrderLine& line : result.orders) {
    EXPECT_EQ(line.state, OrderState::kFilled);
    EXPECT_EQ(line.reason.find("expiry"), std::string::npos) << line.reason;
  }
  world.to_next_session();
  world.broker.faults = {};
  EXPECT_EQ(world.trade().exit_code, 0) << "told once";
}

// IEF is filled and nothing shows it, and from then on no position can be read in that session: it is met the next day.
TEST(HostileBroker, WhatWasBoughtUnseenIsNotTheOwnersTrade) {
  TradeWorld world;
  world.broker.faults.orders[Symbol{"IEF"}] = OrderFault::kInvisible;
  world.broker.on_step = [&](const std::string& what) {
    if (what == "placed" && sent_any(world, "IEF")) world.broker.faults.holes["positions"] = kForGood;
  };
  EXPECT_EQ(world.trade().exit_code, 7);
  world.broker.on_step = nullptr;
  world.broker.faults = {};
  world.to_next_session();
  world.notifier.alerts.clear();
  const ledger::RunResult result = world.trade();
  EXPECT_EQ(result.exit_code, 0) << result.message;
  EXPECT_FALSE(told_of_cash(world));
  EXPECT_EQ(find(result, ledger::FindingCode::kCashMovement), nullptr);
  EXPECT_EQ(world.state().expected_cash(), world.broker.cash);
}

TEST(HostileBroker, WhatWasBoughtWhileNobodyReadThePositionsIsNotTheOwnersTradeEither) {
  TradeWorld world;
  world.broker.on_step = [&](const std::string& what) {
    if (what == "placed" && sent_any(world, "IEF")) world.broker.faults.holes["positions"] = kForGood;
  };
  EXPECT_EQ(world.trade().exit_code, 7) << "nobody compared";
  world.broker.on_step = nullptr;
  world.broker.faults = {};
  world.to_next_session();
  world.broker.cash += Money::from_whole(500);
  EXPECT_EQ(world.trade().exit_code, 0);
  EXPECT_EQ(world.state().navs.back().deposits, Money::from_whole(500));
}

}  // namespace
}  // namespace bot
