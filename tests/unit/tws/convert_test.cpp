#include "tws/convert.hpp"

#include <gtest/gtest.h>

#include "tws/quote_builder.hpp"
#include "tws/tws_times.hpp"

namespace bot::tws {
namespace {

TEST(Convert, TimesInTheirThreeForms) {
  struct Case {
    std::string text;
    std::string means;
  };
  const std::vector<Case> cases = {{"20250915 09:31:07 US/Eastern", "2025-09-15T13:31:07Z"},
                                   {"20250115 09:31:07 America/New_York", "2025-01-15T14:31:07Z"},
                                   {"20250915 09:31:07 EST", "2025-09-15T13:31:07Z"},
                                   {"20250915  09:31:07", "2025-09-15T13:31:07Z"},
                                   {"20250915-13:31:07", "2025-09-15T13:31:07Z"},
                                   {"20250915 13:31:07 UTC", "2025-09-15T13:31:07Z"},
                                   {"20250915 09:31:07 EST (Eastern Standard Time)", "2025-09-15T13:31:07Z"},
                                   {"20250915 09:31:07 China Standard Time", "2025-09-15T01:31:07Z"},
                                   {"20250915 09:31:07 Asia/Shanghai", "2025-09-15T01:31:07Z"},
                                   {"20250915 09:31:07 Central European Standard Time", "2025-09-15T07:31:07Z"},
                                   {"20250115 09:31:07 Central European Standard Time", "2025-01-15T08:31:07Z"},
                                   {"20250915 09:31:07 W. Europe Standard Time", "2025-09-15T07:31:07Z"},
                                   {"20250915 09:31:07 British Summer Time", "2025-09-15T08:31:07Z"},
                                   {"20250115 09:31:07 Greenwich Mean Time", "2025-01-15T09:31:07Z"},
                                   {"20250915 09:31:07 GB-Eire", "2025-09-15T08:31:07Z"},
                                   {"20250915 09:31:07 GB", "2025-09-15T08:31:07Z"},
                                   {"20250915 09:31:07 PST", "2025-09-15T16:31:07Z"},
                                   {"20250915 09:31:07 US/Central", "2025-09-15T14:31:07Z"},
                                   {"20250915 09:31:07 MET (Middle Europe Time)", "2025-09-15T07:31:07Z"},
                                   {"20250915 09:31:07 India Standard Time", "2025-09-15T04:01:07Z"},
                                   {"20250915 09:31:07 Europe/Athens", "2025-09-15T06:31:07Z"},
                                   // What nobody knows, or what means several zones, is no time.
                                   {"20250915 09:31:07 Mars Standard Time", "none"},
                                   {"20250915 09:31:07 CST", "none"},
                                   {"20250915 09:31:07 Heure normale d'Europe centrale", "none"},
                                   {"20250915 09:31:07 ../../etc/passwd", "none"},
                                   {"20251315 09:31:07 EST", "none"},
                                   {"20250915 09:61:07 EST", "none"},
                                   {"20250915-13:31:07 EST", "none"},
                                   {"yesterday", "none"},
                                   {"", "none"}};
  for (const auto& [text, means] : cases) {
    const auto time = parse_tws_time(text);
    EXPECT_EQ(time ? to_iso(*time) : "none", means) << text;
  }
  EXPECT_EQ(format_utc(parse_utc("2020-03-16T19:58:30.999Z").value()), "20200316-19:58:30");
}

TEST(Convert, LiquidHoursAreDaysAndOpenStretches) {
  const auto hours = parse_liquid_hours(
      "20201126:CLOSED;20201127:0930-20201127:1300;20210315:0930-20210315:1200,20210315:1230-20210315:1600;",
      "EST (Eastern Standard Time)");
  ASSERT_TRUE(hours.has_value());
  EXPECT_EQ(hours->days, (std::vector<Date>{make_date(2020, 11, 26), make_date(2020, 11, 27), make_date(2021, 3, 15)}));
  ASSERT_EQ(hours->open.size(), 3U);
  EXPECT_EQ(to_iso(hours->open[0].opens), "2020-11-27T14:30:00Z");
  EXPECT_EQ(to_iso(hours->open[0].closes), "2020-11-27T18:00:00Z");
  EXPECT_EQ(to_iso(hours->open[2].opens), "2021-03-15T16:30:00Z");
  EXPECT_EQ(to_iso(hours->open[2].closes), "2021-03-15T20:00:00Z");
  for (const char* bad :
       {"20201127", "20201127:0930", "20201127:0930-20201127:2500", "x:CLOSED", "20201127:1600-20201127:0930"}) {
    EXPECT_FALSE(parse_liquid_hours(bad, "US/Eastern").has_value()) << bad;
  }
}

TEST(Convert, HistorySpansCoverTheFirstDate) {
  const Date today = make_date(2020, 3, 16);
  struct Case {
    Date first, last;
    ports::BarKind kind;
    std::string end, duration;
  };
  const auto trades = ports::BarKind::kTrades;
  const auto adjusted = ports::BarKind::kAdjustedLast;
  const std::vector<Case> cases = {{make_date(2020, 3, 16), today, trades, "", "1 D"},
                                   {make_date(2020, 3, 10), make_date(2020, 3, 13), trades, "20200314-04:00:00", "4 D"},
                                   {make_date(2020, 1, 10), make_date(2020, 1, 13), trades, "20200114-05:00:00", "4 D"},
                                   {make_date(2019, 3, 18), today, trades, "", "365 D"},
                                   {make_date(2019, 3, 17), today, trades, "", "2 Y"},
                                   {make_date(2019, 3, 16), today, trades, "", "2 Y"},
                                   {make_date(2003, 1, 1), today, trades, "", "18 Y"},
                                   {make_date(2020, 3, 1), make_date(2020, 3, 2), adjusted, "", "16 D"}};
  for (const auto& one : cases) {
    const auto span = make_history_span({Symbol("SPY"), one.kind, one.first, one.last}, today);
    EXPECT_EQ(span.end, one.end);
    EXPECT_EQ(span.duration, one.duration) << to_iso(one.first);
  }
}

TEST(Convert, QuotesFromTicks) {
  QuoteBuilder live(Symbol("SPY"));
  live.add(wire::MarketDataTypeNotice{1, 1});
  live.add(wire::TickPrice{1, 1, 262.4, Quantity::from_whole(300), 0});
  live.add(wire::TickPrice{1, 2, 262.42, std::nullopt, 0});
  live.add(wire::TickSize{1, 3, Quantity::from_whole(500)});
  live.add(wire::TickPrice{1, 4, 262.41, Quantity::from_whole(10), 0});
  live.add(wire::TickPrice{1, 9, 269.32, std::nullopt, 0});
  live.add(wire::TickString{1, 45, "1584388199"});
  live.add(wire::TickSize{1, 8, Quantity::from_whole(1'000'000)});
  auto quote = live.finish(UtcTime{});
  EXPECT_EQ(quote.bid->str(), "262.4");
  EXPECT_EQ(quote.ask->str(), "262.42");
  EXPECT_EQ(quote.bid_size, Quantity::from_whole(300));
  EXPECT_EQ(quote.ask_size, Quantity::from_whole(500));
  EXPECT_EQ(quote.last->str(), "262.41");
  EXPECT_EQ(quote.previous_close->str(), "269.32");
  EXPECT_EQ(to_iso(*quote.last_trade), "2020-03-16T19:49:59Z");
  EXPECT_EQ(quote.volume, Quantity::from_whole(1'000'000));
  EXPECT_EQ(quote.type, MarketDataType::kLive);
  EXPECT_FALSE(quote.halted);
  live.add(wire::TickGeneric{1, 49, 1});
  live.add(wire::TickPrice{1, 1, std::nullopt, Quantity{}, 0});
  quote = live.finish(UtcTime{});
  EXPECT_TRUE(quote.halted);
  EXPECT_EQ(quote.bid, std::nullopt);  // taken back

  QuoteBuilder delayed(Symbol("SPY"));
  delayed.add(wire::TickPrice{1, 66, 262.4, std::nullopt, 0});
  delayed.add(wire::TickPrice{1, 67, 0, Quantity{}, 0});
  delayed.add(wire::TickPrice{1, 75, 269.32, std::nullopt, 0});
  delayed.add(wire::TickString{1, 88, "1584387299"});
  delayed.add(wire::TickGeneric{1, 90, -1});
  quote = delayed.finish(UtcTime{});
  EXPECT_EQ(quote.type, MarketDataType::kDelayed);
  EXPECT_EQ(quote.ask, std::nullopt);
  EXPECT_EQ(quote.previous_close->str(), "269.32");
  EXPECT_EQ(to_iso(*quote.last_trade), "2020-03-16T19:34:59Z");
  EXPECT_FALSE(quote.halted);
}

TEST(Convert, NumbersThatAreNoPriceDoNotPass) {
  EXPECT_EQ(to_price(1e300), std::nullopt);
  wire::ExecutionData fill;
  fill.exec_id = "1.1";
  fill.side = "BOT";
  fill.shares = Quantity::from_whole(1);
  fill.price = 1e18;
  EXPECT_EQ(to_execution(fill, 17), std::nullopt);
}

TEST(Convert, ClockNotices) {
  const auto notice = [](int id, int code, const std::string& text) {
    return parse_clock_notice({id, code, text, "", 0}, UtcTime{}).has_value();
  };
  EXPECT_TRUE(notice(-1, 2169, "bot embedded gateway clock=2020-03-16T19:50:00.000Z pace=real"));
  EXPECT_TRUE(notice(-1, 2100, "bot embedded gateway clock=2020-03-16T19:50:00Z pace=step"));
  EXPECT_FALSE(notice(-1, 202, "bot embedded gateway clock=2020-03-16T19:50:00Z pace=1")) << "no notice";
  EXPECT_FALSE(notice(5, 2169, "bot embedded gateway clock=2020-03-16T19:50:00Z pace=1"));
  EXPECT_FALSE(notice(-1, 2104, "Market data farm connection is OK:usfarm"));
  EXPECT_FALSE(notice(-1, 2170, "bot embedded gateway clock=2020-03-16T19:50:00Z pace=1"));
  EXPECT_FALSE(notice(-1, 2169, "bot embedded gateway clock=noon pace=1"));
  EXPECT_FALSE(notice(-1, 2169, "bot embedded gateway clock=2020-03-16T19:50:00Z pace=0"));
}

TEST(Convert, AClockNoticeNamesItsMarketOrAnUnknownOne) {
  const auto clock_of = [](const std::string& rest) {
    return parse_clock_notice({-1, 2169, "bot embedded gateway clock=2020-03-16T19:50:00Z pace=" + rest, "", 0},
                              UtcTime{});
  };
  const auto named = clock_of("60 market=generator:7");
  ASSERT_TRUE(named);
  EXPECT_EQ(to_text(named->pace), "60");
  EXPECT_EQ(to_text(named->market), "generator:7");
  const auto unnamed = clock_of("60");
  ASSERT_TRUE(unnamed);
  EXPECT_EQ(to_text(unnamed->pace), "60");
  EXPECT_EQ(to_text(unnamed->market), "generator:unknown");
}

TEST(Convert, ASizeOfNothingIsNoneBesideAPriceAndOneByItself) {
  QuoteBuilder builder(Symbol("SPY"));
  builder.add(wire::TickPrice{1, 1, 262.4, Quantity::from_whole(300), 0});
  builder.add(wire::TickPrice{1, 1, 262.5, Quantity{}, 0});
  EXPECT_EQ(builder.finish(UtcTime{}).bid_size, Quantity::from_whole(300));
  builder.add(wire::TickSize{1, 0, Quantity{}});
  EXPECT_EQ(builder.finish(UtcTime{}).bid_size, Quantity{});
  builder.add(wire::TickSize{1, 0, Quantity::from_whole(-1)});
  EXPECT_EQ(builder.finish(UtcTime{}).bid_size, Quantity{});
}

TEST(Convert, ATimeOfNothingIsNoLastTradeAndAHaltIsAHalt) {
  for (const char* text : {"0", "-5", "4102444800", "soon"}) {
    QuoteBuilder quote(Symbol("SPY"));
    quote.add(wire::TickString{1, 45, text});
    EXPECT_EQ(quote.finish(UtcTime{}).last_trade, std::nullopt) << text;
  }
  for (const double value : {-1.0, 0.0, 1.0, 2.0}) {
    QuoteBuilder quote(Symbol("SPY"));
    quote.add(wire::TickGeneric{1, 49, value});
    EXPECT_EQ(quote.finish(UtcTime{}).halted, value > 0) << value;
  }
}

TEST(Convert, ADelayedTickStaysSoWhateverPriceComesAfterIt) {
  QuoteBuilder quote(Symbol("SPY"));
  quote.add(wire::MarketDataTypeNotice{1, 1});
  quote.add(wire::TickPrice{1, 66, 262.4, std::nullopt, 0});
  quote.add(wire::TickPrice{1, 9, 261.0, std::nullopt, 0});
  EXPECT_EQ(quote.finish(UtcTime{}).type, MarketDataType::kDelayed);
}

TEST(Convert, AnExecutionNeedsItsIdAndItsSharesBoth) {
  wire::ExecutionData fill;
  fill.side = "BOT";
  fill.price = 262.4;
  fill.exec_id = "0000e0d5.1.01.01";
  fill.shares = Quantity::from_whole(4);
  EXPECT_TRUE(to_execution(fill, 17));
  fill.exec_id.clear();
  EXPECT_FALSE(to_execution(fill, 17));
  fill.exec_id = "0000e0d5.1.01.01";
  fill.shares.reset();
  EXPECT_FALSE(to_execution(fill, 17));
}

// One tick of the delayed kind is enough: what was announced before it is not believed.
TEST(Convert, EveryDelayedTickMakesTheQuoteDelayed) {
  const auto type_with = [](int tick) {
    QuoteBuilder quote(Symbol("SPY"));
    quote.add(wire::MarketDataTypeNotice{1, 1});
    if (tick == 88)
      quote.add(wire::TickString{1, tick, "1584387299"});
    else if (tick == 90)
      quote.add(wire::TickPrice{1, tick, 1, std::nullopt, 0});
    else
      quote.add(wire::TickPrice{1, tick, 262.4, std::nullopt, 0});
    return quote.finish(UtcTime{}).type;
  };
  for (int tick = 66; tick <= 76; ++tick) EXPECT_EQ(type_with(tick), MarketDataType::kDelayed) << tick;
  for (const int tick : {88, 90}) EXPECT_EQ(type_with(tick), MarketDataType::kDelayed) << tick;
  for (const int tick : {1, 2, 4, 9, 14, 65, 77, 89}) EXPECT_EQ(type_with(tick), MarketDataType::kLive) << tick;
}

TEST(Convert, AThousandMillionDollarsAreTheMost) {
  EXPECT_EQ(to_dollars(1e9, "USD"), Money::from_whole(1'000'000'000));
  EXPECT_EQ(to_dollars(-1e9, ""), Money::from_whole(-1'000'000'000));
  EXPECT_EQ(to_dollars(1e9 + 1, "USD"), std::nullopt);
  EXPECT_EQ(to_dollars(5, "EUR"), std::nullopt);
}

TEST(Convert, AContractWithoutAnIdIsNone) {
  wire::ContractData data;
  data.contract.symbol = "SPY";
  data.contract.sec_type = "STK";
  data.contract.currency = "USD";
  data.min_tick = 0.01;
  data.time_zone_id = "US/Eastern";
  for (const std::int64_t con_id : {-1, 0, 1}) {
    data.contract.con_id = con_id;
    EXPECT_EQ(to_instrument(data).has_value(), con_id > 0) << con_id;
  }
  for (const double step : {0.0, -0.01, 1e300}) {
    data.min_tick = step;
    EXPECT_FALSE(to_instrument(data)) << step;
  }
}

}  // namespace
}  // namespace bot::tws
