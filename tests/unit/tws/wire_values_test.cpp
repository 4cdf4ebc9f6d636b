// Each word and number of the wire that means something, and the nearest that do not.
#include <gtest/gtest.h>

#include <array>

#include "support/spy_contract.hpp"
#include "tws/convert.hpp"
#include "tws/quote_builder.hpp"
#include "tws/reading.hpp"
#include "tws/tws_times.hpp"
#include "tws/zone_names.hpp"
#include "wire/codec.hpp"

namespace bot::tws {
namespace {

TEST(WireValues, OfAnOrdersStatus) {
  const std::vector<std::pair<std::string, BrokerOrderStatus>> words = {
      {"PendingSubmit", BrokerOrderStatus::kPendingSubmit},
      {"ApiPending", BrokerOrderStatus::kPendingSubmit},
      {"PreSubmitted", BrokerOrderStatus::kPreSubmitted},
      {"Submitted", BrokerOrderStatus::kSubmitted},
      {"PendingCancel", BrokerOrderStatus::kPendingCancel},
      {"Cancelled", BrokerOrderStatus::kCancelled},
      {"ApiCancelled", BrokerOrderStatus::kCancelled},
      {"Filled", BrokerOrderStatus::kFilled},
      {"Inactive", BrokerOrderStatus::kInactive},
      {"Unknown", BrokerOrderStatus::kOther},
      {"", BrokerOrderStatus::kOther}};
  for (const auto& [word, status] : words) EXPECT_EQ(parse_status(word), status) << word;
}

TEST(WireValues, OfASide) {
  for (const char* word : {"BUY", "BOT"}) EXPECT_EQ(parse_side(word), Side::kBuy) << word;
  for (const char* word : {"SELL", "SLD", "SSHORT", "SLONG"}) EXPECT_EQ(parse_side(word), Side::kSell) << word;
  for (const char* word : {"", "buy", "SHORT", "B"}) EXPECT_EQ(parse_side(word), std::nullopt) << word;
}

TEST(WireValues, OfMoneyAndPrices) {
  EXPECT_EQ(to_price(1e7), Price::from_whole(10'000'000));
  EXPECT_EQ(to_price(-1e7), Price::from_whole(-10'000'000));
  EXPECT_EQ(to_price(1e7 + 0.01), std::nullopt);
  EXPECT_EQ(to_price(std::nullopt), std::nullopt);
  EXPECT_EQ(to_dollars(std::nullopt, "USD"), std::nullopt);
  EXPECT_EQ(to_dollars(5, ""), Money::from_whole(5));
  EXPECT_EQ(reported_text("12.5"), "12.5");
  EXPECT_EQ(reported_text("USD"), "USD");
  for (const char* unset : {"1.7976931348623157E308", "NaN", "Infinity", "inf", "nan"})
    EXPECT_EQ(reported_text(unset), "") << unset;
  EXPECT_EQ(reported_text("0"), "0");
}

std::string words_of(const std::optional<UtcTime>& time) { return time ? to_iso(*time) : "none"; }

TEST(WireValues, OfATime) {
  const std::vector<std::pair<std::string, std::string>> cases = {{"20250915 00:00:00 EST", "2025-09-15T04:00:00Z"},
                                                                  {"20250915 23:59:59 EST", "2025-09-16T03:59:59Z"},
                                                                  {"20250915 24:00:00 EST", "none"},
                                                                  {"20250915 23:60:00 EST", "none"},
                                                                  {"20250915 23:59:60 EST", "none"},
                                                                  {"20250915 -1:00:00 EST", "none"},
                                                                  {"20250915 01:-1:00 EST", "none"},
                                                                  {"20250915 01:00:-1 EST", "none"},
                                                                  {"20250915 xx:00:00 EST", "none"},
                                                                  {"20250915 01:xx:00 EST", "none"},
                                                                  {"20250915 01:00:xx EST", "none"},
                                                                  {"20250915 01.00:00 EST", "none"},
                                                                  {"20250915 01:00.00 EST", "none"},
                                                                  {"2025091x 01:00:00 EST", "none"},
                                                                  {"20250915-01:00:00", "2025-09-15T01:00:00Z"},
                                                                  {"20250915-01:00:0", "none"},
                                                                  {"20250915-01:00:000", "none"},
                                                                  {"20250915-25:00:00", "none"},
                                                                  {"20250915 01:00:00", "2025-09-15T05:00:00Z"},
                                                                  {"20250915 1:00:00", "none"},
                                                                  {"20250915     0930 ", "none"},
                                                                  {"20250915  1:00:00", "none"},
                                                                  {"20250915         ", "none"}};
  for (const auto& [text, means] : cases) EXPECT_EQ(words_of(parse_tws_time(text)), means) << text;
}

std::string words_of(const Result<LiquidHours>& hours) {
  if (!hours) return "unreadable";
  std::string text;
  for (const Date day : hours->days) text += to_iso(day) + " ";
  for (const HoursInterval& open : hours->open) text += to_iso(open.opens) + "-" + to_iso(open.closes) + " ";
  return text;
}

TEST(WireValues, OfTheHours) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"", ""},
      {";;", ""},
      {"20201127:CLOSED", "2020-11-27 "},
      {" 20201127:0930-1300 ; ", "2020-11-27 2020-11-27T14:30:00Z-2020-11-27T18:00:00Z "},
      {"20201127:0930-20201127:0930", "2020-11-27 2020-11-27T14:30:00Z-2020-11-27T14:30:00Z "},
      {"20201127:0930-20201127:0929", "unreadable"},
      {"20201127:0930-x", "unreadable"},
      {"20201127:x-1300", "unreadable"},
      {"20201127:2400-20201128:0930", "unreadable"},
      {"2020112:0930-1300", "unreadable"},
      {"20201127:CLOSE", "unreadable"},
      {"20201127:0930-1300,", "unreadable"}};
  for (const auto& [text, means] : cases) EXPECT_EQ(words_of(parse_liquid_hours(text, "US/Eastern")), means) << text;
}

