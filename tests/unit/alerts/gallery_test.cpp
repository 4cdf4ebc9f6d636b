// Every kind of alert as its maker makes it and Discord takes it: tests/golden/notify/gallery. tools/alert-gallery
// draws these files as a phone would.
#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>

#include "calendar/new_york.hpp"
#include "notify/crash_alert.hpp"
#include "notify/discord_message.hpp"
#include "report/run_alerts.hpp"
#include "report/watch_alerts.hpp"
#include "report/watch_report.hpp"
#include "support/golden.hpp"
#include "support/http_catcher.hpp"

namespace bot::alerts::test {

UtcTime ny(const char* text) { return *calendar::parse_new_york(text); }
Price price(const char* text) { return *Price::parse(text); }
Money money(const char* text) { return *Money::parse(text); }
const Date kDay = make_date(2026, 3, 16);

ledger::RunResult run_of(ledger::Outcome outcome, int exit_code, const char* message) {
  ledger::RunResult result;
  result.run_id = "20260316-155500-41";
  result.mode = Mode::kPaper;
  result.session = kDay;
  result.outcome = outcome;
  result.exit_code = exit_code;
  result.message = message;
  result.started = ny("2026-03-16 15:55:00");
  result.ended = ny("2026-03-16 15:55:24");
  result.next_run = ledger::next_run_at(ny("2026-03-17 15:55:00"));
  return result;
}

ledger::RunResult traded(ledger::Outcome outcome, int exit_code, const char* message) {
  ledger::RunResult result = run_of(outcome, exit_code, message);
  result.equity = money("10412.87");
  result.cash = money("585.12");
  result.within_band = exit_code == 0;
  result.targets = {{Symbol("GLD"), 0.475}, {Symbol("QQQ"), 0.475}};
  result.positions = {{Symbol("GLD"), {Quantity::from_whole(16), price("307.22"), money("4915.52"), 0.47206}},
                      {Symbol("QQQ"), {Quantity::from_whole(8), price("614.03"), money("4912.24"), 0.47175}}};
  result.orders = {
      {OrderKey("RB1.20260316.1.XLE.S.9f"), Symbol("XLE"), Side::kSell, Quantity::from_whole(52), price("91.38"),
       OrderState::kFilled, Quantity::from_whole(52), price("91.44"), money("0.35"), 1.4, "no longer selected"},
      {OrderKey("RB1.20260316.1.QQQ.B.1c"), Symbol("QQQ"), Side::kBuy, Quantity::from_whole(8), price("614.55"),
       OrderState::kFilled, Quantity::from_whole(8), price("614.11"), money("0.35"), 1.3, "to its target weight"}};
  return result;
}

report::RunAlertContext context() {
  return {.day_return = 0.0042,
          .year_to_date_return = 0.0312,
          .account_masked = "DU***001",
          .last_known = "As reconciled on 2026-03-13: equity $10,369.30, cash $585.12, 16 GLD, 52 XLE.",
          .retry_by_hand = "bot trade --paper, until 15:58:30 ET"};
}

report::AlertFrame frame(const char* at) {
  return {.at = ny(at),
          .simulated = false,
          .account_masked = "DU***001",
          .mode = Mode::kPaper,
          .next_run = ledger::next_run_at(ny("2026-03-17 15:55:00")),
          .last_known = "As reconciled on 2026-03-13: equity $10,369.30, cash $585.12, 16 GLD, 52 XLE."};
}

monitor::Readiness readiness(bool ready) {
  monitor::Readiness readiness;
  readiness.ready = ready;
  readiness.checks = {{"ledger", monitor::CheckStatus::kGood, "opens; recent records verified"},
                      {"halt", monitor::CheckStatus::kGood, "not halted"},
                      {"disk", monitor::CheckStatus::kGood, "41200 MiB free"}};
  if (ready) {
    readiness.checks.push_back({"gateway", monitor::CheckStatus::kGood, "reachable and logged in"});
    readiness.checks.push_back({"account", monitor::CheckStatus::kGood, "the configured one, a cash account"});
    readiness.checks.push_back({"clock", monitor::CheckStatus::kGood, "this computer's clock and the gateway's agree"});
    readiness.checks.push_back({"data", monitor::CheckStatus::kGood, "9 symbols, bars to 2026-03-13"});
  } else {
    readiness.checks.push_back({"gateway", monitor::CheckStatus::kBad,
                                "it listens but is not logged in (127.0.0.1:4002)",
                                "Log in to TWS or IB Gateway (on the phone: confirm the login)", ErrorCode::kLogin});
    readiness.to_do = "Log in to TWS or IB Gateway (on the phone: confirm the login)";
    readiness.exit_code = 5;
  }
  return readiness;
}

monitor::DailySummary day() {
  monitor::DailySummary summary;
  summary.session = kDay;
  summary.run = traded(ledger::Outcome::kDone, 0, "2 orders filled");
  summary.run->outside = {{.symbol = "VTI",
                           .con_id = ConId{12340041},
                           .kind = "STK",
                           .currency = "USD",
                           .shares = Quantity::from_whole(3),
                           .value = money("912.30"),
                           .why = "kept for you"}};
  summary.equity = money("10412.87");
  summary.cash = money("585.12");
  summary.deposits = Money{};
  summary.returns.day = {.value = 0.0042, .since = make_date(2026, 3, 13), .unmeasured = 0, .benchmark = 0.0031};
  summary.returns.month = {.value = 0.0118, .since = make_date(2026, 2, 27), .unmeasured = 0, .benchmark = -0.0021};
  summary.returns.year = {.value = 0.0312, .since = make_date(2025, 12, 31), .unmeasured = 0, .benchmark = 0.0275};
  summary.returns.whole = summary.returns.year;
  summary.orders = summary.filled = 2;
  summary.commission = money("0.7");
  summary.slippage = money("1.29");
  summary.traded = money("9667.76");
  monitor::Shadow shadow;
  shadow.selected = {Symbol("QQQ"), Symbol("GLD")};
  shadow.final_selected = shadow.selected;
  shadow.symbols = {{Symbol("GLD"), 0.91, 0.93, 0.475, 0.475, 307.15, 307.4, 8.1},
                    {Symbol("QQQ"), 1.02, 1.01, 0.475, 0.475, 614.0, 613.4, -9.8}};
  shadow.same = true;
  shadow.explanation = "The final bars give the same selection and the same targets.";
  shadow.fills = {{Symbol("XLE"), Side::kSell, Quantity::from_whole(52), price("91.44"), 91.5, 6.6},
                  {Symbol("QQQ"), Side::kBuy, Quantity::from_whole(8), price("614.11"), 613.4, 11.6}};
  summary.shadow = shadow;
  return summary;
}

monitor::SessionJudgement judged(monitor::Verdict verdict, const char* sentence) {
  return {.session = *calendar::Calendar().session_on(kDay), .verdict = verdict, .sentence = sentence};
}

std::map<std::string, ports::Alert> every_kind() {
  std::map<std::string, ports::Alert> all;
  const auto of_run = [](const ledger::RunResult& result) { return report::run_alerts(result, context()); };
  all["success"] = of_run(traded(ledger::Outcome::kDone, 0, "2 orders filled"))[0];
  ledger::RunResult idle = traded(ledger::Outcome::kNothingToDo, 0, "positions are inside the band of their targets");
  idle.orders.clear();
  idle.simulated = true;
  all["nothing_to_do_simulated"] = of_run(idle)[0];
  ledger::RunResult partial = traded(ledger::Outcome::kResidual, 7, "1 order not or only partly filled");
  partial.orders[1].state = OrderState::kPartial;
  partial.orders[1].filled = Quantity::from_whole(3);
  all["partly_filled"] = of_run(partial)[0];
  ledger::RunResult away = run_of(ledger::Outcome::kFailed, 5, "");
  away.error =
      Error{ErrorCode::kRefused, "the port is closed", "127.0.0.1:4002", "Start TWS or IB Gateway and log in"}.in(
          "connecting to the gateway");
  all["failure_gateway"] = of_run(away)[0];
  ledger::RunResult refused = run_of(ledger::Outcome::kRefused, 6, "a safety rule refused the plan");
  refused.findings = {{Symbol("QQQ"), true, SafetyRule::kQuote, "the quote is 1,512 s old, 1,200 s are allowed"}};
  all["failure_refused"] = of_run(refused)[0];
  ledger::RunResult unknown = traded(ledger::Outcome::kUnknown, 7, "1 order whose end is not known");
  unknown.orders[1].state = OrderState::kUnknown;
  unknown.orders[1].filled = Quantity{};
  unknown.orders[1].average_price.reset();
  all["failure_unknown_order"] = of_run(unknown)[0];
  ledger::RunResult data = traded(ledger::Outcome::kDone, 0, "2 orders filled");
  data.findings = {{Symbol("TLT"), true, BarRule::kAge, "the last final bar is of 2026-03-10, 3 sessions old"}};
  all["data_quality"] = of_run(data)[1];
  all["skipped"] = of_run(run_of(ledger::Outcome::kSkipped, 130, "interrupted with nothing sent"))[0];
  all["halted_run"] =
      of_run(run_of(ledger::Outcome::kHalted, 6, "halted since 2026-03-13 (operator): looking into the fills"))[0];
  all["halted"] = report::halted_alert("H20260316-1", "looking into the fills", frame("2026-03-16 11:02:07"));
  all["resumed"] = report::resumed_alert("H20260316-1", "Ann", frame("2026-03-16 11:40:00"));
  all["missed_run"] = report::session_alerts({judged(monitor::Verdict::kMissed,
                                                     "nothing ran on 2026-03-16: the run of 2026-03-16 15:55:00 ET "
                                                     "did not happen")},
                                             frame("2026-03-16 16:20:00"))[0];
  all["cut_off"] =
      report::session_alerts({judged(monitor::Verdict::kUnfinished,
                                     "the run 20260316-155500-41 of 2026-03-16 began and did not end: it was "
                                     "killed, or the machine went down")},
                             frame("2026-03-16 16:20:00"))[0];
  all["account_differs"] =
      *report::broker_alert({{.kind = monitor::MismatchKind::kPosition,
                              .symbol = Symbol("QQQ"),
                              .sentence = "QQQ: the broker shows 16, the ledger 8 (looks like: 2:1 split)"}},
                            std::nullopt, kDay, frame("2026-03-16 16:20:00"));
  all["fill_not_booked"] =
      *report::broker_alert({{.kind = monitor::MismatchKind::kUnbookedFill,
                              .symbol = Symbol("QQQ"),
                              .sentence = "QQQ: the fill of our order RB1.20260316.1.QQQ.B.ab12 (BUY 8 QQQ) is not "
                                          "booked yet: broker 8, ledger 0; the next run books it"},
                             {.kind = monitor::MismatchKind::kOrderState,
                              .symbol = Symbol("QQQ"),
                              .sentence = "BUY RB1.20260316.1.QQQ.B.ab12: its end is not known to the ledger "
                                          "(state working)"}},
                            std::nullopt, kDay, frame("2026-03-16 16:20:00"));
  all["not_ready"] =
      report::not_ready_alert(readiness(false), schedule::PreflightSlot::kBeforeRun, frame("2026-03-17 15:35:00"));
  all["start_up"] = report::start_up_alert(readiness(true), "0.2.0", frame("2026-03-16 09:45:02"));
  all["daily_summary"] = report::summary_alert(day(), frame("2026-03-16 16:35:00"));
  all["crash"] = notify::crash_alert(
      "bot defect\nversion 0.2.0\ncommand bot trade\naccount DU***001\nsimulated 0\nat 1773691204\nwhat signal 11 "
      "(SIGSEGV): memory that is not there was touched\nstack\n"
      "/opt/portfolio-rebalance/bin/bot(+0x2f1a0c)[0x55d0c0af1a0c]\n"
      "/opt/portfolio-rebalance/bin/bot(_ZN3bot5trade9run_tradeERKNS0_10TradePortsERKNS0_10RunOptionsE+0x112)"
      "[0x55d0c0a00112]\n/lib/x86_64-linux-gnu/libc.so.6(__libc_start_main+0x85)[0x7f0000027305]\n",
      ny("2026-03-16 16:00:04"));
  ports::Alert cash;
  cash.kind = ports::AlertKind::kCashMovement;
  cash.at = ny("2026-03-16 15:55:03");
  cash.run_id = "20260316-155500-41";
  cash.title = "Cash came in";
  cash.text = "$1,500.00 came or went without an order of ours: deposit, dividend or interest";
  cash.facts = {{"amount", "$1,500.00"}, {"cash", "$2,085.12"}};
  all["cash_movement"] = cash;
  ports::Alert arming;
  arming.kind = ports::AlertKind::kArming;
  arming.at = ny("2026-03-16 10:00:00");
  arming.title = "Live trading is armed";
  arming.text = "Up to $25,000 a day until 2026-04-15, by Ann.";
  arming.facts = {{"Account", "U***567, live"}, {"Next run", "2026-03-16 15:55:00 ET"}};
  all["arming"] = arming;
  return all;
}

TEST(Gallery, EveryAlertIsOneDiscordTakesAndLooksAsItDid) {
  for (const auto& [label, alert] : every_kind()) {
    const std::string body = notify::discord_body(alert);
    EXPECT_EQ(bot::test::discord_refusal(body), "") << label;
    bot::test::expect_golden("notify/gallery/" + label + ".json", nlohmann::ordered_json::parse(body).dump(2) + "\n");
  }
}

TEST(Gallery, WhatWentWrongNamesWhatWasNotDoneAndWhatToDo) {
  for (const auto& [label, alert] : every_kind()) {
    if (alert.severity != ports::Severity::kCritical) continue;
    EXPECT_FALSE(alert.text.empty()) << label;
    EXPECT_FALSE(alert.not_done.empty()) << label;
    EXPECT_FALSE(alert.to_do.empty()) << label;
    EXPECT_TRUE(!alert.account_state.empty() || !alert.positions.empty()) << label;
  }
}

TEST(Gallery, ARejectedOrderSaysWhatTheBrokerSaid) {
  ledger::RunResult rejected = traded(ledger::Outcome::kResidual, 7, "1 order not or only partly filled");
  rejected.orders[1].state = OrderState::kRejected;
  rejected.orders[1].filled = Quantity{};
  rejected.orders[1].reason = "201: Order rejected - reason:Account is closed";
  EXPECT_EQ(report::run_alerts(rejected, context())[0].not_done,
            "BUY 8 QQQ: rejected, 0 filled: 201: Order rejected - reason:Account is closed");
}

// A success beyond the band is no rebalance: the lock screen names what is off, and why.
TEST(Gallery, ASuccessBeyondTheBandNamesWhatIsOff) {
  for (const auto outcome : {ledger::Outcome::kDone, ledger::Outcome::kNothingToDo, ledger::Outcome::kAlreadyDone}) {
    ledger::RunResult near =
        traded(outcome, 0,
               "as near to the targets as shares come: SPY 41.9 % for 47.5 %: with one share more it would be 52.4 %");
    near.carried_on = outcome == ledger::Outcome::kAlreadyDone;
    near.within_band = false;
    const ports::Alert alert = report::run_alerts(near, context())[0];
    EXPECT_EQ(alert.kind, ports::AlertKind::kSuccess);
    EXPECT_TRUE(alert.title.starts_with("As near to the targets as shares come: SPY 41.9 % for 47.5 %: with one share"))
        << alert.title;
    near.within_band = true;
    EXPECT_EQ(report::run_alerts(near, context())[0].title.find("41.9"), std::string::npos);
  }
}

// Of twenty symbols that are off target nobody reads all in a title; which day it was everybody does.
TEST(Gallery, ATitleThatIsTooLongKeepsItsDate) {
  ledger::RunResult deferred = traded(ledger::Outcome::kResidual, 0, "");
  deferred.message = "deferred:";
  for (int number = 0; number < 20; ++number)
    deferred.message += fmt::format(" {} SYM{} locked until 2026-03-18;", 100 + number, number);
  const std::string body =
      notify::discord_body(report::run_alerts(deferred, context())[0], {.late_by = std::chrono::hours(30)});
  EXPECT_EQ(bot::test::discord_refusal(body), "");
  const std::string title = nlohmann::json::parse(body)["embeds"][0]["title"];
  EXPECT_TRUE(title.ends_with("\xE2\x80\xA6 \xC2\xB7 2026-03-16")) << title;
  EXPECT_NE(title.find("Deferred: 100 SYM0 locked"), std::string::npos) << title;
}

TEST(Gallery, LateAlertsSaySo) {
  const std::string body =
      notify::discord_body(every_kind().at("failure_gateway"), {.late_by = std::chrono::minutes(47)});
  bot::test::expect_golden("notify/gallery/late.json", nlohmann::ordered_json::parse(body).dump(2) + "\n");
}

monitor::Readiness half_ready() { return readiness(false); }

TEST(WatchReports, TextsAndJson) {
  const report::AlertFrame evening = frame("2026-03-16 16:35:00");
  const auto both = [](const report::Json& json, const auto& text) {
    return "== json\n" + json.dump(2) + "\n== plain\n" + text({.width = 0, .colour = false}) + "== narrow\n" +
           text({.width = 48, .colour = false});
  };
  bot::test::expect_golden("report/daily.txt", both(report::summary_json(day(), evening), [&](report::TextStyle style) {
                             return report::summary_text(day(), evening, style);
                           }));
  monitor::DailySummary nothing;
  nothing.session = kDay;
  nothing.no_shadow = "nothing was decided on this session";
  bot::test::expect_golden("report/daily_no_run.txt",
                           both(report::summary_json(nothing, evening), [&](report::TextStyle style) {
                             return report::summary_text(nothing, evening, style);
                           }));
  bot::test::expect_golden(
      "report/preflight.txt",
      both(report::preflight_json(half_ready(), schedule::PreflightSlot::kMorning, evening),
           [&](report::TextStyle style) { return report::preflight_text(half_ready(), evening, style); }));
  monitor::WatchdogFindings findings;
  findings.sessions = {judged(monitor::Verdict::kMissed, "nothing ran on 2026-03-16")};
  findings.broker_read = true;
  findings.mismatches = {{.kind = monitor::MismatchKind::kPosition,
                          .symbol = Symbol("QQQ"),
                          .sentence = "QQQ: the broker shows 16, the ledger 8 (looks like: 2:1 split)"}};
  bot::test::expect_golden("report/watchdog.txt",
                           both(report::watchdog_json(findings, 7, evening), [&](report::TextStyle style) {
                             return report::watchdog_text(findings, evening, style);
                           }));
}

}  // namespace bot::alerts::test
