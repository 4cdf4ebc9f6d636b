#include "report/run_alerts.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "report/numbers.hpp"

namespace bot::report {
namespace {

using ports::Alert;
using ports::AlertKind;
using ports::Severity;
using trade::Outcome;
using trade::RunResult;

struct Tidings {
  AlertKind kind;
  Severity severity;
  std::string title;
  std::string to_do;
};

// None: the owner is not told (a closed day, another timer's slot).
std::optional<Tidings> tidings_of(const RunResult& result) {
  const bool open_end = result.exit_code != 0;
  switch (result.outcome) {
    case Outcome::kMarketClosed:
    case Outcome::kNotMySlot:
      return std::nullopt;
    case Outcome::kDone:
      return Tidings{AlertKind::kSuccess, Severity::kInfo, "Rebalanced", ""};
    case Outcome::kNothingToDo:
      return Tidings{AlertKind::kSuccess, Severity::kInfo, "Nothing to do", ""};
    case Outcome::kAlreadyDone:
      if (open_end)
        return Tidings{AlertKind::kDeferred, Severity::kWarning, "Already run today, and something is still open",
                       "Look at the orders and positions in IBKR; bot status shows what the ledger knows"};
      return Tidings{AlertKind::kSkipped, Severity::kInfo, "Already done today", ""};
    case Outcome::kSkipped:
      return Tidings{AlertKind::kSkipped, Severity::kWarning, "Skipped", ""};
    case Outcome::kRefused:
      return Tidings{AlertKind::kFailure, Severity::kCritical, "Refused by a safety rule",
                     "Read the causes and correct what they name"};
    case Outcome::kResidual:
      return Tidings{AlertKind::kDeferred, open_end ? Severity::kWarning : Severity::kInfo, "Partly done",
                     open_end ? "Look at the orders in IBKR; the next run converges from the positions" : ""};
    case Outcome::kUnknown:
      return Tidings{AlertKind::kFailure, Severity::kCritical, "An order's state is unknown",
                     "Look at the orders and positions in IBKR now; bot will not trade until they are explained"};
    case Outcome::kHalted:
      return Tidings{AlertKind::kHalted, Severity::kCritical, "Trading is halted",
                     "Find out why, then bot resume --halt ID --by NAME; bot status shows the id"};
    case Outcome::kFailed:
      return Tidings{AlertKind::kFailure, Severity::kCritical, "The run failed", "Correct what the causes name"};
  }
  return std::nullopt;
}

bool was_sent(OrderState state) {
  switch (state) {
    case OrderState::kPlanned:
    case OrderState::kAbandoned:
      return false;
    case OrderState::kSending:
    case OrderState::kWorking:
    case OrderState::kPartial:
    case OrderState::kFilled:
    case OrderState::kCancelled:
    case OrderState::kRejected:
    case OrderState::kExpired:
    case OrderState::kUnknown:
      return true;
  }
  return true;
}

// R01 to R23 speak of the run, everything else that names a symbol of that symbol.
bool speaks_of_symbol(const trade::FindingLine& finding) {
  const std::string& code = finding.code;
  const bool rule = code.size() >= 2 && code.front() == 'R' && code[1] >= '0' && code[1] <= '9';
  return finding.symbol.has_value() && finding.error && !rule;
}

std::string not_done_text(const RunResult& result) {
  std::vector<std::string> open;
  std::size_t sent = 0;
  for (const trade::OrderLine& order : result.orders) {
    if (was_sent(order.state)) ++sent;
    if (order.state == OrderState::kFilled) continue;
    open.push_back(fmt::format("{} {} {}: {}, {} filled", name(order.side), order.shares, order.symbol,
                               name(order.state), order.filled));
  }
  if (sent == 0) {
    const bool went_well = result.outcome == Outcome::kNothingToDo || result.outcome == Outcome::kDone;
    return went_well ? "" : "No order was sent; the positions are as they were.";
  }
  return fmt::format("{}", fmt::join(open, "\n"));
}

void add_fact(Alert& alert, const std::string& label, const std::string& value) {
  if (!value.empty()) alert.facts.emplace_back(label, value);
}

void add_numbers(Alert& alert, const RunResult& result, const RunAlertContext& context) {
  std::size_t sent = 0;
  std::size_t warnings = 0;
  for (const trade::OrderLine& order : result.orders) {
    if (was_sent(order.state)) ++sent;
    if (order.filled > Quantity{} && order.average_price)
      alert.fills.push_back({.symbol = order.symbol,
                             .side = order.side,
                             .quantity = order.filled,
                             .price = *order.average_price,
                             .slippage_bps = order.slippage_bps,
                             .commission = order.commission.value_or(Money{})});
  }
  for (const trade::FindingLine& finding : result.findings) warnings += finding.error ? 0 : 1;
  for (const auto& [symbol, line] : result.positions)
    if (line.shares != Quantity{})
      alert.positions.push_back(
          {.symbol = symbol, .quantity = line.shares, .price = line.price, .weight = line.weight});
  add_fact(alert, "Mode", std::string(name(result.mode)));
  add_fact(alert, "Account", context.account_masked);
  if (result.equity) add_fact(alert, "Equity", "$" + dollars(*result.equity));
  if (result.cash) add_fact(alert, "Cash", "$" + dollars(*result.cash));
  add_fact(alert, "Orders sent", std::to_string(sent));
  add_fact(alert, "Orders filled",
           std::to_string(std::ranges::count(result.orders, OrderState::kFilled, &trade::OrderLine::state)));
  if (context.day_return) add_fact(alert, "Day", percent(*context.day_return, 2));
  if (context.year_to_date_return) add_fact(alert, "Year to date", percent(*context.year_to_date_return, 2));
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(result.ended - result.started).count();
  if (seconds >= 0) add_fact(alert, "Took", fmt::format("{} s", seconds));
  if (warnings > 0) add_fact(alert, "Warnings", std::to_string(warnings));
  add_fact(alert, "Next run", result.next_run);
}

Alert main_alert(const RunResult& result, const RunAlertContext& context, const Tidings& tidings) {
  Alert alert;
  alert.kind = tidings.kind;
  alert.severity = tidings.severity;
  alert.at = result.ended;
  alert.run_id = result.run_id;
  alert.simulated = result.simulated;
  alert.title = tidings.title;
  if (result.session) alert.title += fmt::format(", session {}", to_iso(*result.session));
  alert.text = result.message;
  if (result.error) {
    const Error& error = *result.error;
    alert.causes.push_back(error.where.empty() ? error.what : fmt::format("{} ({})", error.what, error.where));
    alert.to_do = result.error->fix;
  }
  for (const trade::FindingLine& finding : result.findings)
    if (finding.error && !speaks_of_symbol(finding))
      alert.causes.push_back(
          fmt::format("{}{}: {}", finding.code, finding.symbol ? " " + finding.symbol->value() : "", finding.message));
  alert.not_done = not_done_text(result);
  if (alert.to_do.empty()) alert.to_do = tidings.to_do;
  if (!alert.to_do.empty() && !result.next_run.empty()) {
    if (!alert.to_do.ends_with('.')) alert.to_do += '.';
    alert.to_do += fmt::format(" By the next run, {}.", result.next_run);
  }
  add_numbers(alert, result, context);
  alert.dedupe_key = fmt::format("run {}", name(result.outcome));
  return alert;
}

}  // namespace

std::vector<Alert> run_alerts(const RunResult& result, const RunAlertContext& context) {
  std::vector<Alert> alerts;
  const auto tidings = tidings_of(result);
  if (!tidings || result.mode == trade::Mode::kDryRun) return alerts;
  alerts.push_back(main_alert(result, context, *tidings));
  for (const trade::FindingLine& finding : result.findings) {
    if (!speaks_of_symbol(finding)) continue;
    const std::string key = "data " + finding.symbol->value();
    const auto same = std::ranges::find(alerts, key, &Alert::dedupe_key);
    const std::string line = fmt::format("{}: {}", finding.code, finding.message);
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
    alert.text = "It was neither scored nor bought; a position in it is left as it is.";
    alert.causes = {line};
    alert.dedupe_key = key;
    alerts.push_back(std::move(alert));
  }
  return alerts;
}

std::string masked(const std::string& account) {
  const auto digit = account.find_first_of("0123456789");
  const std::string letters = account.substr(0, digit);
  if (digit == std::string::npos || account.size() - digit <= 3) return letters + "***";
  return letters + "***" + account.substr(account.size() - 3);
}

}  // namespace bot::report
