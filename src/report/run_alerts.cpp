#include "report/run_alerts.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/check.hpp"
#include "base/display.hpp"
#include "base/money_text.hpp"
#include "base/text.hpp"
#include "base/wording.hpp"
#include "calendar/new_york.hpp"
#include "ledger/halt_text.hpp"
#include "monitor/returns.hpp"
#include "report/finding_text.hpp"
#include "report/numbers.hpp"
#include "schedule/schedule.hpp"

namespace bot::report {
namespace {

using ledger::Outcome;
using ledger::RunResult;
using ports::Alert;
using ports::AlertKind;
using ports::Severity;

struct Headline {
  AlertKind kind;
  Severity severity;
  std::string title;
  std::string to_do;
};

// The most of a title, which Discord cuts off at 256: the session's date comes after it and must be readable.
constexpr std::size_t kMaxHeadline = 160;
constexpr const char* kLookAtIbkr =
    "Look at the orders and positions in IBKR; the next run that is not halted goes on from the positions";

std::string title_from(const RunResult& result, std::string_view without_words) {
  return result.message.empty() ? std::string(without_words) : sentence_case(result.message);
}

// A title stands alone on a locked phone: where a symbol is beyond the band, it names that one and why.
std::string title_of_success(const RunResult& result, std::string_view within_band) {
  return result.within_band ? std::string(within_band) : title_from(result, "As near to the targets as shares come");
}

bool has_finding(const RunResult& result, ledger::FindingTopic topic) {
  return std::ranges::any_of(result.findings,
                             [&](const ledger::FindingLine& finding) { return finding.code == topic; });
}

// Sent, and its end not known.
bool has_open_order(const RunResult& result) {
  return std::ranges::any_of(
      result.orders, [](const ledger::OrderLine& order) { return was_sent(order.state) && !is_terminal(order.state); });
}

// None: no alert (a closed day, another timer's slot).
std::optional<Headline> headline_for(const RunResult& result) {
  const bool open_end = result.exit_code != 0;
  switch (result.outcome) {
    case Outcome::kMarketClosed:
    case Outcome::kNotScheduled:
      return std::nullopt;
    case Outcome::kDone:
      return Headline{AlertKind::kSuccess, Severity::kInfo, title_of_success(result, "Rebalanced"), ""};
    case Outcome::kNothingToDo:
      return Headline{AlertKind::kSuccess, Severity::kInfo, title_of_success(result, "Nothing to do"), ""};
    case Outcome::kAlreadyDone:
      if (result.carried_on && !open_end && !result.deferred.empty())
        return Headline{AlertKind::kDeferred, Severity::kInfo, title_from(result, "Deferred"), ""};
      if (result.carried_on && !open_end)
        return Headline{AlertKind::kSuccess, Severity::kInfo,
                        title_of_success(result, "Rebalanced, as an earlier start had planned"), ""};
      if (result.carried_on)
        return Headline{AlertKind::kDeferred, Severity::kWarning, title_from(result, "Not on target"), kLookAtIbkr};
      if (open_end)
        return Headline{AlertKind::kDeferred, Severity::kWarning, "Already run today, and something is still open",
                        "Look at the orders and positions in IBKR; bot status shows what the ledger knows"};
      return Headline{AlertKind::kSkipped, Severity::kInfo, "Already done today", ""};
    case Outcome::kSkipped:
      return Headline{AlertKind::kSkipped, Severity::kWarning, "Skipped", ""};
    case Outcome::kRefused:
      if (has_finding(result, ledger::FindingTopic::kWeights))
        return Headline{AlertKind::kFailure, Severity::kCritical, "No target weights",
                        "Set another weights.method, or a longer selection.corr_window"};
      if (has_finding(result, ledger::FindingTopic::kStrategyFile))
        return Headline{AlertKind::kFailure, Severity::kCritical, "No weights in the strategy's file",
                        "Have the program that writes strategy.path write this session's row"};
      return Headline{AlertKind::kFailure, Severity::kCritical, "Refused by a safety rule",
                      "Read the causes and correct what they name"};
    case Outcome::kResidual:
      // What is missing and why stands in the title: it is all that a locked phone shows.
      if (!open_end) return Headline{AlertKind::kDeferred, Severity::kInfo, title_from(result, "Deferred"), ""};
      return Headline{AlertKind::kDeferred, Severity::kWarning, title_from(result, "Not on target"), kLookAtIbkr};
    case Outcome::kUnknown:
      // About an order only where there is one; otherwise the message says what is not known.
      return Headline{AlertKind::kFailure, Severity::kCritical,
                      has_open_order(result) ? "An order's state is unknown" : title_from(result, "Not reconciled"),
                      "Look at the orders and positions in IBKR now; bot will not trade until they are explained"};
    case Outcome::kHalted:
      // They stop a run without latching a halt: there is nothing to resume.
      if (has_finding(result, ledger::FindingTopic::kUnexplainedPosition))
        return Headline{
            AlertKind::kHalted, Severity::kCritical, "Unexplained positions",
            "bot accept-positions shows each with a proposal, and asks; bot pin comes first where it is named"};
      return Headline{AlertKind::kHalted, Severity::kCritical, "Trading is halted",
                      "Find out why, then " + ledger::resume_command("ID") + "; bot status shows the id"};
    case Outcome::kFailed:
      return Headline{AlertKind::kFailure, Severity::kCritical, "The run failed", "Correct what the causes name"};
  }
  BOT_CHECK(false);
}

// What takes the symbol that it names out of the run. R01 to R23 speak of the run.
struct TakesOut {
  bool operator()(BarRule) const { return true; }
  bool operator()(SafetyRule) const { return false; }
  bool operator()(ledger::FindingTopic topic) const {
    switch (topic) {
      case ledger::FindingTopic::kFetch:
      case ledger::FindingTopic::kRevision:
      case ledger::FindingTopic::kToday:
      case ledger::FindingTopic::kQuote:
      case ledger::FindingTopic::kInstrument:
      case ledger::FindingTopic::kPermission:
        return true;
      case ledger::FindingTopic::kAccount:
      case ledger::FindingTopic::kForeignOrder:
      case ledger::FindingTopic::kUnexplainedPosition:
      case ledger::FindingTopic::kInferredFill:
      case ledger::FindingTopic::kCashMovement:
      case ledger::FindingTopic::kCashUpFront:
      case ledger::FindingTopic::kPlanFile:
      case ledger::FindingTopic::kStrategyFile:
      case ledger::FindingTopic::kReconcile:
      case ledger::FindingTopic::kArming:
      case ledger::FindingTopic::kFreeze:
      case ledger::FindingTopic::kOutside:
      case ledger::FindingTopic::kSettledCash:
      case ledger::FindingTopic::kCommission:
      case ledger::FindingTopic::kWeights:
      case ledger::FindingTopic::kHalt:
        return false;
    }
    BOT_CHECK(false);
  }
};
// Nothing is out of the run that it traded.
bool takes_symbol_out(const ledger::FindingLine& finding, const RunResult& result) {
  if (!finding.symbol || !finding.is_error || !std::visit(TakesOut{}, finding.code.about())) return false;
  return std::ranges::none_of(result.orders, [&](const ledger::OrderLine& order) {
    return order.symbol == *finding.symbol && was_sent(order.state);
  });
}

// The decision was made with it; what it lacks came after.
bool is_scored(ledger::FindingCode code) {
  return code == ledger::FindingCode::kQuote || code == ledger::FindingCode::kPermission ||
         code == ledger::FindingCode::kInstrument;
}

// The reason that the plan had for an order says nothing of its end.
bool says_why_it_ended(const ledger::OrderLine& order, const RunResult& result) {
  if (order.reason.empty()) return false;
  if (order.state == OrderState::kRejected) return true;
  const auto planned = result.reasons.find(order.symbol);
  return was_sent(order.state) && is_terminal(order.state) && planned != result.reasons.end() &&
         order.reason != planned->second;
}

std::string not_done_text(const RunResult& result) {
  std::vector<std::string> open;
  std::size_t sent = 0;
  for (const ledger::OrderLine& order : result.orders) {
    if (was_sent(order.state)) ++sent;
    if (order.state == OrderState::kFilled) continue;
    open.push_back(fmt::format("{} {} {}: {}, {} filled{}", name(order.side), order.shares, order.symbol,
                               name(order.state), order.filled,
                               says_why_it_ended(order, result) ? ": " + order.reason : ""));
  }
  if (sent == 0) {
    const bool went_well = result.outcome == Outcome::kNothingToDo || result.outcome == Outcome::kDone;
    if (went_well) return "";
    // Where the positions are in question, they may have changed without us.
    const bool in_question =
        result.outcome == Outcome::kUnknown || has_finding(result, ledger::FindingTopic::kUnexplainedPosition);
    return in_question ? "No order was sent." : "No order was sent; the positions are as they were.";
  }
  return fmt::format("{}", fmt::join(open, "\n"));
}

void add_fact(Alert& alert, const std::string& label, const std::string& value) {
  if (!value.empty()) alert.facts.emplace_back(label, value);
}

std::string signed_percent(double fraction) { return (fraction >= 0 ? "+" : "") + percent(fraction, 2); }

void add_numbers(Alert& alert, const RunResult& result, const RunAlertContext& context) {
  std::size_t sent = 0;
  std::size_t warnings = 0;
  for (const ledger::OrderLine& order : result.orders) {
    if (was_sent(order.state)) ++sent;
    if (order.filled > Quantity{} && order.average_price)
      alert.fills.push_back({.symbol = order.symbol,
                             .side = order.side,
                             .quantity = order.filled,
                             .price = *order.average_price,
                             .slippage_bps = order.slippage_bps,
                             .commission = order.commission});
  }
  for (const ledger::FindingLine& finding : result.findings)
    warnings += !finding.is_error && is_new(finding, result) ? 1 : 0;
  for (const auto& [symbol, line] : result.positions)
    if (line.shares != Quantity{})
      alert.positions.push_back(
          {.symbol = symbol, .quantity = line.shares, .price = line.price, .weight = line.weight});
  if (result.equity) add_fact(alert, "Equity", money_text(*result.equity));
  if (context.day_return) add_fact(alert, "Day", signed_percent(*context.day_return));
  if (context.year_to_date_return) add_fact(alert, "Year to date", signed_percent(*context.year_to_date_return));
  if (result.cash) add_fact(alert, "Cash", money_text(*result.cash));
  if (sent > 0)
    add_fact(alert, "Orders",
             fmt::format("{} placed, {} filled", sent,
                         std::ranges::count(result.orders, OrderState::kFilled, &ledger::OrderLine::state)));
  else
    add_fact(alert, "Orders", "none placed");
  if (warnings > 0) add_fact(alert, "Warnings", std::to_string(warnings));
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(result.ended - result.started).count();
  if (seconds >= 0) add_fact(alert, "Took", fmt::format("{} s", seconds));
  add_fact(alert, "Account",
           context.account_masked.empty() ? std::string(name(result.mode))
                                          : fmt::format("{}, {}", context.account_masked, name(result.mode)));
  add_fact(alert, "Next run", to_text(result.next_run));
}

// What each layer was doing, outermost first, then what went wrong.
std::vector<std::string> list_causes(const Error& error) {
  std::vector<std::string> causes = error.context;
  causes.push_back(error.where.empty() ? error.what : fmt::format("{} ({})", error.what, error.where));
  return causes;
}

Alert main_alert(const RunResult& result, const RunAlertContext& context, const Headline& headline) {
  Alert alert;
  alert.kind = headline.kind;
  alert.severity = headline.severity;
  alert.at = result.ended;
  alert.run_id = result.run_id;
  alert.simulated = result.simulated;
  alert.title = ellipsis(headline.title, kMaxHeadline);
  if (result.session) alert.title += fmt::format(" \xC2\xB7 {}", to_iso(*result.session));
  if (result.error) {
    alert.causes = list_causes(*result.error);
    alert.text = fmt::format("{} failed.", sentence_case(alert.causes.front()));
    if (alert.causes.size() == 1) alert.text = "The run could not go on.";
    alert.to_do = result.error->fix;
  } else {
    alert.text = with_full_stop(sentence_case(result.message));
  }
  for (const ledger::FindingLine& finding : result.findings)
    if (finding.is_error && !takes_symbol_out(finding, result)) alert.causes.push_back(finding_text(finding));
  alert.not_done = not_done_text(result);
  if (alert.to_do.empty()) alert.to_do = headline.to_do;
  if (!alert.to_do.empty()) {
    alert.to_do = with_full_stop(alert.to_do);
    const bool free_session = result.orders.empty() && !context.retry_by_hand.empty();
    if (free_session) alert.to_do += fmt::format(" Then, to trade today: {}.", context.retry_by_hand);
    if (result.next_run.is_asked)
      alert.to_do += fmt::format(" {} the next run, {}.", free_session ? "Else by" : "By", to_text(result.next_run));
  }
  const bool is_account_known = result.equity.has_value() || !result.positions.empty();
  if (!is_account_known && headline.severity != Severity::kInfo) alert.account_state = context.last_known;
  add_numbers(alert, result, context);
  alert.dedupe_key = fmt::format("run {}", name(result.outcome));
  return alert;
}

}  // namespace

std::vector<Alert> run_alerts(const RunResult& result, const RunAlertContext& context) {
  std::vector<Alert> alerts;
  const auto headline = headline_for(result);
  if (!headline || result.mode == Mode::kDryRun) return alerts;
  alerts.push_back(main_alert(result, context, *headline));
  for (const ledger::FindingLine& finding : result.findings) {
    if (!takes_symbol_out(finding, result)) continue;
    const std::string key = "data " + finding.symbol->value();
    const auto same = std::ranges::find(alerts, key, &Alert::dedupe_key);
    const std::string line = finding_text(finding);
    if (same != alerts.end()) {
      same->causes.push_back(line);
      continue;
    }
    Alert alert;
    alert.kind = AlertKind::kDataQuality;
    alert.severity = Severity::kWarning;
    alert.at = result.ended;
    alert.run_id = result.run_id;
    alert.simulated = result.simulated;
    alert.title = fmt::format("{} is out of this run", *finding.symbol);
    alert.text = is_scored(finding.code) ? "No order goes out for it; a position in it is left as it is."
                                         : "It was neither scored nor bought; a position in it is left as it is.";
    alert.causes = {line};
    alert.dedupe_key = key;
    alerts.push_back(std::move(alert));
  }
  return alerts;
}

std::string last_known_account(const ledger::LedgerState& state) {
  if (!state.last_nav) return "Nothing is known of the account yet: no run has reconciled it.";
  std::vector<std::string> held;
  for (const auto& [symbol, shares] : state.last_nav->positions)
    if (shares != Quantity{}) held.push_back(fmt::format("{} {}", shares, symbol));
  return fmt::format("As reconciled on {}: equity {}, cash {}, {}.", to_iso(state.last_nav->session),
                     money_text(state.last_nav->net_liquidation), money_text(state.last_nav->cash),
                     held.empty() ? std::string("no positions") : fmt::format("{}", fmt::join(held, ", ")));
}

RunAlertContext run_alert_context(const RunResult& result, const ledger::LedgerState& state, const AccountId& account,
                                  const schedule::Options& schedule, const calendar::Calendar& calendar) {
  RunAlertContext context;
  context.account_masked = masked(account.value());
  if (result.session && result.equity) {
    const monitor::Returns returns = monitor::compute_returns(state.navs, *result.session);
    context.day_return = returns.day.value;
    context.year_to_date_return = returns.year.value;
  }
  context.last_known = last_known_account(state);
  const auto session = calendar.session_on(calendar::to_new_york(result.ended).date);
  if (session && result.ended >= session->opens) {
    const UtcTime last = schedule::deadlines_of(*session, schedule).last_buy_phase;
    if (result.ended + std::chrono::seconds(30) < last)
      context.retry_by_hand =
          fmt::format("bot trade --{}, until {} ET", name(result.mode), calendar::new_york_clock(last));
  }
  return context;
}

}  // namespace bot::report
