#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "base/display.hpp"
#include "decide/decide.hpp"
#include "report/calendar_report.hpp"
#include "report/decision_report.hpp"
#include "report/finding_text.hpp"
#include "report/json.hpp"
#include "report/numbers.hpp"
#include "report/plan_report.hpp"
#include "report/run_alerts.hpp"
#include "report/trade_report.hpp"
#include "report/validation_report.hpp"
#include "support/golden.hpp"

namespace bot::report::test {

using bot::test::expect_golden;

UtcTime at(const char* text) { return *parse_utc(text); }
Price price(const char* text) { return *Price::parse(text); }
Money money(const char* text) { return *Money::parse(text); }

ledger::RunResult done_run() {
  ledger::RunResult result;
  result.run_id = "20200316-1";
  result.mode = Mode::kPaper;
  result.session = make_date(2020, 3, 16);
  result.simulated = true;
  result.outcome = ledger::Outcome::kDone;
  result.within_band = true;
  result.exit_code = 0;
  result.message = "2 orders filled";
  result.equity = money("9987.6");
  result.cash = money("512.33");
  result.targets = {{Symbol("SPY"), 0.475}, {Symbol("TLT"), 0.475}};
  result.positions = {{Symbol("SPY"), {Quantity::from_whole(19), price("243.2"), money("4620.8"), 0.46265}},
                      {Symbol("TLT"), {Quantity::from_whole(29), price("160"), money("4640"), 0.46458}}};
  result.inputs = {{Symbol("SPY"),
                    {Bar{make_date(2020, 3, 16), 241.18, 256.9, 237.36, 239.85, 297240000, std::nullopt}, 1,
                     price("243.1"), price("243.3")}}};
  result.orders = {
      {OrderKey("RB1.20200316.0.TLT.S.ab12"), Symbol("TLT"), Side::kSell, Quantity::from_whole(2), price("159.92"),
       OrderState::kFilled, Quantity::from_whole(2), price("160.01"), money("0.35"), -0.6,
       "above its target by more than the band"},
      {OrderKey("RB1.20200316.1.SPY.B.cd34"), Symbol("SPY"), Side::kBuy, Quantity::from_whole(19), price("243.54"),
       OrderState::kFilled, Quantity::from_whole(19), price("243.3"), money("0.35"), 4.1, "to its target weight"}};
  result.findings = {{Symbol("BITO"), true, BarRule::kReadable, "no bars yet"},
                     {Symbol("GLD"), false, BarRule::kMoves, "moved 51 % on 2020-03-12"}};
  result.reasons = {{Symbol("BITO"), "failed validation"},
                    {Symbol("SPY"), "to its target weight"},
                    {Symbol("TLT"), "above its target"}};
  result.started = at("2020-03-16T19:55:00Z");
  result.ended = at("2020-03-16T19:55:12Z");
  result.next_run = ledger::next_run_at(at("2020-03-17T19:55:00Z"));
  return result;
}

ledger::RunResult failed_run() {
  ledger::RunResult result;
  result.run_id = "20200316-2";
  result.mode = Mode::kPaper;
  result.session = make_date(2020, 3, 16);
  result.outcome = ledger::Outcome::kFailed;
  result.exit_code = 5;
  result.message = "the gateway could not be reached";
  result.error = Error{ErrorCode::kRefused, "connection refused", "127.0.0.1:4002", "Start IB Gateway and log in"}.in(
      "connecting");
  result.started = at("2020-03-16T19:55:00Z");
  result.ended = at("2020-03-16T19:58:30Z");
  result.next_run = ledger::next_run_at(at("2020-03-17T19:55:00Z"));
  return result;
}

std::string describe(const std::vector<ports::Alert>& alerts) {
  nlohmann::ordered_json all = nlohmann::ordered_json::array();
  for (const ports::Alert& alert : alerts) {
    nlohmann::ordered_json facts = nlohmann::ordered_json::object();
    for (const auto& [label, value] : alert.facts) facts[label] = value;
    nlohmann::ordered_json fills = nlohmann::ordered_json::array();
    for (const ports::AlertFill& fill : alert.fills)
      fills.push_back(std::string(name(fill.side)) + " " + fill.quantity.str() + " " + fill.symbol.value() + " " +
                      fill.price.str());
    nlohmann::ordered_json positions = nlohmann::ordered_json::array();
    for (const ports::AlertPosition& position : alert.positions)
      positions.push_back(position.quantity.str() + " " + position.symbol.value());
    all.push_back({{"kind", ports::name(alert.kind)},
                   {"severity", static_cast<int>(alert.severity)},
                   {"title", alert.title},
                   {"text", alert.text},
                   {"causes", alert.causes},
                   {"not_done", alert.not_done},
                   {"to_do", alert.to_do},
                   {"facts", facts},
                   {"fills", fills},
                   {"positions", positions},
                   {"dedupe_key", alert.dedupe_key}});
  }
  return all.dump(2) + "\n";
}

TEST(TradeReport, Json) { expect_golden("report/trade.json", trade_json(done_run()).dump(2) + "\n"); }
TEST(TradeReport, WhatNeverFilledSlippedByNothingThatIsKnown) {
  ledger::RunResult result = done_run();
  result.orders[1].filled = {};
  result.orders[1].average_price.reset();
  result.orders[1].slippage_bps = 0;
  EXPECT_EQ(trade_json(result)["orders"][0]["slippage_bps"], -0.6);
  EXPECT_TRUE(trade_json(result)["orders"][1]["slippage_bps"].is_null());
}
TEST(TradeReport, Text) {
  expect_golden("report/trade.txt", trade_text(done_run(), {}) + "----\n" + trade_text(done_run(), {.width = 90}) +
                                        "----\n" + trade_text(failed_run(), {.width = 80}) + "----\n" +
                                        trade_text(done_run(), {.width = 60}));
}
TEST(TradeReport, AFindingNamesItsSymbolOnce) {
  EXPECT_EQ(finding_text({Symbol("SPY"), true, ledger::FindingCode::kQuote, "no quote"}), "quote SPY: no quote");
  EXPECT_EQ(finding_text({std::nullopt, true, SafetyRule::kClock, "2 s apart"}), "R05: 2 s apart");
}

TEST(TradeReport, ErrorIsAnObject) {
  const auto json = trade_json(failed_run());
  EXPECT_EQ(
      json["error"].dump(),
      R"({"code":"refused","message":"connecting: connection refused","where":"127.0.0.1:4002","fix":"Start IB Gateway and log in"})");
  EXPECT_EQ(json["equity"], nullptr);
}

TEST(RunAlerts, Texts) {
  ledger::RunResult partial = done_run();
  partial.outcome = ledger::Outcome::kResidual;
  partial.exit_code = 7;
  partial.orders[1].state = OrderState::kCancelled;
  partial.orders[1].filled = Quantity::from_whole(5);
  ledger::RunResult halted = failed_run();
  halted.error.reset();
  halted.outcome = ledger::Outcome::kHalted;
  halted.findings = {{std::nullopt, true, SafetyRule::kModeAndAccount, "the kill switch is set"},
                     {Symbol("SPY"), true, SafetyRule::kQuote, "the spread is 80 bps, above 50"}};
  expect_golden("report/run_alerts.json",
                describe(run_alerts(done_run(), {.day_return = -0.003, .account_masked = masked("DU0000001")})) +
                    describe(run_alerts(failed_run())) + describe(run_alerts(partial)) + describe(run_alerts(halted)));
}

TEST(RunAlerts, WhyAnOrderEndedIsTold) {
  ledger::RunResult result = done_run();
  result.outcome = ledger::Outcome::kResidual;
  result.exit_code = 7;
  ledger::OrderLine& order = result.orders[1];
  order.filled = {};
  for (const OrderState state : {OrderState::kCancelled, OrderState::kExpired, OrderState::kRejected}) {
    order.state = state;
    order.reason = "the gateway said 202: too far through the market";
    EXPECT_NE(run_alerts(result).front().not_done.find("202: too far through the market"), std::string::npos);
  }
  order.state = OrderState::kCancelled;
  order.reason = result.reasons.at(order.symbol);  // of the plan
  EXPECT_EQ(run_alerts(result).front().not_done.find(order.reason), std::string::npos);
}

TEST(RunAlerts, WhatWasTradedOrInferredIsNotOutOfTheRun) {
  ledger::RunResult result = done_run();
  const Symbol traded = result.orders.front().symbol;
  result.findings = {{traded, true, ledger::FindingCode::kQuote, "no quote: the connection is gone"},
                     {Symbol("TLT"), true, ledger::FindingCode::kInferredFill, "the positions show SELL 4 TLT"}};
  for (const ports::Alert& alert : run_alerts(result))
    EXPECT_EQ(alert.title.find("is out of this run"), std::string::npos);
  result.findings.front().symbol = Symbol("XLE");
  EXPECT_EQ(run_alerts(result).back().title, "XLE is out of this run");
}

TEST(RunAlerts, SilentOnClosedDaysOtherSlotsAndDryRuns) {
  ledger::RunResult result = done_run();
  result.mode = Mode::kDryRun;
  EXPECT_TRUE(run_alerts(result).empty());
  result.mode = Mode::kLive;
  EXPECT_FALSE(run_alerts(result).empty());
  for (const ledger::Outcome outcome : {ledger::Outcome::kMarketClosed, ledger::Outcome::kNotScheduled}) {
    result.outcome = outcome;
    EXPECT_TRUE(run_alerts(result).empty());
  }
  EXPECT_EQ(masked("DU0000001"), "DU***001");
  EXPECT_EQ(masked("U12"), "U***");
  EXPECT_EQ(masked(""), "***");
}

TEST(RunAlerts, EveryOtherOutcomeIsToldAndTargetsAreNeverPositions) {
  for (const ledger::Outcome outcome :
       {ledger::Outcome::kDone, ledger::Outcome::kNothingToDo, ledger::Outcome::kAlreadyDone, ledger::Outcome::kSkipped,
        ledger::Outcome::kRefused, ledger::Outcome::kResidual, ledger::Outcome::kUnknown, ledger::Outcome::kHalted,
        ledger::Outcome::kFailed}) {
    ledger::RunResult result = done_run();
    result.outcome = outcome;
    result.positions.clear();
    const auto alerts = run_alerts(result);
    ASSERT_FALSE(alerts.empty());
    EXPECT_TRUE(alerts[0].positions.empty());
    EXPECT_EQ(alerts[0].run_id, "20200316-1");
    EXPECT_TRUE(alerts[0].simulated);
  }
}

TEST(DecisionReport, JsonAndText) {
  decide::Decision decision;
  decision.asof = make_date(2020, 3, 16);
  decide::SymbolScore spy;
  spy.symbol = Symbol("SPY");
  spy.bars = 1309;
  spy.last = make_date(2020, 3, 16);
  spy.close = 239.85;
  spy.ema_fast = 238.5;
  spy.ema_slow = 230.25;
  spy.atr = 4.125;
  spy.score = 0.3291;
  spy.volatility = 0.0312;
  spy.gates = {true, true, true, true, true, std::nullopt};
  spy.passed = true;
  spy.reason = "passed";
  decide::SymbolScore bito;
  bito.symbol = Symbol("BITO");
  bito.reason = "data: no bars yet";
  decision.symbols = {bito, spy};
  decision.correlations = {{Symbol("QQQ"), Symbol("SPY"), 0.931234567890123},
                           {Symbol("SPY"), Symbol("TLT"), std::nullopt}};
  decision.selected = {Symbol("SPY")};
  decision.weights = {{Symbol("SPY"), 0.475}};
  decision.cash = 0.525;
  decision.reasons = {{Symbol("SPY"), "selected"}, {Symbol("BITO"), "no bars yet"}};
  expect_golden("report/weights.txt", weights_json(decision).dump(2) + "\n" + weights_text(decision, {}) +
                                          weights_text(decision, {.width = 80}) +
                                          weights_text(decision, {.width = 60}));
}

TEST(PlanReport, JsonAndText) {
  plan::Plan plan;
  plan.orders = {{Symbol("TLT"), Side::kSell, Quantity::from_whole(2), price("159.92"), money("319.84"), money("0.35"),
                  price("160"), false, "above its target"},
                 {Symbol("SPY"), Side::kBuy, Quantity::from_whole(19), price("243.54"), money("4627.26"), money("0.35"),
                  price("243.2"), false, "to its target"}};
  plan.shares_after = {{Symbol("SPY"), Quantity::from_whole(19)},
                       {Symbol("TLT"), Quantity::from_whole(29)},
                       {Symbol("GLD"), Quantity{}}};
  plan.scale = 0.9875;
  plan.distance = 0.01234;
  plan.budget = money("5230.1");
  plan.reserve = money("50");
  plan.skipped = {{Symbol("GLD"), "no quote", true}};
  plan.goals = {{Symbol("SPY"), 0.475}};
  plan.reasons = {{Symbol("GLD"), "no quote"}};
  expect_golden("report/plan.txt", plan_json(plan).dump(2) + "\n" + plan_text(plan, {}) +
                                       plan_text(plan, {.width = 60}) + plan_text({}, {}));
}

TEST(ValidationReport, JsonAndText) {
  const std::vector<data::SymbolReport> reports = {
      {Symbol("QQQ"),
       true,
       1309,
       {{BarRule::kMoves, data::Severity::kWarning, make_date(2020, 3, 12), "moved 51 %", {{"move", 0.51}}}}},
      {Symbol("SPY"),
       false,
       1300,
       {{BarRule::kNumbers,
         data::Severity::kError,
         make_date(2020, 3, 13),
         "close is not a number",
         {{"close", std::nan("")}}},
        {BarRule::kDates,
         data::Severity::kError,
         std::nullopt,
         "dates are not ascending",
         {{"column", std::string("date")}}}}}};
  expect_golden("report/validate.txt",
                validation_json(make_date(2020, 3, 16), reports).dump(2) + "\n" +
                    validation_text(make_date(2020, 3, 16), reports, {}) +
                    validation_text(make_date(2020, 3, 16), reports, {.width = 50, .colour = true}) +
                    validation_text(make_date(2020, 3, 16), reports, {.width = 60}));
}

TEST(CalendarReport, JsonAndText) {
  const std::vector<calendar::Session> sessions = {
      {make_date(2024, 11, 27), at("2024-11-27T14:30:00Z"), at("2024-11-27T21:00:00Z"), make_date(2024, 11, 29), false},
      {make_date(2024, 11, 29), at("2024-11-29T14:30:00Z"), at("2024-11-29T18:00:00Z"), make_date(2024, 12, 2), true}};
  expect_golden("report/calendar.txt",
                to_text(calendar_json(sessions)) + calendar_text(sessions, {}) + calendar_text({}, {}));
}

TEST(Json, NumbersAreTheShortestThatReadBackEqual) {
  Json json = document("x");
  for (const double value : {0.1, 1.0 / 3, 1e-7, 123456789.125, 5e-324, 1.7976931348623157e308, 10000.0, -0.0, 1e21}) {
    const std::string text = to_text(Json(value));
    EXPECT_EQ(std::strtod(text.c_str(), nullptr), value) << text;
    EXPECT_TRUE(nlohmann::json::parse(text).is_number_float()) << text;
  }
  EXPECT_EQ(to_text(Json(0.1)), "0.1\n");
  EXPECT_EQ(to_text(Json(10000.0)), "10000.0\n");
  json["nan"] = number(std::nan(""));
  json["inf"] = number(std::numeric_limits<double>::infinity());
  json["raw"] = std::nan("");
  json["none"] = number(std::optional<double>());
  json["text"] = std::string("caf\xC3\xA9 \xFF \"q\"");
  EXPECT_EQ(to_text(json),
            "{\"schema\": \"bot.x/1\", \"nan\": null, \"inf\": null, \"raw\": null, \"none\": null, "
            "\"text\": \"caf\xC3\xA9 \xEF\xBF\xBD \\\"q\\\"\"}\n");
  EXPECT_EQ(to_text(error_document("plan", {ErrorCode::kConfig, "bad", "a:1", "fix it"})),
            "{\"schema\": \"bot.plan/1\", \"error\": {\"code\": \"config\", \"message\": \"bad\", \"where\": \"a:1\", "
            "\"fix\": \"fix it\"}}\n");
}

TEST(Numbers, ForPeople) {
  EXPECT_EQ(price_text(price("243")), "243.00");
  EXPECT_EQ(price_text(price("243.1255")), "243.1255");
  EXPECT_EQ(percent(0.4751), "47.5 %");
  EXPECT_EQ(percent(-0.00001), "0.0 %");
  EXPECT_EQ(decimal(std::nan(""), 2), "n/a");
}

TEST(Table, FitsTheTerminal) {
  Table table({{.title = "symbol", .align = Align::kLeft},
               {.title = "price"},
               {.title = "reason", .align = Align::kLeft, .elastic = true}});
  table.add(
      {"SPY", "243.20", {"correlation 0.83 is above 0.70 with QQQ, which was accepted before it", Tone::kWarning}});
  table.add({"\xE6\x97\xA5\xE6\x9C\xAC", "1.00", "evil\x1b[31m\ntext"});
  for (std::size_t width = 1; width < 120; ++width) {
    const std::string text = table.render({.width = width});
    for (const std::string& line : wrapped(text, 1000))
      EXPECT_LE(display_width(line), std::max<std::size_t>(width, 7)) << text;
    EXPECT_EQ(text.find("\x1b"), std::string::npos);
  }
  EXPECT_EQ(table.render({.width = 46}),
            "symbol   price  reason\n"
            "SPY     243.20  correlation 0.83 is above 0.70\n"
            "                with QQQ, which was accepted\n"
            "                before it\n"
            "\xE6\x97\xA5\xE6\x9C\xAC      1.00  evil[31m text\n");
  // With less room the last column goes below its row.
  EXPECT_EQ(table.render({.width = 40}),
            "symbol   price\n"
            "SPY     243.20\n"
            "    correlation 0.83 is above 0.70 with\n"
            "    QQQ, which was accepted before it\n"
            "\xE6\x97\xA5\xE6\x9C\xAC      1.00\n"
            "    evil[31m text\n");
}

TEST(Table, ATooWideOneLeavesASpareColumnOutRatherThanCutEveryFigure) {
  Table table({{.title = "symbol", .align = Align::kLeft}, {.title = "limit", .spare = true}, {.title = "notional"}});
  table.add({"SPY", "512.34", "4,612.06"});
  EXPECT_EQ(table.render({.width = 30, .colour = false}), "symbol   limit  notional\nSPY     512.34  4,612.06\n");
  EXPECT_EQ(table.render({.width = 20, .colour = false}),
            "symbol  notional\nSPY     4,612.06\n"
            "not shown for want\nof width: limit (a\nwider terminal,\n--json)\n");
}

// A figure or a word that is cut says something else; a column less does not.
TEST(Table, NothingIsCutWhileAnotherColumnCanGo) {
  Table table({{.title = "symbol", .align = Align::kLeft},
               {.title = "bars", .spare = true},
               {.title = "weight"},
               {.title = "state", .align = Align::kLeft},
               {.title = "reason", .align = Align::kLeft, .elastic = true}});
  table.add({"SPY", "2,314", "47.5 %", "filled", "correlation 0.83 is above 0.70 with QQQ"});
  for (std::size_t width = 20; width < 60; ++width)
    EXPECT_EQ(table.render({.width = width}).find("\xE2\x80\xA6"), std::string::npos) << width;
  EXPECT_EQ(table.render({.width = 24}),
            "symbol  weight  state\nSPY     47.5 %  filled\n    correlation 0.83 is\n"
            "    above 0.70 with QQQ\nnot shown for want of\nwidth: bars (a wider\nterminal, --json)\n");
  EXPECT_EQ(table.render({.width = 20}),
            "symbol  weight\nSPY     47.5 %\n    correlation 0.83\n    is above 0.70\n"
            "    with QQQ\nnot shown for want\nof width: bars,\nstate (a wider\nterminal, --json)\n");
}

TEST(Table, LeavesOutNeitherWhatIsEssentialNorOneOfTwoColumns) {
  Table table({{.title = "trained on", .align = Align::kLeft}, {.title = "best"}, {.title = "p", .essential = true}});
  table.add({"2015-01-02", "1.5", "0.0196"});
  EXPECT_EQ(
      table.render({.width = 20}),
      "trained on       p\n2015-01-02  0.0196\nnot shown for want\nof width: best (a\nwider terminal,\n--json)\n");
  Table values({{.title = "luck", .align = Align::kLeft}, {.title = ""}});
  values.add({"probability that it is above 0", "98.4 %"});
  EXPECT_EQ(values.render({.width = 24}), "luck\nprobability that  98.4 %\nit is above 0\n");
}

TEST(RunAlerts, AnOrdersStateIsUnknownOnlyWhereAnOrderIs) {
  ledger::RunResult result = done_run();
  result.outcome = ledger::Outcome::kUnknown;
  result.exit_code = 7;
  result.message = "the positions could not be read again, so nobody compared them with the ledger";
  for (ledger::OrderLine& order : result.orders) order.state = OrderState::kAbandoned;
  const std::string unread = "The positions could not be read again, so nobody compared them with the ledger";
  EXPECT_EQ(run_alerts(result)[0].title, unread + " \xC2\xB7 2020-03-16");
  EXPECT_EQ(run_alerts(result)[0].not_done, "No order was sent.") << "nobody knows whether the positions are as before";
  result.orders[0].state = OrderState::kFilled;
  EXPECT_EQ(run_alerts(result)[0].title, unread + " \xC2\xB7 2020-03-16");
  for (const OrderState open :
       {OrderState::kSending, OrderState::kWorking, OrderState::kPartial, OrderState::kUnknown}) {
    result.orders[1].state = open;
    EXPECT_EQ(run_alerts(result)[0].title, "An order's state is unknown \xC2\xB7 2020-03-16") << name(open);
  }
}

TEST(RunAlerts, ACommissionThatNobodyReportedIsNotZero) {
  ledger::RunResult result = done_run();
  result.orders[0].commission.reset();
  const auto fills = run_alerts(result)[0].fills;
  ASSERT_EQ(fills.size(), 2U);
  EXPECT_EQ(fills[0].commission, std::nullopt);
  EXPECT_EQ(fills[1].commission, money("0.35"));
}

}  // namespace bot::report::test
