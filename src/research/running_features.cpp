#include "research/running_features.hpp"

#include <algorithm>
#include <cstring>

#include "decide/formulas.hpp"
#include "research/kernels.hpp"

namespace bot::research {
RunningFeatures::RunningFeatures(const Panel& panel, std::span<const int> ema_windows, std::span<const int> atr_windows)
    : panel_(panel),
      averages_(ema_windows.size() + atr_windows.size(), panel.symbol_count()),
      bars_(panel.symbol_count(), 0) {
  for (const int window : ema_windows) ema_alphas_.push_back(decide::ema_alpha(window));
  for (const int window : atr_windows) atr_alphas_.push_back(decide::wilder_alpha(window));
}

void RunningFeatures::move_on(double* returns) {
  const std::size_t row = next_row_++;
  const std::size_t columns = computed_columns(panel_.symbol_count());
  const double* close = panel_.close.row(row);
  const double* before = row == 0 ? nullptr : panel_.close.row(row - 1);
  if (returns != nullptr) {
    std::fill_n(returns, before == nullptr ? averages_.stride() : 0, 0.0);
    if (before != nullptr) make_returns(before, close, returns, columns);
  }
  if (row == 0 || !is_as_before(row)) {
    for (int& bars : bars_)
      if (bars > 0) bars += whole_rows_;
    whole_rows_ = 0;
    is_whole_ = true;
    for (std::size_t s = 0; s < panel_.symbol_count(); ++s) move_column(row, s);
    return;
  }
  ++whole_rows_;
  step_averages({.close = close,
                 .high = panel_.high.row(row),
                 .low = panel_.low.row(row),
                 .before = before,
                 .ema_alphas = ema_alphas_,
                 .atr_alphas = atr_alphas_,
                 .averages = averages_.row(0),
                 .stride = averages_.stride()});
}

// Whether the symbols that have begun have a bar each, and no other begins: as on the session before.
bool RunningFeatures::is_as_before(std::size_t row) const {
  return is_whole_ && std::memcmp(panel_.age.row(row), panel_.age.row(row - 1), panel_.symbol_count()) == 0;
}

// What has no bar stays as it is.
void RunningFeatures::move_column(std::size_t row, std::size_t symbol) {
  if (!panel_.has_bar(row, symbol)) {
    is_whole_ = is_whole_ && bars_[symbol] == 0;
    return;
  }
  const bool first = bars_[symbol]++ == 0;
  const double close = panel_.close.at(row, symbol);
  const double high = panel_.high.at(row, symbol);
  const double low = panel_.low.at(row, symbol);
  for (std::size_t i = 0; i < ema_alphas_.size(); ++i) {
    double& average = averages_.at(i, symbol);
    average = first ? close : decide::average_step(average, ema_alphas_[i], close);
  }
  for (std::size_t i = 0; i < atr_alphas_.size(); ++i) {
    double& average = averages_.at(ema_alphas_.size() + i, symbol);
    average = first ? high - low
                    : decide::average_step(average, atr_alphas_[i],
                                           decide::true_range(high, low, panel_.close.at(row - 1, symbol)));
  }
}

void RunningFeatures::copy_from(const RunningFeatures& other) {
  averages_.copy_from(other.averages_);
  bars_ = other.bars_;
  whole_rows_ = other.whole_rows_;
  is_whole_ = other.is_whole_;
  next_row_ = other.next_row_;
}

}  // namespace bot::research
