// Probability of backtest overfitting by combinatorially symmetric cross-validation: the sessions are cut into blocks,
// every half of them is once the sample that the best trial is chosen on, and its rank in the other half is looked at.
//   Bailey, Borwein, López de Prado, Zhu: The Probability of Backtest Overfitting, Journal of Computational Finance 20
//   (2017), sections 3 and 4, with the Sharpe ratio as the measure.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "research/trials.hpp"

namespace bot::research {

inline constexpr std::size_t kBlocks = 16;

struct Overfitting {
  std::size_t blocks = kBlocks;
  std::size_t combinations = 0;
  double probability = 0;      // share of the combinations whose logit is <= 0
  std::vector<double> logits;  // ln(w / (1 - w)), w = rank of the chosen trial among N out of sample / (N + 1)
};

// The first sessions that do not fill a block are dropped. Trials of one ratio share their mean rank; one without
// variation counts as 0. None: fewer than two trials, or fewer than two sessions a block.
[[nodiscard]] std::optional<Overfitting> probability_of_overfitting(const TrialReturns& trials);

}  // namespace bot::research
