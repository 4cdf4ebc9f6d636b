#include "research/kernels.hpp"

#ifdef __x86_64__
#include <immintrin.h>
#endif

#include <bit>
#include <cstring>
#include <limits>
#include <vector>

#include "decide/formulas.hpp"
#include "research/account_rules.hpp"
#include "research/rolled_sums.hpp"
#include "research/vectorised.hpp"

// Compiled for three instruction sets, none of which fuses a multiplication with an addition here: the bits are equal.
#define BOT_INLINE [[gnu::always_inline]] inline
#define BOT_UNROLL _Pragma("GCC unroll 8")

namespace bot::research {
namespace {

// What of one account's buys is in its cash, in place; what they cost.
double fit_lane(double* bought, std::size_t lane, std::uint64_t buying, double cash, const double* close,
                const double* real_close, const BacktestOptions& options) {
  std::vector<Buy> buys;
  for (std::uint64_t rest = buying; rest != 0; rest &= rest - 1) {
    const auto s = static_cast<std::size_t>(std::countr_zero(rest));
    double& units = bought[s * kLanes + lane];
    if (units > 0) buys.push_back({s, units, close[s], real_close[s]});
    units = 0;
  }
  fit_into_cash(buys, cash, options);
  double paid = 0;
  for (const Buy& buy : buys) {
    const double notional = buy.units * buy.price;
    if (!(notional > 0)) continue;
    paid += notional + notional * slippage_rate(options.costs) + commission_of(notional, buy.real_price, options.costs);
    bought[buy.symbol * kLanes + lane] = buy.units;
  }
  return paid;
}

// BOT_KERNEL_SET: whose intrinsics there are. (GCC's own macros do not follow its pragma when it only preprocesses.)
namespace plain {
#define BOT_KERNEL_SET 0
#include "research/kernels.inc"
#undef BOT_KERNEL_SET
}  // namespace plain

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define BOT_INSTRUCTION_SETS 1
#pragma GCC push_options
#pragma GCC target("avx2")
namespace avx2 {
#define BOT_KERNEL_SET 2
#include "research/kernels.inc"
#undef BOT_KERNEL_SET
}  // namespace avx2
#pragma GCC pop_options
#pragma GCC push_options
#pragma GCC target("avx512f,avx512dq,avx512vl,avx512bw")
namespace avx512 {
#define BOT_KERNEL_SET 512
#include "research/kernels.inc"
#undef BOT_KERNEL_SET
}  // namespace avx512
#pragma GCC pop_options
#endif

struct Kernels {
  decltype(&plain::step_averages_of) step_averages;
  decltype(&plain::roll_sums_of) roll_sums;
  decltype(&plain::run_accounts_on) run_accounts;
  decltype(&plain::find_deepest_falls_of) find_deepest_falls;
  decltype(&plain::columns_above_of) columns_above;
  decltype(&plain::columns_from_of) columns_from;
  decltype(&plain::multiply_columns_of) multiply_columns;
  decltype(&plain::square_deviations_of) square_deviations;
  decltype(&plain::square_deviations_by_session_of) square_deviations_by_session;
  decltype(&plain::sum_products_by_session_of) sum_products_by_session;
  decltype(&plain::make_variances_by_session_of) make_variances_by_session;
  decltype(&plain::judge_by_session_of) judge_by_session;
  decltype(&plain::judge_columns_of) judge_columns;
  decltype(&plain::rank_columns_of) rank_columns;
  decltype(&plain::rank_by_session_of) rank_by_session;
  decltype(&plain::weigh_by_session_of) weigh_by_session;
};

#define BOT_KERNELS(set)                                                                                               \
  {                                                                                                                    \
    set::step_averages_of, set::roll_sums_of, set::run_accounts_on, set::find_deepest_falls_of, set::columns_above_of, \
        set::columns_from_of, set::multiply_columns_of, set::square_deviations_of,                                     \
        set::square_deviations_by_session_of, set::sum_products_by_session_of, set::make_variances_by_session_of,      \
        set::judge_by_session_of, set::judge_columns_of, set::rank_columns_of, set::rank_by_session_of,                \
        set::weigh_by_session_of                                                                                       \
  }

Kernels best_kernels() {
#ifdef BOT_INSTRUCTION_SETS
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
      __builtin_cpu_supports("avx512bw"))
    return BOT_KERNELS(avx512);
  if (__builtin_cpu_supports("avx2")) return BOT_KERNELS(avx2);
#endif
  return BOT_KERNELS(plain);
}

const Kernels& kernels() {
  static const Kernels chosen = best_kernels();
  return chosen;
}

}  // namespace

