#include "research/rolling_correlations.hpp"

#include <algorithm>
#include <bit>

#include "base/check.hpp"
#include "decide/formulas.hpp"
#include "research/kernels.hpp"

namespace bot::research {
namespace {

// Two numbers of the size of the largest sum so far are off by a rounding each step: with a sum of squares of at least
// a hundred thousandth of that size, some 1e-6 of a squared correlation after a hundred years.
constexpr double kMargin = 1e-5;
constexpr double kLeastShare = 1e-5;
constexpr double kFarFromConstant = 1e6;

}  // namespace

bool can_roll(const Panel& panel) {
  if (panel.symbol_count() > RollingCorrelations::kMaxColumns) return false;
  for (std::size_t row = 0; row < panel.session_count(); ++row)
    for (std::size_t symbol = 0; symbol < panel.symbol_count(); ++symbol)
      if (panel.valid.at(row, symbol) != 0 && !panel.has_bar(row, symbol)) return false;
  return true;
}

RollingCorrelations::RollingCorrelations(const Matrix& returns, int window, std::vector<double> caps)
    : returns_(returns),
      count_(static_cast<std::size_t>(std::max(window, 0))),
      caps_(std::move(caps)),
      sum_(returns.stride()),
      squares_(returns.stride()),
      most_squares_(returns.stride()),
      products_(returns.columns() * returns.stride()),
      variance_(returns.stride()),
      no_returns_(returns.stride()),
      diverse_(caps_.size() * returns.columns()),
      doubtful_(caps_.size() * returns.columns()) {
  BOT_CHECK(returns.columns() <= kMaxColumns, "{}", returns.columns());
  for (const double cap : caps_) squared_caps_.push_back(cap * cap);
}

void RollingCorrelations::move_to(std::size_t row, std::span<const std::size_t> first_bar) {
  row_ = row;
  judged_ = 0;
  enough_ = 0;
  if (count_ < 2 || row <= count_) return;
  for (std::size_t s = 0; s < returns_.columns(); ++s) enough_ |= static_cast<Mask>(first_bar[s] + count_ <= row) << s;
  const bool begins = through_ == 0;
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
  sure_ = make_variances(rolling,
                         {.count = static_cast<double>(count_),
                          .least = decide::constant_limit(count_) * kFarFromConstant,
                          .least_share = kLeastShare},
                         variance_.data());
}

bool RollingCorrelations::is_diverse(std::size_t symbol, Mask others, std::size_t cap) {
  if ((enough_ >> symbol & 1) == 0 || (others & ~enough_) != 0) return others == 0;
  if ((judged_ >> symbol & 1) == 0) judge(symbol);
  const std::size_t place = cap * returns_.columns() + symbol;
  const Mask apart = others & diverse_[place];
  const Mask doubtful = others & doubtful_[place];
  if ((others & ~apart & ~doubtful) != 0) return false;
  for (Mask rest = doubtful; rest != 0; rest &= rest - 1)
    if (!is_diverse_exactly(symbol, static_cast<std::size_t>(std::countr_zero(rest)), caps_[cap])) return false;
  return true;
}

void RollingCorrelations::judge(std::size_t symbol) {
  judged_ |= Mask{1} << symbol;
  const PairsOfSymbol pairs{.products = products_.data() + symbol * returns_.stride(),
                            .sum = sum_.data(),
                            .variance = variance_.data(),
                            .stride = returns_.stride(),
                            .mean = sum_[symbol] / static_cast<double>(count_),
                            .own_variance = variance_[symbol],
                            .margin = kMargin};
  const bool is_sure = (sure_ >> symbol & 1) != 0;
  for (std::size_t cap = 0; cap < caps_.size(); ++cap) {
    const PairMasks masks = is_sure ? judge_pairs(pairs, squared_caps_[cap]) : PairMasks{};
    const std::size_t place = cap * returns_.columns() + symbol;
    diverse_[place] = masks.below & sure_;
    doubtful_[place] = ~(masks.below | masks.above) | ~sure_;
  }
}

bool RollingCorrelations::is_diverse_exactly(std::size_t a, std::size_t b, double cap) const {
  const decide::Comovement moved = decide::comovement(
      count_, [&](std::size_t i) { return returns_.at(row_ - i, a); },
      [&](std::size_t i) { return returns_.at(row_ - i, b); });
  return !decide::is_undefined(moved, count_) && decide::is_diverse(decide::correlation_of(moved), cap);
}

}  // namespace bot::research
