// Resampling that keeps what neighbouring days have to do with each other: the stationary bootstrap, blocks of a
// geometrically distributed length laid end to end around the sample as a circle.
//   Politis, Romano: The Stationary Bootstrap, Journal of the American Statistical Association 89 (1994).
//   White: A Reality Check for Data Snooping, Econometrica 68 (2000).
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "base/rng.hpp"
#include "research/trials.hpp"

namespace bot::research {

struct BootstrapOptions {
  std::size_t resamples = 2000;
  double mean_block = 0;  // sessions; 0: the cube root of the sessions, the order that is optimal (Politis, Romano)
  std::uint64_t seed = 42;
  double level = 0.9;  // of an interval
};

// Which sessions make up one resample of `sessions`.
[[nodiscard]] std::vector<std::size_t> stationary_resample(std::size_t sessions, double mean_block, Rng& rng);
[[nodiscard]] double block_length(std::size_t sessions, const BootstrapOptions& options);

struct Interval {
  double low = 0;
  double high = 0;
};
struct Intervals {
  Interval sharpe;        // annualised
  Interval cagr;          // share a year
  Interval max_drawdown;  // negative shares
};
// Percentile intervals of what such returns come to. At least two returns.
[[nodiscard]] Intervals bootstrap_intervals(std::span<const double> returns, const BootstrapOptions& options);

// The p-value of "none of the trials has a mean return above 0": the share of resamples whose best centred mean is at
// least the best mean seen, (1 + those) / (1 + resamples). Returns less those of a benchmark test against it.
[[nodiscard]] double reality_check(const TrialReturns& trials, const BootstrapOptions& options);

}  // namespace bot::research
