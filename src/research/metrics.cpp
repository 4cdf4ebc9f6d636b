#include "research/metrics.hpp"

#include <algorithm>
#include <cmath>

#include "base/check.hpp"

namespace bot::research {
namespace {

double sum_of(std::span<const double> values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum;
}

// A sum waits for itself: each is made once.
struct Moments {
  double mean = 0;
  std::optional<double> deviation;  // of a sample; none of fewer than two
};
Moments moments_of(std::span<const double> values) {
  Moments moments{.mean = sum_of(values) / static_cast<double>(values.size()), .deviation = std::nullopt};
  if (values.size() < 2) return moments;
  double squares = 0;
  for (const double value : values) squares += (value - moments.mean) * (value - moments.mean);
  moments.deviation = std::sqrt(squares / static_cast<double>(values.size() - 1));
  return moments;
}

// A deviation that is nothing but the rounding of equal numbers.
bool is_no_variation(double deviation, double mean) { return deviation <= 1e-14 * std::max(1.0, std::abs(mean)); }

std::optional<double> sharpe_of(const Moments& moments) {
  if (!moments.deviation || is_no_variation(*moments.deviation, moments.mean)) return std::nullopt;
  return moments.mean / *moments.deviation * std::sqrt(kSessionsPerYear);
}

// Days above and below zero are summed side by side, so that no branch has to guess which one comes next.
struct DaySums {
  double gains = 0;
  double losses = 0;
  double squared_losses = 0;
  std::size_t up = 0;
  std::size_t down = 0;
};
DaySums sums_of_days(std::span<const double> returns) {
  DaySums sums;
  for (const double value : returns) {
    const double below = std::min(value, 0.0);
    sums.gains += std::max(value, 0.0);
    sums.losses -= below;
    sums.squared_losses += below * below;
    sums.up += static_cast<std::size_t>(value > 0);
    sums.down += static_cast<std::size_t>(value < 0);
  }
  return sums;
}

// `mean`: of so many returns.
std::optional<double> sortino_of(const DaySums& sums, double mean, std::size_t returns) {
  if (sums.squared_losses <= 0) return std::nullopt;
  return mean / std::sqrt(sums.squared_losses / static_cast<double>(returns)) * std::sqrt(kSessionsPerYear);
}

// The mean of the returns at or below `limit`.
double mean_up_to(std::span<const double> returns, double limit) {
  double sum = 0;
  std::size_t count = 0;
  for (const double value : returns) {
    if (value > limit) continue;
    sum += value;
    ++count;
  }
  return sum / static_cast<double>(count);
}

}  // namespace

std::vector<double> daily_returns(std::span<const double> marks) {
  std::vector<double> returns(marks.empty() ? 0 : marks.size() - 1);
  for (std::size_t i = 0; i < returns.size(); ++i) returns[i] = marks[i + 1] / marks[i] - 1.0;
  return returns;
}

std::optional<double> cagr_of(double first, double last, std::size_t returns) {
  if (returns == 0 || first <= 0 || last < 0) return std::nullopt;
  return std::pow(last / first, kSessionsPerYear / static_cast<double>(returns)) - 1.0;
}

std::optional<double> sharpe_of(std::span<const double> returns) { return sharpe_of(moments_of(returns)); }

std::optional<double> sortino_of(std::span<const double> returns) {
  if (returns.empty()) return std::nullopt;
  return sortino_of(sums_of_days(returns), sum_of(returns) / static_cast<double>(returns.size()), returns.size());
}

Drawdown max_drawdown_of(std::span<const double> marks) {
  Drawdown worst;
  std::size_t peak = 0;
  for (std::size_t i = 0; i < marks.size(); ++i) {
    if (marks[i] >= marks[peak]) {
      peak = i;
      continue;
    }
    // Clearly no deeper: not worth the division.
    if (marks[i] > marks[peak] * (1.0 + worst.depth) * (1.0 + 1e-12)) continue;
    const double depth = marks[i] / marks[peak] - 1.0;
    if (depth < worst.depth) worst = {.depth = depth, .peak = peak, .trough = i};
  }
  if (worst.depth == 0) return worst;
  for (std::size_t i = worst.trough + 1; i < marks.size() && !worst.recovery; ++i)
    if (marks[i] >= marks[worst.peak]) worst.recovery = i;
  return worst;
}

std::vector<Drawdown> worst_drawdowns(std::span<const double> marks, std::size_t count) {
  std::vector<Drawdown> falls;
  for (std::size_t i = 0; i < marks.size();) {
    std::size_t end = i + 1;  // first mark at or above this one
    while (end < marks.size() && marks[end] < marks[i]) ++end;
    if (end > i + 1) {
      Drawdown fall{.depth = 0, .peak = i};
      for (std::size_t j = i + 1; j < end; ++j) {
        const double depth = marks[j] / marks[i] - 1.0;
        if (depth < fall.depth) {
          fall.depth = depth;
          fall.trough = j;
        }
      }
      if (end < marks.size()) fall.recovery = end;
      falls.push_back(fall);
    }
    i = end;
  }
  std::ranges::stable_sort(falls, {}, &Drawdown::depth);
  if (falls.size() > count) falls.resize(count);
  return falls;
}

double quantile(std::vector<double> values, double share) {
  BOT_CHECK(!values.empty() && share >= 0 && share <= 1, "{} {}", values.size(), share);
  const double place = share * static_cast<double>(values.size() - 1);
  const auto below = static_cast<std::size_t>(std::floor(place));
  const auto at = values.begin() + static_cast<std::ptrdiff_t>(below);
  std::ranges::nth_element(values, at);
  const double low = *at;
  if (below + 1 == values.size()) return low;
  const double high = *std::ranges::min_element(at + 1, values.end());
  return low + (place - static_cast<double>(below)) * (high - low);
}

ReturnMetrics return_metrics(std::span<const double> marks) {
  BOT_CHECK(!marks.empty());
  ReturnMetrics metrics;
  metrics.total_return = marks.back() / marks.front() - 1.0;
  const Drawdown drawdown = max_drawdown_of(marks);
  if (drawdown.depth < 0) metrics.max_drawdown = drawdown;
  const std::vector<double> returns = daily_returns(marks);
  if (returns.empty()) return metrics;
  metrics.cagr = cagr_of(marks.front(), marks.back(), returns.size());
  const Moments moments = moments_of(returns);
  if (moments.deviation) metrics.volatility = *moments.deviation * std::sqrt(kSessionsPerYear);
  metrics.sharpe = sharpe_of(moments);
  const DaySums days = sums_of_days(returns);
  metrics.sortino = sortino_of(days, moments.mean, returns.size());
  if (metrics.cagr && metrics.max_drawdown) metrics.calmar = *metrics.cagr / std::abs(drawdown.depth);
  metrics.var_95 = quantile(returns, 0.05);
  metrics.cvar_95 = mean_up_to(returns, *metrics.var_95);
  if (days.losses > 0) metrics.profit_factor = days.gains / days.losses;
  if (days.up + days.down > 0)
    metrics.hit_rate = static_cast<double>(days.up) / static_cast<double>(days.up + days.down);
  return metrics;
}

}  // namespace bot::research
