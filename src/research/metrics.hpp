// What a series of marks comes to. Definitions with their sources: docs/metrics.md. All are of the n daily returns of
// n + 1 marks, a year taken as kSessionsPerYear sessions; a number that has no value (no loss, no variation, no return)
// is absent.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/time.hpp"
#include "calendar/sessions_per_year.hpp"

namespace bot::research {

using calendar::kSessionsPerYear;

struct Drawdown {
  double depth = 0;                       // negative: the fall from the peak; 0 where there was none
  std::size_t peak = 0;                   // mark: the last at the highest value before the fall
  std::size_t trough = 0;                 // mark: the first at the lowest value
  std::optional<std::size_t> recovery{};  // mark: the first at or above the peak's value again; none: not yet
  // From peak to recovery, or to the last mark.
  [[nodiscard]] std::size_t sessions(std::size_t mark_count) const { return recovery.value_or(mark_count - 1) - peak; }
  bool operator==(const Drawdown&) const = default;
};

struct ReturnMetrics {
  double total_return = 0;
  std::optional<double> cagr, volatility, sharpe, sortino, calmar;
  std::optional<Drawdown> max_drawdown;  // none where the marks never fell
  std::optional<double> var_95, cvar_95, profit_factor, hit_rate;
  bool operator==(const ReturnMetrics&) const = default;
};

// Marks above zero, at least one.
[[nodiscard]] ReturnMetrics return_metrics(std::span<const double> marks);

// mark(i+1)/mark(i) - 1.
[[nodiscard]] std::vector<double> daily_returns(std::span<const double> marks);
[[nodiscard]] std::optional<double> cagr_of(double first, double last, std::size_t returns);
[[nodiscard]] std::optional<double> sharpe_of(std::span<const double> returns);
[[nodiscard]] std::optional<double> sortino_of(std::span<const double> returns);
[[nodiscard]] Drawdown max_drawdown_of(std::span<const double> marks);
// The worst `count` falls that do not overlap, deepest first: each from a peak to the return to it.
[[nodiscard]] std::vector<Drawdown> worst_drawdowns(std::span<const double> marks, std::size_t count);
// Linear interpolation between order statistics (type 7 of Hyndman and Fan); share in [0, 1]; not empty.
[[nodiscard]] double quantile(std::vector<double> values, double share);

// For an account: the returns of its marks, and what it traded.
struct Metrics {
  std::size_t sessions = 0;  // marks
  Date start{};
  Date end{};
  double final_equity = 0;
  ReturnMetrics returns;
  std::optional<double> turnover{};  // traded notional, both sides, over the session's equity, summed, a year
  double exposure = 0;               // mean invested share after trades
  double commission = 0;             // dollars
  double slippage = 0;               // dollars
  std::size_t trades = 0;            // orders filled
  bool operator==(const Metrics&) const = default;
};

struct AccountHistory;
struct Panel;
[[nodiscard]] Metrics account_metrics(const AccountHistory& history, const Panel& panel);

struct Benchmark {
  std::string name;            // "SPY", "60/40"
  std::vector<double> equity;  // from the same first mark as the account
  Metrics metrics{};
};
// Over the same sessions as an account, without costs: SPY alone, and 60 % SPY with 40 % IEF, reset at each month's
// last session. Those whose symbols the panel has from the first session on.
[[nodiscard]] std::vector<Benchmark> benchmarks(const Panel& panel, std::size_t first, std::size_t last,
                                                double initial_equity);

}  // namespace bot::research
