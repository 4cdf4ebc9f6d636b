#include "research/overfitting.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>

namespace bot::research {
namespace {

constexpr std::size_t kHalf = kBlocks / 2;

// Sums of the returns and of their squares, a trial each.
struct Sums {
  std::vector<double> returns, squares;
  explicit Sums(std::size_t trials) : returns(trials), squares(trials) {}
  void add(const Sums& other) {
    for (std::size_t k = 0; k < returns.size(); ++k) {
      returns[k] += other.returns[k];
      squares[k] += other.squares[k];
    }
  }
};

std::vector<Sums> block_sums(const TrialReturns& trials) {
  const std::size_t length = trials.sessions() / kBlocks;
  const std::size_t dropped = trials.sessions() % kBlocks;
  std::vector<Sums> blocks(kBlocks, Sums(trials.trials()));
  for (std::size_t block = 0; block < kBlocks; ++block)
    for (std::size_t row = 0; row < length; ++row) {
      const double* returns = trials.session(dropped + block * length + row);
      for (std::size_t k = 0; k < trials.trials(); ++k) {
        blocks[block].returns[k] += returns[k];
        blocks[block].squares[k] += returns[k] * returns[k];
      }
    }
  return blocks;
}

std::vector<double> sharpes(const Sums& sums, double count) {
  // What a difference of sums leaves of equal numbers.
  constexpr double kRounding = 1e-13;
  std::vector<double> ratios(sums.returns.size());
  for (std::size_t k = 0; k < ratios.size(); ++k) {
    const double mean = sums.returns[k] / count;
    const double spread = sums.squares[k] - mean * sums.returns[k];
    ratios[k] = spread > kRounding * sums.squares[k] ? mean / std::sqrt(spread / (count - 1)) : 0.0;
  }
  return ratios;
}

// Counted from 1, the highest last; equals share their mean rank.
double rank_of(const std::vector<double>& values, std::size_t chosen) {
  std::size_t below = 0, equal = 0;
  for (const double value : values) {
    below += value < values[chosen] ? 1 : 0;
    equal += value == values[chosen] ? 1 : 0;
  }
  return static_cast<double>(below) + (static_cast<double>(equal) + 1) / 2;
}

}  // namespace

std::optional<Overfitting> probability_of_overfitting(const TrialReturns& trials) {
  const std::size_t length = trials.sessions() / kBlocks;
  if (trials.trials() < 2 || length < 2) return std::nullopt;
  const std::vector<Sums> blocks = block_sums(trials);
  const double count = static_cast<double>(length * kHalf);
  Overfitting result;
  std::size_t overfitted = 0;
  for (std::uint32_t half = 0; half < (1U << kBlocks); ++half) {
    if (std::popcount(half) != static_cast<int>(kHalf)) continue;
    Sums in(trials.trials()), out(trials.trials());
    for (std::size_t block = 0; block < kBlocks; ++block) ((half >> block & 1U) != 0 ? in : out).add(blocks[block]);
    const std::vector<double> chosen_by = sharpes(in, count);
    const auto best = static_cast<std::size_t>(std::ranges::max_element(chosen_by) - chosen_by.begin());
    const double share = rank_of(sharpes(out, count), best) / (static_cast<double>(trials.trials()) + 1);
    const double logit = std::log(share / (1 - share));
    result.logits.push_back(logit);
    overfitted += logit <= 0 ? 1 : 0;
  }
  result.combinations = result.logits.size();
  result.probability = static_cast<double>(overfitted) / static_cast<double>(result.combinations);
  return result;
}

}  // namespace bot::research
