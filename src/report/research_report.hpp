// What `bot backtest`, `bot walkforward` and `bot permute` say: one document (docs/metrics.md), a summary for a
// terminal, and the tables kept under the folder of reports.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "report/data_table.hpp"
#include "report/table.hpp"
#include "research/backtest.hpp"
#include "research/metrics.hpp"

namespace bot::report {

// Seconds; the only part of a document that differs from one run to the next.
struct Timing {
  double load_s = 0;     // from the files to bars in memory, validated
  double compute_s = 0;  // bars in memory to metrics
  double report_s = 0;   // texts and tables
};

struct BacktestReport {
  const research::Panel& panel;
  const research::Targets& targets;
  const research::AccountHistory& history;
  const research::AccountHistory& lived;  // as the account would live it
  research::Metrics metrics;
  research::Metrics account_metrics;
  std::vector<research::Benchmark> benchmarks;
};

[[nodiscard]] nlohmann::ordered_json metrics_json(const research::Metrics& metrics, const research::Panel& panel,
                                                  std::size_t first);
[[nodiscard]] std::string metrics_text(const research::Metrics& metrics, const TextStyle& style);
[[nodiscard]] nlohmann::ordered_json timing_json(const Timing& timing);
[[nodiscard]] nlohmann::ordered_json backtest_json(const BacktestReport& report);
[[nodiscard]] std::string backtest_text(const BacktestReport& report, const TextStyle& style);

// equity: `date,equity,account_equity,cash,account_cash,drawdown` and the equity of each benchmark.
// weights: `date,symbol,target,held`: the weight wanted on each session, to the bit that of `bot weights --asof`, no
// number where nothing was decided; and the share of equity held after its trades.
// trades: `account,date,symbol,side,shares,price,notional,commission,slippage`; account: backtest or lived.
[[nodiscard]] std::vector<DataTable> backtest_tables(const BacktestReport& report);

}  // namespace bot::report
