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

struct AccountSteps {
  const Panel& panel;
  std::span<const std::uint8_t> due;
  const BacktestOptions& options;
  double drift_band = 0;
  const std::uint32_t* chosen = nullptr;  // by row: place of its target weights, the first being none
  const double* weights = nullptr;        // rows of the panel's stride
};
// The marks of run_backtest over these rows, to the bit; as many as rows.
void run_account(const AccountSteps& steps, const Rows& rows, std::span<double> marks);

}  // namespace bot::research