TEST(WireValues, OfTheHoursInAnyZoneAndInPieces) {
  const std::string session = "2020-11-27 2020-11-27T14:30:00Z-2020-11-27T18:00:00Z ";
  const std::vector<std::array<std::string, 3>> cases = {
      {"20201127:0830-20201127:1200", "America/Chicago", session},
      {"20201127:1430-20201127:1800", "GMT", session},
      {"20201127:1430-20201127:1800", "GB-Eire", session},
      {"20201128:0130-20201128:0500", "Australia/Sydney", session},  // where New York's session is the next day's
      {"20201127:0930-20201127:1200,20201127:1200-20201127:1300", "US/Eastern", session},
      {"20201127:0930-20201127:1200,20201127:1201-20201127:1300", "US/Eastern",
       "2020-11-27 2020-11-27T14:30:00Z-2020-11-27T17:00:00Z 2020-11-27T17:01:00Z-2020-11-27T18:00:00Z "},
      {"20201127:0930-20201127:1300", "ESTonia", ""}};
  for (const auto& [text, zone, means] : cases) EXPECT_EQ(words_of(parse_liquid_hours(text, zone)), means) << text;
}

TEST(WireValues, OfAZone) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"America/New_York", "America/New_York"},
      {"US/Eastern", "America/New_York"},
      {"EST (Eastern Standard Time)", "America/New_York"},
      {"XYZ (Eastern Standard Time)", "America/New_York"},
      {"EST (Whatever)", "America/New_York"},
      {"EST (Eastern Standard Time", "EST (Eastern Standard Time"},
      {"EST(Eastern Standard Time)", "EST(Eastern Standard Time)"},
      {"Zulu", "UTC"},
      {"Etc/UTC", "UTC"},
      {"Mars (Mars)", "Mars"},
      {"Mars", "Mars"}};
  for (const auto& [name, zone] : cases) EXPECT_EQ(find_zone(name), zone) << name;
}

// Which figure of the quote each tick sets.
TEST(WireValues, OfThePriceTicks) {
  std::string text;
  for (int tick = -1; tick <= 100; ++tick) {
    QuoteBuilder builder(Symbol("SPY"));
    builder.add(wire::TickPrice{1, tick, 5.5, Quantity::from_whole(3), 0});
    const Quote quote = builder.finish(UtcTime{});
    std::string set;
    if (quote.bid) set += " bid";
    if (quote.ask) set += " ask";
    if (quote.last) set += " last";
    if (quote.high) set += " high";
    if (quote.low) set += " low";
    if (quote.open) set += " open";
    if (quote.previous_close) set += " close";
    if (quote.bid_size) set += " bid_size";
    if (quote.ask_size) set += " ask_size";
    if (!set.empty()) text += fmt::format("{}:{} {}\n", tick, set, name(quote.type));
  }
  EXPECT_EQ(text,
            "1: bid bid_size live\n2: ask ask_size live\n4: last live\n6: high live\n7: low live\n9: close live\n"
            "14: open live\n66: bid bid_size delayed\n67: ask ask_size delayed\n68: last delayed\n72: high delayed\n"
            "73: low delayed\n75: close delayed\n76: open delayed\n");
}

