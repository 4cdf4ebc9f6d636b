// Frames that we composed ourselves and keep in tests/data/golden, so that a clone alone holds the wire still. After a
// wanted change: run with BOT_UPDATE_GOLDEN=1 and read the difference.
#include <gtest/gtest.h>

#include <fstream>
#include <limits>
#include <set>

#include "support/golden.hpp"
#include "support/shared.hpp"
#include "support/spy_contract.hpp"
#include "unit/wire/golden_file.hpp"
#include "wire/codec.hpp"
#include "wire/echo.hpp"
#include "wire/frame.hpp"

namespace bot::wire {
namespace {

using bot::test::spy_contract;
using nlohmann::json;

const std::string kOwnFile = std::string(BOT_TEST_DATA) + "/golden/tws-frames.json";
constexpr int kVersions[] = {157, 163, 176, 178, 188, 193, 200};

Order limit_order() {
  Order order;
  order.order_id = 102;
  order.action = "BUY";
  order.total_quantity = Quantity::parse("12.5");
  order.order_type = "LMT";
  order.limit_price = 262.47;
  order.tif = "GTD";
  order.good_till_date = "20200316-19:58:30";
  order.account = "DU0000001";
  order.order_ref = "rb1-20200316-a-SPY-b-1-x3";
  return order;
}

PlaceOrder with_every_group() {
  PlaceOrder placed{spy_contract(), limit_order()};
  placed.contract.sec_type = "BAG";
  placed.contract.combo_legs = {{756733, 1, "BUY", "SMART", 0, 0, "", -1},
                                {320227571, 2, "SELL", "SMART", 0, 0, "", -1}};
  placed.contract.delta_neutral = DeltaNeutralContract{756733, 0.5, 262.47};
  auto& order = placed.order;
  order.order_type = "PEG BEST";
  order.combo_leg_prices = {1.5, std::nullopt};
  order.smart_combo_routing = {{"NonGuaranteed", "1"}};
  order.delta_neutral_order_type = "MKT";
  order.delta_neutral_con_id = 756733;
  order.scale_init_level_size = 100;
  order.scale_price_increment = 0.25;
  order.scale_auto_reset = true;
  order.hedge_type = "P";
  order.hedge_param = "2";
  order.algo_strategy = "Adaptive";
  order.algo_params = {{"adaptivePriority", "Patient"}};
  order.misc_options = {{"a", "1"}, {"b", "2"}};
  Condition price;
  price.kind = ConditionKind::kPrice;
  price.is_more = true;
  price.price = 250;
  price.con_id = 756733;
  price.exchange = "SMART";
  price.trigger_method = 2;
  Condition time;
  time.kind = ConditionKind::kTime;
  time.is_and = false;
  time.time = "20200316-19:00:00";
  order.conditions = {price, time};
  order.conditions_cancel_order = true;
  order.compete_against_best_offset = std::numeric_limits<double>::infinity();
  order.mid_offset_at_whole = 0.01;
  order.mid_offset_at_half = 0.005;
  order.min_compete_size = 100;
  return placed;
}

struct Sample {
  std::string name;
  std::variant<Request, Response> message;
};

std::vector<Sample> request_samples() {
  AccountSummaryRequest summary{1'000'000'001, "All", "NetLiquidation,SettledCash"};
  return {
      {"open a session", Request(StartApi{17, ""})},
      {"ask the time", Request(CurrentTimeRequest{})},
      {"ask the time in millis", Request(CurrentTimeMillisRequest{})},
      {"ask for an order id", Request(IdsRequest{})},
      {"ask for the accounts", Request(ManagedAccountsRequest{})},
      {"delayed data", Request(MarketDataTypeRequest{3})},
      {"snapshot", Request(MarketDataRequest{1'000'000'002, spy_contract(), "", true, false, {}})},
      {"stop a stream", Request(CancelMarketData{1'000'000'002})},
      {"daily bars",
       Request(HistoricalDataRequest{
           1'000'000'003, spy_contract(), "20200313-20:00:00", "1 day", "1 Y", true, "TRADES", 1, false, {}})},
      {"stop a history", Request(CancelHistoricalData{1'000'000'003})},
      {"what is it", Request(ContractDataRequest{1'000'000'004, spy_contract()})},
      {"account values", Request(AccountDataRequest{true, "DU0000001"})},
      {"account summary", Request(summary)},
      {"stop the summary", Request(CancelAccountSummary{1'000'000'001})},
      {"positions", Request(PositionsRequest{})},
      {"stop the positions", Request(CancelPositions{})},
      {"my open orders", Request(OpenOrdersRequest{})},
      {"all open orders", Request(AllOpenOrdersRequest{})},
      {"bind manual orders", Request(AutoOpenOrdersRequest{true})},
      {"completed orders", Request(CompletedOrdersRequest{false})},
      {"executions", Request(ExecutionsRequest{
                         1'000'000'005, 17, "DU0000001", "20200316-00:00:00", "SPY", "", "", "", std::nullopt, {}})},
      {"limit order", Request(PlaceOrder{spy_contract(), limit_order()})},
      {"an order with every group", Request(with_every_group())},
      {"cancel", Request(CancelOrder{102, "", "", std::nullopt})},
      {"cancel everything", Request(GlobalCancel{})},
      {"updates of several accounts", Request(AccountUpdatesMultiRequest{1'000'000'006, "DU0000001", "", true})},
      {"stop those updates", Request(CancelAccountUpdatesMulti{1'000'000'006})},
      {"profit and loss", Request(PnlRequest{1'000'000'007, "DU0000001", ""})},
      {"stop it", Request(CancelPnl{1'000'000'007})},
      {"profit and loss of a position", Request(PnlSingleRequest{1'000'000'008, "DU0000001", "", 756733})},
      {"stop that", Request(CancelPnlSingle{1'000'000'008})}};
}

OpenOrderData open_order() {
  OpenOrderData open{as_tws_echoes(spy_contract()), as_tws_echoes(limit_order()), {}};
  open.order.client_id = 17;
  open.order.perm_id = 1'000'000'001;
  open.state.status = "Submitted";
  return open;
}

OpenOrderData what_if_answer() {
  auto open = open_order();
  open.order.what_if = true;
  open.state.margins.init_change = 3280.88;
  open.state.min_commission = 1;
  open.state.max_commission = 1.35;
  open.state.commission_currency = "USD";
  open.state.margin_currency = "USD";
  open.state.allocations = {
      {"DU0000001", Quantity{}, Quantity::from_whole(12), Quantity::from_whole(12), std::nullopt, std::nullopt, false}};
  return open;
}

CompletedOrderData completed_order() {
  CompletedOrderData done{as_tws_echoes(spy_contract()), as_tws_echoes(limit_order()), {}};
  done.order.perm_id = 1'000'000'001;
  done.order.total_quantity = Quantity{};
  done.order.filled_quantity = Quantity::from_whole(12);
  done.state.status = "Filled";
  done.state.completed_time = "20200316 15:55:07 US/Eastern";
  done.state.completed_status = "Filled Size: 12";
  return done;
}

ContractData contract_data() {
  ContractData data;
  data.req_id = 1'000'000'004;
  data.contract = spy_contract();
  data.contract.local_symbol = data.contract.trading_class = "SPY";
  data.market_name = "SPY";
  data.min_tick = 0.01;
  data.long_name = "SPDR\xC2\xAE S&P 500";
  data.time_zone_id = "US/Eastern";
  data.liquid_hours = "20200316:0930-20200316:1600;20200317:0930-20200317:1600";
  data.sec_ids = {{"ISIN", "US78462F1030"}};
  data.stock_type = "ETF";
  data.min_size = data.size_increment = Quantity::parse("0.0001");
  data.suggested_size_increment = Quantity::from_whole(100);
  data.size_min_tick = Quantity::parse("0.0001");
  return data;
}

ExecutionData execution() {
  ExecutionData fill;
  fill.order_id = 102;
  fill.contract = as_tws_echoes(spy_contract());
  fill.contract.exchange = "ARCA";
  fill.exec_id = "0000e0d5.5e6f0001.01.01";
  fill.time = "20200316 15:55:07 US/Eastern";
  fill.account = "DU0000001";
  fill.exchange = "ARCA";
  fill.side = "BOT";
  fill.shares = fill.cumulative = Quantity::from_whole(12);
  fill.price = fill.average_price = 262.41;
  fill.perm_id = 1'000'000'001;
  fill.client_id = 17;
  fill.order_ref = "rb1-20200316-a-SPY-b-1-x3";
  fill.last_liquidity = 2;
  return fill;
}

std::vector<Sample> response_samples() {
  const HistoricalBar bar{"20200313", 263.09, 271.48, 248.53, 269.32, 329566384.5, 261.117, 1893211};
  PortfolioValue holding{spy_contract(), Quantity::parse("12.3456"), 262.4, 3239.49, 300.25, -467.27, 0, "DU0000001"};
  return {{"next order id", Response(NextValidId{102})},
          {"accounts", Response(ManagedAccounts{"DU0000001,"})},
          {"the time", Response(CurrentTime{1584388200})},
          {"the time in millis", Response(CurrentTimeMillis{1584388200250})},
          {"clock notice", Response(ErrorMessage{-1, 2169, "bot embedded gateway clock=2020-03-16T19:50:00.000Z pace=1",
                                                 "", 1584388200000})},
          {"refusal", Response(ErrorMessage{102, 201, "Caf\xC3\xA9 closed", "{}", 1584388200000})},
          {"an instrument", Response(contract_data())},
          {"no more instruments", Response(ContractDataEnd{1'000'000'004})},
          {"bars", Response(HistoricalData{
                       1'000'000'003, "20190313 16:00:00 US/Eastern", "20200313 16:00:00 US/Eastern", {bar, bar}})},
          {"end of bars",
           Response(HistoricalDataEnd{1'000'000'003, "20190313 16:00:00 US/Eastern", "20200313 16:00:00 US/Eastern"})},
          {"a forming bar", Response(HistoricalDataUpdate{1'000'000'003, bar})},
          {"a price", Response(TickPrice{1'000'000'002, 1, 262.4, Quantity::from_whole(300), 1})},
          {"no price", Response(TickPrice{1'000'000'002, 2, std::nullopt, Quantity{}, 0})},
          {"a size", Response(TickSize{1'000'000'002, 8, Quantity::parse("1250000.5")})},
          {"halted", Response(TickGeneric{1'000'000'002, 49, 1})},
          {"time of the last trade", Response(TickString{1'000'000'002, 45, "1584388199"})},
          {"parameters", Response(TickReqParams{1'000'000'002, 0.01, "9c0001", 3})},
          {"end of the snapshot", Response(TickSnapshotEnd{1'000'000'002})},
          {"which data", Response(MarketDataTypeNotice{1'000'000'002, 3})},
          {"a value", Response(AccountValue{"SettledCash", "10000.00", "USD", "DU0000001"})},
          {"a holding", Response(holding)},
          {"as of", Response(AccountUpdateTime{"15:50"})},
          {"end of the account", Response(AccountDownloadEnd{"DU0000001"})},
          {"a summary row", Response(AccountSummary{1'000'000'001, "DU0000001", "NetLiquidation", "10000.00", "USD"})},
          {"end of the summary", Response(AccountSummaryEnd{1'000'000'001})},
          {"a position",
           Response(PositionData{"DU0000001", as_tws_echoes(spy_contract()), Quantity::parse("12.3456"), 300.25})},
          {"end of the positions", Response(PositionEnd{})},
          {"an open order", Response(open_order())},
          {"what it would cost", Response(what_if_answer())},
          {"end of the open orders", Response(OpenOrderEnd{})},
          {"how an order does", Response(OrderStatus{102, "Submitted", Quantity::from_whole(4), Quantity::parse("8.5"),
                                                     262.41, 1'000'000'001, 0, 262.41, 17, "", 0})},
          {"a fill", Response(execution())},
          {"end of the fills", Response(ExecutionDataEnd{1'000'000'005})},
          {"a commission",
           Response(CommissionReport{"0000e0d5.5e6f0001.01.01", 1, "USD", std::nullopt, std::nullopt, std::nullopt})},
          {"a completed order", Response(completed_order())},
          {"end of the completed orders", Response(CompletedOrdersEnd{})},
          {"bound", Response(OrderBound{1'000'000'001, 17, 102})},
          {"a value of several accounts",
           Response(AccountUpdateMulti{1'000'000'006, "DU0000001", "", "SettledCash", "10000.00", "USD"})},
          {"end of those values", Response(AccountUpdateMultiEnd{1'000'000'006})},
          {"profit and loss", Response(Pnl{1'000'000'007, -97.25, 6036.5, std::nullopt})},
          {"profit and loss of a position",
           Response(PnlSingle{1'000'000'008, Quantity::from_whole(4), 1.5, 12.25, std::nullopt, 1049.64})}};
}

std::optional<std::string> encoded(const Sample& sample, int version) {
  return std::visit(
      [version](const auto& message) -> std::optional<std::string> {
        if (!exists_at(message, version)) return std::nullopt;
        if constexpr (std::is_same_v<std::decay_t<decltype(message)>, Request>) {
          return encode_request(message, version);
        } else {
          return encode_response(message, version);
        }
      },
      sample.message);
}

json rows_of(const std::vector<Sample>& samples) {
  json rows = json::array();
  for (const auto& sample : samples) {
    std::string before;
    for (const int version : kVersions) {
      const auto payload = encoded(sample, version);
      if (!payload || *payload == before) continue;  // as at the version before
      before = *payload;
      std::string text = before.substr(0, before.size() - 1);
      for (char& c : text) c = c == '\0' ? '|' : c;
      rows.push_back({{"case", sample.name},
                      {"server_version", version},
                      {"text", text},
                      {"frame_hex", test::to_hex(frame(before))}});
    }
  }
  return rows;
}

TEST(OwnFrames, AreWhatWeWrite) {
  const json now = {{"requests", rows_of(request_samples())}, {"responses", rows_of(response_samples())}};
  if (bot::test::updates_golden()) std::ofstream(kOwnFile) << now.dump(1) << '\n';
  const auto kept = json::parse(bot::test::read_file(kOwnFile));
  for (const char* direction : {"requests", "responses"}) {
    ASSERT_EQ(now.at(direction).size(), kept.at(direction).size());
    for (std::size_t i = 0; i < kept.at(direction).size(); ++i) EXPECT_EQ(now.at(direction)[i], kept.at(direction)[i]);
  }
}

TEST(OwnFrames, ReadBackAndWriteTheSameBytes) {
  const auto kept = json::parse(bot::test::read_file(kOwnFile));
  for (const auto& row : kept.at("requests")) {
    const int version = row.at("server_version").get<int>();
    const auto request = decode_request(test::payload_of(row), version);
    ASSERT_TRUE(request.has_value()) << row.at("case");
    EXPECT_EQ(encode_request(*request, version), test::payload_of(row)) << row.at("case");
  }
  for (const auto& row : kept.at("responses")) {
    const int version = row.at("server_version").get<int>();
    const auto response = decode_response(test::payload_of(row), version);
    ASSERT_TRUE(response.has_value()) << row.at("case");
    EXPECT_EQ(encode_response(*response, version), test::payload_of(row)) << row.at("case");
  }
}

TEST(OwnFrames, EveryMessageHasOne) {
  std::set<std::size_t> requests;
  for (const auto& sample : request_samples()) requests.insert(std::get<Request>(sample.message).index());
  EXPECT_EQ(requests.size(), std::variant_size_v<AnyRequest> - 1);
  std::set<std::size_t> responses;
  for (const auto& sample : response_samples()) responses.insert(std::get<Response>(sample.message).index());
  EXPECT_EQ(responses.size(), std::variant_size_v<AnyResponse> - 1);
}

}  // namespace
}  // namespace bot::wire
