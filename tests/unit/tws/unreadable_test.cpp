// A list with a hole is no answer: a message that cannot be read makes the question fail that it belongs to, and no
// other; one about our orders that comes by itself is told to whoever sends.
#include "support/spy_contract.hpp"
#include "unit/tws/fixture.hpp"

namespace bot::tws {
namespace {

using bot::test::spy_contract;
using std::chrono::seconds;
using test::Cases_;
using test::ClientTest;

wire::OpenOrderData open_order(const std::string& account = "DU1234567") {
  wire::OpenOrderData data;
  data.contract = spy_contract();
  data.order.order_id = 17;
  data.order.client_id = 5;
  data.order.perm_id = 9017;
  data.order.action = "BUY";
  data.order.total_quantity = Quantity::from_whole(9);
  data.order.account = account;
  data.state.status = "Submitted";
  return data;
}

wire::ExecutionData execution(std::int64_t req_id, const std::string& account = "DU1234567") {
  wire::ExecutionData data;
  data.req_id = req_id;
  data.order_id = 101;
  data.contract = spy_contract();
  data.exec_id = "0000e0d5.1.01.01";
  data.time = "20200316 15:49:07 US/Eastern";
  data.account = account;
  data.side = "BOT";
  data.shares = data.cumulative = Quantity::from_whole(12);
  data.price = 262.4;
  data.order_ref = "key";
  return data;
}

// A gateway whose answers have one row each, the row `broken` damaged.
class Unreadables : public ClientTest {
 protected:
  std::string broken;
  std::function<std::string(std::string payload)> damage = [](std::string payload) {
    return payload + "surplus" + '\0';
  };

  void emit(const wire::Response& response) {
    auto payload = wire::encode_response(response, gateway.version);
    if (wire::message_name(response) == broken) payload = damage(payload);
    gateway.say_bytes(wire::frame(payload));
  }
  void SetUp() override {
    ClientTest::SetUp();
    on_request(
        [this](const wire::Request& request) { std::visit([this](const auto& asked) { reply(asked); }, request); });
    connect();
  }
  void reply(const wire::PositionsRequest&) {
    emit(wire::PositionData{"DU1234567", spy_contract(), Quantity::from_whole(10), 262.4});
    emit(wire::PositionEnd{});
  }
  void reply(const wire::AllOpenOrdersRequest&) {
    emit(open_order());
    emit(wire::OrderStatus{17, "Submitted", Quantity{}, Quantity::from_whole(9), 0, 9017, 0, 0, 5, "", 0});
    emit(wire::OpenOrderEnd{});
  }
  void reply(const wire::CompletedOrdersRequest&) {
    const auto open = open_order();
    emit(wire::CompletedOrderData{open.contract, open.order, open.state});
    emit(wire::CompletedOrdersEnd{});
  }
  void reply(const wire::ExecutionsRequest& asked) {
    emit(execution(asked.req_id));
    emit(wire::ExecutionDataEnd{asked.req_id});
  }
  void reply(const wire::AccountSummaryRequest& asked) {
    emit(wire::AccountSummary{asked.req_id, "DU1234567", "SettledCash", "10000.00", "USD"});
    emit(wire::AccountSummaryEnd{asked.req_id});
  }
  void reply(const wire::AccountDataRequest& asked) {
    if (!asked.subscribe) return;
    emit(wire::AccountValue{"TradingType-S", "STKCASH", "", "DU1234567"});
    wire::PortfolioValue held;
    held.contract = spy_contract();
    held.position = Quantity::from_whole(10);
    held.account = "DU1234567";
    emit(held);
    emit(wire::AccountDownloadEnd{"DU1234567"});
  }
  void reply(const wire::ContractDataRequest& asked) {
    wire::ContractData data;
    data.req_id = asked.req_id;
    data.contract = spy_contract();
    data.contract.symbol = asked.contract.symbol;
    data.min_tick = 0.01;
    data.time_zone_id = "US/Eastern";
    emit(data);
    emit(wire::ContractDataEnd{asked.req_id});
  }
  void reply(const wire::MarketDataRequest& asked) {
    const bool is_spy = asked.contract.symbol == "SPY";
    if (is_spy) emit(wire::TickPrice{asked.req_id, 1, 262.4, Quantity::from_whole(3), 0});
    emit(wire::TickSnapshotEnd{asked.req_id});
  }
  void reply(const wire::HistoricalDataRequest& asked) {
    wire::HistoricalData data{asked.req_id, "", "", {{"20200313", 263, 271, 248, 269, 329566384, 261.1, 5}}};
    const bool is_spy = asked.contract.symbol == "SPY";
    auto payload = wire::encode_response(data, gateway.version);
    if (is_spy && broken == "HISTORICAL_DATA") payload = damage(payload);
    gateway.say_bytes(wire::frame(payload));
  }
  void reply(const auto&) {}

