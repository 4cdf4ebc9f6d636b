#include "research/bootstrap.hpp"

#include <algorithm>
#include <cmath>

#include "research/metrics.hpp"

namespace bot::research {
namespace {

struct Outcome {
  double sharpe = 0;
  double cagr = 0;
  double max_drawdown = 0;
};

Outcome outcome_of(std::span<const double> returns, std::span<const std::size_t> picked) {
  const auto count = static_cast<double>(picked.size());
  double sum = 0, squares = 0, wealth = 1, peak = 1;
  Outcome outcome;
  for (const std::size_t session : picked) {
    const double value = returns[session];
    sum += value;
    squares += value * value;
    wealth *= 1 + value;
    peak = std::max(peak, wealth);
    outcome.max_drawdown = std::min(outcome.max_drawdown, wealth / peak - 1);
  }
  const double spread = squares - sum / count * sum;
  outcome.sharpe = spread > 0 ? sum / count / std::sqrt(spread / (count - 1)) * std::sqrt(kSessionsPerYear) : 0;
  outcome.cagr = wealth > 0 ? std::pow(wealth, kSessionsPerYear / count) - 1 : -1;
  return outcome;
}

Interval interval_of(const std::vector<double>& values, double level) {
  return {.low = quantile(values, (1 - level) / 2), .high = quantile(values, (1 + level) / 2)};
}

// Means of the trials over the picked sessions.
std::vector<double> means(const TrialReturns& trials, std::span<const std::size_t> picked) {
  std::vector<double> sums(trials.trials());
  for (const std::size_t session : picked) {
    const double* returns = trials.session(session);
    for (std::size_t k = 0; k < sums.size(); ++k) sums[k] += returns[k];
  }
  for (double& sum : sums) sum /= static_cast<double>(picked.size());
  return sums;
}

}  // namespace

double block_length(std::size_t sessions, const BootstrapOptions& options) {
  if (options.mean_block > 0) return options.mean_block;
  return std::max(1.0, std::cbrt(static_cast<double>(sessions)));
}

std::vector<std::size_t> stationary_resample(std::size_t sessions, double mean_block, Rng& rng) {
  std::vector<std::size_t> picked(sessions);
  std::size_t at = 0;
  for (std::size_t i = 0; i < sessions; ++i) {
    at = i == 0 || rng.chance(1 / mean_block) ? static_cast<std::size_t>(rng.below(sessions)) : (at + 1) % sessions;
    picked[i] = at;
  }
  return picked;
}

Intervals bootstrap_intervals(std::span<const double> returns, const BootstrapOptions& options) {
  constexpr std::uint64_t kStream = 1;
  std::vector<double> sharpes, cagrs, drawdowns;
  const double block = block_length(returns.size(), options);
  for (std::size_t resample = 0; resample < options.resamples; ++resample) {
    Rng rng(options.seed, {kStream, resample});
    const Outcome outcome = outcome_of(returns, stationary_resample(returns.size(), block, rng));
    sharpes.push_back(outcome.sharpe);
    cagrs.push_back(outcome.cagr);
    drawdowns.push_back(outcome.max_drawdown);
  }
  return {.sharpe = interval_of(sharpes, options.level),
          .cagr = interval_of(cagrs, options.level),
          .max_drawdown = interval_of(drawdowns, options.level)};
}

double reality_check(const TrialReturns& trials, const BootstrapOptions& options) {
  constexpr std::uint64_t kStream = 2;
  std::vector<std::size_t> all(trials.sessions());
  for (std::size_t session = 0; session < all.size(); ++session) all[session] = session;
  const std::vector<double> seen = means(trials, all);
  const double best = std::ranges::max(seen);
  const double block = block_length(trials.sessions(), options);
  std::size_t as_good = 0;
  for (std::size_t resample = 0; resample < options.resamples; ++resample) {
    Rng rng(options.seed, {kStream, resample});
    std::vector<double> drawn = means(trials, stationary_resample(trials.sessions(), block, rng));
    for (std::size_t k = 0; k < drawn.size(); ++k) drawn[k] -= seen[k];
    as_good += std::ranges::max(drawn) >= best ? 1 : 0;
  }
  return static_cast<double>(1 + as_good) / static_cast<double>(1 + options.resamples);
}

}  // namespace bot::research
