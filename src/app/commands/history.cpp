// `bot runs`, `bot trades`: what the ledger remembers, a line each.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "app/account_ledger.hpp"
#include "app/commands/commands.hpp"
#include "base/money_text.hpp"
#include "calendar/new_york.hpp"
#include "report/json.hpp"
#include "report/numbers.hpp"
#include "report/table.hpp"

namespace bot::app {
namespace {

Result<std::vector<ledger::RunResult>> ended_runs(const Environment& environment) {
  BOT_TRY(const AccountId account, configured_account(environment));
  BOT_TRY(const std::vector<ledger::LedgerEvent> events,
          sqlite::read_ledger(ledger_folder(environment, account), environment.files));
  std::vector<ledger::RunResult> runs;
  for (const ledger::LedgerEvent& event : events)
    if (const auto* ended = std::get_if<ledger::RunEnded>(&event.body)) runs.push_back(ended->result);
  return runs;
}

std::string csv_field(const std::string& text) {
  if (text.find_first_of(",\"\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + '"';
}

// The same rows as a table, as CSV or, where the flags want it, as the document.
void print_rows(const Environment& environment, const report::Json& document,
                const std::vector<report::Column>& columns, const std::vector<std::vector<std::string>>& rows, bool csv,
                const std::string& none) {
  if (csv && !environment.flags.json) {
    std::string text;
    const auto add = [&](const auto& fields, const auto& text_of) {
      for (std::size_t i = 0; i < fields.size(); ++i) text += (i == 0 ? "" : ",") + csv_field(text_of(fields[i]));
      text += '\n';
    };
    add(columns, [](const report::Column& column) { return column.title; });
    for (const auto& row : rows) add(row, [](const std::string& field) { return field; });
    std::fputs(text.c_str(), stdout);
    return;
  }
  report::Table table(columns);
  for (const auto& row : rows) {
    std::vector<report::Cell> cells;
    for (const std::string& field : row) cells.emplace_back(field);
    table.add(std::move(cells));
  }
  environment.print(document, rows.empty() ? none + "\n" : table.render(environment.style));
}

}  // namespace

Result<int> execute(const RunsRequest& request, Environment& environment) {
  BOT_TRY(std::vector<ledger::RunResult> runs, ended_runs(environment));
  const auto wanted = static_cast<std::size_t>(request.last);
  if (runs.size() > wanted) runs.erase(runs.begin(), runs.end() - static_cast<std::ptrdiff_t>(wanted));
  report::Json document = report::document("runs");
  document["runs"] = report::Json::array();
  std::vector<std::vector<std::string>> rows;
  for (const ledger::RunResult& run : runs) {
    const auto filled = std::ranges::count(run.orders, OrderState::kFilled, &ledger::OrderLine::state);
    document["runs"].push_back({{"id", run.run_id},
                                {"session", run.session ? report::Json(to_iso(*run.session)) : report::Json(nullptr)},
                                {"mode", name(run.mode)},
                                {"outcome", name(run.outcome)},
                                {"exit_code", run.exit_code},
                                {"orders", run.orders.size()},
                                {"filled", filled},
                                {"equity", run.equity ? report::Json(run.equity->to_double()) : report::Json(nullptr)},
                                {"simulated", run.simulated},
                                {"started", to_iso(run.started)},
                                {"ended", to_iso(run.ended)}});
    rows.push_back({run.run_id, run.session ? to_iso(*run.session) : "", std::string(name(run.mode)),
                    std::string(name(run.outcome)), std::to_string(run.orders.size()), std::to_string(filled)});
  }
  print_rows(environment, document,
             {{.title = "id", .align = report::Align::kLeft},
              {.title = "session", .align = report::Align::kLeft},
              {.title = "mode", .align = report::Align::kLeft, .spare = true},
              {.title = "outcome", .align = report::Align::kLeft},
              {.title = "orders"},
              {.title = "filled", .spare = true}},
             rows, request.csv, "no run yet");
  return 0;
}

Result<int> execute(const TradesRequest& request, Environment& environment) {
  if (request.from && request.to && *request.to < *request.from)
    return fail(ErrorCode::kUsage,
                fmt::format("--to {} lies before --from {}", to_iso(*request.to), to_iso(*request.from)),
                "command line", "Exchange them.");
  BOT_TRY(const AccountId account, configured_account(environment));
  // From the first event on: a state that begins at a checkpoint has forgotten old orders.
  BOT_TRY(const std::vector<ledger::LedgerEvent> events,
          sqlite::read_ledger(ledger_folder(environment, account), environment.files));
  ledger::LedgerState state;
  for (const ledger::LedgerEvent& event : events) ledger::apply(state, event);
  struct Fill {
    const orders::OrderRecord* order;
    const orders::BookedFill* fill;
  };
  std::vector<Fill> fills;
  for (const auto& [key, order] : state.orders)
    for (const auto& [id, fill] : order.fills) {
      const Date day = order.session;
      if ((request.from && day < *request.from) || (request.to && day > *request.to)) continue;
      fills.push_back({&order, &fill});
    }
  std::ranges::stable_sort(fills, {}, [](const Fill& one) { return one.fill->time; });
  report::Json document = report::document("trades");
  document["trades"] = report::Json::array();
  const auto commission_text = [&](Money money) { return request.csv ? money.str() : money_figure(money); };
  std::vector<std::vector<std::string>> rows;
  for (const Fill& one : fills) {
    const auto& time = one.fill->time;
    const auto& commission = one.fill->commission;
    document["trades"].push_back(
        {{"time", time ? report::Json(to_iso(*time)) : report::Json(nullptr)},
         {"session", to_iso(one.order->session)},
         {"symbol", one.order->symbol.value()},
         {"side", name(one.order->side)},
         {"shares", one.fill->quantity.to_double()},
         {"price", one.fill->price.to_double()},
         {"commission", commission ? report::Json(commission->to_double()) : report::Json(nullptr)},
         {"key", one.order->key.value()}});
    rows.push_back({time ? calendar::new_york_text(*time) : "not reported", one.order->symbol.value(),
                    std::string(name(one.order->side)), one.fill->quantity.str(), report::price_text(one.fill->price),
                    commission ? commission_text(*commission) : "not reported", one.order->key.value()});
  }
  print_rows(environment, document,
             {{.title = "time", .align = report::Align::kLeft},
              {.title = "symbol", .align = report::Align::kLeft},
              {.title = "side", .align = report::Align::kLeft},
              {.title = "shares"},
              {.title = "price"},
              {.title = "commission", .spare = true},
              {.title = "key", .align = report::Align::kLeft, .spare = true}},
             rows, request.csv, "no fill yet");
  return 0;
}

}  // namespace bot::app