  [[nodiscard]] std::optional<Error> failure_of(const std::string& question) {
    const auto error_of = [](const auto& result) { return result ? std::nullopt : std::optional(result.error()); };
    const UtcTime until = in(seconds{60});
    if (question == "positions") return error_of(client().positions(until));
    if (question == "open orders") return error_of(client().open_orders(until));
    if (question == "completed orders") return error_of(client().completed_orders(until));
    if (question == "executions") return error_of(client().executions(until));
    if (question == "values") return error_of(client().account_values(AccountId("DU1234567"), until));
    if (question == "contract") return error_of(client().instrument(Symbol("SPY"), until));
    if (question == "quote")
      return error_of(client().quotes({test::instrument("SPY", 756733)}, MarketDataType::kLive, until).at(0));
    const ports::BarRequest bars{Symbol("SPY"), ports::BarKind::kTrades, make_date(2020, 3, 10),
                                 make_date(2020, 3, 13)};
    return error_of(client().daily_bars({bars}, until, nullptr).at(0));
  }
  [[nodiscard]] std::vector<std::string> unreadable_events() {
    std::vector<std::string> found;
    for (const auto& event : client().wait_events(in(seconds{1})))
      if (const auto* unreadable = std::get_if<ports::UnreadableEvent>(&event)) found.push_back(unreadable->why);
    return found;
  }
};

TEST_F(Unreadables, AListWithAHoleIsAnErrorThatNamesIt) {
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"POSITION", "positions"},        {"OPEN_ORDER", "open orders"},
      {"ORDER_STATUS", "open orders"},  {"COMPLETED_ORDER", "completed orders"},
      {"EXECUTION_DATA", "executions"}, {"ACCOUNT_SUMMARY", "values"},
      {"ACCT_VALUE", "values"},         {"PORTFOLIO_VALUE", "values"},
      {"TICK_PRICE", "quote"},          {"HISTORICAL_DATA", "bars"}};
  for (const auto& [row, question] : rows) {
    broken.clear();
    ASSERT_EQ(failure_of(question), std::nullopt) << row;
    broken = row;
    const auto error = failure_of(question);
    ASSERT_TRUE(error.has_value()) << row;
    EXPECT_EQ(error->code, ErrorCode::kProtocol) << row;
    EXPECT_NE(error->text().find(row), std::string::npos) << error->text();
    EXPECT_TRUE(unreadable_events().empty()) << row << ": the question has it";
    if (!client().connected()) connect();
  }
}

TEST_F(Unreadables, WhateverIsWrongWithIt) {
  const auto set_field = [](std::string payload, std::size_t at, const std::string& text) {
    std::size_t begin = 0;
    for (; at > 0; --at) begin = payload.find('\0', begin) + 1;
    return payload.replace(begin, payload.find('\0', begin) - begin, text);
  };
  broken = "POSITION";
  const std::vector<std::pair<std::string, std::function<std::string(std::string)>>> damages = {
      {"a quantity that is none", [&](std::string payload) { return set_field(payload, 14, "ten"); }},
      {"no quantity", [&](std::string payload) { return set_field(payload, 14, ""); }},
      {"no contract", [&](std::string payload) { return set_field(payload, 3, "0"); }},
      {"more than fixed point holds", [&](std::string payload) { return set_field(payload, 14, "100000000000"); }},
      {"a value nobody has", [&](std::string payload) { return set_field(payload, 14, "5000000000"); }},
      {"a field in front of it", [](std::string payload) { return "0" + std::string(1, '\0') + payload; }},
      {"an id that is none", [&](std::string payload) { return set_field(payload, 0, "6I"); }},
      {"an id of something else", [&](std::string payload) { return set_field(payload, 0, "7"); }},
      {"nothing", [](const std::string&) { return std::string(); }},
      {"its half", [](std::string payload) { return payload.substr(0, payload.size() / 2); }}};
  for (const auto& [name, break_it] : damages) {
    damage = break_it;
    const auto error = failure_of("positions");
    ASSERT_TRUE(error.has_value()) << name;
    EXPECT_EQ(error->code, ErrorCode::kProtocol) << name;
    connect();
  }
}

TEST_F(Unreadables, AMessageThatEndsBeforeItsRequestIdIsOfNoRequest) {
  for (const std::string& payload : {std::string("11"), std::string("11\0", 3)}) {
    gateway.say_bytes(wire::frame(payload));
    EXPECT_EQ(unreadable_events().size(), 1U) << payload.size();
  }
}

