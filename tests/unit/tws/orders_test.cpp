// Orders out, what-ifs, and what the gateway says by itself.
#include <set>

#include "model/order_key.hpp"
#include "safety/check.hpp"
#include "unit/tws/fixture.hpp"

namespace bot::tws {
namespace {

using std::chrono::seconds;
using test::ClientTest;

// The only way to an Approved is through the rules: a day on which they all agree.
struct ApprovedDay {
  safety::SafetyInput input;
  OrderTicket ticket;

  ApprovedDay() {
    const calendar::Calendar calendar;
    const Symbol spy("SPY");
    input.mode = Mode::kPaper;
    input.account = AccountId("DU1234567");
    input.gateway_accounts = {AccountId("DU1234567")};
    input.port = 7497;
    input.session = calendar.session_on(make_date(2020, 3, 16));
    input.previous_session = make_date(2020, 3, 13);
    input.now = input.session->closes - std::chrono::minutes{5};
    input.clock_skew = Duration{100};
    input.managed_equity = Money::from_whole(10'000);
    input.net_liquidation = input.own_sum = Money::from_whole(10'000);
    input.last_nav = safety::LastNav{make_date(2020, 3, 13), Money::from_whole(10'000), Money{}};
    input.targets = {{spy, 0.3}};
    input.buy_budget_left = Money::from_whole(5'000);
    safety::SymbolFacts facts;
    Instrument instrument = test::instrument("SPY", 756733);
    instrument.liquid_days = {input.session->date};
    instrument.liquid_hours = {{input.session->opens, input.session->closes}};
    facts.instrument = instrument;
    facts.pin = safety::Pin{ConId(756733), "ARCA"};
    Quote quote;
    quote.symbol = spy;
    quote.bid = Price::from_double(262.4);
    quote.ask = Price::from_double(262.42);
    quote.previous_close = Price::from_double(262.4);
    quote.last_trade = input.now - seconds{1};
    facts.quote = quote;
    facts.research_close = quote.previous_close;
    facts.average_volume_20 = 1e8;
    input.symbols[spy] = facts;
    ticket = {.key = make_order_key({input.session->date, 1, spy, Side::kBuy}, input.account),
              .symbol = spy,
              .con_id = ConId(756733),
              .primary_exchange = "ARCA",
              .account = input.account,
              .side = Side::kBuy,
              .quantity = Quantity::from_whole(10),
              .limit = Price::from_double(262.68),
              .expires = input.session->closes - seconds{30}};
  }
};

class Orders : public ClientTest {
 protected:
  ApprovedDay day;

  safety::Approved approved() {
    const auto verdict = safety::check_order(day.input, day.ticket);
    const auto* refused = std::get_if<safety::Refused>(&verdict);
    EXPECT_EQ(refused, nullptr) << (refused != nullptr ? refused->sentence : "");
    return std::get<safety::Approved>(verdict);
  }
  void SetUp() override {
    ClientTest::SetUp();
    connect();
  }
  std::vector<ports::BrokerEvent> events(Duration wait = seconds{1}) {
    loop.sleep_until(in(wait));
    return client().wait_events(loop.now());
  }
};

TEST_F(Orders, PlacingWritesExactlyOneFrame) {
  ASSERT_TRUE(client().place(approved(), ClientOrderId(105)).has_value());
  EXPECT_EQ(client().next_order_id(), ClientOrderId(106));
  loop.sleep_until(in(seconds{5}));
  ASSERT_EQ(gateway.received.size(), 1U);
  const auto placed = gateway.find_received<wire::PlaceOrder>().at(0);
  EXPECT_EQ(placed.order.order_id, 105);
  EXPECT_EQ(placed.contract.con_id, 756733);
  EXPECT_EQ(placed.contract.exchange, "SMART");
  EXPECT_EQ(placed.contract.primary_exchange, "ARCA");
  EXPECT_EQ(placed.order.action, "BUY");
  EXPECT_EQ(placed.order.total_quantity, Quantity::from_whole(10));
  EXPECT_EQ(placed.order.order_type, "LMT");
  EXPECT_EQ(placed.order.limit_price, 262.68);
  EXPECT_EQ(placed.order.tif, "GTD");
  EXPECT_EQ(placed.order.good_till_date, "20200316-19:59:30");
  EXPECT_EQ(placed.order.account, "DU1234567");
  EXPECT_EQ(placed.order.order_ref, day.ticket.key.value());
  EXPECT_TRUE(placed.order.transmit);
  EXPECT_FALSE(placed.order.outside_rth);
  EXPECT_FALSE(placed.order.what_if);
  ASSERT_TRUE(client().cancel(ClientOrderId(105)).has_value());
  loop.sleep_until(in(seconds{1}));
  EXPECT_EQ(gateway.find_received<wire::CancelOrder>().at(0).order_id, 105);
}

TEST_F(Orders, AnOrderIdIsNeverUsedTwice) {
  const auto order = approved();
  ASSERT_TRUE(client().place(order, ClientOrderId(101)).has_value());
  EXPECT_DEATH(static_cast<void>(client().place(order, ClientOrderId(101))), "order id 101");
  // Ids that were seen count as used.
  wire::OrderStatus status{300, "Submitted", Quantity{}, Quantity::from_whole(1), 0, 1, 0, 0, 17, "", 0};
  gateway.emit(status);
  status.client_id = 18;
  status.order_id = 900;
  gateway.emit(status);
  loop.sleep_until(in(seconds{1}));
  EXPECT_EQ(client().next_order_id(), ClientOrderId(301));
}

TEST_F(Orders, NothingIsSentOnAClosedConnection) {
  gateway.hang_up();
  loop.sleep_until(in(seconds{1}));
  EXPECT_EQ(client().place(approved(), ClientOrderId(200)).error().code, ErrorCode::kDisconnected);
  EXPECT_TRUE(gateway.received.empty());
}

// The end of a connection that is there already is seen before an order is handed to it.
TEST_F(Orders, WhoeverWaitsUntilNowSeesTheEndOfTheConnection) {
  gateway.hang_up(Duration{0});
  EXPECT_TRUE(client().connected());
  const auto events = client().wait_events(loop.now());
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(std::get<ports::LinkEvent>(events[0]).kind, ports::LinkEvent::Kind::kClosed);
  EXPECT_FALSE(client().place(approved(), client().next_order_id()).has_value());
  EXPECT_TRUE(gateway.find_received<wire::PlaceOrder>().empty());
}

TEST_F(Orders, AtMostTenASecond) {
  const auto order = approved();
  for (int i = 0; i < 30; ++i) ASSERT_TRUE(client().place(order, client().next_order_id()).has_value());
  loop.sleep_until(in(seconds{1}));
  ASSERT_EQ(gateway.received.size(), 30U);
  for (std::size_t i = 20; i < 30; ++i)
    EXPECT_GE(gateway.received[i].first - gateway.received[i - 20].first, seconds{1});
}

TEST_F(Orders, WhatIfWaitsForTheAnswerThatHasMargins) {
  on_request([&](const wire::Request& request) {
    const auto* placed = std::get_if<wire::PlaceOrder>(&request);
    if (placed == nullptr) return;
    EXPECT_TRUE(placed->order.what_if);
    EXPECT_TRUE(placed->order.transmit);
    wire::OpenOrderData answer{placed->contract, placed->order, {}};
    answer.order.client_id = 17;
    answer.state.status = "PreSubmitted";
    gateway.emit(answer);
    answer.state.margins.init_change = 2626.8;
    answer.state.min_commission = 1;
    answer.state.max_commission = 1.35;
    answer.state.commission_currency = "USD";
    gateway.emit(answer, seconds{2});
  });
  const auto answer = client().what_if(day.ticket, in(seconds{10}));
  ASSERT_TRUE(answer.has_value());
  EXPECT_TRUE(answer->accepted);
  EXPECT_EQ(answer->commission, Money::from_double(1.35));
  EXPECT_EQ(answer->init_margin_change, Money::from_double(2626.8));
  EXPECT_EQ(client().next_order_id(), ClientOrderId(102));  // the id is used up
  EXPECT_TRUE(events().empty());                            // no order of ours in it
}

TEST_F(Orders, AnOrderWithTheIdOfAQuestionIsNotItsAnswer) {
  on_request([&](const wire::Request& request) {
    const auto* placed = std::get_if<wire::PlaceOrder>(&request);
    if (placed == nullptr) return;
    wire::OpenOrderData answer{placed->contract, placed->order, {}};
    answer.order.client_id = 18;
    answer.order.what_if = false;
    answer.state.status = "PreSubmitted";
    answer.state.margins.init_change = 9999;
    gateway.emit(answer);
    answer.order.client_id = 17;
    answer.order.what_if = true;
    answer.state.margins.init_change = 2626.8;
    gateway.emit(answer, seconds{1});
  });
  const auto answer = client().what_if(day.ticket, in(seconds{10}));
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(answer->init_margin_change, Money::from_double(2626.8));
}

TEST_F(Orders, WhatIfRefusedIsANoWithItsReason) {
  int code = 0;
  on_request([&](const wire::Request& request) {
    const auto* placed = std::get_if<wire::PlaceOrder>(&request);
    if (placed == nullptr) return;
    gateway.emit(wire::ErrorMessage{placed->order.order_id, 399, "a mere warning", "", 0});
    gateway.emit(wire::ErrorMessage{placed->order.order_id, code, "because", "", 0}, seconds{1});
  });
  for (const int refusal : {201, 321, 10243, 110, 99999, 2137}) {
    code = refusal;
    const auto answer = client().what_if(day.ticket, in(seconds{10}));
    ASSERT_TRUE(answer.has_value()) << refusal;
    EXPECT_FALSE(answer->accepted);
    EXPECT_EQ(answer->code, refusal);
    EXPECT_EQ(answer->reason, "because");
  }
  code = 399;
  EXPECT_EQ(client().what_if(day.ticket, in(seconds{10})).error().code, ErrorCode::kTimeout);
  for (const int failure : {320, 322, 323}) {
    code = failure;
    const auto answer = client().what_if(day.ticket, in(seconds{10}));
    ASSERT_FALSE(answer.has_value()) << failure << ": the gateway failed at the question, nothing is refused";
    EXPECT_NE(answer.error().text().find("because"), std::string::npos);
  }
  EXPECT_TRUE(events().empty());
}

TEST_F(Orders, EventsComeInTheirOrder) {
  wire::ExecutionData fill;
  fill.order_id = 101;
  fill.contract.symbol = "SPY";
  fill.exec_id = "0000e0d5.1.01.01";
  fill.time = "20200316  15:50:07";
  fill.side = "BOT";
  fill.shares = fill.cumulative = Quantity::from_whole(4);
  fill.price = 262.4;
  fill.order_ref = "key";
  gateway.emit(wire::ErrorMessage{-1, 1100, "lost", "", 0});
  gateway.emit(fill);
  gateway.emit(wire::OrderStatus{101, "Cancelled", Quantity::from_whole(4), Quantity::from_whole(6), 262.4, 77, 0,
                                 262.4, 17, "", 0});
  gateway.emit(wire::CommissionReport{"0000e0d5.1.01.01", 1.018, "USD", {}, {}, {}});
  gateway.emit(wire::ErrorMessage{101, 202, "Order Canceled - reason:", "", 0});
  auto reported = events();
  ASSERT_EQ(reported.size(), 5U);
  EXPECT_EQ(std::get<ports::LinkEvent>(reported[0]).kind, ports::LinkEvent::Kind::kLost);
  EXPECT_FALSE(client().link_ok());
  const auto& execution = std::get<ports::ExecutionEvent>(reported[1]).execution;
  EXPECT_EQ(execution.key, OrderKey("key"));
  EXPECT_EQ(to_iso(*execution.time), "2020-03-16T19:50:07Z");
  const auto& status = std::get<ports::OrderStatusEvent>(reported[2]);
  EXPECT_EQ(status.status, BrokerOrderStatus::kCancelled);
  EXPECT_EQ(status.filled, Quantity::from_whole(4));
  EXPECT_EQ(status.average_price, Price::from_double(262.4));
  EXPECT_EQ(std::get<ports::CommissionEvent>(reported[3]).commission, Money::from_double(1.018));
  EXPECT_EQ(std::get<ports::OrderMessageEvent>(reported[4]).code, 202);
  // An average of nothing is none.
  gateway.emit(wire::OrderStatus{101, "Cancelled", Quantity{}, Quantity::from_whole(10), 0, 77, 0, 0, 17, "", 0});
  reported = events();
  ASSERT_EQ(reported.size(), 1U);
  EXPECT_EQ(std::get<ports::OrderStatusEvent>(reported[0]).average_price, std::nullopt);
  for (const auto& [code, kind] :
       {std::pair{1102, ports::LinkEvent::Kind::kBackDataKept}, std::pair{2110, ports::LinkEvent::Kind::kLost},
        std::pair{1101, ports::LinkEvent::Kind::kBackDataLost}}) {
    gateway.emit(wire::ErrorMessage{-1, code, "link", "", 0});
    reported = events();
    ASSERT_EQ(reported.size(), 1U);
    EXPECT_EQ(std::get<ports::LinkEvent>(reported[0]).kind, kind);
    EXPECT_EQ(client().link_ok(), kind != ports::LinkEvent::Kind::kLost);
  }
  gateway.hang_up();
  reported = events();
  ASSERT_EQ(reported.size(), 1U);
  EXPECT_EQ(std::get<ports::LinkEvent>(reported[0]).kind, ports::LinkEvent::Kind::kClosed);
}

TEST_F(Orders, WhatAnotherClientSendsIsToldAsAnothers) {
  wire::ExecutionData fill;
  fill.order_id = 101;
  fill.exec_id = "0000e0d5.1.01.01";
  fill.contract.symbol = "SPY";
  fill.account = "DU1234567";
  fill.side = "BOT";
  fill.shares = Quantity::from_whole(4);
  fill.price = 262.4;
  wire::OpenOrderData open;
  open.order.order_id = 101;
  open.order.action = "BUY";
  for (const std::int64_t client_id : {17, 5, 0}) {
    const bool own = client_id == 17;
    fill.client_id = open.order.client_id = client_id;
    gateway.emit(
        wire::OrderStatus{101, "Filled", Quantity::from_whole(4), Quantity{}, 262.4, 77, 0, 262.4, client_id, "", 0});
    gateway.emit(fill);
    gateway.emit(open);
    const auto reported = events();
    ASSERT_EQ(reported.size(), own ? 3U : 2U) << "a status has no other mark than its client and its number";
    EXPECT_EQ(std::get<ports::ExecutionEvent>(reported[own ? 1 : 0]).execution.own_client, own);
    EXPECT_EQ(std::get<ports::OpenOrderEvent>(reported[own ? 2 : 1]).order.own_client, own);
    EXPECT_EQ(std::get<ports::OpenOrderEvent>(reported[own ? 2 : 1]).order.quantity, Quantity{})
        << "an order for an amount of cash has no shares, and is an order all the same";
  }
}

TEST_F(Orders, AMessageWithoutAnOrdersNumberIsOfNone) {
  for (const std::int64_t id : {-1, 0}) {
    gateway.emit(wire::ErrorMessage{id, 201, "Order rejected", "", 0});
    EXPECT_TRUE(events().empty()) << id;
  }
  gateway.emit(wire::ErrorMessage{1, 201, "Order rejected", "", 0});
  EXPECT_EQ(events().size(), 1U);
}

TEST_F(Orders, ACommissionThatIsNotReportedIsNone) {
  gateway.emit(wire::CommissionReport{"0000e0d5.1.01.01", std::nullopt, "USD", {}, {}, {}});
  gateway.emit(wire::CommissionReport{"0000e0d5.1.01.01", 1.0, "EUR", {}, {}, {}});
  EXPECT_TRUE(events().empty());
  gateway.emit(wire::CommissionReport{"0000e0d5.1.01.01", 0.0, "USD", {}, {}, {}});
  EXPECT_EQ(events().size(), 1U) << "nothing charged is a report";
}

TEST_F(Orders, TextsOfTheBrokerAreOneLineOfText) {
  gateway.emit(wire::ErrorMessage{101, 201, "Order rejected - reason:\n\x1B[31mAccount is\tclosed\x07", "", 0});
  const auto reported = events();
  ASSERT_EQ(reported.size(), 1U);
  const auto& text = std::get<ports::OrderMessageEvent>(reported[0]).text;
  EXPECT_NE(text.find("Account is closed"), std::string::npos) << text;
  EXPECT_EQ(std::ranges::count_if(text, [](char c) { return static_cast<unsigned char>(c) < ' '; }), 0) << text;
  ASSERT_FALSE(log.lines.empty());
  EXPECT_EQ(log.lines.back().find('\n'), std::string::npos);
}

TEST_F(Orders, WaitingEndsWithTheFirstEventOrTheDeadline) {
  const auto began = loop.now();
  EXPECT_TRUE(client().wait_events(in(seconds{7})).empty());
  EXPECT_EQ(loop.now() - began, seconds{7});
  gateway.emit(wire::ErrorMessage{-1, 1100, "lost", "", 0}, seconds{2});
  EXPECT_EQ(client().wait_events(in(seconds{7})).size(), 1U);
  EXPECT_EQ(loop.now() - began, seconds{9});
}

TEST_F(Orders, AnIdleConnectionIsProbedAndADeadOneClosed) {
  EXPECT_TRUE(client().wait_events(in(seconds{100})).empty());
  EXPECT_EQ(gateway.find_received<wire::CurrentTimeRequest>().size(), 2U);
  EXPECT_TRUE(client().link_ok());
  gateway.silent = true;  // frozen: bytes are taken, nothing comes back
  const auto reported = client().wait_events(in(seconds{100}));
  ASSERT_EQ(reported.size(), 1U);
  EXPECT_EQ(std::get<ports::LinkEvent>(reported[0]).kind, ports::LinkEvent::Kind::kClosed);
  EXPECT_FALSE(client().link_ok());
}

// Order ids of a gateway that has counted far: neither its what-ifs nor its orders are taken for our questions.
TEST_F(Orders, IdsAboveAThousandMillionsAreOrdersLikeOthers) {
  for (const std::int64_t first : {999'999'999LL, 1'000'000'000LL, 1'500'000'000LL, 2'146'999'000LL}) {
    gateway.start = {wire::ManagedAccounts{"DU1234567"}, wire::NextValidId{first}};
    made.reset();
    connect();
    std::set<std::int64_t> question_ids;
    on_request([&](const wire::Request& request) {
      if (const auto* asked = std::get_if<wire::ContractDataRequest>(&request)) {
        EXPECT_TRUE(question_ids.insert(asked->req_id).second);
        gateway.emit(wire::ErrorMessage{asked->req_id, 200, "No security definition has been found", "", 0});
      } else if (const auto* placed = std::get_if<wire::PlaceOrder>(&request);
                 placed != nullptr && placed->order.what_if) {
        gateway.emit(wire::ErrorMessage{placed->order.order_id, 201, "Order rejected", "", 0});
      }
    });
    EXPECT_EQ(client().instrument(Symbol("XXXX"), in(seconds{10})).error().code, ErrorCode::kRequestRejected);
    const auto refused = client().what_if(day.ticket, in(seconds{10}));
    ASSERT_TRUE(refused.has_value()) << refused.error().text();
    EXPECT_EQ(refused->code, 201);
    EXPECT_TRUE(events().empty()) << "neither was an order";
    const ClientOrderId order_id = client().next_order_id();
    EXPECT_EQ(order_id.value(), first + 1);
    ASSERT_TRUE(client().place(approved(), order_id).has_value());
    gateway.emit(wire::ErrorMessage{order_id.value(), 201, "Order rejected", "", 0});
    const auto reported = events();
    ASSERT_EQ(reported.size(), 1U);
    EXPECT_EQ(std::get<ports::OrderMessageEvent>(reported[0]).order_id, order_id);
    EXPECT_FALSE(question_ids.contains(order_id.value()));
  }
}

TEST_F(Orders, IdsThatAreUsedUpAreAnErrorThatSaysWhatToDo) {
  for (const std::int64_t next : {2'147'000'001LL, 2'147'483'647LL, 5'000'000'000LL}) {
    gateway.start = {wire::ManagedAccounts{"DU1234567"}, wire::NextValidId{next}};
    made.reset();
    const auto session = client().connect(in(seconds{30}));
    ASSERT_FALSE(session.has_value()) << next;
    EXPECT_EQ(session.error().code, ErrorCode::kProtocol);
    EXPECT_NE(session.error().text().find("Reset API order ID sequence"), std::string::npos);
  }
  gateway.start = {wire::ManagedAccounts{"DU1234567"}, wire::NextValidId{101}};
  made.reset();
  connect();
  gateway.emit(wire::NextValidId{3'000'000'000});
  EXPECT_TRUE(events().empty());
  EXPECT_FALSE(client().place(approved(), client().next_order_id()).has_value());
}

TEST_F(Orders, WhatCannotBeReadIsSkippedAndTold) {
  gateway.say_bytes(wire::frame(std::string("84\0news\0", 8)));
  gateway.say_bytes(wire::frame(std::string("3\0x\0", 4)));
  gateway.say_bytes(wire::frame("nonsense"));
  gateway.emit(wire::ErrorMessage{-1, 1100, "lost", "", 0});
  const auto reported = events();
  ASSERT_EQ(reported.size(), 3U);  // the status, the nonsense and the link; the news were not asked for
  EXPECT_TRUE(std::holds_alternative<ports::UnreadableEvent>(reported[0]));
  EXPECT_TRUE(std::holds_alternative<ports::UnreadableEvent>(reported[1]));
  gateway.say_bytes("\x7F\x7F\x7F\x7F");
  EXPECT_EQ(std::get<ports::LinkEvent>(events().at(0)).kind, ports::LinkEvent::Kind::kClosed);
}

TEST_F(Orders, AnOpenOrderThatIsSeenUsesUpItsIdOfOursAlone) {
  wire::OpenOrderData open;
  open.order.action = "BUY";
  open.order.client_id = 17;
  open.order.order_id = 400;
  gateway.emit(open);
  open.order.client_id = 500;
  open.order.order_id = 17;
  gateway.emit(open);
  EXPECT_EQ(events().size(), 2U);
  EXPECT_EQ(client().next_order_id(), ClientOrderId(401));
}

TEST_F(Orders, ACommissionOfNoExecutionIsNone) {
  gateway.emit(wire::CommissionReport{"", 1.0, "USD", {}, {}, {}});
  EXPECT_TRUE(events().empty());
}

TEST_F(Orders, AnInterruptionEndsTheWait) {
  const UtcTime began = loop.now();
  loop.call_at(in(seconds{1}), [&] { loop.interrupt(); });
  EXPECT_TRUE(client().wait_events(in(seconds{100})).empty());
  EXPECT_LE(loop.now() - began, seconds{2});
}

}  // namespace
}  // namespace bot::tws
