#include "report/research_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

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
    {"commission", [](const Metrics& m) { return "$" + decimal(m.commission, 2); }, true},
    {"slippage", [](const Metrics& m) { return "$" + decimal(m.slippage, 2); }, true},
    {"final equity", [](const Metrics& m) { return "$" + decimal(m.final_equity, 2); }, false},
};

void add_fills(std::string& text, const char* account, const AccountHistory& history, const Panel& panel) {
  for (const research::Fill& fill : history.fills)
    text += fmt::format("{},{},{},{},{},{},{},{},{}\n", account, to_iso(panel.sessions[fill.session]),
                        panel.symbols[fill.symbol], name(fill.side), fill.shares, fill.price, fill.notional,
                        fill.commission, fill.slippage);
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
  return fmt::format("{} to {}, {} sessions\n\n{}", to_iso(report.metrics.start), to_iso(report.metrics.end),
                     report.metrics.sessions, table.render(style));
}

std::string equity_csv(const BacktestReport& report) {
  std::string text = "date,equity,account_equity,cash,account_cash,drawdown";
  for (const research::Benchmark& benchmark : report.benchmarks) text += "," + benchmark.name;
  text += "\n";
  double peak = 0;
  for (std::size_t i = 0; i < report.history.equity.size(); ++i) {
    peak = std::max(peak, report.history.equity[i]);
    text += fmt::format("{},{},{},{},{},{}", to_iso(report.panel.sessions[report.history.first + i]),
                        report.history.equity[i], report.lived.equity[i], report.history.cash[i], report.lived.cash[i],
                        report.history.equity[i] / peak - 1.0);
    for (const research::Benchmark& benchmark : report.benchmarks) text += fmt::format(",{}", benchmark.equity[i]);
    text += "\n";
  }
  return text;
}

std::string weights_csv(const BacktestReport& report) {
  std::string text = "date,symbol,target,held\n";
  std::size_t entry = 0;
  for (std::size_t i = 0; i < report.history.holding_ends.size(); ++i) {
    const std::size_t session = report.history.first + i;
    struct Shares {
      double target = 0;
      double held = 0;
    };
    std::map<std::size_t, Shares> symbols;
    for (const research::Target& target : report.targets.at(session)) symbols[target.symbol].target = target.weight;
    for (; entry < report.history.holding_ends[i]; ++entry)
      symbols[report.history.holdings[entry].symbol].held = report.history.holdings[entry].weight;
    for (const auto& [symbol, shares] : symbols)
      text += fmt::format("{},{},{},{}\n", to_iso(report.panel.sessions[session]), report.panel.symbols[symbol],
                          report.targets.decided(session) ? fmt::format("{}", shares.target) : "", shares.held);
  }
  return text;
}

std::string trades_csv(const BacktestReport& report) {
  std::string text = "account,date,symbol,side,shares,price,notional,commission,slippage\n";
  add_fills(text, "backtest", report.history, report.panel);
  add_fills(text, "lived", report.lived, report.panel);
  return text;
}

}  // namespace bot::report
