#include "research/kernels.hpp"

#ifdef __x86_64__
#include <immintrin.h>
#endif

#include <bit>
#include <cstring>
#include <vector>

#include "research/account_rules.hpp"

// Compiled for three instruction sets, none of which fuses a multiplication with an addition here: the bits are equal.
#define BOT_INLINE [[gnu::always_inline]] inline

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
  LaneSum paid;
  for (const Buy& buy : buys) {
    const double notional = buy.units * buy.price;
    if (!(notional > 0)) continue;
    paid.add(buy.symbol, notional + notional * slippage_rate(options.costs) +
                             commission_of(notional, buy.real_price, options.costs));
    bought[buy.symbol * kLanes + lane] = buy.units;
  }
  return paid.total();
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
  decltype(&plain::roll_sums_of) roll_sums;
  decltype(&plain::run_accounts_on) run_accounts;
  decltype(&plain::make_variances_of) make_variances;
  decltype(&plain::judge_pairs_of) judge_pairs;
  decltype(&plain::columns_above_of) columns_above;
  decltype(&plain::columns_from_of) columns_from;
  decltype(&plain::multiply_columns_of) multiply_columns;
};

#define BOT_KERNELS(set)                                                                                         \
  {                                                                                                              \
    set::roll_sums_of, set::run_accounts_on, set::make_variances_of, set::judge_pairs_of, set::columns_above_of, \
        set::columns_from_of, set::multiply_columns_of                                                           \
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

void roll_sums(const RollingSums& sums, const double* comes, const double* leaves) {
  kernels().roll_sums(sums, comes, leaves);
}

std::uint64_t make_variances(const RollingSums& sums, const VarianceLimits& limits, double* variance) {
  return kernels().make_variances(sums, limits, variance);
}

PairMasks judge_pairs(const PairsOfSymbol& pairs, double squared_cap) {
  return kernels().judge_pairs(pairs, squared_cap);
}

std::uint64_t columns_above(const double* a, const double* b, std::size_t stride) {
  return kernels().columns_above(a, b, stride);
}

std::uint64_t columns_from(const double* a, double b, std::size_t stride) {
  return kernels().columns_from(a, b, stride);
}

void multiply_columns(const double* a, const double* b, double* product, std::size_t stride) {
  kernels().multiply_columns(a, b, product, stride);
}

void run_accounts(const AccountSteps& steps, const Rows& rows, double* marks) {
  kernels().run_accounts(steps, rows, marks);
}

}  // namespace bot::research
