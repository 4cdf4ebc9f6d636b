// The life of orders as a client sees it, over the wire, on a virtual clock.
#include <gtest/gtest.h>

#include "client.hpp"
#include "gateway/times.hpp"

namespace bot::gateway {
namespace {

using testing::Client;
using testing::GatewayFixture;
using testing::new_york;
using testing::order;
using testing::OrderText;
using testing::usd;

// "OPEN_ORDER Filled", "ORDER_STATUS Filled", "EXECUTION_DATA", "ERR_MSG 202" ... of one order, in order.
std::vector<std::string> story(const std::vector<wire::Response>& received, std::int64_t id) {
  std::vector<std::string> lines;
  for (const wire::Response& response : received) {
    if (const auto* open = std::get_if<wire::OpenOrderData>(&response); open != nullptr && open->order.order_id == id)
      lines.push_back("OPEN_ORDER " + open->state.status + (open->state.commission ? " with commission" : ""));
    if (const auto* status = std::get_if<wire::OrderStatus>(&response); status != nullptr && status->order_id == id)
      lines.push_back("ORDER_STATUS " + status->status + " " + status->filled->str() + "/" + status->remaining->str());
    if (const auto* fill = std::get_if<wire::ExecutionData>(&response); fill != nullptr && fill->order_id == id)
      lines.push_back("EXECUTION_DATA " + fill->shares->str());
    if (std::holds_alternative<wire::CommissionReport>(response)) lines.push_back("COMMISSION_REPORT");
    if (const auto* error = std::get_if<wire::ErrorMessage>(&response); error != nullptr && error->id == id)
      lines.push_back("ERR_MSG " + std::to_string(error->code));
  }
  return lines;
}

TEST(Orders, AMarketOrderFillsInTheSequenceOfARealGateway) {
  GatewayFixture fixture;
  fixture.start();
  const auto client = fixture.client();
  client->send(order({.shares = 3, .limit = {}, .ref = "RB1.x"}));
  client->wait(1'000);
  EXPECT_EQ(
      story(client->received, 1),
      (std::vector<std::string>{"OPEN_ORDER PreSubmitted", "ORDER_STATUS PreSubmitted 0/3", "EXECUTION_DATA 3",
                                "OPEN_ORDER Filled", "ORDER_STATUS Filled 3/0", "OPEN_ORDER Filled with commission",
                                "ORDER_STATUS Filled 3/0", "COMMISSION_REPORT"}));
  const auto fill = client->all<wire::ExecutionData>().front();
  EXPECT_EQ(fill.order_ref, "RB1.x");
  EXPECT_EQ(fill.side, "BOT");
  EXPECT_EQ(fill.perm_id, 1'000'000'001);
  EXPECT_NEAR(fill.price, 103, 0.4);
  const GroundTruth truth = fixture.gateway->ground_truth();
  EXPECT_EQ(truth.positions.at(Symbol("ABC")), Quantity::from_whole(3));
  EXPECT_NEAR(truth.cash.to_double(), 10'000 - 3 * fill.price - 0.35, 1e-6);
  EXPECT_EQ(truth.frames.size(), 1U);
}

TEST(Orders, AMarketableLimitPaysNoMoreThanItsLimitNorThanTheAskWithSlippage) {
  GatewayFixture fixture;
  fixture.start();
  const auto client = fixture.client();
  client->send(wire::MarketDataRequest{1'000, testing::stock("ABC"), "", true, false, {}});
  client->wait(5);
  double ask = 0;
  for (const auto& tick : client->all<wire::TickPrice>())
    if (tick.type == 2) ask = tick.price.value();
  ASSERT_GT(ask, 0);
  client->send(order({.id = 1, .limit = ask + 1}));
  client->send(order({.id = 2, .limit = ask}));
  client->wait(1'000);
  const auto fills = client->all<wire::ExecutionData>();
  ASSERT_EQ(fills.size(), 2U);
  EXPECT_NEAR(fills[0].price, ask * 1.0001, 0.00006);
  EXPECT_EQ(fills[1].price, ask);
}

TEST(Orders, ARestingLimitFillsAtItsLimitWhenThePathReachesIt) {
  GatewayFixture fixture("2020-03-16 09:31:00");
  fixture.start();
  const auto client = fixture.client();
  client->send(order({.shares = 2, .limit = 100.3}));  // the day's low is 100, its path comes near
  client->wait(1'000);
  EXPECT_EQ(story(client->received, 1).back(), "ORDER_STATUS Submitted 0/2");
  fixture.loop.sleep_until(new_york("2020-03-16 15:59:00"));
  const auto fills = client->all<wire::ExecutionData>();
  ASSERT_EQ(fills.size(), 1U);
  EXPECT_EQ(fills[0].price, 100.3);
  EXPECT_EQ(fills[0].last_liquidity, 1);
}

TEST(Orders, ACancelIsAnsweredByPendingCancelCancelledAnd202) {
  GatewayFixture fixture;
  fixture.start();
  const auto client = fixture.client();
  client->ask(order({.limit = 50.0}), 200);
  const auto received = client->ask(wire::CancelOrder{1, "", "", {}}, 200);
  EXPECT_EQ(story(received, 1),
            (std::vector<std::string>{"ORDER_STATUS PendingCancel 0/1", "ORDER_STATUS Cancelled 0/1", "ERR_MSG 202"}));
  EXPECT_EQ(story(client->ask(wire::CancelOrder{1, "", "", {}}), 1), (std::vector<std::string>{"ERR_MSG 10148"}));
  EXPECT_EQ(story(client->ask(wire::CancelOrder{77, "", "", {}}), 77), (std::vector<std::string>{"ERR_MSG 10147"}));
}

TEST(Orders, ADayOrderEndsAtTheClose) {
  GatewayFixture fixture;
  fixture.start();
  const auto client = fixture.client();
  client->ask(order({.limit = 50.0}), 200);
  fixture.loop.sleep_until(new_york("2020-03-16 15:59:59"));
  EXPECT_EQ(fixture.gateway->ground_truth().open_orders, 1U);
  fixture.loop.sleep_until(new_york("2020-03-16 16:00:01"));
  EXPECT_EQ(fixture.gateway->ground_truth().open_orders, 0U);
  EXPECT_EQ(story(client->received, 1).at(4), "ORDER_STATUS Cancelled 0/1");
}

struct GtdCase {
  const char* text;
  const char* until;
};

TEST(Orders, AGoodTillDateEndsAtItsInstantInEveryWayItIsWritten) {
  const GtdCase cases[] = {{"20200316-19:59:30", "2020-03-16 15:59:30"},
                           {"20200316 15:59:30 US/Eastern", "2020-03-16 15:59:30"},
                           {"20200316 15:59:30 America/New_York", "2020-03-16 15:59:30"},
                           {"20200316 19:59:30 UTC", "2020-03-16 15:59:30"},
                           {"20200316 15:59:30", "2020-03-16 15:59:30"},
                           {"20200317 10:00:00 US/Eastern", "2020-03-17 10:00:00"}};
  for (const GtdCase& c : cases) {
    GatewayFixture fixture;
    fixture.start();
    const auto client = fixture.client();
    client->ask(order({.limit = 50.0, .tif = "GTD", .until = c.text}), 200);
    fixture.loop.sleep_until(new_york(c.until) - Duration{1});
    EXPECT_EQ(fixture.gateway->ground_truth().open_orders, 1U) << c.text;
    fixture.loop.sleep_until(new_york(c.until));
    EXPECT_EQ(fixture.gateway->ground_truth().open_orders, 0U) << c.text;
  }
}

TEST(Orders, AnOrderBeforeTheOpenWaitsWithANotice) {
  GatewayFixture fixture("2020-03-16 08:00:00");
  fixture.start();
  const auto client = fixture.client();
  client->ask(order({.limit = 110.0}), 1'000);
  EXPECT_EQ(story(client->received, 1),
            (std::vector<std::string>{"OPEN_ORDER PreSubmitted", "ORDER_STATUS PreSubmitted 0/1", "ERR_MSG 399"}));
  fixture.loop.sleep_until(new_york("2020-03-16 09:30:01"));
  ASSERT_EQ(client->all<wire::ExecutionData>().size(), 1U);
  EXPECT_NEAR(client->all<wire::ExecutionData>()[0].price, 101, 0.1);
}

TEST(Orders, AnImmediateOrderIsCancelledWhenItCannotFill) {
  GatewayFixture fixture;
  fixture.start();
  const auto client = fixture.client();
  client->ask(order({.limit = 50.0, .tif = "IOC"}), 500);
  EXPECT_EQ(fixture.gateway->ground_truth().open_orders, 0U);
  EXPECT_EQ(story(client->received, 1).back(), "ERR_MSG 202");
}

TEST(Orders, APartialFillKeepsTheOrderSubmittedAndSharesTheCommission) {
  GatewayFixture fixture;
  fixture.options.faults = "order partial nth=1 shares=2,3";
  fixture.start();
  const auto client = fixture.client();
  client->ask(order({.shares = 10, .limit = 110.0}), 2'000);
  EXPECT_EQ(story(client->received, 1),
            (std::vector<std::string>{"OPEN_ORDER PreSubmitted", "ORDER_STATUS PreSubmitted 0/10", "EXECUTION_DATA 2",
                                      "OPEN_ORDER Submitted", "ORDER_STATUS Submitted 2/8", "COMMISSION_REPORT",
                                      "EXECUTION_DATA 3", "OPEN_ORDER Submitted", "ORDER_STATUS Submitted 5/5",
                                      "COMMISSION_REPORT"}));
  const auto reports = client->all<wire::CommissionReport>();
  EXPECT_NEAR(reports[0].commission.value() + reports[1].commission.value(), 0.35, 1e-9);
  fixture.loop.sleep_until(new_york("2020-03-16 16:00:01"));
  EXPECT_EQ(fixture.gateway->ground_truth().positions.at(Symbol("ABC")), Quantity::from_whole(5));
  EXPECT_EQ(fixture.gateway->ground_truth().open_orders, 0U);
}

TEST(Orders, AModificationQueuesTheSameOrderAnew) {
  GatewayFixture fixture;
  fixture.start();
  const auto client = fixture.client();
  client->ask(order({.shares = 2, .limit = 50.0}), 200);
  client->ask(order({.shares = 2, .limit = 110.0}), 1'000);
  const auto fills = client->all<wire::ExecutionData>();
  ASSERT_EQ(fills.size(), 1U);
  EXPECT_EQ(fills[0].perm_id, 1'000'000'001);
}

TEST(Orders, AWhatIfAnswersWithNumbersAndSendsNothing) {
  GatewayFixture fixture;
  fixture.start();
  const auto client = fixture.client();
  const auto received = client->ask(order({.shares = 10, .limit = 103.0, .what_if = true}), 500);
  const auto answers = Client::only<wire::OpenOrderData>(received);
  ASSERT_EQ(answers.size(), 1U);
  EXPECT_TRUE(answers[0].order.what_if);
  EXPECT_EQ(answers[0].state.status, "PreSubmitted");
  EXPECT_EQ(answers[0].state.margins.init_change, 1'030.0);
  EXPECT_EQ(answers[0].state.commission, 0.35);
  EXPECT_TRUE(Client::only<wire::OrderStatus>(received).empty());
  EXPECT_TRUE(fixture.gateway->ground_truth().frames.empty());
}

struct RefusalCase {
  const char* what;
  OrderText text;
  int code;
};

TEST(Orders, EveryRefusalHasItsCode) {
  const RefusalCase cases[] = {
      {"a fraction", {.shares = 1.5, .limit = 103.0}, 10243},
      {"a fraction, even as a what-if", {.shares = 1.5, .limit = 103.0, .what_if = true}, 10243},
      {"nothing", {.shares = 0, .limit = 103.0}, 434},
      {"between the ticks", {.limit = 103.005}, 110},
      {"no such symbol", {.symbol = "NOPE", .limit = 103.0}, 200},
      {"more than the cash", {.shares = 98, .limit = 103.0}, 201},
      {"a short sale", {.action = "SELL", .limit = 103.0}, 201},
      {"a time that is none", {.limit = 103.0, .tif = "GTD", .until = "tomorrow"}, 10314},
      {"a time in the past", {.limit = 103.0, .tif = "GTD", .until = "20200316-12:00:00"}, 201},
      {"a time in force of its own", {.limit = 103.0, .tif = "FOREVER"}, 321},
      {"an action of its own", {.action = "SSHORT", .limit = 103.0}, 321},
      {"no price", {.limit = -1.0}, 321},
      {"a price out of all bounds", {.limit = 1e300}, 321},
      {"a size out of all bounds", {.shares = 9e9, .limit = 1.0}, 383},
      {"a value out of all bounds", {.shares = 1e7, .limit = 900'000.0}, 201},
      {"an id out of all bounds", {.id = 1'000'000'000'000, .limit = 103.0}, 321}};
  for (const RefusalCase& c : cases) {
    GatewayFixture fixture;
    fixture.start();
    const auto client = fixture.client();
    client->ask(order(c.text), 500);
    const auto errors = client->all<wire::ErrorMessage>();
    ASSERT_FALSE(errors.empty()) << c.what;
    EXPECT_EQ(errors.back().code, c.code) << c.what << ": " << errors.back().text;
    EXPECT_EQ(errors.back().id, c.text.id) << c.what;
    EXPECT_TRUE(client->all<wire::ExecutionData>().empty()) << c.what;
  }
}

TEST(Orders, OtherTypesAccountsAndAttributesAreRefused) {
  GatewayFixture fixture;
  fixture.start();
  const auto client = fixture.client();
  auto stop = order({.id = 1, .limit = 103.0});
  stop.order.order_type = "STP";
  EXPECT_EQ(story(client->ask(stop), 1).back(), "ERR_MSG 387");
  auto foreign = order({.id = 2, .limit = 103.0});
  foreign.order.account = "DU9999999";
  EXPECT_EQ(story(client->ask(foreign), 2).back(), "ERR_MSG 321");
  auto electronic = order({.id = 3, .limit = 103.0});
  electronic.order.e_trade_only = true;
  EXPECT_EQ(story(client->ask(electronic), 3).back(), "ERR_MSG 10268");
  EXPECT_EQ(story(client->ask(order({.id = 3, .limit = 103.0})), 3).back(), "ERR_MSG 103");
}

TEST(Orders, BracketsAndOrdersThatAreNotTransmittedAreRefusedAtOnce) {
  GatewayFixture fixture;
  fixture.start();
  const auto client = fixture.client();
  wire::PlaceOrder parent = order({.id = 1, .limit = 100.0}),
                   child = order({.id = 2, .action = "SELL", .limit = 120.0});
  parent.order.transmit = false;
  child.order.parent_id = 1;
  client->ask(parent);
  client->ask(child);
  const auto errors = client->all<wire::ErrorMessage>();
  ASSERT_GE(errors.size(), 2U);
  EXPECT_EQ(errors[errors.size() - 2].id, 1);
  EXPECT_EQ(errors[errors.size() - 2].code, 321);
  EXPECT_EQ(errors.back().id, 2);
  EXPECT_EQ(errors.back().code, 321);
  EXPECT_EQ(fixture.gateway->ground_truth().open_orders, 0U);
}

TEST(Orders, FractionsFillWhereTheyAreAccepted) {
  GatewayFixture fixture;
  fixture.options.fractional = Fractions::kAccept;
  fixture.start();
  const auto client = fixture.client();
  client->ask(order({.id = 1, .shares = 1.5, .limit = 110.0}), 1'000);
  EXPECT_EQ(fixture.gateway->ground_truth().positions.at(Symbol("ABC")), Quantity::from_double(1.5));
  EXPECT_EQ(story(client->ask(order({.id = 2, .shares = 1.00001, .limit = 110.0})), 2).back(), "ERR_MSG 10250");
}

TEST(Orders, WorkingOrdersReserveCashAndShares) {
  GatewayFixture fixture;
  fixture.start();
  const auto client = fixture.client();
  client->ask(order({.id = 1, .shares = 90, .limit = 90.0}), 200);  // 8,100 reserved
  EXPECT_EQ(story(client->ask(order({.id = 2, .shares = 20, .limit = 103.0}), 500), 2).front(), "ERR_MSG 201");
  client->ask(wire::CancelOrder{1, "", "", {}}, 200);
  client->ask(order({.id = 3, .shares = 20, .limit = 110.0}), 1'000);
  EXPECT_EQ(fixture.gateway->ground_truth().positions.at(Symbol("ABC")), Quantity::from_whole(20));
  client->ask(order({.id = 4, .action = "SELL", .shares = 15, .limit = 200.0}), 200);
  EXPECT_EQ(story(client->ask(order({.id = 5, .action = "SELL", .shares = 6, .limit = 100.0}), 500), 5).front(),
            "ERR_MSG 201");
}

TEST(Orders, UnsettledProceedsBuyOnlyWhereTheAccountGrantsThem) {
  for (const bool grants : {true, false}) {
    GatewayFixture fixture;
    fixture.options.grants_unsettled = grants;
    fixture.start();
    const auto client = fixture.client();
    client->ask(order({.id = 1, .shares = 90, .limit = 110.0}), 1'000);
    client->ask(order({.id = 2, .action = "SELL", .shares = 90, .limit = 90.0}), 1'000);
    client->ask(order({.id = 3, .symbol = "XYZ", .shares = 300, .limit = 22.0}), 4'000);
    EXPECT_EQ(fixture.gateway->ground_truth().positions.count(Symbol("XYZ")), grants ? 1U : 0U);
    EXPECT_GE(fixture.gateway->ground_truth().lowest_cash, usd(0));
  }
}

TEST(Orders, AnotherClientSeesOpenOrdersOnlyWhenItAsksForAll) {
  GatewayFixture fixture;
  fixture.start();
  const auto first = fixture.client(17), second = fixture.client(18);
  first->ask(order({.limit = 50.0, .ref = "mine"}), 200);
  EXPECT_TRUE(second->all<wire::OrderStatus>().empty());
  EXPECT_TRUE(Client::only<wire::OpenOrderData>(second->ask(wire::OpenOrdersRequest{})).empty());
  const auto all = Client::only<wire::OpenOrderData>(second->ask(wire::AllOpenOrdersRequest{}));
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].order.order_ref, "mine");
  EXPECT_EQ(all[0].order.client_id, 17);
  EXPECT_EQ(second->ask(wire::CancelOrder{1, "", "", {}}).size(), 1U);
  EXPECT_EQ(second->codes().back(), 10147);
}

TEST(Times, AreReadAndWrittenAsTheProtocolDoes) {
  EXPECT_EQ(wire_time(new_york("2020-03-16 15:55:00")), "20200316 15:55:00 US/Eastern");
  EXPECT_EQ(parse_wire_time("20200316 15:55 EST"), new_york("2020-03-16 15:55:00"));
  EXPECT_EQ(parse_wire_time("20200316"), new_york("2020-03-16 00:00:00"));
  for (const char* const bad :
       {"", "2020-03-16", "20200316-25:00:00", "20200316 15:55:00 Mars/Base", "20200316x", "20201316"})
    EXPECT_FALSE(parse_wire_time(bad).has_value()) << bad;
}

}  // namespace
}  // namespace bot::gateway
