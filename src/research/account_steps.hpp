// The inner loops of a search: an account's sessions with eight symbols at a time, and rolling sums of returns. Inside
// of this room.
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

// Eight accounts that live by the weights of eight points.
struct AccountSteps {
  const Panel& panel;
  const Matrix& tradable;  // 1 where a symbol is valid and has a bar
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
