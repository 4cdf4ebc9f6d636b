#include "research/return_windows.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "decide/formulas.hpp"
#include "research/rolled_sums.hpp"

namespace bot::research {
namespace {

constexpr std::size_t kBlocksKept = 16;  // until what is kept is moved back to the beginning

std::size_t length(int window) { return static_cast<std::size_t>(std::max(window, 0)); }

// Sums over windows, moved on from those of the sessions before where there are any.
void roll(bool goes_on, const double* a, const double* b, std::size_t window, double* sums) {
  const double before = goes_on ? sums[kSessionsTogether - 1] : sum_of_products(a - window, b - window, window);
  sum_products_by_session(a, b, window, before, sums);
}

}  // namespace

ReturnWindows::ReturnWindows(std::vector<const double*> closes, const decide::Options& options)
    : closes_(std::move(closes)),
      vol_window_(length(options.weights.vol_window)),
      corr_window_(length(options.selection.corr_window)),
      corr_cap_(options.selection.corr_cap),
      kept_(padded(std::max(vol_window_, corr_window_))),
      returns_(closes_.size(), kept_ + kBlocksKept * kSessionsTogether),
      at_(kept_ - kSessionsTogether),
      ones_(kept_ + kSessionsTogether, 1.0),
      columns_(closes_.size()),
      pairs_(closes_.size() * (closes_.size() - 1) / 2),
      pairs_made_(closes_.size()),
      pairs_before_(closes_.size()) {}

void ReturnWindows::move_on() {
  at_ += kSessionsTogether;
  if (at_ == kept_ + kBlocksKept * kSessionsTogether) {
    for (std::size_t s = 0; s < columns_.size(); ++s)
      std::memmove(returns_.row(s), returns_.row(s) + at_ - kept_, kept_ * sizeof(double));
    at_ = kept_;
  }
  for (std::size_t s = 0; s < columns_.size(); ++s)
    make_returns(closes_[s], closes_[s] + 1, returns_.row(s) + at_, kSessionsTogether);
  volatilities_made_ = 0;
  sums_before_ = std::exchange(sums_made_, 0);
  pairs_before_.swap(pairs_made_);
  std::ranges::fill(pairs_made_, 0);
}

void ReturnWindows::make_volatilities(std::size_t column) {
  double* volatilities = columns_[column].volatilities;
  square_deviations_by_session(newest(column) + 1 - vol_window_, vol_window_, volatilities);
  make_sample_deviations_by_session(volatilities, vol_window_, volatilities);
  volatilities_made_ |= Mask{1} << column;
}

void ReturnWindows::judge(std::size_t high, std::size_t low, Pair& pair) {
  const Column& of_high = summed(high);
  const Column& of_low = summed(low);
  roll((pairs_before_[high] >> low & 1) != 0, newest(high), newest(low), corr_window_, pair.products);
  pair.verdicts = judge_by_session({.products = pair.products,
                                    .sums_a = of_high.sums,
                                    .sums_b = of_low.sums,
                                    .variances_a = of_high.variances,
                                    .variances_b = of_low.variances,
                                    .share = 1.0 / static_cast<double>(corr_window_),
                                    .squared_cap = corr_cap_ * corr_cap_,
                                    .margin = kMargin});
  pairs_made_[high] |= Mask{1} << low;
}

const ReturnWindows::Column& ReturnWindows::summed(std::size_t column) {
  Column& of = columns_[column];
  if ((sums_made_ >> column & 1) != 0) return of;
  const bool goes_on = (sums_before_ >> column & 1) != 0;
  roll(goes_on, newest(column), ones_.data() + kept_, corr_window_, of.sums);
  roll(goes_on, newest(column), newest(column), corr_window_, of.squares);
  of.most_squares = make_variances_by_session({of.sums, of.squares, goes_on ? of.most_squares : 0.0},
                                              1.0 / static_cast<double>(corr_window_),
                                              decide::constant_limit(corr_window_) * kFarFromConstant, of.variances);
  sums_made_ |= Mask{1} << column;
  return of;
}

bool ReturnWindows::is_diverse_exactly(std::size_t i, std::size_t a, std::size_t b) const {
  const double* returns_a = newest(a) + i;
  const double* returns_b = newest(b) + i;
  const decide::Comovement moved = decide::comovement(
      corr_window_, [&](std::size_t back) { return *(returns_a - back); },
      [&](std::size_t back) { return *(returns_b - back); });
  return !decide::is_undefined(moved, corr_window_) && decide::is_diverse(decide::correlation_of(moved), corr_cap_);
}

}  // namespace bot::research