TEST(WireValues, OfTheSizeTicks) {
  std::string text;
  for (int tick = -1; tick <= 100; ++tick) {
    QuoteBuilder builder(Symbol("SPY"));
    builder.add(wire::TickSize{1, tick, Quantity::from_whole(3)});
    const Quote quote = builder.finish(UtcTime{});
    if (quote.bid_size) text += fmt::format("{}: bid {}\n", tick, name(quote.type));
    if (quote.ask_size) text += fmt::format("{}: ask {}\n", tick, name(quote.type));
    if (quote.volume) text += fmt::format("{}: volume {}\n", tick, name(quote.type));
  }
  EXPECT_EQ(text, "0: bid live\n3: ask live\n8: volume live\n69: bid delayed\n70: ask delayed\n74: volume delayed\n");
}

// A price of nothing takes a side back, and leaves what else was told as it was.
TEST(WireValues, OfAPriceOfNothing) {
  for (const std::optional<double> nothing :
       {std::optional<double>(0), std::optional<double>(-1), std::optional<double>()}) {
    QuoteBuilder builder(Symbol("SPY"));
    for (const int tick : {1, 2, 4, 6, 7, 9, 14}) builder.add(wire::TickPrice{1, tick, 5.5, std::nullopt, 0});
    for (const int tick : {1, 2, 4, 6, 7, 9, 14}) builder.add(wire::TickPrice{1, tick, nothing, std::nullopt, 0});
    const Quote quote = builder.finish(UtcTime{});
    EXPECT_FALSE(quote.bid || quote.ask);
    EXPECT_TRUE(quote.last && quote.high && quote.low && quote.previous_close && quote.open);
    QuoteBuilder delayed(Symbol("SPY"));
    for (const int tick : {66, 67}) delayed.add(wire::TickPrice{1, tick, 5.5, std::nullopt, 0});
    for (const int tick : {66, 67}) delayed.add(wire::TickPrice{1, tick, nothing, std::nullopt, 0});
    EXPECT_FALSE(delayed.finish(UtcTime{}).bid || delayed.finish(UtcTime{}).ask);
  }
}

TEST(WireValues, OfTheKindOfData) {
  const auto type_of = [](int notice, std::optional<int> tick) {
    QuoteBuilder builder(Symbol("SPY"));
    builder.add(wire::MarketDataTypeNotice{1, 3});
    builder.add(wire::MarketDataTypeNotice{1, notice});
    if (tick) builder.add(wire::TickPrice{1, *tick, 5.5, std::nullopt, 0});
    return builder.finish(UtcTime{}).type;
  };
  EXPECT_EQ(type_of(0, {}), MarketDataType::kDelayed) << "no kind there is: as it was";
  EXPECT_EQ(type_of(1, {}), MarketDataType::kLive);
  EXPECT_EQ(type_of(2, {}), MarketDataType::kFrozen);
  EXPECT_EQ(type_of(4, {}), MarketDataType::kDelayedFrozen);
  EXPECT_EQ(type_of(5, {}), MarketDataType::kDelayed);
  EXPECT_EQ(type_of(1, 66), MarketDataType::kDelayed);
  EXPECT_EQ(type_of(2, 66), MarketDataType::kDelayedFrozen);
  EXPECT_EQ(type_of(4, 66), MarketDataType::kDelayedFrozen);
  EXPECT_EQ(type_of(2, 1), MarketDataType::kFrozen);
}

TEST(WireValues, OfLastTradesAndHalts) {
  for (const int tick : {44, 45, 46, 87, 88, 89}) {
    QuoteBuilder builder(Symbol("SPY"));
    builder.add(wire::TickString{1, tick, "1584388199"});
    EXPECT_EQ(builder.finish(UtcTime{}).last_trade.has_value(), tick == 45 || tick == 88) << tick;
    EXPECT_EQ(builder.finish(UtcTime{}).type, tick == 88 ? MarketDataType::kDelayed : MarketDataType::kLive) << tick;
  }
  for (const int tick : {48, 49, 50, 89, 90, 91}) {
    QuoteBuilder builder(Symbol("SPY"));
    builder.add(wire::TickGeneric{1, tick, 1});
    EXPECT_EQ(builder.finish(UtcTime{}).halted, tick == 49 || tick == 90) << tick;
  }
  QuoteBuilder latest(Symbol("SPY"));
  latest.add(wire::TickString{1, 45, "4102444799"});
  latest.add(wire::TickString{1, 45, "1"});
  EXPECT_EQ(latest.finish(UtcTime{}).last_trade, UtcTime{std::chrono::seconds{1}});
}

