#include "safety/check.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <limits>
#include <type_traits>

#include "model/order_key.hpp"
#include "safety/independent_check.hpp"

namespace bot::safety {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

const Symbol kSpy{"SPY"}, kTlt{"TLT"};
const AccountId kPaper{"DU0000001"}, kReal{"U1234567"};
Money dollars(double value) { return Money::from_double(value); }
Price price(double value) { return Price::from_double(value); }
Quantity shares(double value) { return Quantity::from_double(value); }

Quote quote_of(const Symbol& symbol, double bid, double ask, UtcTime now) {
  Quote quote;
  quote.symbol = symbol;
  quote.bid = price(bid);
  quote.ask = price(ask);
  quote.previous_close = price((bid + ask) / 2);
  quote.last_trade = now - seconds{1};
  return quote;
}

// A day on which everything is in order: 20 TLT are sold, SPY is bought.
struct Day {
  SafetyInput input;
  plan::PlanInput account;
  plan::Plan plan;
  OrderTicket buy, sell;

  Day() {
    const calendar::Calendar calendar;
    input.mode = Mode::kPaper;
    input.account = kPaper;
    input.gateway_accounts = {kPaper};
    input.port = 7497;
    input.session = calendar.session_on(make_date(2026, 11, 20));
    input.previous_session = make_date(2026, 11, 19);
    input.now = input.session->closes - std::chrono::minutes{5};
    input.clock_skew = milliseconds{100};
    input.managed_equity = dollars(10'000);
    input.net_liquidation = dollars(10'000);
    input.own_sum = dollars(10'000);
    input.last_nav = LastNav{make_date(2026, 11, 19), dollars(10'000), Money{}};
    input.targets = {{kSpy, 0.475}, {kTlt, 0.10}};
    input.buy_budget_left = dollars(5'000);
    add_symbol(kSpy, 1, 500, 500.1, 0);
    add_symbol(kTlt, 2, 90, 90.02, 40);
    account.equity = dollars(10'000);
    account.settled_cash = dollars(6'400);
    account.positions = {{kTlt, {.shares = shares(40)}}};
    account.targets = input.targets;
    for (const auto& [symbol, facts] : input.symbols)
      account.quotes[symbol] = {
          .bid = facts.quote->bid, .ask = facts.quote->ask, .last_close = facts.quote->previous_close};
    plan = make_plan(account);
    buy = ticket(kSpy, 1, Side::kBuy, 9, 500.6);
    sell = ticket(kTlt, 2, Side::kSell, 29, 89.91);
  }

  void add_symbol(const Symbol& symbol, std::int64_t con_id, double bid, double ask, double held) {
    SymbolFacts facts;
    Instrument instrument;
    instrument.symbol = symbol;
    instrument.con_id = ConId{con_id};
    instrument.primary_exchange = "ARCA";
    facts.instrument = instrument;
    facts.instrument->liquid_days = {input.session->date};
    facts.instrument->liquid_hours = {{input.session->opens, input.session->closes}};
    facts.pin = Pin{ConId{con_id}, "ARCA"};
    facts.quote = quote_of(symbol, bid, ask, input.now);
    facts.research_close = facts.quote->previous_close;
    facts.average_volume_20 = 1e6;
    facts.broker_position = facts.sellable = shares(held);
    input.symbols[symbol] = facts;
  }

  OrderTicket ticket(const Symbol& symbol, std::int64_t con_id, Side side, double quantity, double limit) const {
    return {.key = make_order_key({input.session->date, 1, symbol, side}, input.account),
            .symbol = symbol,
            .con_id = ConId{con_id},
            .primary_exchange = "ARCA",
            .account = input.account,
            .side = side,
            .quantity = shares(quantity),
            .limit = price(limit),
            .expires = input.session->closes - seconds{30}};
  }

  void go_live() {
    input.mode = Mode::kLive;
    input.account = kReal;
    input.options.execution_live = true;
    input.gateway_accounts = {kReal};
    input.port = 7496;
    input.armed = Armed{dollars(5'000), dollars(20'000)};
    buy = ticket(kSpy, 1, Side::kBuy, 9, 500.6);
    sell = ticket(kTlt, 2, Side::kSell, 29, 89.91);
  }
};

std::string code_of(const SafetyInput& input, const OrderTicket& ticket) {
  const OrderVerdict verdict = check_order(input, ticket);
  if (const auto* refused = std::get_if<Refused>(&verdict)) {
    EXPECT_FALSE(refused->sentence.empty());
    return std::string(name(refused->rule));
  }
  EXPECT_EQ(std::get<Approved>(verdict).ticket(), ticket);
  return "";
}

std::string codes_of_plan(const Day& day) {
  std::string codes;
  for (const Refused& refused : check_plan(day.input, day.account, day.plan).refusals)
    codes += fmt::format("{} ", name(refused.rule));
  return codes;
}

TEST(Rules, AreKnownByTheirCodes) {
  for (int number = 1; number <= 23; ++number) {
    const auto rule = static_cast<SafetyRule>(number - 1);
    EXPECT_EQ(name(rule), fmt::format("R{:02}", number));
  }
}

TEST(Rules, NameTheSymbolOfARefusalOnce) {
  Day day;
  day.input.symbols[kSpy].quote.reset();
  const OrderVerdict verdict = check_order(day.input, day.buy);
  ASSERT_TRUE(std::holds_alternative<Refused>(verdict));
  EXPECT_EQ(std::get<Refused>(verdict).sentence, "no bid and ask above zero");
  EXPECT_EQ(std::get<Refused>(verdict).text(), "R08: SPY: no bid and ask above zero");
}

TEST(Safety, ApprovesADayInOrder) {
  Day day;
  ASSERT_EQ(day.plan.orders.size(), 2U);
  EXPECT_EQ(codes_of_plan(day), "");
  EXPECT_EQ(code_of(day.input, day.buy), "");
  EXPECT_EQ(code_of(day.input, day.sell), "");
  day.go_live();
  EXPECT_EQ(codes_of_plan(day), "");
  EXPECT_EQ(code_of(day.input, day.buy), "");
}

static_assert(!std::is_default_constructible_v<Approved>);
static_assert(!std::is_constructible_v<Approved, OrderTicket>);

struct Case {
  const char* code;  // empty: passes
  const char* what;
  std::function<void(Day&)> change;
};

// Each rule at its boundary, both ways. `buys`: whether it is the buy or the sell that is tried.
void expect_codes(const std::vector<Case>& cases, bool live, bool buys) {
  for (const Case& c : cases) {
    Day day;
    if (live) day.go_live();
    c.change(day);
    EXPECT_EQ(code_of(day.input, buys ? day.buy : day.sell), c.code) << c.what;
  }
}

TEST(Safety, RulesOfStateAndTime) {
  const auto at = [](Duration before_close) {
    return [before_close](Day& d) {
      d.input.now = d.input.session->closes - before_close;
      for (auto& [symbol, facts] : d.input.symbols) facts.quote->last_trade = d.input.now;
      d.buy.expires = d.input.session->closes - milliseconds{1};
    };
  };
  expect_codes(
      {{"R01", "kill file", [](Day& d) { d.input.kill_file = "by hand"; }},
       {"R01", "latch", [](Day& d) { d.input.halt_latch = "overfill"; }},
       {"R02", "a live account with --paper", [](Day& d) { d.input.account = kReal; }},
       {"R02", "live port", [](Day& d) { d.input.port = 7496; }},
       {"R02", "live gateway port", [](Day& d) { d.input.port = 4001; }},
       {"", "a port of one's own", [](Day& d) { d.input.port = 12345; }},
       {"", "the embedded gateway on a live port", [](Day& d) { d.input.port = 4001, d.input.embedded = true; }},
       {"R02", "account not at the gateway", [](Day& d) { d.input.gateway_accounts = {AccountId{"DU2"}}; }},
       {"R02", "a further account", [](Day& d) { d.input.gateway_accounts.push_back(AccountId{"DU2"}); }},
       {"", "a further account that is ignored",
        [](Day& d) {
          d.input.gateway_accounts.push_back(AccountId{"DU2"});
          d.input.ignored_accounts = {AccountId{"DU2"}};
        }},
       {"R02", "no account", [](Day& d) { d.input.account = AccountId{}; }},
       {"R02", "dry run", [](Day& d) { d.input.mode = Mode::kDryRun; }},
       {"R02", "key of another order", [](Day& d) { d.buy.key = d.sell.key; }},
       {"R02", "ticket for another account", [](Day& d) { d.buy.account = AccountId{"DU9"}; }},
       {"R04", "no session", [](Day& d) { d.input.session.reset(), d.buy.expires = d.input.now + seconds{60}; }},
       {"", "the last moment", at(seconds{60})},
       {"R04", "past it", at(milliseconds{59'999})},
       {"", "five minutes after the open", at(std::chrono::minutes{385})},
       {"R04", "before that", at(std::chrono::minutes{385} + milliseconds{1})},
       {"R04", "the gateway says closed", [](Day& d) { d.input.symbols[kTlt].instrument->liquid_hours.clear(); }},
       {"R04", "the gateway closes early",
        [](Day& d) { d.input.symbols[kTlt].instrument->liquid_hours[0].closes -= std::chrono::hours{3}; }},
       {"R04", "the gateway does not know the day",
        [](Day& d) { d.input.symbols[kSpy].instrument->liquid_days.clear(); }},
       {"R04", "expires after the close", [](Day& d) { d.buy.expires = d.input.session->closes; }},
       {"R04", "expired", [](Day& d) { d.buy.expires = d.input.now; }},
       {"", "10 s off", [](Day& d) { d.input.clock_skew = seconds{-10}; }},
       {"R05", "more", [](Day& d) { d.input.clock_skew = milliseconds{-10'001}; }},
       {"R05", "not known", [](Day& d) { d.input.clock_skew.reset(); }},
       {"", "one bad session", [](Day& d) { d.input.bad_sessions_in_a_row = 1; }},
       {"R22", "two", [](Day& d) { d.input.bad_sessions_in_a_row = 2; }}},
      false, true);
  expect_codes({{"R02", "paper account with --live", [](Day& d) { d.input.account = kPaper; }},
                {"R02", "paper port", [](Day& d) { d.input.port = 4002; }},
                {"R02", "execution.live is false", [](Day& d) { d.input.options.execution_live = false; }},
                {"R03", "not armed now",
                 [](Day& d) { d.input.armed = Unexpected<std::string>("the configuration has changed"); }},
                {"R03", "nobody asked", [](Day& d) { d.input.armed = SafetyInput{}.armed; }},
                {"R08", "delayed data", [](Day& d) { d.input.symbols[kSpy].quote->type = MarketDataType::kDelayed; }},
                {"R11", "above the armed order", [](Day& d) { d.input.armed->max_order = dollars(4505.39); }},
                {"", "at it", [](Day& d) { d.input.armed->max_order = dollars(4505.40); }},
                {"R12", "above the armed day", [](Day& d) { d.input.armed->max_day = dollars(4505.39); }}},
               true, true);
}

TEST(Safety, RulesOfInstrumentAndPrice) {
  const auto spread = [](double bid, double ask) {
    return [bid, ask](Day& d) {
      d.input.symbols[kSpy].quote->bid = price(bid);
      d.input.symbols[kSpy].quote->ask = price(ask);
    };
  };
  expect_codes(
      {{"R07", "another contract", [](Day& d) { d.input.symbols[kSpy].pin->con_id = ConId{9}; }},
       {"R07", "another exchange", [](Day& d) { d.input.symbols[kSpy].pin->primary_exchange = "NASDAQ"; }},
       {"", "first meeting", [](Day& d) { d.input.symbols[kSpy].pin.reset(); }},
       {"R07", "an option", [](Day& d) { d.input.symbols[kSpy].instrument->security_type = "OPT"; }},
       {"R07", "in euros", [](Day& d) { d.input.symbols[kSpy].instrument->currency = "EUR"; }},
       {"R07", "no description", [](Day& d) { d.input.symbols[kSpy].instrument.reset(); }},
       {"R07", "ticket names another contract", [](Day& d) { d.buy.con_id = ConId{9}; }},
       {"R08", "no bid", [](Day& d) { d.input.symbols[kSpy].quote->bid.reset(); }},
       {"R08", "no quote", [](Day& d) { d.input.symbols[kSpy].quote.reset(); }},
       {"R08", "zero", [](Day& d) { d.input.symbols[kSpy].quote->bid = Price{}; }},
       {"R08", "crossed", spread(500.2, 500.1)},
       {"", "spread of 50 bps", spread(498.75, 501.25)},
       {"R08", "wider", spread(498.74, 501.26)},
       {"", "30 s old", [](Day& d) { d.input.symbols[kSpy].quote->last_trade = d.input.now - seconds{30}; }},
       {"R08", "older", [](Day& d) { d.input.symbols[kSpy].quote->last_trade = d.input.now - milliseconds{30'001}; }},
       {"R08", "of unknown age", [](Day& d) { d.input.symbols[kSpy].quote->last_trade.reset(); }},
       {"R08", "of a trade to come",
        [](Day& d) { d.input.symbols[kSpy].quote->last_trade = d.input.now + milliseconds{10'001}; }},
       {"R08", "halted", [](Day& d) { d.input.symbols[kSpy].quote->halted = true; }},
       {"", "delayed on paper, 1200 s",
        [](Day& d) {
          d.input.symbols[kSpy].quote->type = MarketDataType::kDelayed;
          d.input.symbols[kSpy].quote->last_trade = d.input.now - seconds{1200};
        }},
       {"R09", "no previous close", [](Day& d) { d.input.symbols[kSpy].quote->previous_close.reset(); }},
       {"R09", "moved 15.1 %",
        [](Day& d) {
          d.input.symbols[kSpy].quote->previous_close = price(500.05 / 1.151);
          d.input.symbols[kSpy].research_close = d.input.symbols[kSpy].quote->previous_close;
        }},
       {"", "moved 14.9 %",
        [](Day& d) {
          d.input.symbols[kSpy].quote->previous_close = price(500.05 / 1.149);
          d.input.symbols[kSpy].research_close = d.input.symbols[kSpy].quote->previous_close;
        }},
       {"R09", "our close differs", [](Day& d) { d.input.symbols[kSpy].research_close = price(500.05 * 1.0051); }},
       {"", "a little", [](Day& d) { d.input.symbols[kSpy].research_close = price(500.05 * 1.0049); }},
       {"R10", "limit above", [](Day& d) { d.buy.limit = price(500.61); }},
       {"R10", "limit off the tick", [](Day& d) { d.buy.limit = price(500.595); }},
       {"R10", "no limit", [](Day& d) { d.buy.limit = Price{}; }}},
      false, true);
  expect_codes({{"R10", "sell limit below", [](Day& d) { d.sell.limit = price(89.90); }},
                {"", "an exit may go lower",
                 [](Day& d) {
                   d.sell.limit = price(89.73);
                   d.input.symbols[kTlt].full_exit = true;
                 }},
                {"R10", "but not that low",
                 [](Day& d) {
                   d.sell.limit = price(89.72);
                   d.input.symbols[kTlt].full_exit = true;
                 }}},
               false, false);
}

TEST(Safety, RulesOfSizeAndMoney) {
  expect_codes({{"R06", "nothing", [](Day& d) { d.buy.quantity = Quantity{}; }},
                {"R11", "above 60 %", [](Day& d) { d.input.managed_equity = dollars(7'508.9); }},
                {"", "at it", [](Day& d) { d.input.managed_equity = dollars(7'509.0); }},
                {"", "turnover at 2.2", [](Day& d) { d.input.gross_today = dollars(22'000 - 4505.40); }},
                {"R12", "above", [](Day& d) { d.input.gross_today = dollars(22'000 - 4505.39); }},
                {"", "twentieth order", [](Day& d) { d.input.orders_today = 19; }},
                {"R13", "one more", [](Day& d) { d.input.orders_today = 20; }},
                {"", "1 % of the volume", [](Day& d) { d.input.symbols[kSpy].average_volume_20 = 900; }},
                {"R14", "more", [](Day& d) { d.input.symbols[kSpy].average_volume_20 = 899; }},
                {"R15", "small", [](Day& d) { d.input.plan.min_order_notional = dollars(4500.46); }},
                {"", "just large enough", [](Day& d) { d.input.plan.min_order_notional = dollars(4500.45); }},
                {"R16", "no NetLiquidation", [](Day& d) { d.input.net_liquidation.reset(); }},
                {"", "own sum 1 % off", [](Day& d) { d.input.net_liquidation = dollars(10'100); }},
                {"R16", "more", [](Day& d) { d.input.net_liquidation = dollars(10'101); }},
                {"", "10 % since yesterday", [](Day& d) { d.input.last_nav->net_liquidation = dollars(11'111.1); }},
                {"R16", "more than that", [](Day& d) { d.input.last_nav->net_liquidation = dollars(11'112); }},
                {"", "a deposit",
                 [](Day& d) {
                   d.input.last_nav = LastNav{make_date(2026, 11, 19), dollars(5'000), dollars(5'000)};
                 }},
                {"", "15 % since an older run",
                 [](Day& d) {
                   d.input.last_nav = LastNav{make_date(2026, 11, 1), dollars(11'764), Money{}};
                 }},
                {"R21", "more",
                 [](Day& d) {
                   d.input.last_nav = LastNav{make_date(2026, 11, 1), dollars(11'766), Money{}};
                 }},
                {"R17", "sum above 1",
                 [](Day& d) {
                   d.input.targets = {{kSpy, 0.5}, {kTlt, 0.5}, {Symbol{"X"}, 0.01}};
                 }},
                {"R17", "above the cap",
                 [](Day& d) {
                   d.input.targets = {{kSpy, 0.51}};
                 }},
                {"", "fixed has no cap",
                 [](Day& d) {
                   d.input.targets = {{kSpy, 0.95}};
                   d.input.weight_cap.fixed_strategy = true;
                 }},
                {"R17", "NaN",
                 [](Day& d) {
                   d.input.targets = {{kSpy, std::numeric_limits<double>::quiet_NaN()}};
                 }},
                {"", "all cash is an ordinary target", [](Day& d) { d.input.targets.clear(); }},
                {"", "the whole budget", [](Day& d) { d.input.buy_budget_left = dollars(4505.75); }},
                {"R18", "a cent less", [](Day& d) { d.input.buy_budget_left = dollars(4505.74); }},
                {"R18", "no budget", [](Day& d) { d.input.buy_budget_left.reset(); }},
                {"R19", "a fraction", [](Day& d) { d.buy.quantity = shares(8.5); }},
                {"", "a proven one",
                 [](Day& d) {
                   d.buy.quantity = shares(8.5);
                   d.input.symbols[kSpy].fractions_proven = true;
                 }}},
               false, true);
  expect_codes({{"", "all that may be sold", [](Day& d) { d.input.symbols[kTlt].sellable = shares(29); }},
                {"R06", "more than that", [](Day& d) { d.input.symbols[kTlt].sellable = shares(28); }},
                {"R06", "working sells", [](Day& d) { d.input.symbols[kTlt].working_sells = shares(12); }},
                {"", "caps do not bind a sell",
                 [](Day& d) {
                   d.input.managed_equity = dollars(100);
                   d.input.symbols[kTlt].average_volume_20 = 1;
                   d.input.buy_budget_left.reset();
                   d.input.last_nav = LastNav{make_date(2026, 11, 1), dollars(20'000), Money{}};
                 }},
                {"R15", "a small sell",
                 [](Day& d) { d.sell = d.ticket(kTlt, 2, Side::kSell, 0, 89.91), d.sell.quantity = shares(0.5); }},
                {"", "a small exit",
                 [](Day& d) {
                   d.input.plan.min_order_notional = dollars(1e5);
                   d.input.symbols[kTlt].full_exit = true;
                 }}},
               false, false);
}

TEST(Safety, PlansAreRefusedWholeWhereTheRunIsConcerned) {
  Day day;
  day.input.orders_today = 19;
  EXPECT_EQ(codes_of_plan(day), "R13 ");
  EXPECT_FALSE(check_plan(day.input, day.account, day.plan).symbols_only());
  Day wide;
  wide.input.symbols[kSpy].quote->bid = price(490);
  EXPECT_EQ(codes_of_plan(wide), "R08 ");
  EXPECT_TRUE(check_plan(wide.input, wide.account, wide.plan).symbols_only());
  Day late;
  late.input.now = late.input.session->closes - seconds{89};
  for (auto& [symbol, facts] : late.input.symbols) facts.quote->last_trade = late.input.now;
  EXPECT_EQ(codes_of_plan(late), "R04 ");
  Day skewed;
  skewed.input.clock_skew = seconds{3};
  EXPECT_EQ(codes_of_plan(skewed), "");
  EXPECT_EQ(check_plan(skewed.input, skewed.account, skewed.plan).warnings.at(0).rule, SafetyRule::kClock);
  Day thin;
  thin.input.symbols[kTlt].quote->bid_size = shares(0.5);
  EXPECT_EQ(check_plan(thin.input, thin.account, thin.plan).warnings.at(0).rule, SafetyRule::kVolume);
}

TEST(Safety, PlansThatAreNotWhatTheContractSaysAreRefused) {
  const auto with = [](auto change) {
    Day day;
    change(day);
    return codes_of_plan(day);
  };
  EXPECT_EQ(with([](Day& d) { d.account.settled_cash = dollars(1'000); }), "R18 R23 ");
  EXPECT_EQ(with([](Day& d) { d.account.options.cash_reserve = dollars(6'000); }), "R18 R23 ")
      << "what is never invested is not spent";
  EXPECT_EQ(with([](Day& d) {
              auto& buy = d.plan.orders.at(1);
              buy.shares -= shares(1);
              d.plan.shares_after[buy.symbol] -= shares(1);
            }),
            "R23 ");
  EXPECT_EQ(with([](Day& d) { d.plan.shares_after[kSpy] += shares(1); }), "R23 ");
  EXPECT_EQ(with([](Day& d) { d.plan.orders.erase(d.plan.orders.begin()); }), "R23 ");
  EXPECT_EQ(with([](Day& d) { d.plan.budget += dollars(1); }), "R23 ");
  EXPECT_EQ(with([](Day& d) { d.plan.scale = 0.9; }), "R23 ");
  EXPECT_EQ(with([](Day& d) { d.plan.orders.at(0).limit_price += price(0.01); }), "R23 ");
  EXPECT_EQ(with([](Day& d) { d.account.positions[kTlt].locked = shares(40); }), "R23 ");
  EXPECT_EQ(with([](Day& d) {
              d.plan.orders = {d.plan.orders.at(0)};
              auto& order = d.plan.orders.at(0);
              order.side = Side::kBuy;
              order.shares = shares(20);
              order.limit_price = price(90.11);
              d.plan.shares_after = {{kSpy, shares(0)}, {kTlt, shares(60)}};
            }),
            "R20 R23 ");
}

}  // namespace
}  // namespace bot::safety
