#include "research/account_steps.hpp"

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

namespace plain {
#include "research/account_kernels.inc"
}

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define BOT_INSTRUCTION_SETS 1
#pragma GCC push_options
#pragma GCC target("avx2")
namespace avx2 {
#include "research/account_kernels.inc"
}
#pragma GCC pop_options
#pragma GCC push_options
#pragma GCC target("avx512f,avx512dq,avx512vl,avx512bw")
namespace avx512 {
#include "research/account_kernels.inc"
}
#pragma GCC pop_options
#endif

struct Kernels {
  decltype(&plain::roll_sums_of) roll_sums;
  decltype(&plain::run_accounts_on) run_accounts;
};

Kernels best_kernels() {
#ifdef BOT_INSTRUCTION_SETS
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
      __builtin_cpu_supports("avx512bw"))
    return {avx512::roll_sums_of, avx512::run_accounts_on};
  if (__builtin_cpu_supports("avx2")) return {avx2::roll_sums_of, avx2::run_accounts_on};
#endif
  return {plain::roll_sums_of, plain::run_accounts_on};
}

const Kernels& kernels() {
  static const Kernels chosen = best_kernels();
  return chosen;
}

}  // namespace

void roll_sums(const RollingSums& sums, const double* comes, const double* leaves) {
  kernels().roll_sums(sums, comes, leaves);
}

void run_accounts(const AccountSteps& steps, const Rows& rows, double* marks) {
  kernels().run_accounts(steps, rows, marks);
}

}  // namespace bot::research
