// Conversations: handshake, account, history, quotes, restarts and faults, over the wire.
#include <gtest/gtest.h>

#include "base/text.hpp"
#include "client.hpp"
#include "gateway/faults.hpp"

namespace bot::gateway {
namespace {

using testing::Client;
using testing::new_york;
using testing::order;
using testing::stock;
using testing::World;

std::map<std::string, std::string> summary(Client& client, std::int64_t id = 2'000) {
  std::map<std::string, std::string> values;
  for (const auto& line : Client::only<wire::AccountSummary>(client.ask(wire::AccountSummaryRequest{
           id, "All", "NetLiquidation,TotalCashValue,SettledCash,AvailableFunds,AccountType"})))
    values[line.tag] = line.value;
  client.send(wire::CancelAccountSummary{id});
  return values;
}

std::map<int, double> prices(const std::vector<wire::Response>& heard) {
  std::map<int, double> found;
  for (const auto& tick : Client::only<wire::TickPrice>(heard)) found[tick.type] = tick.price.value_or(-1);
  return found;
}

TEST(Server, AStartTellsAccountClockAndNextIdInThisOrder) {
  World world;
  world.start();
  const auto client = world.client();
  ASSERT_GE(client->heard.size(), 3U);
  EXPECT_EQ(std::get<wire::ManagedAccounts>(client->heard[0]).list, "DU0000001");
  const auto notice = std::get<wire::ErrorMessage>(client->heard[1]);
  EXPECT_EQ(notice.id, -1);
  EXPECT_EQ(notice.code, 2169);
  EXPECT_EQ(notice.text, "bot embedded gateway clock=2020-03-16T19:50:00.010Z pace=real");
  EXPECT_EQ(std::get<wire::NextValidId>(client->heard[2]).order_id, 1);
  EXPECT_EQ(client->codes(), (std::vector<int>{2169, 2104, 2106, 2158}));
  EXPECT_EQ(client->version(), 200);
  EXPECT_EQ(world.client(18, 157)->version(), 157);
}

TEST(Server, RefusesASecondClientOfTheSameId) {
  World world;
  world.start();
  const auto first = world.client();
  const auto second = world.client();
  EXPECT_EQ(second->codes(), (std::vector<int>{326}));
  second->wait(200);
  EXPECT_TRUE(second->closed);
  EXPECT_EQ(Client::only<wire::CurrentTime>(first->ask(wire::CurrentTimeRequest{})).size(), 1U);
  first->hang_up();
  first->wait(10);
  EXPECT_EQ(world.client()->codes().front(), 2169);
}

TEST(Server, OneClientsGarbageClosesOnlyThatClient) {
  World world;
  world.start();
  const auto good = world.client(17), bad = world.client(18);
  bad->send_raw(std::string("\xFF\xFF\xFF\xFF oops", 9));
  bad->wait(300);
  EXPECT_TRUE(bad->closed);
  good->send_raw(wire::frame(std::string("4711\0x\0", 7)));  // an id nobody knows
  EXPECT_EQ(Client::only<wire::CurrentTime>(good->ask(wire::CurrentTimeRequest{})).at(0).seconds,
            world.loop.now().time_since_epoch().count() / 1000);
  const auto old_client = world.network.connect(world.options.listen, world.loop.now()).value();
  bool closed = false;
  old_client->set_handler({.on_bytes = nullptr, .on_closed = [&](std::string_view) { closed = true; }});
  old_client->send(wire::client_hello_bytes({{100, 150}, ""}));
  good->wait(300);
  EXPECT_TRUE(closed);
}

TEST(Server, EveryStartupQuestionOfAStockClientHasItsEnd) {
  World world;
  world.start();
  const auto client = world.client();
  const auto ends = [&](const wire::Request& request) { return client->ask(request).back(); };
  EXPECT_TRUE(std::holds_alternative<wire::PositionEnd>(ends(wire::PositionsRequest{})));
  EXPECT_TRUE(std::holds_alternative<wire::OpenOrderEnd>(ends(wire::OpenOrdersRequest{})));
  EXPECT_TRUE(std::holds_alternative<wire::CompletedOrdersEnd>(ends(wire::CompletedOrdersRequest{})));
  EXPECT_TRUE(std::holds_alternative<wire::AccountDownloadEnd>(ends(wire::AccountDataRequest{true, ""})));
  EXPECT_TRUE(std::holds_alternative<wire::AccountUpdateMultiEnd>(
      ends(wire::AccountUpdatesMultiRequest{7, "DU0000001", "", false})));
  EXPECT_TRUE(std::holds_alternative<wire::ExecutionDataEnd>(
      ends(wire::ExecutionsRequest{8, 0, "", "", "", "", "", "", {}, {}})));
  EXPECT_TRUE(std::holds_alternative<wire::ContractDataEnd>(ends(wire::ContractDataRequest{9, stock("ABC")})));
}

TEST(Server, CashMovesAndSettlesAsTheAccountTells) {
  World world;
  world.start();
  const auto client = world.client();
  client->ask(order({.id = 1, .shares = 50, .limit = 110.0}), 1'000);
  client->ask(order({.id = 2, .action = "SELL", .shares = 20, .limit = 90.0}), 1'000);
  auto values = summary(*client);
  const auto fills = client->all<wire::ExecutionData>();
  ASSERT_EQ(fills.size(), 2U);
  const double bought = 50 * fills[0].price + 0.35, sold = 20 * fills[1].price - 0.35;
  EXPECT_NEAR(parse_double(values["TotalCashValue"]).value(), 10'000 - bought + sold, 0.006);
  EXPECT_NEAR(parse_double(values["SettledCash"]).value(), 10'000 - bought, 0.006);
  EXPECT_EQ(values["AvailableFunds"], values["TotalCashValue"]);
  EXPECT_EQ(values["AccountType"], "INDIVIDUAL");
  world.loop.sleep_until(new_york("2020-03-16 23:59:59"));
  EXPECT_NEAR(parse_double(summary(*client)["SettledCash"]).value(), 10'000 - bought, 0.006);
  // At midnight the sale settles, and the dollar of the ex-date is paid as settled cash.
  world.loop.sleep_until(new_york("2020-03-17 00:00:01"));
  values = summary(*client);
  EXPECT_NEAR(parse_double(values["SettledCash"]).value(), 10'000 - bought + sold + 30, 0.006);
  EXPECT_EQ(values["SettledCash"], values["TotalCashValue"]);
  world.loop.sleep_until(new_york("2020-03-17 16:30:00"));
  values = summary(*client);
  EXPECT_NEAR(parse_double(values["NetLiquidation"]).value(), parse_double(values["TotalCashValue"]).value() + 30 * 105,
              0.006);
  world.loop.sleep_until(new_york("2020-03-18 16:30:00"));
  EXPECT_EQ(world.gateway->truth().positions.at(Symbol("ABC")), Quantity::from_whole(60));
  EXPECT_NEAR(parse_double(summary(*client)["NetLiquidation"]).value(),
              parse_double(values["TotalCashValue"]).value() + 60 * 52.5, 0.006);
}

TEST(Server, TheSettledCashTagCanMeanTotalCash) {
  World world;
  world.options.settled_cash = SettledCash::kTotal;
  world.options.grants = false;
  world.start();
  const auto client = world.client();
  client->ask(order({.id = 1, .shares = 50, .limit = 110.0}), 1'000);
  client->ask(order({.id = 2, .action = "SELL", .shares = 20, .limit = 90.0}), 1'000);
  auto values = summary(*client);
  EXPECT_EQ(values["SettledCash"], values["TotalCashValue"]);
  EXPECT_LT(parse_double(values["AvailableFunds"]).value(), parse_double(values["TotalCashValue"]).value());
}

TEST(Server, AFillPushesPositionAndValues) {
  World world;
  world.start();
  const auto client = world.client();
  client->ask(wire::AccountDataRequest{true, ""});
  client->ask(wire::PositionsRequest{});
  client->heard.clear();
  client->ask(order({.id = 1, .shares = 5, .limit = 110.0}), 1'000);
  const auto positions = client->all<wire::PositionData>();
  ASSERT_EQ(positions.size(), 1U);
  EXPECT_EQ(positions[0].position, Quantity::from_whole(5));
  EXPECT_EQ(positions[0].contract.exchange, "ARCA");
  bool told = false;
  for (const auto& value : client->all<wire::AccountValue>())
    told = told || (value.key == "AvailableFunds" && value.currency == "USD");
  EXPECT_TRUE(told);
  EXPECT_EQ(client->all<wire::PortfolioValue>().at(0).position, Quantity::from_whole(5));
}

wire::HistoricalDataRequest history(std::int64_t id, const std::string& what, const std::string& duration,
                                    const std::string& end = "", const std::string& size = "1 day") {
  return {id, stock("ABC"), end, size, duration, true, what, 1, false, {}};
}

TEST(Server, HistoryEndsAtTheClockAndComesInTheFormOfTheVersion) {
  World world;
  world.start();
  for (const int version : {178, 200}) {
    const auto client = world.client(20 + version, version);
    const auto heard = client->ask(history(1, "TRADES", "2 D"));
    const auto data = Client::only<wire::HistoricalData>(heard).at(0);
    ASSERT_EQ(data.bars.size(), 2U);
    EXPECT_EQ(data.bars[0].date, "20200313");
    EXPECT_EQ(data.bars[0].close, 102);
    EXPECT_EQ(data.bars[1].date, "20200316");
    EXPECT_EQ(Client::only<wire::HistoricalDataEnd>(heard).size(), version >= 196 ? 1U : 0U);
    EXPECT_EQ(Client::only<wire::HistoricalData>(client->ask(history(2, "TRADES", "1 Y"))).at(0).bars.size(), 3U);
    EXPECT_EQ(Client::only<wire::HistoricalData>(client->ask(history(3, "TRADES", "1 D", "20991231-00:00:00")))
                  .at(0)
                  .bars.at(0)
                  .date,
              "20200316");
    EXPECT_EQ(Client::only<wire::HistoricalData>(client->ask(history(4, "TRADES", "1 D", "20200314-00:00:00")))
                  .at(0)
                  .bars.at(0)
                  .date,
              "20200313");
    const auto minutes =
        Client::only<wire::HistoricalData>(client->ask(history(5, "TRADES", "1 D", "", "30 mins"))).at(0);
    EXPECT_EQ(minutes.bars.size(), 13U);
    EXPECT_EQ(minutes.bars[0].open, 101);
  }
}

TEST(Server, HistoryRefusalsHaveTheirCodes) {
  World world;
  world.start();
  const auto client = world.client();
  const auto code = [&](const wire::HistoricalDataRequest& request) {
    return Client::only<wire::ErrorMessage>(client->ask(request)).at(0).code;
  };
  EXPECT_EQ(code(history(1, "ADJUSTED_LAST", "1 Y", "20200316-12:00:00")), 321);
  EXPECT_EQ(code(history(2, "TRADES", "400 D")), 321);
  EXPECT_EQ(code(history(3, "TRADES", "1 Y", "", "1 fortnight")), 321);
  EXPECT_EQ(code(history(4, "TRADES", "1 M", "20200101-00:00:00")), 162);
  EXPECT_EQ(code(history(5, "SCHEDULE", "1 Y")), 162);
  wire::HistoricalDataRequest unknown = history(6, "TRADES", "1 Y");
  unknown.contract = stock("NOPE");
  EXPECT_EQ(code(unknown), 200);
}

TEST(Server, QuotesComeLiveOrDelayedAsTheAccountMay) {
  World world;
  world.start();
  auto client = world.client();
  client->send(wire::MarketDataTypeRequest{3});
  auto heard = client->ask(wire::MarketDataRequest{1, stock("ABC"), "", true, false, {}});
  EXPECT_EQ(Client::only<wire::MarketDataTypeNotice>(heard).at(0).type, 1);  // live is granted
  auto ticks = prices(heard);
  EXPECT_LT(ticks.at(1), ticks.at(2));
  EXPECT_EQ(ticks.at(9), 102);
  EXPECT_EQ(ticks.at(14), 101);
  EXPECT_LT(ticks.at(6), 104);
  EXPECT_TRUE(std::holds_alternative<wire::TickSnapshotEnd>(heard.back()));

  World delayed;
  delayed.options.data = DataFeed::kDelayed;
  delayed.start();
  client = delayed.client();
  EXPECT_EQ(Client::only<wire::ErrorMessage>(client->ask(wire::MarketDataRequest{1, stock("ABC"), "", true, false, {}}))
                .at(0)
                .code,
            354);
  client->send(wire::MarketDataTypeRequest{3});
  heard = client->ask(wire::MarketDataRequest{2, stock("ABC"), "", true, false, {}});
  EXPECT_EQ(client->codes().back(), 10167);
  EXPECT_EQ(Client::only<wire::MarketDataTypeNotice>(heard).at(0).type, 3);
  EXPECT_EQ(prices(heard).at(75), 102);
  for (const auto& text : Client::only<wire::TickString>(heard))
    if (text.type == 88) {
      const auto age = delayed.loop.now().time_since_epoch().count() / 1000 - parse_int(text.value).value();
      EXPECT_GE(age, 900);
      EXPECT_LT(age, 906);
    }
}

TEST(Server, OutsideTheSessionThereIsOnlyTheLastClose) {
  World world("2020-03-16 20:00:00");
  world.start();
  const auto client = world.client();
  const auto ticks = prices(client->ask(wire::MarketDataRequest{1, stock("ABC"), "", true, false, {}}));
  EXPECT_EQ(ticks, (std::map<int, double>{{4, 103}, {9, 103}}));
}

TEST(Server, AStreamSendsWhatChangedUntilItIsCancelled) {
  World world("2020-03-16 11:00:00");
  world.start();
  const auto client = world.client();
  client->ask(wire::MarketDataRequest{1, stock("ABC"), "", false, false, {}});
  client->heard.clear();
  client->wait(60'000);
  EXPECT_GT(client->all<wire::TickPrice>().size(), 10U);
  client->ask(wire::CancelMarketData{1});
  client->heard.clear();
  client->wait(60'000);
  EXPECT_TRUE(client->heard.empty());
}

TEST(Server, ContractDetailsTellHoursAndTick) {
  World world("2020-11-26 12:00:00");  // Thanksgiving; the day after closes early
  world.start();
  const auto client = world.client();
  const auto data = Client::only<wire::ContractData>(client->ask(wire::ContractDataRequest{1, stock("ABC")})).at(0);
  EXPECT_EQ(data.min_tick, 0.01);
  EXPECT_EQ(data.time_zone_id, "US/Eastern");
  EXPECT_EQ(data.liquid_hours.substr(0, 50), "20201126:CLOSED;20201127:0930-20201127:1300;202011");
  wire::Contract by_id;
  by_id.con_id = data.contract.con_id;
  by_id.exchange = "SMART";
  EXPECT_EQ(Client::only<wire::ContractData>(client->ask(wire::ContractDataRequest{2, by_id})).at(0).contract.symbol,
            "ABC");
  auto bond = stock("ABC");
  bond.sec_type = "BOND";
  EXPECT_EQ(Client::only<wire::ErrorMessage>(client->ask(wire::ContractDataRequest{3, bond})).at(0).code, 200);
}

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
    cash = world.gateway->truth().cash.to_double();
    world.gateway->stop();
    disk.contents = world.files.contents;
  }
  {  // the same date, some minutes later: the day's orders and fills are all there
    World world("2020-03-16 15:55:00");
    world.files.contents = disk.contents;
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
    world.files.contents = disk.contents;
    world.start();
    const Truth truth = world.gateway->truth();
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
  earlier.files.contents = world.files.contents;
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
  later.files.contents = world.files.contents;
  later.start();
  EXPECT_EQ(later.gateway->truth().positions.at(Symbol("ABC")), Quantity::from_whole(2));
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
  world.files.contents["state/DU0000001.json"] = "{\"format\": 1, \"cash\": ";
  Gateway gateway({world.loop, world.network, world.files, world.log, nullptr}, world.options);
  EXPECT_EQ(gateway.start().error().code, ErrorCode::kConfig);
  EXPECT_EQ(world.files.contents["state/DU0000001.json"], "{\"format\": 1, \"cash\": ");
}

TEST(FaultScript, EachKnobDoesWhatItSays) {
  struct Case {
    const char* script;
    int expected_statuses;  // of one marketable order of one share
    int expected_fills;
    int code;  // among what was heard, 0: none in particular
  };
  const Case cases[] = {{"drop ORDER_STATUS nth=1", 2, 1, 0},   {"drop EXECUTION_DATA", 3, 0, 0},
                        {"duplicate EXECUTION_DATA", 3, 2, 0},  {"order reject code=201 \"no such luck\"", 1, 0, 201},
                        {"order eat nth=1", 0, 0, 0},           {"order error code=10349 \"TIF was set\"", 3, 1, 10349},
                        {"order hold for=60s", 0, 0, 0},        {"order reject symbol=ABC code=203", 1, 0, 203},
                        {"delay ORDER_STATUS by=30s", 0, 1, 0}, {"order reject nth=2", 3, 1, 0}};
  for (const Case& c : cases) {
    World world;
    world.options.faults = c.script;
    world.start();
    const auto client = world.client();
    client->ask(order({.limit = 110.0}), 5'000);
    EXPECT_EQ(client->all<wire::OrderStatus>().size(), static_cast<std::size_t>(c.expected_statuses)) << c.script;
    EXPECT_EQ(client->all<wire::ExecutionData>().size(), static_cast<std::size_t>(c.expected_fills)) << c.script;
    const auto codes = client->codes();
    EXPECT_TRUE(c.code == 0 || std::find(codes.begin(), codes.end(), c.code) != codes.end()) << c.script;
  }
}

TEST(FaultScript, AHeldOrderGoesOnLaterAndEndsAtItsFence) {
  World world;
  world.options.faults = "order hold nth=1 for=120s\norder hold nth=2 for=20m";
  world.start();
  const auto client = world.client();
  client->ask(order({.id = 1, .limit = 110.0, .tif = "GTD", .until = "20200316-19:59:00"}), 10);
  client->ask(order({.id = 2, .limit = 110.0, .tif = "GTD", .until = "20200316-19:59:00"}), 10);
  world.loop.sleep_until(new_york("2020-03-16 16:30:00"));
  EXPECT_EQ(client->all<wire::ExecutionData>().size(), 1U);
  EXPECT_EQ(world.gateway->truth().open_orders, 0U);
}

TEST(FaultScript, ALostLinkSwallowsWhatHappensMeanwhile) {
  World world;
  world.options.faults = "at 2020-03-16T15:51:00 link-lost for=30s data=lost";
  world.start();
  const auto client = world.client();
  world.loop.sleep_until(new_york("2020-03-16 15:51:05"));
  EXPECT_EQ(client->codes().back(), 1100);
  client->ask(order({.limit = 110.0}), 1'000);
  EXPECT_TRUE(client->all<wire::OrderStatus>().empty());
  world.loop.sleep_until(new_york("2020-03-16 15:51:40"));
  const auto codes = client->codes();
  EXPECT_NE(std::find(codes.begin(), codes.end(), 1101), codes.end());
  EXPECT_EQ(client->all<wire::ExecutionData>().size(), 1U);  // kept, and submitted when the link was back
}

TEST(FaultScript, QueriesCanLieAndConnectionsCanBeSilent) {
  World world;
  world.options.faults =
      "query positions empty nth=1\nquery executions mute\nconnection silent nth=2\nconnection 326 nth=3";
  world.start();
  const auto client = world.client();
  client->ask(order({.limit = 110.0}), 1'000);
  EXPECT_EQ(client->ask(wire::PositionsRequest{}).size(), 1U);
  EXPECT_EQ(client->ask(wire::PositionsRequest{}).size(), 2U);
  EXPECT_TRUE(client->ask(wire::ExecutionsRequest{5, 0, "", "", "", "", "", "", {}, {}}).empty());
  const auto silent = world.network.connect(world.options.listen, world.loop.now()).value();
  std::string heard;
  silent->set_handler({.on_bytes = [&](std::string_view bytes) { heard += bytes; }, .on_closed = nullptr});
  silent->send(wire::client_hello_bytes({{176, 200}, ""}));
  client->wait(100);
  EXPECT_EQ(heard, "");
  EXPECT_EQ(world.client(30)->codes(), (std::vector<int>{326}));
}

TEST(FaultScript, ErrorsNameTheLine) {
  for (const char* const script :
       {"\nfly away", "\ndrop", "\norder reject nth=0", "\norder partial shares=0", "\nat noon close", "\norder hold",
        "\ndrop POSITION colour=red", "\nquery weather empty"}) {
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
