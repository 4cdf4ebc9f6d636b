// The inner loops of research: an account's sessions with eight accounts at a time, sums over windows of returns, what
// a decision asks of some sessions in a row, and comparisons of the columns of a row as bits. Inside of this room.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

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

// A step of decide's averages, by column: those of closes, then those of true ranges.
struct AverageStep {
  const double* close = nullptr;
  const double* high = nullptr;
  const double* low = nullptr;
  const double* before = nullptr;  // the closes of the session before
  std::span<const double> ema_alphas, atr_alphas;
  double* averages = nullptr;  // rows of `stride`, as long as the others
  std::size_t stride = 0;
};
void step_averages(const AverageStep& step);

// The columns where a > b, and where a >= b.
[[nodiscard]] std::uint64_t columns_above(const double* a, const double* b, std::size_t stride);
[[nodiscard]] std::uint64_t columns_from(const double* a, double b, std::size_t stride);
// Returns of closes; 0 where there is no close before.
void make_returns(const double* before, const double* close, double* returns, std::size_t count);
// decide's, of the first columns of a row.
void make_scores(const double* close, const double* fast, const double* atr, double* scores, std::size_t columns);
// decide's, of one column on each of kSessionsTogether sessions; minus infinity where its bit is not set.
void make_scores_by_session(const double* close, const double* fast, const double* atr, const std::uint64_t* passing,
                            std::size_t column, double* scores);

// decide's squared_deviations of the rows of a window, by column.
void square_deviations(const double* oldest, std::size_t rows, std::size_t stride, double* squares);

// Windows over one column's returns that end on as many sessions in a row: sums wait for each other, those of
// neighbours do not.
inline constexpr std::size_t kSessionsTogether = 16;
// decide's squared_deviations of each window. `oldest`: of the first; beyond it lies a return a session.
void square_deviations_by_session(const double* oldest, std::size_t rows, double* squares);
// decide's, of those.
void make_sample_deviations_by_session(const double* squares, std::size_t rows, double* deviations);
// The products of two columns, summed over each window: what moves on by one in and one out rounds. `a`, `b`: of the
// session that the first window ends on, `rows` before it; `before`: the sum over the window before the first.
void sum_products_by_session(const double* a, const double* b, std::size_t rows, double before, double* sums);
// n times the variances that a column's sums come to, 0 where that is not above `least` or the share kLeastShare of the
// most squares so far: not to be trusted. The most squares so far, these among them.
struct ColumnSums {
  const double* sums = nullptr;
  const double* squares = nullptr;
  double most_squares = 0;
};
double make_variances_by_session(const ColumnSums& of, double share, double least, double* variances);
// What the sums of two columns over each window say of their squared correlation.
struct Correlated {
  const double* products = nullptr;
  const double* sums_a = nullptr;
  const double* sums_b = nullptr;
  const double* variances_a = nullptr;  // n times; 0: not to be trusted
  const double* variances_b = nullptr;
  double share = 0;  // of one return in a window
  double squared_cap = 0;
  double margin = 0;  // how far from the cap is surely so
};
struct Verdicts {
  std::uint32_t below = 0;  // a bit a session: surely below the cap
  std::uint32_t above = 0;
};
[[nodiscard]] Verdicts judge_by_session(const Correlated& pair);
// The same of one column with each column of a row, on one session and against some caps.
struct CorrelatedColumns {
  const double* products = nullptr;  // of the column with each
  const double* sums = nullptr;
  const double* variances = nullptr;
  double sum = 0;  // the column's own
  double variance = 0;
  double share = 0;
  double margin = 0;
  std::size_t stride = 0;
};
struct ColumnVerdicts {
  std::uint64_t below = 0;  // a bit a column
  std::uint64_t above = 0;
};
void judge_columns(const CorrelatedColumns& of, std::span<const double> squared_caps, ColumnVerdicts* verdicts);
// Some columns of a row as they rank: by score, the best first, equal ones in their order. Their numbers go into
// `order`.
void rank_columns(const double* scores, std::uint64_t columns, std::size_t stride, std::uint8_t* order);
// The same on each of some sessions: by score, the best first, equal ones in their order. No branch depends
// on a score: of a few columns, guessing wrong is what costs.
struct Ranking {
  std::vector<double> scores;         // [place][session]
  std::vector<std::int64_t> columns;  // [place][session]
};
// `scores`: [column][session], of the columns asked for; they take the first places.
void rank_by_session(const double* scores, std::uint64_t columns, Ranking& ranking);
// decide's weights in inverse proportion to volatilities, with cap and buffer, in their place: [place][session], 0
// where a session has fewer.
void weigh_by_session(std::span<double> volatilities, double cap, double cash_buffer);
// In an order of its own: for what need not be decide's to the bit.
[[nodiscard]] double sum_of_products(const double* a, const double* b, std::size_t count);
void multiply_columns(const double* a, const double* b, double* product, std::size_t stride);

// Whether a number is not that at the place that `alike` names for it.
[[nodiscard]] bool any_differs(const std::uint32_t* numbers, const std::uint32_t* alike, std::size_t count);

// Eight accounts that live by the weights of eight points.
struct AccountSteps {
  const Panel& panel;
  std::span<const std::uint64_t> tradable;  // by row: the columns that are valid and have a bar
  std::span<const std::uint8_t> due;
  const BacktestOptions& options;
  alignas(64) double drift_bands[kLanes] = {};
  const Table<std::uint32_t>& chosen;  // [row][point]: place of its target weights, the first being none
  std::size_t points[kLanes] = {};
  const double* weights = nullptr;            // by place: rows of the panel's stride
  const std::uint64_t* symbols_of = nullptr;  // by place: the columns with a weight
};
// The marks of run_backtest over these rows, to the bit: [row][account].
void run_accounts(const AccountSteps& steps, const Rows& rows, double* marks);
// Of such marks, each account's depth of max_drawdown_of.
void find_deepest_falls(const double* marks, std::size_t rows, double* depths);

}  // namespace bot::research