TEST_F(Unreadables, FiguresBeyondFixedPointAreErrors) {
  auto fill = execution(-1);
  fill.shares = Quantity::from_whole(9'000'000'000);
  fill.cumulative = fill.shares;
  emit(fill);
  EXPECT_EQ(unreadable_events().size(), 1U);
  fill.shares = fill.cumulative = Quantity::from_whole(1'000);  // few, at a price that makes them too much
  fill.price = 5e6;
  fill.exec_id = "0000e0d5.9.01.01";
  emit(fill);
  EXPECT_EQ(unreadable_events().size(), 1U);
  on_request([&](const wire::Request& request) {
    const auto* asked = std::get_if<wire::AccountDataRequest>(&request);
    if (asked == nullptr || !asked->subscribe) return std::visit([this](const auto& other) { reply(other); }, request);
    emit(wire::AccountValue{"NetLiquidation", "9100000000.00", "USD", "DU1234567"});
    emit(wire::AccountDownloadEnd{"DU1234567"});
  });
  const auto error = failure_of("values");
  ASSERT_TRUE(error.has_value());
  EXPECT_NE(error->text().find("ACCT_VALUE cannot be believed: figures beyond $1,000,000,000"), std::string::npos);
  connect();
  on_request([&](const wire::Request& request) {
    if (!std::holds_alternative<wire::PositionsRequest>(request)) return;
    emit(wire::PositionData{"DU1234567", spy_contract(), Quantity::from_whole(1'000), 5e6});
    emit(wire::PositionEnd{});
  });
  EXPECT_TRUE(failure_of("positions"));
  connect();
  // Absent is not large, and another currency is not counted in dollars.
  on_request([&](const wire::Request& request) {
    const auto* asked = std::get_if<wire::AccountDataRequest>(&request);
    if (asked == nullptr || !asked->subscribe) return std::visit([this](const auto& other) { reply(other); }, request);
    emit(wire::AccountValue{"NetLiquidation", "1.7976931348623157E308", "USD", "DU1234567"});
    emit(wire::AccountValue{"CashBalance", "9100000000.00", "KRW", "DU1234567"});
    emit(wire::AccountDownloadEnd{"DU1234567"});
  });
  const auto values = client().account_values(AccountId("DU1234567"), in(seconds{10}));
  ASSERT_TRUE(values.has_value()) << values.error().text();
  EXPECT_EQ(values->usd("NetLiquidation"), std::nullopt);
}

TEST_F(Unreadables, CostOnlyTheSymbolThatTheyName) {
  broken = "HISTORICAL_DATA";
  const auto request = [](const char* symbol) {
    return ports::BarRequest{Symbol(symbol), ports::BarKind::kTrades, make_date(2020, 3, 10), make_date(2020, 3, 13)};
  };
  const auto bars = client().daily_bars({request("SPY"), request("TLT")}, in(seconds{60}), nullptr);
  EXPECT_EQ(bars.at(0).error().code, ErrorCode::kProtocol);
  EXPECT_TRUE(bars.at(1).has_value());
  broken = "TICK_PRICE";
  const auto quotes =
      client().quotes({test::instrument("SPY", 1), test::instrument("TLT", 2)}, MarketDataType::kLive, in(seconds{20}));
  EXPECT_EQ(quotes.at(0).error().code, ErrorCode::kProtocol);
  EXPECT_TRUE(quotes.at(1).has_value());
}

TEST_F(Unreadables, AboutOurOrdersUnaskedAreTold) {
  gateway.start = {wire::ManagedAccounts{"DU1234567,DU7654321"}, wire::NextValidId{101}};
  connect();
  broken = "OPEN_ORDER";
  emit(open_order());
  EXPECT_EQ(unreadable_events(), std::vector<std::string>{"OPEN_ORDER cannot be read: 1 field of it left over"});
  broken = "EXECUTION_DATA";
  emit(execution(-1));
  EXPECT_EQ(unreadable_events().size(), 1U);
  broken = "ORDER_STATUS";
  emit(wire::OrderStatus{17, "Submitted", Quantity{}, Quantity::from_whole(9), 0, 9017, 0, 0, 5, "", 0});
  EXPECT_EQ(unreadable_events().size(), 1U);
  // Of another account of the same login.
  broken = "OPEN_ORDER";
  emit(open_order("DU7654321"));
  broken = "EXECUTION_DATA";
  emit(execution(-1, "DU7654321"));
  // Not about orders.
  broken = "POSITION";
  emit(wire::PositionData{"DU1234567", spy_contract(), Quantity::from_whole(10), 262.4});
  EXPECT_TRUE(unreadable_events().empty());
  // Nobody can tell what this was.
  gateway.say_bytes(wire::frame("?"));
  EXPECT_EQ(unreadable_events().size(), 1U);
}

TEST_F(Unreadables, OrdersOfOthersDoNotAnswerAWhatIf) {
  gateway.version = 200;
  connect();
  OrderTicket ticket;
  ticket.symbol = Symbol("SPY");
  ticket.quantity = Quantity::from_whole(1);
  ticket.limit = Price::from_whole(262);
  on_request([&](const wire::Request& request) {
    const auto* placed = std::get_if<wire::PlaceOrder>(&request);
    if (placed == nullptr) return;
    broken = "OPEN_ORDER";
    emit(open_order());
    broken.clear();
    auto answer = open_order();
    answer.order.order_id = placed->order.order_id;
    answer.order.what_if = true;
    answer.state.margins.init_change = 100.0;
    emit(answer);
  });
  EXPECT_TRUE(client().what_if(ticket, in(seconds{10})).has_value());
  EXPECT_EQ(unreadable_events().size(), 1U);
}

}  // namespace
}  // namespace bot::tws
