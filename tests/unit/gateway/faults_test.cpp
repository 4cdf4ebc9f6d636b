// The fault script: each knob through a client's eyes, and the script's own mistakes.
#include <gtest/gtest.h>

#include "client.hpp"
#include "gateway/drawn_faults.hpp"
#include "gateway/fault_script.hpp"

namespace bot::gateway {
namespace {

using testing::Client;
using testing::GatewayFixture;
using testing::new_york;
using testing::order;

TEST(FaultScript, WhatIsWrittenReadsBackAsTheSame) {
  for (const char* const script : {"drop POSITION_END nth=2",
                                   "delay ORDER_STATUS by=1500ms nth=2-5",
                                   "duplicate EXECUTION_DATA",
                                   "close-after OPEN_ORDER nth=3-",
                                   "connection silent nth=1",
                                   "connection close",
                                   "connection 326 nth=3",
                                   "order reject code=203 symbol=ABC \"no such luck\"",
                                   "order error nth=2 code=399 \"held\"",
                                   "order hold nth=1 for=20m",
                                   "order eat symbol=SPY",
                                   "order partial nth=1 shares=2,3.5",
                                   "order cancel nth=2 after=50ms",
                                   "query open_orders mute nth=1",
                                   "query executions empty nth=1-4",
                                   "at 2020-03-16T15:51:07 link-lost for=30s data=lost",
                                   "at 2020-03-16T09:00:00 close",
                                   "at 2020-03-16T15:51:00 notice code=2103 \"farm\"",
                                   "at 2020-03-16T15:51:00 deposit amount=-700.25",
                                   "at 2020-03-16T15:51:00 position symbol=XLE shares=10",
                                   "at 2020-03-16T15:51:00 rollback",
                                   "quote SPY factor=0.97",
                                   "value SettledCash absent",
                                   "value NetLiquidation factor=1.5"}) {
    const auto faults = parse_faults(script);
    ASSERT_TRUE(faults.has_value()) << faults.error().text();
    EXPECT_EQ(faults->count(), 1U) << script;
    const auto again = parse_faults(write_faults(*faults));
    ASSERT_TRUE(again.has_value()) << again.error().text();
    EXPECT_EQ(*again, *faults) << write_faults(*faults);
  }
  EXPECT_EQ(write_faults({}), "");
}

TEST(FaultScript, AWordThatIsNoneOfASetIsRefusedWithTheSet) {
  struct Case {
    const char* script;
    const char* what;
  };
  for (const Case& c : {Case{"connection loud", "connection is silent, close or 326"},
                        Case{"order burn", "order is reject, hold, eat, error, partial or cancel"},
                        Case{"query orders mute", "query is positions, open_orders, completed_orders or executions"},
                        Case{"query positions deaf", "a query is empty or mute"},
                        Case{"at 2020-03-16T15:51:00 link-lost for=30s data=los", "data is kept or lost"},
                        Case{"lose POSITION", "unknown fault: lose"},
                        Case{"drop POSITIONS", "the gateway sends no message called POSITIONS"}}) {
    const auto faults = parse_faults(c.script);
    ASSERT_FALSE(faults.has_value()) << c.script;
    EXPECT_EQ(faults.error().what, c.what);
    EXPECT_EQ(faults.error().where, "faults:1");
  }
}

TEST(FaultScript, EachKnobDoesWhatItSays) {
  struct Case {
    const char* script;
    int expected_statuses;  // of one marketable order of one share
    int expected_fills;
    int code;  // among the messages received, 0: none in particular
  };
  const Case cases[] = {{"drop ORDER_STATUS nth=1", 2, 1, 0},   {"drop EXECUTION_DATA", 3, 0, 0},
                        {"duplicate EXECUTION_DATA", 3, 2, 0},  {"order reject code=201 \"no such luck\"", 1, 0, 201},
                        {"order eat nth=1", 0, 0, 0},           {"order error code=10349 \"TIF was set\"", 3, 1, 10349},
                        {"order hold for=60s", 0, 0, 0},        {"order reject symbol=ABC code=203", 1, 0, 203},
                        {"delay ORDER_STATUS by=30s", 0, 1, 0}, {"order reject nth=2", 3, 1, 0}};
  for (const Case& c : cases) {
    GatewayFixture fixture;
    fixture.options.faults = c.script;
    fixture.start();
    const auto client = fixture.client();
    client->ask(order({.limit = 110.0}), 5'000);
    EXPECT_EQ(client->all<wire::OrderStatus>().size(), static_cast<std::size_t>(c.expected_statuses)) << c.script;
    EXPECT_EQ(client->all<wire::ExecutionData>().size(), static_cast<std::size_t>(c.expected_fills)) << c.script;
    const auto codes = client->codes();
    EXPECT_TRUE(c.code == 0 || std::ranges::find(codes, c.code) != codes.end()) << c.script;
  }
}

TEST(FaultScript, AHeldOrderGoesOnLaterAndEndsAtItsExpiry) {
  GatewayFixture fixture;
  fixture.options.faults = "order hold nth=1 for=120s\norder hold nth=2 for=20m";
  fixture.start();
  const auto client = fixture.client();
  client->ask(order({.id = 1, .limit = 110.0, .tif = "GTD", .until = "20200316-19:59:00"}), 10);
  client->ask(order({.id = 2, .limit = 110.0, .tif = "GTD", .until = "20200316-19:59:00"}), 10);
  fixture.loop.sleep_until(new_york("2020-03-16 16:30:00"));
  EXPECT_EQ(client->all<wire::ExecutionData>().size(), 1U);
  EXPECT_EQ(fixture.gateway->ground_truth().open_orders, 0U);
}

TEST(FaultScript, ALostLinkSwallowsWhatHappensMeanwhile) {
  GatewayFixture fixture;
  fixture.options.faults = "at 2020-03-16T15:51:00 link-lost for=30s data=lost";
  fixture.start();
  const auto client = fixture.client();
  fixture.loop.sleep_until(new_york("2020-03-16 15:51:05"));
  EXPECT_EQ(client->codes().back(), 1100);
  client->ask(order({.limit = 110.0}), 1'000);
  EXPECT_TRUE(client->all<wire::OrderStatus>().empty());
  fixture.loop.sleep_until(new_york("2020-03-16 15:51:40"));
  const auto codes = client->codes();
  EXPECT_NE(std::ranges::find(codes, 1101), codes.end());
  EXPECT_EQ(client->all<wire::ExecutionData>().size(), 1U);  // kept, and submitted when the link was back
}

TEST(FaultScript, QueriesCanLieAndConnectionsCanBeSilent) {
  GatewayFixture fixture;
  fixture.options.faults =
      "query positions empty nth=1\nquery executions mute\nconnection silent nth=2\nconnection 326 nth=3";
  fixture.start();
  const auto client = fixture.client();
  client->ask(order({.limit = 110.0}), 1'000);
  EXPECT_EQ(client->ask(wire::PositionsRequest{}).size(), 1U);
  EXPECT_EQ(client->ask(wire::PositionsRequest{}).size(), 2U);
  EXPECT_TRUE(client->ask(wire::ExecutionsRequest{5, 0, "", "", "", "", "", "", {}, {}}).empty());
  const auto silent = fixture.network.connect(fixture.options.listen, fixture.loop.now()).value();
  std::string received;
  silent->set_handler({.on_bytes = [&](std::string_view bytes) { received += bytes; }, .on_closed = nullptr});
  silent->send(wire::client_hello_bytes({{176, 200}, ""}));
  client->wait(100);
  EXPECT_EQ(received, "");
  EXPECT_EQ(fixture.client(30)->codes(), (std::vector<int>{326}));
}

TEST(FaultScript, TheAccountCanLieAndTheOwnerCanMoveShares) {
  GatewayFixture fixture;
  fixture.options.faults =
      "value NetLiquidation factor=10\nvalue SettledCash absent\n"
      "at 2020-03-16T15:51:00 position symbol=XYZ shares=7\nat 2020-03-16T15:51:00 deposit amount=-500";
  fixture.start();
  const auto client = fixture.client();
  const auto values = [&] {
    std::map<std::string, std::string> found;
    for (const auto& value : Client::only<wire::AccountValue>(client->ask(wire::AccountDataRequest{true, ""})))
      found[value.key] = value.value;
    return found;
  };
  EXPECT_EQ(values()["NetLiquidation"], "100000.00");
  EXPECT_EQ(values().count("SettledCash"), 0U);
  client->ask(wire::PositionsRequest{});
  fixture.loop.sleep_until(new_york("2020-03-16 15:51:01"));
  EXPECT_EQ(values()["TotalCashValue"], "9500.00");
  ASSERT_FALSE(client->all<wire::PositionData>().empty());
  EXPECT_EQ(client->all<wire::PositionData>().back().position, Quantity::from_whole(7));
}

TEST(FaultScript, ErrorsNameTheLine) {
  for (const char* const script :
       {"\nfly away", "\ndrop", "\norder reject nth=0", "\norder partial shares=0", "\nat noon close", "\norder hold",
        "\ndrop POSITION colour=red", "\nquery weather empty", "\norder hold for=2062267774542170115s"}) {
    const auto faults = parse_faults(script);
    ASSERT_FALSE(faults.has_value()) << script;
    EXPECT_EQ(faults.error().where, "faults:2") << script;
  }
  EXPECT_TRUE(parse_faults("# nothing\n\n").has_value());
}

TEST(FaultScript, ASeedDrawsTheSameFaultsEveryTime) {
  const UtcTime start = new_york("2020-03-16 15:50:00");
  std::size_t some = 0;
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const Faults a = draw_faults(seed, start), b = draw_faults(seed, start);
    EXPECT_EQ(a.messages.size(), b.messages.size());
    EXPECT_EQ(a.timed.size(), b.timed.size());
    some += a.orders.size();
  }
  EXPECT_GT(some, 20U);
}

}  // namespace
}  // namespace bot::gateway
