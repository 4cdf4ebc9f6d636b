// Every question ends by its own end marker or is an error.
#include "unit/tws/messages.hpp"

namespace bot::tws {
namespace {

using std::chrono::seconds;
using test::Cases_;
using test::ClientTest;
using test::contract_data;
using test::execution;
using test::open_order;

// A gateway that knows one account, with any of its answers' ends held back.
class Questions : public ClientTest {
 protected:
  std::string held_back;  // name of the end marker that is not sent

  void emit(const wire::Response& response) {
    if (wire::message_name(response) != held_back) gateway.emit(response);
  }
  // A question for a contract is answered with SPY, and with what each change makes of the one before it.
  void list_also(std::vector<std::function<void(wire::Contract&)>> changes) {
    on_request([this, changes = std::move(changes)](const wire::Request& request) {
      const auto* asked = std::get_if<wire::ContractDataRequest>(&request);
      if (asked == nullptr) return;
      auto data = contract_data(asked->req_id);
      gateway.emit(data);
      for (const auto& change : changes) {
        change(data.contract);
        gateway.emit(data);
      }
      gateway.emit(wire::ContractDataEnd{asked->req_id});
    });
  }
  void SetUp() override {
    ClientTest::SetUp();
    on_request([this](const wire::Request& request) {
      std::visit(
          Cases_{[&](const wire::PositionsRequest&) {
                   emit(wire::PositionData{"DU1234567", bot::test::spy_contract(), Quantity::parse("12.5"), 262.4});
                   emit(wire::PositionData{"DU1234567", bot::test::spy_contract(), Quantity::parse("13.5"), 262.5});
                   wire::Contract gone = bot::test::spy_contract();
                   gone.con_id = 7;
                   emit(wire::PositionData{"DU1234567", gone, Quantity{}, 0});
                   emit(wire::PositionEnd{});
                 },
                 [&](const wire::AllOpenOrdersRequest&) {
                   emit(open_order(101, "key"));
                   emit(wire::OrderStatus{101, "Submitted", Quantity::from_whole(4), Quantity::from_whole(8), 262.4,
                                          9101, 0, 262.4, 17, "", 0});
                   emit(wire::OpenOrderEnd{});
                 },
                 [&](const wire::CompletedOrdersRequest&) {
                   auto open = open_order(0, "done");
                   open.order.filled_quantity = Quantity::from_whole(12);
                   open.state.status = "Filled";
                   emit(wire::CompletedOrderData{open.contract, open.order, open.state});
                   emit(wire::CompletedOrdersEnd{});
                 },
                 [&](const wire::ExecutionsRequest& asked) {
                   emit(execution(asked.req_id, "0000e0d5.1.01.01", 262.4));
                   emit(execution(asked.req_id, "0000e0d5.2.01.01", 262.5));
                   emit(execution(asked.req_id, "0000e0d5.1.01.02", 262.3));
                   emit(execution(-1, "0000e0d5.3.01.01", 262.6));
                   emit(wire::CommissionReport{"0000e0d5.1.01.02", 1, "USD", {}, {}, {}});
                   emit(wire::ExecutionDataEnd{asked.req_id});
                 },
                 [&](const wire::AccountSummaryRequest& asked) {
                   emit(wire::AccountSummary{asked.req_id, "DU1234567", "SettledCash", "10000.00", "USD"});
                   emit(wire::AccountSummary{asked.req_id, "DU7654321", "SettledCash", "5.00", "USD"});
                   emit(wire::AccountSummary{asked.req_id, "DU1234567", "AccountType", "INDIVIDUAL", ""});
                   emit(wire::AccountSummaryEnd{asked.req_id});
                 },
                 [&](const wire::AccountDataRequest& asked) {
                   if (!asked.subscribe) return;
                   emit(wire::AccountValue{"TradingType-S", "STKNOPT", "", "DU1234567"});
                   emit(wire::AccountValue{"CashBalance", "10000", "USD", "DU1234567"});
                   emit(wire::AccountValue{"CashBalance", "11000", "BASE", "DU1234567"});
                   emit(wire::AccountValue{"CashBalance", "5", "USD", "DU7654321"});
                   emit(wire::AccountDownloadEnd{"DU7654321"});
                   emit(wire::AccountValue{"AccruedCash", "7", "USD", "DU1234567"});
                   emit(wire::AccountValue{"FullInitMarginReq", "3", "USD", ""});
                   emit(wire::AccountDownloadEnd{"DU1234567"});
                 },
                 [&](const wire::ContractDataRequest& asked) {
                   emit(contract_data(asked.req_id));
                   emit(wire::ContractDataEnd{asked.req_id});
                 },
                 [&](const wire::MarketDataRequest& asked) {
                   emit(wire::TickPrice{asked.req_id, 1, 262.4, Quantity::from_whole(3), 0});
                   emit(wire::TickPrice{asked.req_id, 2, 262.42, Quantity::from_whole(3), 0});
                   emit(wire::TickSnapshotEnd{asked.req_id});
                 },
                 [](const auto&) {}},
          request);
    });
    connect();
  }
};

TEST_F(Questions, AreAnsweredInFull) {
  const auto positions = client().positions(in(seconds{10})).value();
  ASSERT_EQ(positions.size(), 1U);
  EXPECT_EQ(positions[0].quantity.str(), "13.5");
  const auto open = client().open_orders(in(seconds{10})).value();
  ASSERT_EQ(open.size(), 1U);
  EXPECT_EQ(open[0].key, OrderKey("key"));
  EXPECT_EQ(open[0].filled, Quantity::from_whole(4));
  const auto completed = client().completed_orders(in(seconds{10})).value();
  ASSERT_EQ(completed.size(), 1U);
  EXPECT_EQ(completed[0].filled, Quantity::from_whole(12));
  EXPECT_EQ(completed[0].status, BrokerOrderStatus::kFilled);
  const auto fills = client().executions(in(seconds{10})).value();
  ASSERT_EQ(fills.size(), 2U);  // the correction took the place of its first form
  EXPECT_EQ(fills[0].price.str(), "262.3");
  EXPECT_EQ(fills[0].commission, Money::from_whole(1));
  EXPECT_EQ(fills[1].commission, std::nullopt);
  EXPECT_EQ(to_iso(*fills[0].time), "2020-03-16T19:49:07Z");
  const auto values = client().account_values(AccountId("DU1234567"), in(seconds{10})).value();
  EXPECT_EQ(values.usd("SettledCash"), Money::from_whole(10'000));
  EXPECT_EQ(values.usd("CashBalance"), Money::from_whole(10'000)) << "not the other account's";
  EXPECT_EQ(values.usd("AccruedCash"), Money::from_whole(7)) << "the other account's end is not ours";
  EXPECT_EQ(values.usd("FullInitMarginReq"), Money::from_whole(3)) << "of no account: of the one that was asked for";
  EXPECT_EQ(values.text("AccountType"), "INDIVIDUAL");
  EXPECT_EQ(values.text("TradingType-S"), "STKNOPT");
  const auto spy_instrument = client().instrument(Symbol("SPY"), in(seconds{10})).value();
  EXPECT_EQ(spy_instrument.con_id, ConId(756733));
  EXPECT_EQ(to_iso(spy_instrument.liquid_hours.at(0).closes), "2020-03-16T20:00:00Z");
  const auto quotes = client().quotes({spy_instrument}, MarketDataType::kLive, in(seconds{20}));
  EXPECT_EQ(quotes.at(0)->ask->str(), "262.42");
  EXPECT_EQ(quotes.at(0)->received, in(seconds{0}));
  const auto asked = gateway.find_received<wire::ExecutionsRequest>().at(0);
  EXPECT_EQ(asked.account, "DU1234567");
  EXPECT_EQ(asked.time, "20200316-04:00:00");
}

TEST_F(Questions, WithoutTheirEndAreErrors) {
  struct Case {
    std::string marker;
    std::function<std::optional<Error>()> ask;
  };
  const auto error_of = [](const auto& result) { return result ? std::nullopt : std::optional(result.error()); };
  const AccountId account("DU1234567");
  const std::vector<Case> cases = {
      {"POSITION_END", [&] { return error_of(client().positions(in(seconds{60}))); }},
      {"OPEN_ORDER_END", [&] { return error_of(client().open_orders(in(seconds{60}))); }},
      {"COMPLETED_ORDERS_END", [&] { return error_of(client().completed_orders(in(seconds{60}))); }},
      {"EXECUTION_DATA_END", [&] { return error_of(client().executions(in(seconds{60}))); }},
      {"ACCOUNT_SUMMARY_END", [&] { return error_of(client().account_values(account, in(seconds{60}))); }},
      {"ACCT_DOWNLOAD_END", [&] { return error_of(client().account_values(account, in(seconds{60}))); }},
      {"CONTRACT_DATA_END", [&] { return error_of(client().instrument(Symbol("SPY"), in(seconds{60}))); }},
      {"TICK_SNAPSHOT_END", [&] {
         return error_of(client().quotes({test::instrument("SPY", 1)}, MarketDataType::kLive, in(seconds{60})).at(0));
       }}};
  for (const auto& one : cases) {
    held_back.clear();
    EXPECT_EQ(one.ask(), std::nullopt) << one.marker;
    held_back = one.marker;
    const auto error = one.ask();
    ASSERT_TRUE(error.has_value()) << one.marker;
    EXPECT_EQ(error->code, ErrorCode::kTimeout) << one.marker;
    gateway.hang_up(Duration{0});
    loop.sleep_until(in(seconds{1}));
    EXPECT_EQ(one.ask()->code, ErrorCode::kDisconnected) << one.marker;
    held_back.clear();
    connect();
  }
}

TEST_F(Questions, ALateEndIsNotTheEndOfTheNextQuestion) {
  // The first answer stops half way, and its rest would come while the second is asked: nothing tells the two apart.
  int asked = 0;
  on_request([&](const wire::Request& request) {
    if (!std::holds_alternative<wire::AllOpenOrdersRequest>(request)) return;
    if (++asked == 1) {
      gateway.emit(open_order(101, "first"), Duration{1});
      gateway.emit(open_order(102, "second"), seconds{11});
      gateway.emit(wire::OpenOrderEnd{}, seconds{11});
    } else {
      gateway.emit(open_order(101, "first"), seconds{3});
      gateway.emit(open_order(102, "second"), seconds{3});
      gateway.emit(wire::OpenOrderEnd{}, seconds{3});
    }
  });
  EXPECT_EQ(client().open_orders(in(seconds{60})).error().code, ErrorCode::kTimeout);
  EXPECT_FALSE(client().connected());
  EXPECT_EQ(client().open_orders(in(seconds{60})).error().code, ErrorCode::kDisconnected);
  connect();
  const auto open = client().open_orders(in(seconds{60}));
  ASSERT_TRUE(open.has_value()) << open.error().text();
  EXPECT_EQ(open->size(), 2U);
}

TEST_F(Questions, RefusalsAreErrorsWithTheirText) {
  on_request([&](const wire::Request& request) {
    if (const auto* asked = std::get_if<wire::ContractDataRequest>(&request)) {
      gateway.emit(wire::ErrorMessage{asked->req_id, 200, "No security definition has been found", "", 0});
    } else if (const auto* quote = std::get_if<wire::MarketDataRequest>(&request)) {
      const bool is_spy = quote->contract.symbol == "SPY";
      gateway.emit(wire::ErrorMessage{quote->req_id, is_spy ? 354 : 10167, "not subscribed", "", 0});
      if (!is_spy) gateway.emit(wire::TickSnapshotEnd{quote->req_id});
    }
  });
  const auto unknown = client().instrument(Symbol("XXXX"), in(seconds{10}));
  EXPECT_EQ(unknown.error().code, ErrorCode::kRequestRejected);
  EXPECT_NE(unknown.error().text().find("No security definition"), std::string::npos);
  const auto quotes =
      client().quotes({test::instrument("SPY", 1), test::instrument("TLT", 2)}, MarketDataType::kLive, in(seconds{20}));
  EXPECT_EQ(quotes.at(0).error().code, ErrorCode::kRequestRejected);
  EXPECT_TRUE(quotes.at(1).has_value());
}

TEST_F(Questions, AnAmbiguousSymbolNamesItsMatches) {
  list_also({[](wire::Contract& contract) {
               contract.con_id = 42;
               contract.primary_exchange = "PINK";
             },
             [](wire::Contract& contract) {
               contract.con_id = 43;
               contract.currency = "MXN";
             }});
  const auto result = client().instrument(Symbol("SPY"), in(seconds{10}));
  EXPECT_EQ(result.error().code, ErrorCode::kRequestRejected);
  EXPECT_NE(result.error().text().find("PINK"), std::string::npos);
  EXPECT_EQ(result.error().text().find("43"), std::string::npos);
}

TEST_F(Questions, AnAccountIsReadyUnlessItSaysThatItIsNot) {
  std::string ready;
  gateway.answer = [&, answer = gateway.answer](const wire::Request& request) {
    if (const auto* asked = std::get_if<wire::AccountDataRequest>(&request); asked != nullptr && asked->subscribe)
      gateway.emit(wire::AccountValue{"AccountReady", ready, "", "DU1234567"});
    answer(request);
  };
  ready = "true";
  EXPECT_TRUE(client().account_values(AccountId("DU1234567"), in(seconds{10})).has_value());
  ready = "false";
  const auto early = client().account_values(AccountId("DU1234567"), in(seconds{10}));
  ASSERT_FALSE(early.has_value());
  EXPECT_NE(early.error().text().find("not ready yet"), std::string::npos) << early.error().text();
}

// What a status says of an order that has no permanent id yet is said of no other.
TEST_F(Questions, AnIdOfNothingIsNobodys) {
  on_request([&](const wire::Request& request) {
    if (!std::holds_alternative<wire::AllOpenOrdersRequest>(request)) return;
    gateway.emit(wire::OrderStatus{201, "Submitted", Quantity::from_whole(4), Quantity::from_whole(8), 262.4, 0, 0,
                                   262.4, 17, "", 0});
    auto open = open_order(202, "key");
    open.order.perm_id = 0;
    gateway.emit(open);
    gateway.emit(wire::OpenOrderEnd{});
  });
  const auto open = client().open_orders(in(seconds{10})).value();
  ASSERT_EQ(open.size(), 1U);
  EXPECT_EQ(open[0].filled, Quantity{});
}

TEST_F(Questions, AnOptionUnderTheTickerIsNotTheStock) {
  list_also({[](wire::Contract& contract) {
    contract.con_id = 42;
    contract.sec_type = "OPT";
  }});
  const auto result = client().instrument(Symbol("SPY"), in(seconds{10}));
  ASSERT_TRUE(result.has_value()) << result.error().text();
  EXPECT_EQ(result->con_id, ConId(756733));
}

// Orders typed into TWS: client 0, order id 0, told apart by their permanent ids alone.
TEST_F(Questions, OrdersOfNoNumberAreToldApart) {
  on_request([&](const wire::Request& request) {
    if (!std::holds_alternative<wire::AllOpenOrdersRequest>(request)) return;
    for (const std::int64_t perm_id : {71, 72, 71}) {
      auto open = open_order(0, "");
      open.order.client_id = 0;
      open.order.perm_id = perm_id;
      gateway.emit(open);
    }
    gateway.emit(wire::OpenOrderEnd{});
  });
  const auto open = client().open_orders(in(seconds{10})).value();
  ASSERT_EQ(open.size(), 2U);
  EXPECT_EQ(open[0].perm_id, PermId{72});
  EXPECT_EQ(open[1].perm_id, PermId{71}) << "reported again";
}

TEST_F(Questions, TimeIsAskedAtLeastASecondApart) {
  const auto first = client().server_time(in(seconds{3}));
  ASSERT_TRUE(first.has_value());
  EXPECT_TRUE(client().server_time(in(seconds{3})).has_value());
  std::vector<UtcTime> asked;
  for (const auto& [when, request] : gateway.received) {
    if (std::holds_alternative<wire::CurrentTimeRequest>(request)) asked.push_back(when);
  }
  ASSERT_EQ(asked.size(), 2U);
  EXPECT_GE(asked[1] - asked[0], seconds{1});
  // No time would be left for the answer: nothing is waited for and nothing asked.
  const UtcTime before = loop.now();
  EXPECT_EQ(client().server_time(asked[1] + seconds{1}).error().code, ErrorCode::kTimeout);
  EXPECT_EQ(loop.now(), before);
  gateway.answer = [](const wire::Request&) {};
  loop.sleep_until(in(seconds{2}));
  EXPECT_EQ(client().server_time(in(seconds{3})).error().code, ErrorCode::kTimeout);
  // A clock that is set back does not make the next question wait for the old one.
  on_request([](const wire::Request&) {});
  connect();
  loop.set_clock(loop.now() - std::chrono::hours{1000});
  EXPECT_TRUE(client().server_time(in(seconds{3})).has_value());
}

// A clock without a value is not known; as 1970 it was a computer fifty years ahead.
TEST_F(Questions, ATimeWithoutAValueIsNoTime) {
  connect();
  gateway.answer = [&](const wire::Request&) { gateway.emit(wire::CurrentTime{}); };
  const auto answer = client().server_time(in(seconds{3}));
  ASSERT_FALSE(answer.has_value());
  EXPECT_EQ(answer.error().code, ErrorCode::kProtocol);
}

TEST_F(Questions, ComeAtMostFortyASecond) {
  std::vector<Instrument> many;
  for (int i = 1; i <= 120; ++i) many.push_back(test::instrument("S" + std::to_string(i), i));
  for (const auto& quote : client().quotes(many, MarketDataType::kLive, in(seconds{60})))
    EXPECT_TRUE(quote.has_value());
  ASSERT_EQ(gateway.received.size(), 121U);
  for (std::size_t i = 81; i < gateway.received.size(); ++i) {
    EXPECT_GT(gateway.received[i].first - gateway.received[i - 81].first, seconds{1}) << i;
  }
}

// By a contract that was described, in its usual hours, routed by the broker; an end of another question ends
// nothing.
TEST_F(Questions, AnOrderReportedAgainIsOneOrderAsItWasReportedLast) {
  on_request([&](const wire::Request& request) {
    if (!std::holds_alternative<wire::AllOpenOrdersRequest>(request)) return;
    auto first = open_order(101, "first");
    first.state.status = "PreSubmitted";
    gateway.emit(first);
    gateway.emit(open_order(102, "second"));
    auto question = open_order(103, "question");
    question.order.what_if = true;
    gateway.emit(question);
    first.state.status = "Submitted";
    gateway.emit(first);
    gateway.emit(wire::OpenOrderEnd{});
  });
  const auto open = client().open_orders(in(seconds{60}));
  ASSERT_TRUE(open);
  ASSERT_EQ(open->size(), 2U);
  EXPECT_EQ(open->at(0).key, OrderKey("second"));
  EXPECT_EQ(open->at(1).key, OrderKey("first"));
  EXPECT_EQ(open->at(1).status, BrokerOrderStatus::kSubmitted);
}

TEST_F(Questions, ExecutionsAreOfTheConfiguredAccountWhereverItStandsInTheLogin) {
  gateway.start = {wire::ManagedAccounts{"DU7654321,DU1234567"}, wire::NextValidId{101}};
  connect();
  ASSERT_TRUE(client().executions(in(seconds{10})));
  EXPECT_EQ(gateway.find_received<wire::ExecutionsRequest>().at(0).account, "DU1234567");
}

TEST_F(Questions, TheEndOfAnotherSummaryIsNotOurs) {
  on_request([&](const wire::Request& request) {
    if (const auto* asked = std::get_if<wire::AccountSummaryRequest>(&request)) {
      gateway.emit(wire::AccountSummaryEnd{asked->req_id + 1});
      gateway.emit(wire::AccountSummary{asked->req_id, "DU1234567", "SettledCash", "10000.00", "USD"}, seconds{1});
      gateway.emit(wire::AccountSummaryEnd{asked->req_id}, seconds{1});
    } else if (const auto* data = std::get_if<wire::AccountDataRequest>(&request); data != nullptr && data->subscribe) {
      gateway.emit(wire::AccountDownloadEnd{"DU1234567"});
    }
  });
  const auto values = client().account_values(AccountId("DU1234567"), in(seconds{10}));
  ASSERT_TRUE(values) << values.error().text();
  EXPECT_EQ(values->usd("SettledCash"), Money::from_whole(10'000));
}

TEST_F(Questions, MarksAreThoseOfTheAccount) {
  on_request([&](const wire::Request& request) {
    if (const auto* asked = std::get_if<wire::AccountSummaryRequest>(&request)) {
      gateway.emit(wire::AccountSummary{asked->req_id, "DU1234567", "SettledCash", "10000.00", "USD"});
      gateway.emit(wire::AccountSummaryEnd{asked->req_id});
    } else if (const auto* data = std::get_if<wire::AccountDataRequest>(&request); data != nullptr && data->subscribe) {
      wire::PortfolioValue held;
      held.contract = bot::test::spy_contract();
      held.position = Quantity::from_whole(10);
      held.market_value = 2624;
      held.account = "DU1234567";
      gateway.emit(held);
      held.position = Quantity::from_whole(99);
      held.account = "DU7654321";
      gateway.emit(held);
      gateway.emit(wire::AccountDownloadEnd{"DU1234567"});
    }
  });
  const auto values = client().account_values(AccountId("DU1234567"), in(seconds{10}));
  ASSERT_TRUE(values) << values.error().text();
  ASSERT_TRUE(values->marks().contains(ConId(756733)));
  EXPECT_EQ(values->marks().at(ConId(756733)).quantity, Quantity::from_whole(10)) << "not the other account's";
}

}  // namespace
}  // namespace bot::tws
