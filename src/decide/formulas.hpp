// The formulas behind a decision, each written once for any kind of number: one double, or a vector of them of which
// every lane is what the double would be, to the bit. `decide` uses them on one symbol, research on many at a time.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace bot::decide {

[[nodiscard]] constexpr double ema_alpha(int window) { return 2.0 / (static_cast<double>(window) + 1.0); }
[[nodiscard]] constexpr double wilder_alpha(int window) { return 1.0 / static_cast<double>(window); }

// One step of an exponential average towards `value`.
template <class Number>
[[nodiscard]] constexpr Number average_step(Number average, double alpha, Number value) {
  return average + alpha * (value - average);
}

// max(h-l, |h-c1|, |l-c1|), c1 the close before.
template <class Number>
[[nodiscard]] inline Number true_range(Number high, Number low, Number previous_close) {
  using std::abs;
  using std::max;
  return max(max(high - low, abs(high - previous_close)), abs(low - previous_close));
}

// (close/EMA_fast - 1) / max(ATR/close, 1e-6)
template <class Number>
[[nodiscard]] inline Number momentum_score(Number close, Number ema_fast, Number atr) {
  using std::max;
  constexpr double kMinRelativeRange = 1e-6;
  return (close / ema_fast - 1.0) / max(atr / close, Number{} + kMinRelativeRange);
}

template <class Number>
[[nodiscard]] constexpr Number simple_return_of(Number close, Number previous_close) {
  return close / previous_close - 1.0;
}

// Sum of squared deviations from the mean of value(0) .. value(count - 1), in this order.
template <class Number, class Value>
[[nodiscard]] inline Number squared_deviations(std::size_t count, const Value& value) {
  Number sum{};
  for (std::size_t i = 0; i < count; ++i) sum += value(i);
  const Number mean = sum / static_cast<double>(count);
  Number squares{};
  for (std::size_t i = 0; i < count; ++i) {
    const Number deviation = value(i) - mean;
    squares += deviation * deviation;
  }
  return squares;
}

// Whether a sum of squared deviations of returns is nothing but the rounding of a constant series: a return c1/c0 - 1
// is off by some 3e-16, a series that moves by a cent in ten thousand dollars deviates by 1e-6.
[[nodiscard]] constexpr double constant_limit(std::size_t count) {
  constexpr double kNoise = 1e-14;
  return static_cast<double>(count) * kNoise * kNoise;
}
[[nodiscard]] constexpr bool is_constant(double squared, std::size_t count) { return squared <= constant_limit(count); }

// Sample standard deviation (n - 1); a series constant but for rounding is exactly 0.
[[nodiscard]] inline double sample_deviation(double squared, std::size_t count) {
  const double deviation = std::sqrt(squared / static_cast<double>(count - 1));
  return is_constant(squared, count) ? 0.0 : deviation;
}

// Two return series over the same dates, newest first: what a correlation is made of.
struct Comovement {
  double squares_a = 0;
  double squares_b = 0;
  double products = 0;
};
template <class ReturnA, class ReturnB>
[[nodiscard]] inline Comovement comovement(std::size_t count, const ReturnA& a, const ReturnB& b) {
  double sum_a = 0;
  double sum_b = 0;
  for (std::size_t i = 0; i < count; ++i) {
    sum_a += a(i);
    sum_b += b(i);
  }
  const double mean_a = sum_a / static_cast<double>(count);
  const double mean_b = sum_b / static_cast<double>(count);
  Comovement moved;
  for (std::size_t i = 0; i < count; ++i) {
    const double deviation_a = a(i) - mean_a;
    const double deviation_b = b(i) - mean_b;
    moved.squares_a += deviation_a * deviation_a;
    moved.squares_b += deviation_b * deviation_b;
    moved.products += deviation_a * deviation_b;
  }
  return moved;
}
[[nodiscard]] inline bool is_undefined(const Comovement& moved, std::size_t count) {
  return is_constant(moved.squares_a, count) || is_constant(moved.squares_b, count);
}
// Pearson's, in [-1, 1]; of a comovement that is defined.
[[nodiscard]] inline double correlation_of(const Comovement& moved) {
  return std::clamp(moved.products / (std::sqrt(moved.squares_a) * std::sqrt(moved.squares_b)), -1.0, 1.0);
}

// The gates that are comparisons of numbers.
[[nodiscard]] constexpr bool is_trending(double ema_fast, double ema_slow) { return ema_fast > ema_slow; }
[[nodiscard]] constexpr bool is_scored_enough(double score, double min_score) { return score >= min_score; }
[[nodiscard]] constexpr bool is_moving(double volatility) { return volatility > 0; }
[[nodiscard]] constexpr bool is_macd_up(double macd_line) { return macd_line > 0; }

// Whether two symbols move apart enough to be held together.
[[nodiscard]] inline bool is_diverse(double rho, double corr_cap) { return std::abs(rho) <= corr_cap; }

}  // namespace bot::decide
