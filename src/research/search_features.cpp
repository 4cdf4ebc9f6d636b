#include "research/search_features.hpp"

#include <algorithm>

#include "decide/formulas.hpp"

namespace bot::research {
namespace {

struct AverageRows {
  const Panel& panel;
  const std::vector<std::size_t>& first_bar;
  std::size_t first = 0;
  std::size_t last = 0;
};

// A row on which a symbol begins or one that has begun has no bar: symbol by symbol. What has not begun stays zero.
bool is_mixed(const AverageRows& rows, std::size_t row) {
  for (std::size_t s = 0; s < rows.panel.symbol_count(); ++s)
    if (rows.first_bar[s] == row || (rows.first_bar[s] < row && !rows.panel.has_bar(row, s))) return true;
  return false;
}

// Plain loops over the columns of a row, which the compiler turns into vectors for what the machine has.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define BOT_VECTORISED [[gnu::target_clones("arch=x86-64-v4", "avx2", "default"), gnu::optimize("O3")]]
#else
#define BOT_VECTORISED
#endif

BOT_VECTORISED void step_ema(const double* __restrict before, const double* __restrict close, double* __restrict now,
                             std::size_t stride, double alpha) {
  for (std::size_t s = 0; s < stride; ++s) now[s] = decide::average_step(before[s], alpha, close[s]);
}

BOT_VECTORISED void step_atr(const double* __restrict before, const double* __restrict high,
                             const double* __restrict low, const double* __restrict close_before,
                             double* __restrict now, std::size_t stride, double alpha) {
  for (std::size_t s = 0; s < stride; ++s)
    now[s] = decide::average_step(before[s], alpha, decide::true_range(high[s], low[s], close_before[s]));
}

BOT_VECTORISED void make_returns(const double* __restrict before, const double* __restrict close,
                                 double* __restrict now, std::size_t stride) {
  for (std::size_t s = 0; s < stride; ++s) now[s] = decide::simple_return_of(close[s], before[s]);
}

BOT_VECTORISED void make_scores(const double* __restrict close, const double* __restrict fast,
                                const double* __restrict atr, double* __restrict now, std::size_t stride) {
  for (std::size_t s = 0; s < stride; ++s) now[s] = decide::momentum_score(close[s], fast[s], atr[s]);
}

// Eight columns of a row as one number.
struct Eight {
  double v[kLanes] = {};
};
[[gnu::always_inline]] inline Eight& operator+=(Eight& a, const Eight& b) {
  for (std::size_t i = 0; i < kLanes; ++i) a.v[i] += b.v[i];
  return a;
}
[[gnu::always_inline]] inline Eight operator-(Eight a, const Eight& b) {
  for (std::size_t i = 0; i < kLanes; ++i) a.v[i] -= b.v[i];
  return a;
}
[[gnu::always_inline]] inline Eight operator*(Eight a, const Eight& b) {
  for (std::size_t i = 0; i < kLanes; ++i) a.v[i] *= b.v[i];
  return a;
}
[[gnu::always_inline]] inline Eight operator/(Eight a, double b) {
  for (std::size_t i = 0; i < kLanes; ++i) a.v[i] /= b;
  return a;
}

// Of the `count` rows that end with `newest`.
BOT_VECTORISED void make_squares(const double* newest, std::size_t count, double* __restrict now, std::size_t stride) {
  const double* oldest = newest - (count - 1) * stride;
  for (std::size_t s = 0; s < stride; s += kLanes) {
    const auto row = [&](std::size_t i) __attribute__((always_inline)) {
      Eight eight;
      for (std::size_t lane = 0; lane < kLanes; ++lane) eight.v[lane] = oldest[i * stride + s + lane];
      return eight;
    };
    const Eight squares = decide::squared_deviations<Eight>(count, row);
    for (std::size_t lane = 0; lane < kLanes; ++lane) now[s + lane] = squares.v[lane];
  }
}

void compute_ema(const AverageRows& rows, int window, Matrix& ema) {
  const double alpha = decide::ema_alpha(window);
  for (std::size_t row = rows.first; row <= rows.last; ++row) {
    if (row > 0 && !is_mixed(rows, row)) {
      step_ema(ema.row(row - 1), rows.panel.close.row(row), ema.row(row), ema.stride(), alpha);
      continue;
    }
    for (std::size_t s = 0; s < rows.panel.symbol_count(); ++s) {
      const double close = rows.panel.close.at(row, s);
      if (row == rows.first_bar[s])
        ema.at(row, s) = close;
      else if (row > 0)
        ema.at(row, s) =
            rows.panel.has_bar(row, s) ? decide::average_step(ema.at(row - 1, s), alpha, close) : ema.at(row - 1, s);
    }
  }
}

void compute_atr(const AverageRows& rows, int window, Matrix& atr) {
  const double alpha = decide::wilder_alpha(window);
  const Panel& panel = rows.panel;
  for (std::size_t row = rows.first; row <= rows.last; ++row) {
    if (row > 0 && !is_mixed(rows, row)) {
      step_atr(atr.row(row - 1), panel.high.row(row), panel.low.row(row), panel.close.row(row - 1), atr.row(row),
               atr.stride(), alpha);
      continue;
    }
    for (std::size_t s = 0; s < panel.symbol_count(); ++s) {
      const double high = panel.high.at(row, s);
      const double low = panel.low.at(row, s);
      if (row == rows.first_bar[s])
        atr.at(row, s) = high - low;
      else if (row > 0)
        atr.at(row, s) = panel.has_bar(row, s)
                             ? decide::average_step(atr.at(row - 1, s), alpha,
                                                    decide::true_range(high, low, panel.close.at(row - 1, s)))
                             : atr.at(row - 1, s);
    }
  }
}

}  // namespace

SearchFeatures::SearchFeatures(const GridLayout& layout, const Panel& panel)
    : returns(panel.session_count(), panel.symbol_count()), layout_(layout), panel_(panel) {
  const auto tables = [&](std::vector<Matrix>& list, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) list.emplace_back(panel.session_count(), panel.symbol_count());
  };
  tables(ema, layout.ema.size());
  tables(atr, layout.atr.size());
  tables(deviation, layout.deviation.size());
  tables(score, layout.scoring.size());
  for (std::size_t s = 0; s < panel.symbol_count(); ++s) {
    std::size_t row = 0;
    while (row < panel.session_count() && !panel.has_bar(row, s)) ++row;
    first_bar.push_back(row);
  }
}

