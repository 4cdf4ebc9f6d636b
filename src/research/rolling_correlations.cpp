#include "research/rolling_correlations.hpp"

#include <algorithm>
#include <bit>

#include "base/check.hpp"
#include "decide/formulas.hpp"
#include "research/kernels.hpp"
#include "research/rolled_sums.hpp"
#include "research/vectorised.hpp"

namespace bot::research {
namespace {

// Of all rows as one: columns beyond the last symbol hold nothing.
BOT_VECTORISED bool any_valid_without_bar(const std::uint8_t* valid, const BarAge* age, std::size_t count) {
  std::uint8_t any = 0;
  for (std::size_t i = 0; i < count; ++i)
    any = static_cast<std::uint8_t>(any | (valid[i] & static_cast<std::uint8_t>(age[i] != kBarToday)));
  return any != 0;
}

struct Moments {
  const double* sum = nullptr;
  const double* squares = nullptr;
  const double* most_squares = nullptr;
};
// n times the variances; none of what may be a constant for all the sums say.
BOT_VECTORISED void make_variances(const Moments& of, double share, double least, double* __restrict variances,
                                   std::size_t columns) {
  for (std::size_t s = 0; s < columns; ++s) {
    const double value = of.squares[s] - of.sum[s] * of.sum[s] * share;
    const double limit = kLeastShare * of.most_squares[s];
    variances[s] = value > (limit > least ? limit : least) ? value : 0.0;
  }
}

}  // namespace

bool can_roll(const Panel& panel) {
  return panel.symbol_count() <= RollingCorrelations::kMaxColumns &&
         !any_valid_without_bar(panel.valid.row(0), panel.age.row(0), panel.session_count() * panel.valid.stride());
}

RollingCorrelations::RollingCorrelations(const RecentRows& returns, int window, std::vector<double> caps)
    : returns_(returns),
      count_(static_cast<std::size_t>(std::max(window, 0))),
      share_(1.0 / static_cast<double>(std::max<std::size_t>(count_, 1))),
      least_variance_(decide::constant_limit(count_) * kFarFromConstant),
      caps_(std::move(caps)),
      sum_(returns.stride()),
      squares_(returns.stride()),
      most_squares_(returns.stride()),
      no_returns_(returns.stride()),
      variances_(returns.stride()),
      products_(returns.columns() * returns.stride()),
      verdicts_(returns.columns() * caps_.size()) {
  BOT_CHECK(returns.columns() <= kMaxColumns, "{}", returns.columns());
  for (const double cap : caps_) squared_caps_.push_back(cap * cap);
}

void RollingCorrelations::move_to(std::size_t row, std::span<const std::size_t> first_bar) {
  row_ = row;
  judged_ = 0;
  if (count_ < 2 || row <= count_) {
    enough_ = 0;
    return;
  }
  if (std::popcount(enough_) < static_cast<int>(returns_.columns()))
    for (std::size_t s = 0; s < returns_.columns(); ++s)
      enough_ |= static_cast<Mask>(first_bar[s] + count_ <= row) << s;
  const bool begins = through_ == 0 || row - through_ > kMaxCaughtUp;
  if (begins) {
    for (std::vector<double>* sums : {&sum_, &squares_, &most_squares_, &products_}) std::ranges::fill(*sums, 0.0);
    through_ = row - count_;
  }
  const RollingSums rolling{.sum = sum_.data(),
                            .squares = squares_.data(),
                            .most_squares = most_squares_.data(),
                            .products = products_.data(),
                            .symbols = returns_.columns(),
                            .stride = returns_.stride()};
  while (through_ < row) {
    const std::size_t next = ++through_;
    roll_sums(rolling, returns_.row(next), begins ? no_returns_.data() : returns_.row(next - count_));
  }
  make_variances({sum_.data(), squares_.data(), most_squares_.data()}, share_, least_variance_, variances_.data(),
                 computed_columns(returns_.columns()));
}

bool RollingCorrelations::is_diverse(std::size_t symbol, Mask others, std::size_t cap) {
  for (; others != 0; others &= others - 1) {
    const auto other = static_cast<std::size_t>(std::countr_zero(others));
    const Apart apart = apart_from(other, cap);
    if ((apart.possible >> symbol & 1) == 0) return false;
    if ((apart.doubtful >> symbol & 1) != 0 && !is_diverse_exactly(symbol, other, caps_[cap])) return false;
  }
  return true;
}

void RollingCorrelations::judge(std::size_t symbol) {
  judged_ |= Mask{1} << symbol;
  judge_columns({.products = products_.data() + symbol * returns_.stride(),
                 .sums = sum_.data(),
                 .variances = variances_.data(),
                 .sum = sum_[symbol],
                 .variance = variances_[symbol],
                 .share = share_,
                 .margin = kMargin,
                 .stride = returns_.stride()},
                squared_caps_, verdicts_.data() + symbol * caps_.size());
}

bool RollingCorrelations::is_diverse_exactly(std::size_t a, std::size_t b, double cap) const {
  const decide::Comovement moved = decide::comovement(
      count_, [&](std::size_t i) { return returns_.at(row_ - i, a); },
      [&](std::size_t i) { return returns_.at(row_ - i, b); });
  return !decide::is_undefined(moved, count_) && decide::is_diverse(decide::correlation_of(moved), cap);
}

}  // namespace bot::research
