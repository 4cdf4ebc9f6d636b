#include "research/search_features.hpp"

#include <algorithm>

#include "decide/formulas.hpp"
#include "research/kernels.hpp"
#include "research/rolling_correlations.hpp"

namespace bot::research {
namespace {

std::size_t rows_looked_back(const GridLayout& layout) {
  int longest = 1;
  for (const int window : layout.corr_window) longest = std::max(longest, window);
  for (const int window : layout.deviation) longest = std::max(longest, window);
  return RollingCorrelations::rows_kept(longest);
}

}  // namespace

SearchFeatures::SearchFeatures(const GridLayout& layout, const Panel& panel)
    : layout_(layout),
      panel_(panel),
      averages_(panel, layout.ema, layout.atr),
      returns_(panel.symbol_count(), rows_looked_back(layout)),
      score_(layout.scoring.size(), panel.symbol_count()),
      deviation_(layout.deviation.size(), panel.symbol_count()) {
  for (std::size_t s = 0; s < panel.symbol_count(); ++s) {
    std::size_t row = 0;
    while (row < panel.session_count() && !panel.has_bar(row, s)) ++row;
    first_bar_.push_back(row);
  }
}

void SearchFeatures::move_to(std::size_t row) {
  while (averages_.next_row() <= row) averages_.move_on(returns_.add());
}

void SearchFeatures::look() {
  const std::size_t row = averages_.next_row() - 1;
  const std::size_t stride = panel_.close.stride();
  for (std::size_t i = 0; i < layout_.scoring.size(); ++i)
    make_scores(panel_.close.row(row), averages_.ema(layout_.scoring[i].ema_fast),
                averages_.atr(layout_.scoring[i].atr), score_.row(i), computed_columns(panel_.symbol_count()));
  for (std::size_t i = 0; i < layout_.deviation.size(); ++i) {
    const auto count = static_cast<std::size_t>(layout_.deviation[i]);
    double* squares = deviation_.row(i);
    if (row < count) {  // none has so many returns
      std::fill_n(squares, stride, 0.0);
      continue;
    }
    square_deviations(returns_.row(row + 1 - count), count, stride, squares);
    for (std::size_t s = 0; s < panel_.symbol_count(); ++s)
      squares[s] = bars(row, s) > count ? decide::sample_deviation(squares[s], count) : 0.0;
  }
}

void SearchFeatures::copy_from(const SearchFeatures& other) {
  averages_.copy_from(other.averages_);
  returns_.copy_from(other.returns_);
}

}  // namespace bot::research