void SearchFeatures::fill_returns(std::size_t row) {
  make_returns(panel_.close.row(row - 1), panel_.close.row(row), returns.row(row), panel_.close.stride());
  for (std::size_t s = 0; s < first_bar.size(); ++s)
    if (first_bar[s] >= row) returns.at(row, s) = 0;
}

void SearchFeatures::compute(std::size_t first, std::size_t last) {
  const std::size_t stride = panel_.close.stride();
  for (std::size_t row = std::max<std::size_t>(1, first); row <= last; ++row) fill_returns(row);
  const AverageRows rows{panel_, first_bar, first, last};
  for (std::size_t i = 0; i < ema.size(); ++i) compute_ema(rows, layout_.ema[i], ema[i]);
  for (std::size_t i = 0; i < atr.size(); ++i) compute_atr(rows, layout_.atr[i], atr[i]);
  for (std::size_t i = 0; i < score.size(); ++i)
    for (std::size_t row = first; row <= last; ++row)
      make_scores(panel_.close.row(row), ema[layout_.scoring[i].ema_fast].row(row),
                  atr[layout_.scoring[i].atr].row(row), score[i].row(row), stride);
  for (std::size_t i = 0; i < deviation.size(); ++i) {
    const auto count = static_cast<std::size_t>(layout_.deviation[i]);
    for (std::size_t row = std::max(first, count); row <= last; ++row) {
      double* squares = deviation[i].row(row);
      make_squares(returns.row(row), count, squares, stride);
      for (std::size_t s = 0; s < panel_.symbol_count(); ++s)
        squares[s] = bars(row, s) > count ? decide::sample_deviation(squares[s], count) : 0.0;
    }
  }
}

}  // namespace bot::research
