// Conversations: handshake, account, history and quotes, over the wire.
#include <gtest/gtest.h>

#include <set>

#include "base/text.hpp"
#include "client.hpp"

namespace bot::gateway {
namespace {

using testing::Client;
using testing::GatewayFixture;
using testing::new_york;
using testing::order;
using testing::stock;

std::map<std::string, std::string> summary(Client& client, std::int64_t id = 2'000) {
  std::map<std::string, std::string> values;
  for (const auto& line : Client::only<wire::AccountSummary>(client.ask(wire::AccountSummaryRequest{
           id, "All", "NetLiquidation,TotalCashValue,SettledCash,AvailableFunds,AccountType"})))
    values[line.tag] = line.value;
  client.send(wire::CancelAccountSummary{id});
  return values;
}

std::map<int, double> prices(const std::vector<wire::Response>& received) {
  std::map<int, double> found;
  for (const auto& tick : Client::only<wire::TickPrice>(received)) found[tick.type] = tick.price.value_or(-1);
  return found;
}

TEST(Server, AStartTellsAccountClockAndNextIdInThisOrder) {
  GatewayFixture fixture;
  fixture.start();
  const auto client = fixture.client();
  ASSERT_GE(client->received.size(), 3U);
  EXPECT_EQ(std::get<wire::ManagedAccounts>(client->received[0]).list, "DU0000001");
  const auto notice = std::get<wire::ErrorMessage>(client->received[1]);
  EXPECT_EQ(notice.id, -1);
  EXPECT_EQ(notice.code, 2169);
  EXPECT_TRUE(notice.text.starts_with("bot embedded gateway clock=2020-03-16T19:50:00.010Z pace=real market=replay:"))
      << notice.text;
  EXPECT_EQ(std::get<wire::NextValidId>(client->received[2]).order_id, 1);
  EXPECT_EQ(client->codes(), (std::vector<int>{2169, 2104, 2106, 2158}));
  EXPECT_EQ(client->version(), 200);
  EXPECT_EQ(fixture.client(18, 157)->version(), 157);
}

TEST(Server, RefusesASecondClientOfTheSameId) {
  GatewayFixture fixture;
  fixture.start();
  const auto first = fixture.client();
  const auto second = fixture.client();
  EXPECT_EQ(second->codes(), (std::vector<int>{326}));
  second->wait(200);
  EXPECT_TRUE(second->closed);
  EXPECT_EQ(Client::only<wire::CurrentTime>(first->ask(wire::CurrentTimeRequest{})).size(), 1U);
  first->hang_up();
  first->wait(10);
  EXPECT_EQ(fixture.client()->codes().front(), 2169);
}

TEST(Server, OneClientsGarbageClosesOnlyThatClient) {
  GatewayFixture fixture;
  fixture.start();
  const auto good = fixture.client(17), bad = fixture.client(18);
  bad->send_raw(std::string("\xFF\xFF\xFF\xFF oops", 9));
  bad->wait(300);
  EXPECT_TRUE(bad->closed);
  good->send_raw(wire::frame(std::string("4711\0x\0", 7)));  // an id nobody knows
  EXPECT_EQ(Client::only<wire::CurrentTime>(good->ask(wire::CurrentTimeRequest{})).at(0).seconds,
            fixture.loop.now().time_since_epoch().count() / 1000);
  const auto old_client = fixture.network.connect(fixture.options.listen, fixture.loop.now()).value();
  bool closed = false;
  old_client->set_handler({.on_bytes = nullptr, .on_closed = [&](std::string_view) { closed = true; }});
  old_client->send(wire::client_hello_bytes({{100, 150}, ""}));
  good->wait(300);
  EXPECT_TRUE(closed);
}

TEST(Server, EveryStartupQuestionOfAStockClientHasItsEnd) {
  GatewayFixture fixture;
  fixture.start();
  const auto client = fixture.client();
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
  GatewayFixture fixture;
  fixture.start();
  const auto client = fixture.client();
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
  fixture.loop.sleep_until(new_york("2020-03-16 23:59:59"));
  EXPECT_NEAR(parse_double(summary(*client)["SettledCash"]).value(), 10'000 - bought, 0.006);
  // At midnight the sale settles, and the dollar of the ex-date is paid as settled cash.
  fixture.loop.sleep_until(new_york("2020-03-17 00:00:01"));
  values = summary(*client);
  EXPECT_NEAR(parse_double(values["SettledCash"]).value(), 10'000 - bought + sold + 30, 0.006);
  EXPECT_EQ(values["SettledCash"], values["TotalCashValue"]);
  fixture.loop.sleep_until(new_york("2020-03-17 16:30:00"));
  values = summary(*client);
  EXPECT_NEAR(parse_double(values["NetLiquidation"]).value(), parse_double(values["TotalCashValue"]).value() + 30 * 105,
              0.006);
  fixture.loop.sleep_until(new_york("2020-03-18 16:30:00"));
  EXPECT_EQ(fixture.gateway->ground_truth().positions.at(Symbol("ABC")), Quantity::from_whole(60));
  EXPECT_NEAR(parse_double(summary(*client)["NetLiquidation"]).value(),
              parse_double(values["TotalCashValue"]).value() + 60 * 52.5, 0.006);
}

TEST(Server, TheSettledCashTagCanMeanTotalCash) {
  GatewayFixture fixture;
  fixture.options.settled_cash = SettledCash::kTotal;
  fixture.options.grants_unsettled = false;
  fixture.start();
  const auto client = fixture.client();
  client->ask(order({.id = 1, .shares = 50, .limit = 110.0}), 1'000);
  client->ask(order({.id = 2, .action = "SELL", .shares = 20, .limit = 90.0}), 1'000);
  auto values = summary(*client);
  EXPECT_EQ(values["SettledCash"], values["TotalCashValue"]);
  EXPECT_LT(parse_double(values["AvailableFunds"]).value(), parse_double(values["TotalCashValue"]).value());
}

TEST(Server, AFillPushesPositionAndValues) {
  GatewayFixture fixture;
  fixture.start();
  const auto client = fixture.client();
  client->ask(wire::AccountDataRequest{true, ""});
  client->ask(wire::PositionsRequest{});
  client->received.clear();
  client->ask(order({.id = 1, .shares = 5, .limit = 110.0}), 1'000);
  const auto positions = client->all<wire::PositionData>();
  ASSERT_EQ(positions.size(), 1U);
  EXPECT_EQ(positions[0].position, Quantity::from_whole(5));
  EXPECT_EQ(positions[0].contract.exchange, "ARCA");
  bool reported = false;
  for (const auto& value : client->all<wire::AccountValue>())
    reported = reported || (value.key == "AvailableFunds" && value.currency == "USD");
  EXPECT_TRUE(reported);
  EXPECT_EQ(client->all<wire::PortfolioValue>().at(0).position, Quantity::from_whole(5));
}

wire::HistoricalDataRequest history(std::int64_t id, const std::string& what, const std::string& duration,
                                    const std::string& end = "", const std::string& size = "1 day") {
  return {id, stock("ABC"), end, size, duration, true, what, 1, false, {}};
}

TEST(Server, HistoryEndsAtTheClockAndComesInTheFormOfTheVersion) {
  GatewayFixture fixture;
  fixture.start();
  for (const int version : {178, 200}) {
    const auto client = fixture.client(20 + version, version);
    const auto received = client->ask(history(1, "TRADES", "2 D"));
    const auto data = Client::only<wire::HistoricalData>(received).at(0);
    ASSERT_EQ(data.bars.size(), 2U);
    EXPECT_EQ(data.bars[0].date, "20200313");
    EXPECT_EQ(data.bars[0].close, 102);
    EXPECT_EQ(data.bars[1].date, "20200316");
    EXPECT_EQ(Client::only<wire::HistoricalDataEnd>(received).size(), version >= 196 ? 1U : 0U);
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
    const auto half_hours =
        Client::only<wire::HistoricalData>(client->ask(history(5, "TRADES", "1 D", "", "30 mins"))).at(0);
    EXPECT_EQ(half_hours.bars.size(), 13U);
    EXPECT_EQ(half_hours.bars[0].open, 101);
  }
}

TEST(Server, HistoryRefusalsHaveTheirCodes) {
  GatewayFixture fixture;
  fixture.start();
  const auto client = fixture.client();
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
  GatewayFixture fixture;
  fixture.start();
  auto client = fixture.client();
  client->send(wire::MarketDataTypeRequest{3});
  auto received = client->ask(wire::MarketDataRequest{1, stock("ABC"), "", true, false, {}});
  EXPECT_EQ(Client::only<wire::MarketDataTypeNotice>(received).at(0).type, 1);  // live is granted
  auto ticks = prices(received);
  EXPECT_LT(ticks.at(1), ticks.at(2));
  EXPECT_EQ(ticks.at(9), 102);
  EXPECT_EQ(ticks.at(14), 101);
  EXPECT_LT(ticks.at(6), 104);
  EXPECT_TRUE(std::holds_alternative<wire::TickSnapshotEnd>(received.back()));

  GatewayFixture delayed;
  delayed.options.data = DataFeed::kDelayed;
  delayed.start();
  client = delayed.client();
  EXPECT_EQ(Client::only<wire::ErrorMessage>(client->ask(wire::MarketDataRequest{1, stock("ABC"), "", true, false, {}}))
                .at(0)
                .code,
            354);
  client->send(wire::MarketDataTypeRequest{3});
  received = client->ask(wire::MarketDataRequest{2, stock("ABC"), "", true, false, {}});
  EXPECT_EQ(client->codes().back(), 10167);
  EXPECT_EQ(Client::only<wire::MarketDataTypeNotice>(received).at(0).type, 3);
  EXPECT_EQ(prices(received).at(75), 102);
  for (const auto& text : Client::only<wire::TickString>(received))
    if (text.type == 88) {
      const auto age = delayed.loop.now().time_since_epoch().count() / 1000 - parse_int(text.value).value();
      EXPECT_GE(age, 900);
      EXPECT_LT(age, 906);
    }
}

TEST(Server, OutsideTheSessionThereIsOnlyTheLastClose) {
  GatewayFixture fixture("2020-03-16 20:00:00");
  fixture.start();
  const auto client = fixture.client();
  const auto ticks = prices(client->ask(wire::MarketDataRequest{1, stock("ABC"), "", true, false, {}}));
  EXPECT_EQ(ticks, (std::map<int, double>{{4, 103}, {9, 103}}));
}

TEST(Server, AStreamSendsWhatChangedUntilItIsCancelled) {
  GatewayFixture fixture("2020-03-16 11:00:00");
  fixture.start();
  const auto client = fixture.client();
  client->ask(wire::MarketDataRequest{1, stock("ABC"), "", false, false, {}});
  client->received.clear();
  client->wait(60'000);
  EXPECT_GT(client->all<wire::TickPrice>().size(), 10U);
  client->ask(wire::CancelMarketData{1});
  client->received.clear();
  client->wait(60'000);
  EXPECT_TRUE(client->received.empty());
}

TEST(Server, ContractDetailsTellHoursAndTick) {
  GatewayFixture fixture("2020-11-26 12:00:00");  // Thanksgiving; the day after closes early
  fixture.start();
  const auto client = fixture.client();
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

// Every id that a client of 157 to 200 may send: none is met with silence, but for what TWS takes without a word.
TEST(Server, AnswersEveryMessageAClientMaySend) {
  const std::set<int> silent = {2, 4, 6, 8, 13, 14, 15, 25, 58, 59, 63, 64, 71, 77};  // subscriptions' ends, switches
  for (int version = 157; version <= 200; version += version == 157 ? 3 : 4) {
    GatewayFixture fixture;
    fixture.start();
    for (int id = 1; id <= 110; ++id) {
      const auto client = fixture.client(100 + id, version);
      const std::size_t before = client->received.size();
      const std::string nul(1, '\0');
      // Layouts differ; a request's id stands first or behind a version.
      client->send_raw(wire::frame(std::to_string(id) + nul + "77" + nul + "77" + nul + "1" + nul));
      client->wait(50);
      if (silent.contains(id)) continue;
      EXPECT_GT(client->received.size(), before) << "id " << id << " at " << version;
      EXPECT_FALSE(client->closed) << "id " << id << " at " << version;
    }
  }
}

TEST(Server, ProfitAndLossIsServedFromTheAccount) {
  GatewayFixture fixture;
  fixture.start();
  const auto client = fixture.client();
  client->ask(order({.id = 1, .shares = 30}), 500);
  const auto first = Client::only<wire::Pnl>(client->ask(wire::PnlRequest{5, "DU0000001", ""}));
  ASSERT_EQ(first.size(), 1U);
  const double paid = 10'000 - fixture.gateway->ground_truth().cash.to_double();
  const double worth = fixture.gateway->ground_truth().net_liquidation.to_double() - (10'000 - paid);
  EXPECT_NEAR(first[0].daily.value(), worth - paid, 1e-6);  // nothing was held in the morning
  EXPECT_NEAR(first[0].unrealized.value(), worth - paid, 1e-6);
  EXPECT_EQ(first[0].realized, 0);
  // A sale changes it at once, and prices do; the realised part is the account's.
  client->ask(order({.id = 2, .action = "SELL", .shares = 10}), 500);
  const auto after_sale = client->all<wire::Pnl>();
  ASSERT_GE(after_sale.size(), 2U);
  EXPECT_NEAR(after_sale.back().daily.value(), fixture.gateway->ground_truth().net_liquidation.to_double() - 10'000,
              1e-6);
  EXPECT_NE(after_sale.back().realized, 0);
  client->wait(30'000);
  EXPECT_GT(client->all<wire::Pnl>().size(), after_sale.size());
  const std::int64_t con_id =
      Client::only<wire::PositionData>(client->ask(wire::PositionsRequest{})).at(0).contract.con_id;
  const auto one = Client::only<wire::PnlSingle>(client->ask(wire::PnlSingleRequest{6, "DU0000001", "", con_id}));
  ASSERT_EQ(one.size(), 1U);
  EXPECT_EQ(one[0].position, Quantity::from_whole(20));
  EXPECT_NEAR(one[0].value.value(),
              (fixture.gateway->ground_truth().net_liquidation - fixture.gateway->ground_truth().cash).to_double(),
              1e-6);
  client->ask(wire::CancelPnl{5});
  client->ask(wire::CancelPnlSingle{6});
  const auto profits_reported = [&] { return client->all<wire::Pnl>().size() + client->all<wire::PnlSingle>().size(); };
  const std::size_t before = profits_reported();
  client->wait(30'000);
  EXPECT_EQ(profits_reported(), before);
  // The next day: what is held since yesterday, against yesterday's close.
  fixture.loop.sleep_until(new_york("2020-03-17 12:00:00"));
  const auto next = Client::only<wire::Pnl>(client->ask(wire::PnlRequest{7, "DU0000001", ""}));
  ASSERT_EQ(next.size(), 1U);
  EXPECT_EQ(next[0].realized, 0);
  EXPECT_LT(std::abs(next[0].daily.value()), 20 * 6.0);
  // Errors at once.
  client->ask(wire::PnlRequest{8, "DU9999999", ""});
  client->ask(wire::PnlSingleRequest{9, "DU0000001", "", 1});
  client->ask(wire::CancelPnl{99});
  const auto codes = client->codes();
  EXPECT_EQ((std::vector<int>{codes.end() - 3, codes.end()}), (std::vector<int>{321, 200, 300}));
}

TEST(Server, RefusesWhatItDoesNotServeByTheRequest) {
  GatewayFixture fixture;
  fixture.start();
  const auto client = fixture.client();
  const auto last_error = [&] { return client->all<wire::ErrorMessage>().back(); };
  const std::string nul(1, '\0');
  client->send_raw(wire::frame("87" + nul + "4711" + nul + "0" + nul));
  client->wait(20);
  EXPECT_EQ(last_error().id, 4711);
  EXPECT_EQ(last_error().code, 321);
  EXPECT_EQ(last_error().text,
            "Error validating request.-'REQ_HEAD_TIMESTAMP' : cause - This gateway does not serve it.");
  client->send_raw(wire::frame("51" + nul + "1" + nul + "4712" + nul));
  client->wait(20);
  EXPECT_EQ(last_error().id, 4712);
  EXPECT_EQ(last_error().code, 300);
  client->send_raw(wire::frame("250" + nul));
  client->wait(20);
  EXPECT_EQ(last_error().id, -1);
  EXPECT_EQ(last_error().code, 320);
}

}  // namespace
}  // namespace bot::gateway
