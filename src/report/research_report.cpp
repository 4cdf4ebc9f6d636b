#include "report/research_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <span>
#include <utility>

#include "base/money_text.hpp"
#include "base/wording.hpp"
#include "report/json.hpp"
#include "report/numbers.hpp"

namespace bot::report {
namespace {

using research::AccountHistory;
using research::Metrics;
using research::Panel;

Json date_or_null(const std::optional<std::size_t>& mark, const Panel& panel, std::size_t first) {
  return mark ? Json(to_iso(panel.sessions[first + *mark])) : Json(nullptr);
}

Json equity_json(const AccountHistory& history, const Panel& panel) {
  Json rows = Json::array();
  for (std::size_t i = 0; i < history.equity.size(); ++i)
    rows.push_back(Json::array({to_iso(panel.sessions[history.first + i]), number(history.equity[i])}));
  return rows;
}

using Figure = std::string (*)(const Metrics&);
std::string optional_decimal(const std::optional<double>& value) { return value ? decimal(*value, 2) : "n/a"; }

std::string dollars(double value) {
  constexpr double kMaxMoney = 9e9;  // near the end of what Money holds
  return std::abs(value) < kMaxMoney ? money_text(Money::from_double(value)) : "$" + decimal(value, 2);
}

struct Line {
  const char* name;
  Figure figure;
  bool of_trading;  // means nothing for a benchmark
};
constexpr Line kLines[] = {
    {"total return", [](const Metrics& m) { return percent(m.returns.total_return); }, false},
    {"CAGR", [](const Metrics& m) { return optional_percent(m.returns.cagr); }, false},
    {"volatility", [](const Metrics& m) { return optional_percent(m.returns.volatility); }, false},
    {"Sharpe", [](const Metrics& m) { return optional_decimal(m.returns.sharpe); }, false},
    {"Sortino", [](const Metrics& m) { return optional_decimal(m.returns.sortino); }, false},
    {"Calmar", [](const Metrics& m) { return optional_decimal(m.returns.calmar); }, false},
    {"max drawdown",
     [](const Metrics& m) { return percent(m.returns.max_drawdown ? m.returns.max_drawdown->depth : 0.0); }, false},
    {"VaR 95 %, a day", [](const Metrics& m) { return optional_percent(m.returns.var_95); }, false},
    {"profit factor", [](const Metrics& m) { return optional_decimal(m.returns.profit_factor); }, false},
    {"days up", [](const Metrics& m) { return optional_percent(m.returns.hit_rate); }, false},
    {"invested", [](const Metrics& m) { return percent(m.exposure); }, true},
    {"turnover a year", [](const Metrics& m) { return m.turnover ? decimal(*m.turnover, 1) + " x" : "n/a"; }, true},
    {"trades", [](const Metrics& m) { return fmt::format("{}", m.trades); }, true},
    {"commission", [](const Metrics& m) { return dollars(m.commission); }, true},
    {"slippage", [](const Metrics& m) { return dollars(m.slippage); }, true},
    {"final equity", [](const Metrics& m) { return dollars(m.final_equity); }, false},
};

DataTable equity_table(const BacktestReport& report) {
  const std::vector<Date>& sessions = report.panel.sessions;
  const auto first = sessions.begin() + static_cast<std::ptrdiff_t>(report.history.first);
  const std::vector<double>& equity = report.history.equity;
  std::vector<double> drawdown;
  double peak = 0;
  for (const double mark : equity) {
    peak = std::max(peak, mark);
    drawdown.push_back(mark / peak - 1.0);
  }
  DataTable table{.name = "equity",
                  .columns = {{"date", std::vector<Date>(first, first + static_cast<std::ptrdiff_t>(equity.size()))},
                              {"equity", equity},
                              {"account_equity", report.lived.equity},
                              {"cash", report.history.cash},
                              {"account_cash", report.lived.cash},
                              {"drawdown", std::move(drawdown)}}};
  for (const research::Benchmark& benchmark : report.benchmarks)
    table.columns.push_back({benchmark.name, benchmark.equity});
  return table;
}

DataTable weights_table(const BacktestReport& report) {
  std::vector<Date> dates;
  std::vector<std::string> symbols;
  std::vector<double> targets, held;
  std::size_t entry = 0;
  for (std::size_t i = 0; i < report.history.holding_ends.size(); ++i) {
    const std::size_t session = report.history.first + i;
    const double no_target = report.targets.decided(session) ? 0 : std::numeric_limits<double>::quiet_NaN();
    // Both by column.
    std::span<const research::Target> wanted = report.targets.at(session);
    std::span<const research::Target> holdings =
        std::span(report.history.holdings).subspan(entry, report.history.holding_ends[i] - entry);
    entry = report.history.holding_ends[i];
    while (!wanted.empty() || !holdings.empty()) {
      const std::uint32_t symbol = std::min(wanted.empty() ? holdings.front().symbol : wanted.front().symbol,
                                            holdings.empty() ? wanted.front().symbol : holdings.front().symbol);
      const bool is_wanted = !wanted.empty() && wanted.front().symbol == symbol;
      const bool is_held = !holdings.empty() && holdings.front().symbol == symbol;
      dates.push_back(report.panel.sessions[session]);
      symbols.push_back(report.panel.symbols[symbol].value());
      targets.push_back(is_wanted ? wanted.front().weight : no_target);
      held.push_back(is_held ? holdings.front().weight : 0);
      if (is_wanted) wanted = wanted.subspan(1);
      if (is_held) holdings = holdings.subspan(1);
    }
  }
  return {.name = "weights",
          .columns = {{"date", std::move(dates)},
                      {"symbol", std::move(symbols)},
                      {"target", std::move(targets)},
                      {"held", std::move(held)}}};
}

DataTable trades_table(const BacktestReport& report) {
  std::vector<Date> dates;
  std::vector<std::string> accounts, symbols, sides;
  std::vector<double> shares, prices, notionals, commissions, slippages;
  for (const auto& [account, history] : {std::pair("backtest", &report.history), std::pair("lived", &report.lived)}) {
    for (const research::Fill& fill : history->fills) {
      accounts.emplace_back(account);
      dates.push_back(report.panel.sessions[fill.session]);
      symbols.push_back(report.panel.symbols[fill.symbol].value());
      sides.emplace_back(name(fill.side));
      shares.push_back(fill.shares);
      prices.push_back(fill.price);
      notionals.push_back(fill.notional);
      commissions.push_back(fill.commission);
      slippages.push_back(fill.slippage);
    }
  }
  return {.name = "trades",
          .columns = {{"account", std::move(accounts)},
                      {"date", std::move(dates)},
                      {"symbol", std::move(symbols)},
                      {"side", std::move(sides)},
                      {"shares", std::move(shares)},
                      {"price", std::move(prices)},
                      {"notional", std::move(notionals)},
                      {"commission", std::move(commissions)},
                      {"slippage", std::move(slippages)}}};
}

}  // namespace

Json metrics_json(const Metrics& metrics, const Panel& panel, std::size_t first) {
  const research::ReturnMetrics& returns = metrics.returns;
  Json dates = nullptr;
  Json length = nullptr;
  if (returns.max_drawdown) {
    const research::Drawdown& fall = *returns.max_drawdown;
    dates = Json::array({date_or_null(fall.peak, panel, first), date_or_null(fall.trough, panel, first),
                         date_or_null(fall.recovery, panel, first)});
    length = fall.sessions(metrics.sessions);
  }
  return {{"sessions", metrics.sessions},
          {"start", to_iso(metrics.start)},
          {"end", to_iso(metrics.end)},
          {"final_equity", number(metrics.final_equity)},
          {"total_return", number(returns.total_return)},
          {"cagr", number(returns.cagr)},
          {"volatility", number(returns.volatility)},
          {"sharpe", number(returns.sharpe)},
          {"sortino", number(returns.sortino)},
          {"calmar", number(returns.calmar)},
          {"max_drawdown", number(returns.max_drawdown ? returns.max_drawdown->depth : 0.0)},
          {"max_drawdown_dates", dates},
          {"max_drawdown_sessions", length},
          {"var_95", number(returns.var_95)},
          {"cvar_95", number(returns.cvar_95)},
          {"profit_factor", number(returns.profit_factor)},
          {"hit_rate", number(returns.hit_rate)},
          {"turnover", number(metrics.turnover)},
          {"exposure", number(metrics.exposure)},
          {"commission", number(metrics.commission)},
          {"slippage", number(metrics.slippage)},
          {"trades", metrics.trades}};
}

std::string metrics_text(const Metrics& metrics, const TextStyle& style) {
  Table table({{.title = "", .align = Align::kLeft}, {.title = "strategy"}});
  for (const Line& line : kLines) table.add({line.name, line.figure(metrics)});
  return table.render(style);
}

Json timing_json(const Timing& timing) {
  return {{"load_s", number(timing.load_s)},
          {"compute_s", number(timing.compute_s)},
          {"report_s", number(timing.report_s)}};
}

Json backtest_json(const BacktestReport& report) {
  const std::size_t first = report.history.first;
  Json json = document("backtest");
  json["start"] = to_iso(report.metrics.start);
  json["end"] = to_iso(report.metrics.end);
  json["metrics"] = metrics_json(report.metrics, report.panel, first);
  json["account_metrics"] = metrics_json(report.account_metrics, report.panel, first);
  json["benchmarks"] = Json::object();
  for (const research::Benchmark& benchmark : report.benchmarks)
    json["benchmarks"][benchmark.name] = metrics_json(benchmark.metrics, report.panel, first);
  json["equity"] = equity_json(report.history, report.panel);
  json["account_equity"] = equity_json(report.lived, report.panel);
  return json;
}

std::string backtest_text(const BacktestReport& report, const TextStyle& style) {
  std::vector<Column> columns{{.title = "", .align = Align::kLeft}, {.title = "strategy"}, {.title = "this account"}};
  for (const research::Benchmark& benchmark : report.benchmarks) columns.push_back({.title = benchmark.name});
  Table table(columns);
  for (const Line& line : kLines) {
    std::vector<Cell> row{line.name, line.figure(report.metrics), line.figure(report.account_metrics)};
    for (const research::Benchmark& benchmark : report.benchmarks)
      row.emplace_back(line.of_trading ? "" : line.figure(benchmark.metrics));
    table.add(std::move(row));
  }
  return fmt::format("{} to {}, {}\n\n{}", to_iso(report.metrics.start), to_iso(report.metrics.end),
                     counted(report.metrics.sessions, "session"), table.render(style));
}

std::vector<DataTable> backtest_tables(const BacktestReport& report) {
  return {equity_table(report), weights_table(report), trades_table(report)};
}

}  // namespace bot::report
