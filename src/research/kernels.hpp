// The inner loops of a search: an account's sessions with eight accounts at a time, rolling sums of returns, and
// comparisons of the columns of a row as bits. Inside of this room.
#pragma once

#include <cstdint>
#include <span>

#include "research/backtest.hpp"
#include "research/walkforward.hpp"

namespace bot::research {

// Sums over a window of returns, by column, rows padded to the panel's stride.
struct RollingSums {
  double* sum = nullptr;
  double* squares = nullptr;
  double* most_squares = nullptr;  // the largest `squares` so far
  double* products = nullptr;      // [symbol][column]
  std::size_t symbols = 0;
  std::size_t stride = 0;
};
void roll_sums(const RollingSums& sums, const double* comes, const double* leaves);

// n times the variance by column. The bits of those that are above `least` and above `least_share` of most_squares.
struct VarianceLimits {
  double count = 0;  // n
  double least = 0;
  double least_share = 0;
};
[[nodiscard]] std::uint64_t make_variances(const RollingSums& sums, const VarianceLimits& limits, double* variance);

// One symbol with every other: whether their squared correlation is clearly below or above a squared cap.
struct PairsOfSymbol {
  const double* products = nullptr;  // by column
  const double* sum = nullptr;
  const double* variance = nullptr;
  std::size_t stride = 0;
  double mean = 0;  // of the symbol
  double own_variance = 0;
  double margin = 0;
};
struct PairMasks {
  std::uint64_t below = 0;
  std::uint64_t above = 0;
};
[[nodiscard]] PairMasks judge_pairs(const PairsOfSymbol& pairs, double squared_cap);

// The columns where a > b, and where a >= b.
[[nodiscard]] std::uint64_t columns_above(const double* a, const double* b, std::size_t stride);
[[nodiscard]] std::uint64_t columns_from(const double* a, double b, std::size_t stride);
void multiply_columns(const double* a, const double* b, double* product, std::size_t stride);

// Eight accounts that live by the weights of eight points.
struct AccountSteps {
  const Panel& panel;
  std::span<const std::uint64_t> tradable;  // by row: the columns that are valid and have a bar
  const Matrix& share_rates;                // commission of a share over its real price
  std::span<const std::uint8_t> due;
  const BacktestOptions& options;
  alignas(64) double drift_bands[kLanes] = {};
  const std::uint32_t* chosen[kLanes] = {};   // by row: place of its target weights, the first being none
  const double* weights = nullptr;            // by place: rows of the panel's stride
  const std::uint64_t* symbols_of = nullptr;  // by place: the columns with a weight
};
// The marks of run_backtest over these rows, to the bit: [row][account].
void run_accounts(const AccountSteps& steps, const Rows& rows, double* marks);

}  // namespace bot::research
