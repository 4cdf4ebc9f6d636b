// Metrics of an account and of what it is measured against.
#include "base/check.hpp"
#include "research/backtest.hpp"
#include "research/metrics.hpp"

namespace bot::research {
namespace {

bool has_closes(const Panel& panel, std::size_t symbol, std::size_t first) { return panel.close.at(first, symbol) > 0; }

std::vector<double> held_alone(const Panel& panel, std::size_t symbol, std::size_t first, std::size_t last,
                               double equity) {
  std::vector<double> marks;
  for (std::size_t session = first; session <= last; ++session)
    marks.push_back(equity * (panel.close.at(session, symbol) / panel.close.at(first, symbol)));
  return marks;
}

std::vector<double> sixty_forty(const Panel& panel, std::size_t stocks, std::size_t bonds, std::size_t first,
                                std::size_t last, double equity) {
  constexpr double kStocks = 0.6;
  std::vector<double> marks;
  std::size_t reset = first;
  double base = equity;
  for (std::size_t session = first; session <= last; ++session) {
    const double mark = base * (kStocks * (panel.close.at(session, stocks) / panel.close.at(reset, stocks)) +
                                (1.0 - kStocks) * (panel.close.at(session, bonds) / panel.close.at(reset, bonds)));
    marks.push_back(mark);
    const bool month_ends = session + 1 < panel.session_count() &&
                            civil(panel.sessions[session]).month() != civil(panel.sessions[session + 1]).month();
    if (!month_ends) continue;
    reset = session;
    base = mark;
  }
  return marks;
}

Benchmark make_benchmark(std::string name, std::vector<double> marks, const Panel& panel, std::size_t first) {
  Benchmark benchmark{.name = std::move(name), .equity = std::move(marks)};
  benchmark.metrics = {.sessions = benchmark.equity.size(),
                       .start = panel.sessions[first],
                       .end = panel.sessions[first + benchmark.equity.size() - 1],
                       .final_equity = benchmark.equity.back(),
                       .returns = return_metrics(benchmark.equity),
                       .exposure = 1};
  return benchmark;
}

}  // namespace

Metrics account_metrics(const AccountHistory& history, const Panel& panel) {
  BOT_CHECK(!history.equity.empty());
  Metrics metrics{.sessions = history.equity.size(),
                  .start = panel.sessions[history.first],
                  .end = panel.sessions[history.first + history.equity.size() - 1],
                  .final_equity = history.equity.back(),
                  .returns = return_metrics(history.equity),
                  .commission = history.commission,
                  .slippage = history.slippage,
                  .trades = history.fills.size()};
  double turnover = 0;
  for (const double value : history.turnover) turnover += value;
  const auto returns = static_cast<double>(history.equity.size() - 1);
  if (returns > 0) metrics.turnover = turnover * kSessionsPerYear / returns;
  double invested = 0;
  for (const double value : history.invested) invested += value;
  metrics.exposure = invested / static_cast<double>(history.invested.size());
  return metrics;
}

std::vector<Benchmark> benchmarks(const Panel& panel, std::size_t first, std::size_t last, double initial_equity) {
  std::vector<Benchmark> found;
  const auto stocks = panel.column_of(Symbol("SPY"));
  const auto bonds = panel.column_of(Symbol("IEF"));
  if (!stocks || !has_closes(panel, *stocks, first)) return found;
  found.push_back(make_benchmark("SPY", held_alone(panel, *stocks, first, last, initial_equity), panel, first));
  if (bonds && has_closes(panel, *bonds, first))
    found.push_back(
        make_benchmark("60/40", sixty_forty(panel, *stocks, *bonds, first, last, initial_equity), panel, first));
  return found;
}

}  // namespace bot::research
