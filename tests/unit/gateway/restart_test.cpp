// The account on disk: what lives on at a later clock, and what is refused.
#include <gtest/gtest.h>

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
