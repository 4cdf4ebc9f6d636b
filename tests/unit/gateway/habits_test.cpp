// In what real gateways differ: each switch does what it says, and no more is promised than what stands in the table.
#include <gtest/gtest.h>

#include <algorithm>

#include "client.hpp"
#include "gateway/habits.hpp"
#include "wire/responses.hpp"

namespace bot::gateway {
namespace {

using testing::Client;
using testing::GatewayFixture;
using testing::order;

// What came, by name, of orders and codes with what they say.
std::vector<std::string> message_names(const std::vector<wire::Response>& received) {
  std::vector<std::string> all;
  for (const wire::Response& response : received) {
    if (const auto* status = std::get_if<wire::OrderStatus>(&response))
      all.push_back(status->status);
    else if (const auto* error = std::get_if<wire::ErrorMessage>(&response))
      all.push_back(std::to_string(error->code));
    else
      all.emplace_back(wire::message_name(response));
  }
  return all;
}
std::vector<std::string> without(std::vector<std::string> all, const std::vector<std::string>& names) {
  std::erase_if(all, [&](const std::string& name) { return std::ranges::find(names, name) != names.end(); });
  return all;
}

struct Started {
  GatewayFixture fixture;
  std::unique_ptr<Client> client;
  explicit Started(const std::string& habits, const std::string& faults = {}, DataFeed data = DataFeed::kLive) {
    fixture.options.habits = habits;
    fixture.options.faults = faults;
    fixture.options.data = data;
    fixture.start();
    client = fixture.client();
  }
};

using Names = std::vector<std::string>;

TEST(Habits, ANameThatIsNoneIsRefusedWithThoseThatAre) {
  const auto habits = parse_habits("fill=position, cancel=never");
  ASSERT_FALSE(habits.has_value());
  EXPECT_EQ(habits.error().what, "\"cancel=never\" is no behaviour that can be switched");
  EXPECT_NE(habits.error().fix.find("cancel=at-once"), std::string::npos);
  EXPECT_TRUE(parse_habits(all_habits()).has_value());
  EXPECT_EQ(parse_habits(" manual=SPY ,")->manual, "SPY");
  EXPECT_FALSE(parse_habits("manual=").has_value());
}

TEST(Habits, WhatComesFirstOfAFill) {
  const auto after_fill = [](const std::string& habits) {
    Started started(habits);
    started.client->ask(wire::PositionsRequest{});
    return without(message_names(started.client->ask(order({.shares = 3}), 500)), {"OPEN_ORDER", "PreSubmitted"});
  };
  EXPECT_EQ(after_fill(""), (Names{"EXECUTION_DATA", "Filled", "POSITION", "Filled", "COMMISSION_REPORT"}));
  EXPECT_EQ(after_fill("fill=filled"), (Names{"Filled", "EXECUTION_DATA", "POSITION", "Filled", "COMMISSION_REPORT"}));
  EXPECT_EQ(after_fill("fill=position"),
            (Names{"POSITION", "EXECUTION_DATA", "Filled", "POSITION", "Filled", "COMMISSION_REPORT"}));
  Started started("fill=position");
  started.client->ask(wire::PositionsRequest{});
  started.client->ask(order({.shares = 3}), 500);
  const auto positions = started.client->all<wire::PositionData>();
  ASSERT_EQ(positions.size(), 2U);
  EXPECT_GT(positions[1].average_cost.value(), positions[0].average_cost.value());
  EXPECT_EQ(positions[0].position, positions[1].position);
}

TEST(Habits, HowACancelAndARefusalAreReported) {
  const auto after_cancel = [](const std::string& habits) {
    Started started(habits);
    started.client->ask(order({.id = 1, .limit = 50.0}), 500);
    return message_names(started.client->ask(wire::CancelOrder{1, "", "", {}}, 500));
  };
  EXPECT_EQ(after_cancel(""), (Names{"PendingCancel", "Cancelled", "202"}));
  EXPECT_EQ(after_cancel("cancel=at-once"), (Names{"Cancelled", "202"}));
  EXPECT_EQ(after_cancel("cancel=code-first"), (Names{"PendingCancel", "202", "Cancelled"}));
  EXPECT_EQ(after_cancel("completed=pushed"), (Names{"PendingCancel", "Cancelled", "COMPLETED_ORDER", "202"}));
  for (const char* const faults : {"order reject nth=1", ""}) {  // by IBKR later, and at once for want of money
    const auto after_refusal = [&](const std::string& habits) {
      Started started(habits, faults);
      const double shares = *faults == '\0' ? 5'000 : 1;
      return without(message_names(started.client->ask(order({.shares = shares, .limit = 110.0}), 500)),
                     {"OPEN_ORDER"});
    };
    EXPECT_EQ(after_refusal(""), (Names{"201", "Inactive"})) << faults;
    EXPECT_EQ(after_refusal("refusal=around"), (Names{"Inactive", "201", "Inactive"})) << faults;
  }
}

TEST(Habits, HowASessionOpens) {
  EXPECT_EQ(Started("").client->codes(), (std::vector<int>{2169, 2104, 2106, 2158}));
  EXPECT_EQ(Started("farms=many").client->codes(),
            (std::vector<int>{2169, 2119, 2108, 2104, 2104, 2107, 2106, 2106, 2158}));
  for (const bool first : {true, false}) {
    Started started(first ? "opening=orders" : "");
    started.client->ask(order({.limit = 50.0}), 500);
    started.client->hang_up();
    started.client->wait(10);
    const Names opening = message_names(started.fixture.client()->received);
    EXPECT_EQ(opening[0], first ? "OPEN_ORDER" : "MANAGED_ACCTS");
    EXPECT_EQ(std::ranges::count(opening, "OPEN_ORDER"), first ? 1 : 0);
  }
  Started manual("manual=XYZ");
  const auto open = manual.client->ask(wire::AllOpenOrdersRequest{});
  EXPECT_EQ(message_names(open), (Names{"OPEN_ORDER", "Submitted", "OPEN_ORDER_END"}));
  EXPECT_EQ(Client::only<wire::OrderStatus>(open)[0].client_id, 0);
  EXPECT_EQ(Client::only<wire::OrderStatus>(open)[0].order_id, 0);
  EXPECT_EQ(message_names(manual.client->ask(wire::OpenOrdersRequest{})), (Names{"OPEN_ORDER_END"}));
}

TEST(Habits, ListsOfExecutionsAndValues) {
  for (const bool apart : {true, false}) {
    Started started(apart ? "executions=apart" : "");
    started.client->ask(order({.id = 1}), 500);
    started.client->ask(order({.id = 2}), 500);
    const Names list =
        message_names(started.client->ask(wire::ExecutionsRequest{5, 0, "", "", "", "", "", "", {}, {}}));
    EXPECT_EQ(list[1], apart ? "EXECUTION_DATA" : "COMMISSION_REPORT");
    EXPECT_EQ(list.size(), 5U);
    EXPECT_EQ(list[4], "EXECUTION_DATA_END");
  }
  Started started("values=everything");
  const auto values =
      Client::only<wire::AccountValue>(started.client->ask(wire::AccountDataRequest{true, "DU0000001"}));
  EXPECT_GE(values.size(), 110U);
  EXPECT_TRUE(std::ranges::any_of(values, [](const auto& row) { return row.key == "NetLiquidation-C"; }));
  EXPECT_TRUE(std::ranges::any_of(values, [](const auto& row) { return row.currency == "EUR"; }));
}

TEST(Habits, HowDelayedDataAndTicksCome) {
  const auto snapshot = [](const std::string& habits, int type) {
    Started started(habits, "", DataFeed::kDelayed);
    started.client->ask(wire::MarketDataTypeRequest{type});
    wire::MarketDataRequest request;
    request.req_id = 5;
    request.contract = testing::stock("ABC");
    request.snapshot = true;
    return message_names(started.client->ask(request));
  };
  EXPECT_EQ(snapshot("", 1), (Names{"354"}));
  EXPECT_EQ(snapshot("unsubscribed=10089", 1), (Names{"10089"}));
  EXPECT_EQ(snapshot("delayed-snapshot=empty", 3), (Names{"10167", "TICK_SNAPSHOT_END"}));
  EXPECT_EQ(snapshot("", 3)[1], "MARKET_DATA_TYPE");
  EXPECT_EQ(snapshot("first-tick=parameters", 3)[1], "TICK_REQ_PARAMS");
  EXPECT_EQ(snapshot("first-tick=parameters", 3)[2], "MARKET_DATA_TYPE");
}

TEST(Habits, HowALostLinkIsReported) {
  const auto lost = [](const std::string& habits) {
    Started started(habits, "at 2020-03-16T15:51:00 link-lost for=30s");
    started.client->wait(120'000);
    auto codes = started.client->codes();
    codes.erase(codes.begin(), codes.begin() + 4);
    return codes;
  };
  EXPECT_EQ(lost(""), (std::vector<int>{1100, 1102}));
  EXPECT_EQ(lost("link=repeated"), (std::vector<int>{1100, 2110, 1100, 2110, 1100, 1102}));
}

}  // namespace
}  // namespace bot::gateway
