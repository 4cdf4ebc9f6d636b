// The inner loops of a search: an account's sessions with eight accounts at a time, sums over a window of returns, and
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
  double* products = nullptr;      // [symbol][column], of columns up to the symbol's
  std::size_t symbols = 0;
  std::size_t stride = 0;
};
void roll_sums(const RollingSums& sums, const double* comes, const double* leaves);

// The columns where a > b, and where a >= b.
[[nodiscard]] std::uint64_t columns_above(const double* a, const double* b, std::size_t stride);
[[nodiscard]] std::uint64_t columns_from(const double* a, double b, std::size_t stride);
// decide's, of the first columns of a row.
void make_scores(const double* close, const double* fast, const double* atr, double* scores, std::size_t columns);

// Windows over rows of returns, each a row later than the one before.
struct Windows {
  const double* oldest = nullptr;  // row of the first
  std::size_t rows = 0;            // of each
  std::size_t count = 0;
  std::size_t stride = 0;
  std::uint64_t columns = ~std::uint64_t{0};  // which are asked for, of the first kColumnsOfMask
};
inline constexpr std::size_t kWindowsTogether = 4;  // sums wait for each other, those of neighbours do not
// decide's squared_deviations of each window and of the columns asked for, if not of others: rows of the same stride.
void square_deviations(const Windows& windows, double* squares);
// The columns of `among` as they rank by score, best first; how many they are. No branch that depends on a score: of a
// few candidates, guessing wrong is what costs. At most kColumnsOfMask columns.
std::size_t rank_columns(const double* scores, std::uint64_t among, std::uint8_t* ranked);
// In an order of its own: for what need not be decide's to the bit.
[[nodiscard]] double sum_of_products(const double* a, const double* b, std::size_t count);
void multiply_columns(const double* a, const double* b, double* product, std::size_t stride);

// Eight accounts that live by the weights of eight points.
struct AccountSteps {
  const Panel& panel;
  std::span<const std::uint64_t> tradable;  // by row: the columns that are valid and have a bar
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
