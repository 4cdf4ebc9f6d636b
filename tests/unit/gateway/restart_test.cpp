// The account on disk: what lives on at a later clock, and what is refused.
#include <gtest/gtest.h>

#include <map>

#include "client.hpp"

namespace bot::gateway {
namespace {

using testing::Client;
using testing::new_york;
using testing::order;
using testing::World;

TEST(Restart, TheAccountLivesOnAtALaterClock) {
  testing::MemoryFiles disk;
  std::int64_t perm_id = 0;
  double cash = 0;
  {
    World world;
    world.start();
    const auto client = world.client();
    client->ask(order({.id = 1, .shares = 30, .limit = 110.0, .ref = "day one"}), 1'000);
    client->ask(order({.id = 2, .action = "SELL", .shares = 10, .limit = 90.0}), 1'000);
    client->ask(order({.id = 3, .limit = 50.0, .ref = "resting"}), 1'000);
    perm_id = client->all<wire::OrderStatus>().back().perm_id;
    cash = world.gateway->ground_truth().cash.to_double();
    world.gateway->stop();
    disk.files = world.files.files;
  }
  {  // the same date, some minutes later: the day's orders and fills are all there
    World world("2020-03-16 15:55:00");
    world.files.files = disk.files;
    world.start();
    const auto client = world.client();
    EXPECT_EQ(client->all<wire::NextValidId>().at(0).order_id, 4);
    const auto open = Client::only<wire::OpenOrderData>(client->ask(wire::AllOpenOrdersRequest{}));
    ASSERT_EQ(open.size(), 1U);
    EXPECT_EQ(open[0].order.perm_id, perm_id);
    EXPECT_EQ(open[0].order.order_ref, "resting");
    const auto fills = client->ask(wire::ExecutionsRequest{5, 0, "", "", "", "", "", "", {}, {}});
    EXPECT_EQ(Client::only<wire::ExecutionData>(fills).size(), 2U);
    EXPECT_EQ(Client::only<wire::CommissionReport>(fills).size(), 2U);
    EXPECT_EQ(Client::only<wire::CompletedOrderData>(client->ask(wire::CompletedOrdersRequest{})).size(), 2U);
    client->ask(order({.id = 4, .limit = 51.0}), 1'000);
    EXPECT_EQ(client->all<wire::OrderStatus>().back().perm_id, perm_id + 1);
  }
  {  // two days later: settled, paid its dividend, split, the day order expired
    World world("2020-03-18 12:00:00");
    world.files.files = disk.files;
    world.start();
    const GroundTruth truth = world.gateway->ground_truth();
    EXPECT_EQ(truth.open_orders, 0U);
    EXPECT_EQ(truth.positions.at(Symbol("ABC")), Quantity::from_whole(40));
    EXPECT_NEAR(truth.cash.to_double(), cash + 20, 1e-6);
    EXPECT_EQ(truth.settled_cash, truth.cash);
    const auto client = world.client();
    EXPECT_TRUE(
        Client::only<wire::ExecutionData>(client->ask(wire::ExecutionsRequest{5, 0, "", "", "", "", "", "", {}, {}}))
            .empty());
  }
}

TEST(Restart, AnEarlierDateIsAnErrorThatNamesBoth) {
  World world;
  world.start();
  world.gateway->stop();
  World earlier("2020-03-13 15:50:00");
  earlier.files.files = world.files.files;
  Gateway gateway({earlier.loop, earlier.network, earlier.files, earlier.log, nullptr}, earlier.options);
  const auto started = gateway.start();
  ASSERT_FALSE(started.has_value());
  EXPECT_EQ(started.error().code, ErrorCode::kConfig);
  EXPECT_EQ(started.error().what, "the gateway's state is of 2020-03-16, its clock was asked to begin on 2020-03-13");
}

TEST(Restart, ALaterInstantOfTheSameDateGoesOn) {
  World world("2020-03-16 15:58:00");
  world.start();
  world.gateway->stop();
  const UtcTime asked = new_york("2020-03-16 15:50:00");
  EXPECT_EQ(starting_instant(world.files, "state", asked).value(), new_york("2020-03-16 15:58:00"));
  EXPECT_EQ(starting_instant(world.files, "state", new_york("2020-03-17 09:00:00")).value(),
            new_york("2020-03-17 09:00:00"));
  EXPECT_EQ(starting_instant(world.files, "nowhere", asked).value(), asked);
  EXPECT_EQ(starting_instant(world.files, "", asked).value(), asked);
}

TEST(Restart, ARestingOrderFillsWhileNobodyWatches) {
  World world("2020-03-16 09:31:00");
  world.start();
  world.client()->ask(order({.shares = 2, .limit = 100.9, .tif = "GTD", .until = "20200316-19:59:00"}), 1'000);
  world.gateway->stop();
  World later("2020-03-16 15:30:00");
  later.files.files = world.files.files;
  later.start();
  EXPECT_EQ(later.gateway->ground_truth().positions.at(Symbol("ABC")), Quantity::from_whole(2));
}

// What a gateway tells of a day: permId and status of its orders, the ids of its fills.
struct Told {
  std::map<std::int64_t, std::string> orders;
  std::vector<std::string> fills;
  bool operator==(const Told&) const = default;
};
Told told_by(World& world) {
  Told told;
  const auto client = world.client(99);
  for (const auto& open : Client::only<wire::OpenOrderData>(client->ask(wire::AllOpenOrdersRequest{})))
    told.orders[open.order.perm_id] = open.state.status;
  for (const auto& over : Client::only<wire::CompletedOrderData>(client->ask(wire::CompletedOrdersRequest{})))
    told.orders[over.order.perm_id] = over.state.status;
  for (const auto& fill :
       Client::only<wire::ExecutionData>(client->ask(wire::ExecutionsRequest{5, 0, "", "", "", "", "", "", {}, {}})))
    told.fills.push_back(fill.exec_id);
  client->hang_up();
  world.loop.sleep_until(world.loop.now() + Duration{10});
  return told;
}

void send_a_day(World& world) {
  const auto client = world.client();
  client->ask(order({.id = 1, .shares = 30, .limit = 110.0, .ref = "bought"}), 1'000);
  client->ask(order({.id = 2, .action = "SELL", .shares = 10, .limit = 90.0, .ref = "sold"}), 1'000);
  client->ask(order({.id = 3, .limit = 50.0, .ref = "resting"}), 1'000);
  client->ask(order({.id = 4, .limit = 51.0, .ref = "cancelled"}), 1'000);
  client->ask(wire::CancelOrder{4, "", "", {}}, 1'000);
  client->ask(order({.id = 5, .symbol = "XYZ", .shares = 3, .limit = 30.0, .ref = "also bought"}), 1'000);
}

TEST(Restart, AKilledGatewayKnowsEveryOrderAndFillThatItTold) {
  testing::MemoryFiles disk;
  Told told;
  GroundTruth truth;
  {
    World world;
    world.start();
    send_a_day(world);
    told = told_by(world);
    truth = world.gateway->ground_truth();
    disk.files = world.files.files;  // as it is at the kill: stop() comes later
  }
  ASSERT_EQ(told.orders.size(), 5U);
  ASSERT_EQ(told.fills.size(), 3U);
  // Killed again and again, with nothing said between.
  for (int kill = 1; kill <= 3; ++kill) {
    World world(kill == 1 ? "2020-03-16 15:55:00" : "2020-03-16 15:56:00");
    world.files.files = disk.files;
    world.start();
    EXPECT_EQ(told_by(world), told) << kill;
    EXPECT_EQ(world.gateway->ground_truth().cash, truth.cash);
    EXPECT_EQ(world.gateway->ground_truth().settled_cash, truth.settled_cash);
    EXPECT_EQ(world.gateway->ground_truth().positions, truth.positions);
    EXPECT_EQ(world.client()->all<wire::NextValidId>().at(0).order_id, 6);
    disk.files = world.files.files;
  }
}

TEST(Restart, ALineThatWasCutOffWasNeverTold) {
  testing::MemoryFiles disk;
  {
    World world;
    world.start();
    send_a_day(world);
    disk.files = world.files.files;
  }
  std::string& journal = disk.files.at("state/DU0000001.json.journal");
  journal.resize(journal.find("also bought"));
  World world("2020-03-16 15:55:00");
  world.files.files = disk.files;
  world.start();
  EXPECT_EQ(told_by(world).orders.size(), 4U);
  EXPECT_EQ(world.client()->all<wire::NextValidId>().at(0).order_id, 5);
  EXPECT_FALSE(world.gateway->ground_truth().positions.contains(Symbol("XYZ")));
}

TEST(Restart, AJournalThatIsDamagedOrOfAnotherStateIsNotTaken) {
  testing::MemoryFiles disk;
  {
    World world;
    world.start();
    send_a_day(world);
    disk.files = world.files.files;
  }
  World damaged("2020-03-16 15:55:00");
  damaged.files.files = disk.files;
  std::string& journal = damaged.files.files.at("state/DU0000001.json.journal");
  journal.replace(journal.find('\n') + 1, 5, "}}}}}");
  Gateway gateway({damaged.loop, damaged.network, damaged.files, damaged.log, nullptr}, damaged.options);
  const auto started = gateway.start();
  ASSERT_FALSE(started.has_value());
  EXPECT_EQ(started.error().where, "state/DU0000001.json.journal");
  // A state that was put back from a backup stands by itself.
  World restored("2020-03-16 15:55:00");
  restored.files.files = disk.files;
  restored.files.files.at("state/DU0000001.json") += "\n";
  restored.start();
  EXPECT_TRUE(told_by(restored).fills.empty());
  EXPECT_EQ(restored.gateway->ground_truth().cash, Money::from_whole(10'000));
}

TEST(Restart, NothingIsForgottenWhileTheDiskIsFull) {
  World world;
  world.start();
  const auto client = world.client();
  client->ask(order({.id = 1, .shares = 30, .limit = 110.0}), 1'000);
  world.files.write_fails = [](const std::string&) { return true; };
  client->ask(order({.id = 2, .symbol = "XYZ", .shares = 3, .limit = 30.0}), 1'000);
  EXPECT_EQ(told_by(world).fills.size(), 2U);
  world.files.write_fails = nullptr;
  client->ask(order({.id = 3, .action = "SELL", .shares = 10, .limit = 90.0}), 1'000);
  const Told told = told_by(world);
  EXPECT_EQ(told.fills.size(), 3U);
  EXPECT_EQ(told.orders.size(), 3U);
  World later("2020-03-16 15:55:00");
  later.files.files = world.files.files;
  later.start();
  EXPECT_EQ(told_by(later), told);
}

TEST(Restart, WhatAnOrderCostsToSaveDoesNotGrowWithTheDay) {
  World world;
  world.start();
  const auto client = world.client();
  const std::string whole = world.files.files.at("state/DU0000001.json");
  const auto journal = [&] { return world.files.files.at("state/DU0000001.json.journal").size(); };
  std::int64_t id = 0;
  const auto trade = [&] {
    const std::size_t before = journal();
    client->ask(order({.id = ++id, .action = id % 2 == 1 ? "BUY" : "SELL", .shares = 1}), 200);
    return journal() - before;
  };
  trade();
  const std::size_t early = trade();
  for (int i = 0; i < 300; ++i) trade();
  EXPECT_LT(trade(), early + 100);
  EXPECT_EQ(world.files.files.at("state/DU0000001.json"), whole);
  world.gateway->stop();
  EXPECT_FALSE(world.files.files.contains("state/DU0000001.json.journal"));
}

TEST(Restart, ASecondProcessOnTheSameStateIsRefused) {
  World world;
  world.start();
  Options options = world.options;
  options.listen.port = 4003;
  Gateway second({world.loop, world.network, world.files, world.log, nullptr}, options);
  EXPECT_EQ(second.start().error().code, ErrorCode::kLocked);
  world.gateway->stop();
  EXPECT_TRUE(second.start().has_value());
}

TEST(Restart, ADamagedStateIsAnErrorAndStaysAsItIs) {
  World world;
  world.files.files["state/DU0000001.json"] = "{\"format\": 1, \"cash\": ";
  Gateway gateway({world.loop, world.network, world.files, world.log, nullptr}, world.options);
  EXPECT_EQ(gateway.start().error().code, ErrorCode::kConfig);
  EXPECT_EQ(world.files.files["state/DU0000001.json"], "{\"format\": 1, \"cash\": ");
}

}  // namespace
}  // namespace bot::gateway