void step_averages(const AverageStep& step) { kernels().step_averages(step); }

void roll_sums(const RollingSums& sums, const double* comes, const double* leaves) {
  kernels().roll_sums(sums, comes, leaves);
}

std::uint64_t columns_above(const double* a, const double* b, std::size_t stride) {
  return kernels().columns_above(a, b, stride);
}

std::uint64_t columns_from(const double* a, double b, std::size_t stride) {
  return kernels().columns_from(a, b, stride);
}

BOT_VECTORISED void make_returns(const double* __restrict before, const double* __restrict close,
                                 double* __restrict returns, std::size_t columns) {
  for (std::size_t s = 0; s < columns; ++s) {
    const double value = decide::simple_return_of(close[s], before[s]);
    returns[s] = before[s] > 0 ? value : 0.0;
  }
}

BOT_VECTORISED void make_scores(const double* __restrict close, const double* __restrict fast,
                                const double* __restrict atr, double* __restrict scores, std::size_t columns) {
  for (std::size_t s = 0; s < columns; ++s) scores[s] = decide::momentum_score(close[s], fast[s], atr[s]);
}

BOT_VECTORISED void make_scores_by_session(const double* __restrict close, const double* __restrict fast,
                                           const double* __restrict atr, const std::uint64_t* __restrict passing,
                                           std::size_t column, double* __restrict scores) {
  for (std::size_t i = 0; i < kSessionsTogether; ++i) {
    const double score = decide::momentum_score(close[i], fast[i], atr[i]);
    scores[i] = (passing[i] >> column & 1) != 0 ? score : -std::numeric_limits<double>::infinity();
  }
}

BOT_VECTORISED void make_sample_deviations_by_session(const double* squares, std::size_t rows, double* deviations) {
  for (std::size_t i = 0; i < kSessionsTogether; ++i) deviations[i] = decide::sample_deviation(squares[i], rows);
}

BOT_VECTORISED double sum_of_products(const double* a, const double* b, std::size_t count) {
  double sums[kLanes] = {};
  std::size_t i = 0;
  for (; i + kLanes <= count; i += kLanes)
    for (std::size_t lane = 0; lane < kLanes; ++lane) sums[lane] += a[i + lane] * b[i + lane];
  double sum = 0;
  for (const double lane : sums) sum += lane;
  for (; i < count; ++i) sum += a[i] * b[i];
  return sum;
}

BOT_VECTORISED bool any_differs(const std::uint32_t* numbers, const std::uint32_t* alike, std::size_t count) {
  std::uint32_t bits = 0;
  for (std::size_t i = 0; i < count; ++i) bits |= numbers[i] ^ numbers[alike[i]];
  return bits != 0;
}

void square_deviations(const double* oldest, std::size_t rows, std::size_t stride, double* squares) {
  kernels().square_deviations(oldest, rows, stride, squares);
}

void square_deviations_by_session(const double* oldest, std::size_t rows, double* squares) {
  kernels().square_deviations_by_session(oldest, rows, squares);
}

void sum_products_by_session(const double* a, const double* b, std::size_t rows, double before, double* sums) {
  kernels().sum_products_by_session(a, b, rows, before, sums);
}

double make_variances_by_session(const ColumnSums& of, double share, double least, double* variances) {
  return kernels().make_variances_by_session(of, share, least, variances);
}

Verdicts judge_by_session(const Correlated& pair) { return kernels().judge_by_session(pair); }

void judge_columns(const CorrelatedColumns& of, std::span<const double> squared_caps, ColumnVerdicts* verdicts) {
  kernels().judge_columns(of, squared_caps, verdicts);
}

void rank_columns(const double* scores, std::uint64_t columns, std::size_t stride, std::uint8_t* order) {
  kernels().rank_columns(scores, columns, stride, order);
}

void rank_by_session(const double* scores, std::uint64_t columns, Ranking& ranking) {
  kernels().rank_by_session(scores, columns, ranking);
}

void weigh_by_session(std::span<double> volatilities, double cap, double cash_buffer) {
  kernels().weigh_by_session(volatilities, cap, cash_buffer);
}

void multiply_columns(const double* a, const double* b, double* product, std::size_t stride) {
  kernels().multiply_columns(a, b, product, stride);
}

void run_accounts(const AccountSteps& steps, const Rows& rows, double* marks) {
  kernels().run_accounts(steps, rows, marks);
}

void find_deepest_falls(const double* marks, std::size_t rows, double* depths) {
  kernels().find_deepest_falls(marks, rows, depths);
}

}  // namespace bot::research