// The messages that each question's answer is made of.
TEST(WireValues, OfTheAnswers) {
  const auto shape = [](const wire::Request& request) {
    const AnswerShape found = find_answer_shape(request);
    std::string text = fmt::format("{}:", found.request_id);
    for (const int id : found.message_ids) text += fmt::format(" {}", id);
    return text;
  };
  EXPECT_EQ(shape(wire::CurrentTimeRequest{}), "0: 49");
  EXPECT_EQ(shape(wire::PositionsRequest{}), "0: 61 62");
  EXPECT_EQ(shape(wire::AllOpenOrdersRequest{}), "0: 5 3 53");
  EXPECT_EQ(shape(wire::CompletedOrdersRequest{}), "0: 101 102");
  EXPECT_EQ(shape(wire::AccountDataRequest{true, "DU1"}), "0: 6 7 54");
  EXPECT_EQ(shape(wire::AccountDataRequest{false, "DU1"}), "0:");
  EXPECT_EQ(shape(wire::AccountSummaryRequest{5, "All", "x"}), "5: 63 64");
  wire::ExecutionsRequest executions;
  executions.req_id = 6;
  EXPECT_EQ(shape(executions), "6: 11 55");
  wire::ContractDataRequest contract;
  contract.req_id = 7;
  EXPECT_EQ(shape(contract), "7: 10 52");
  wire::HistoricalDataRequest history;
  history.req_id = 8;
  EXPECT_EQ(shape(history), "8: 17 108");
  wire::PlaceOrder placed;
  placed.order.order_id = 9;
  EXPECT_EQ(shape(placed), "0:");
  placed.order.what_if = true;
  EXPECT_EQ(shape(placed), "9: 5");
  EXPECT_EQ(shape(wire::CancelPositions{}), "0:");
}

TEST(WireValues, OfWhatComesByItself) {
  std::string text;
  for (int id = 0; id <= 120; ++id)
    if (comes_by_itself(id)) text += fmt::format("{} ", id);
  EXPECT_EQ(text, "3 4 5 9 11 15 59 101 ");
}

TEST(WireValues, OfWhatMayBeAboutOurOrders) {
  const std::vector<std::string> accounts = {"DU1", "DU2"};
  const auto may = [&](int id, const std::string& fields) {
    std::string payload = fields;
    for (char& c : payload)
      if (c == '|') c = '\0';
    return may_concern_our_orders({.message_id = id, .request_id = std::nullopt, .why = ""}, payload, "DU1", accounts);
  };
  for (const int id : {3, 5, 11, 101, -1}) {
    EXPECT_TRUE(may(id, "x|DU1|y")) << id;
    EXPECT_TRUE(may(id, "x|y")) << id << " names none";
    EXPECT_FALSE(may(id, "x|DU2|y")) << id << " is another's";
    EXPECT_TRUE(may(id, "x|DU2|DU1|y")) << id;
  }
  for (const int id : {4, 6, 59, 61}) EXPECT_FALSE(may(id, "x|DU1|y")) << id;
}

bool is_believed(const wire::Response& response) {
  return std::holds_alternative<wire::Response>(read_message(wire::encode_response(response, 178), 178));
}

TEST(WireValues, OfFiguresThatCannotBe) {
  wire::PositionData position;
  position.account = "DU1";
  position.contract = bot::test::spy_contract();
  const auto held = [&](double shares, std::optional<double> cost, const char* currency = "USD") {
    position.contract.currency = currency;
    position.position = Quantity::from_double(shares);
    position.average_cost = cost;
    return is_believed(position);
  };
  EXPECT_TRUE(held(10, 100'000'000));
  EXPECT_FALSE(held(10, 100'000'001));
  EXPECT_FALSE(held(-10, 100'000'001));
  EXPECT_TRUE(held(1'000'000'000, 0.5)) << "a share is counted as a dollar at least";
  EXPECT_FALSE(held(1'000'000'001, 0.5));
  EXPECT_FALSE(held(1'000'000'001, std::nullopt));
  EXPECT_TRUE(held(10, 100'000'001, "JPY"));
  position.position.reset();
  EXPECT_FALSE(is_believed(position));
  EXPECT_TRUE(held(1, 1));
  position.contract.con_id = 0;
  EXPECT_FALSE(is_believed(position));
  for (const auto& [value, believed] : std::vector<std::pair<std::string, bool>>{{"1000000000", true},
                                                                                 {"-1000000000", true},
                                                                                 {"1000000001", false},
                                                                                 {"-1000000001", false},
                                                                                 {"1.7976931348623157E308", true},
                                                                                 {"words", true}}) {
    EXPECT_EQ(is_believed(wire::AccountValue{"NetLiquidation", value, "USD", "DU1"}), believed) << value;
    EXPECT_EQ(is_believed(wire::AccountSummary{1, "DU1", "NetLiquidation", value, "USD"}), believed) << value;
    EXPECT_TRUE(is_believed(wire::AccountValue{"NetLiquidation", value, "JPY", "DU1"})) << value;
  }
}

}  // namespace
}  // namespace bot::tws
