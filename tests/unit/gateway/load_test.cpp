// Many clients and many orders: nothing is lost.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "client.hpp"
#include "support/sanitized.hpp"

namespace bot::gateway {
namespace {

using testing::Client;
using testing::GatewayFixture;
using testing::order;

bool is_turned_away(GatewayFixture& fixture) {
  bool closed = false;
  const auto connection = fixture.network.connect(fixture.options.listen, fixture.loop.now()).value();
  connection->set_handler({.on_bytes = [](std::string_view) {}, .on_closed = [&](std::string_view) { closed = true; }});
  fixture.loop.sleep_until(fixture.loop.now() + Duration{10});
  return closed;
}

// As TWS: 32 unless asked otherwise.
TEST(Load, TakesAsManyClientsAsItIsSetTo) {
  for (const int most : {32, 50}) {
    GatewayFixture fixture;
    fixture.options.max_clients = most;
    fixture.start();
    std::vector<std::unique_ptr<Client>> clients;
    for (int id = 1; id <= most; ++id) clients.push_back(fixture.client(id));
    EXPECT_TRUE(std::ranges::none_of(clients, &Client::closed)) << most;
    EXPECT_TRUE(is_turned_away(fixture)) << most;
    clients.front()->hang_up();
    fixture.loop.sleep_until(fixture.loop.now() + Duration{10});
    EXPECT_FALSE(is_turned_away(fixture)) << most;
  }
}

struct Sent {
  std::string symbol, action;
};

// Up to 2,000 orders of fifty clients in twelve seconds, 6 ms apart, sixteen at work at a time.
TEST(Load, FiftyClientsLoseNeitherOrderNorFillNorShare) {
  constexpr int kClients = 50, kOrders = test::by_build(2'000, 500);
  GatewayFixture fixture("2020-03-16 10:00:00");
  fixture.options.max_clients = kClients + 1;
  fixture.options.cash = Money::from_whole(1'000'000);
  fixture.start();
  std::vector<std::unique_ptr<Client>> clients;
  for (int id = 1; id <= kClients; ++id) clients.push_back(fixture.client(id));
  clients[0]->ask(order({.id = 1, .symbol = "ABC", .shares = 500}), 3'000);
  clients[0]->ask(order({.id = 2, .symbol = "XYZ", .shares = 500}), 3'000);
  const std::size_t at_first = fixture.gateway->ground_truth().trades.size();

  std::map<std::string, std::int64_t> expected{{"ABC", 500}, {"XYZ", 500}};
  std::vector<std::int64_t> next(kClients, 10);
  for (int i = 0; i < kOrders; ++i) {
    const Sent sent{i % 2 == 0 ? "ABC" : "XYZ", i % 3 == 0 ? "SELL" : "BUY"};
    const auto who = static_cast<std::size_t>(i % kClients);
    clients[who]->send(order({.id = next[who]++, .symbol = sent.symbol, .action = sent.action, .shares = 1}));
    expected[sent.symbol] += sent.action == "BUY" ? 1 : -1;
    clients[who]->wait(6);
  }
  clients[0]->wait(2'000);

  std::set<std::string> exec_ids;
  for (std::size_t who = 0; who < clients.size(); ++who) {
    std::set<std::int64_t> acknowledged, filled;
    for (const auto& status : clients[who]->all<wire::OrderStatus>()) {
      acknowledged.insert(status.order_id);
      if (status.status == "Filled") filled.insert(status.order_id);
    }
    const std::size_t sent = kOrders / kClients + (who == 0 ? 2 : 0);
    EXPECT_EQ(acknowledged.size(), sent) << who;
    EXPECT_EQ(filled.size(), sent) << who;
    std::set<std::string> paid;
    for (const auto& report : clients[who]->all<wire::CommissionReport>()) paid.insert(report.exec_id);
    std::set<std::string> traded;
    for (const auto& fill : clients[who]->all<wire::ExecutionData>()) traded.insert(fill.exec_id);
    EXPECT_EQ(traded, paid) << who;
    exec_ids.insert(traded.begin(), traded.end());
  }
  const GroundTruth truth = fixture.gateway->ground_truth();
  EXPECT_EQ(truth.trades.size(), at_first + kOrders);
  EXPECT_EQ(exec_ids.size(), truth.trades.size());
  EXPECT_EQ(truth.open_orders, 0U);
  for (const auto& [symbol, shares] : expected)
    EXPECT_EQ(truth.positions.at(Symbol(symbol)), Quantity::from_whole(shares)) << symbol;

  // And all of it is reported to whoever asks, now and after a kill.
  const auto reports_all = [&](GatewayFixture& of, std::int64_t id) {
    const auto client = of.client(id);
    std::set<std::string> reported;
    for (const auto& fill : Client::only<wire::ExecutionData>(
             client->ask(wire::ExecutionsRequest{5, 0, "", "", "", "", "", "", {}, {}}, 100)))
      reported.insert(fill.exec_id);
    EXPECT_EQ(reported, exec_ids);
    EXPECT_EQ(Client::only<wire::CompletedOrderData>(client->ask(wire::CompletedOrdersRequest{}, 100)).size(),
              static_cast<std::size_t>(kOrders) + 2);
  };
  reports_all(fixture, 99);
  GatewayFixture later("2020-03-16 11:00:00");
  later.files.files = fixture.files.files;
  later.start();
  reports_all(later, 99);
  EXPECT_EQ(later.gateway->ground_truth().positions, truth.positions);
}

}  // namespace
}  // namespace bot::gateway
