#include "decide/features.hpp"

#include <algorithm>
#include <cmath>

#include "decide/returns.hpp"

namespace bot::decide {
namespace {

constexpr double kMinRelativeRange = 1e-6;

}  // namespace

double Atr::add(const Bar& bar) {
  double range = bar.high - bar.low;
  if (started_) {
    range = std::max({range, std::abs(bar.high - previous_close_), std::abs(bar.low - previous_close_)});
    value_ += alpha_ * (range - value_);
  } else {
    value_ = range;
    started_ = true;
  }
  previous_close_ = bar.close;
  return value_;
}

std::optional<double> volatility(std::span<const Bar> bars, int window) {
  const auto count = static_cast<std::size_t>(window);
  if (window < 2 || bars.size() < count + 1) return std::nullopt;
  const std::span<const Bar> last = bars.last(count + 1);
  double sum = 0;
  for (std::size_t i = 1; i < last.size(); ++i) sum += simple_return(last, i);
  const double mean = sum / static_cast<double>(count);
  double squares = 0;
  for (std::size_t i = 1; i < last.size(); ++i) {
    const double deviation = simple_return(last, i) - mean;
    squares += deviation * deviation;
  }
  if (is_constant(squares, count)) return 0.0;
  return std::sqrt(squares / static_cast<double>(count - 1));
}

Features features_at_end(std::span<const Bar> bars, const FeatureOptions& options, int vol_window) {
  Features features;
  if (bars.empty()) return features;
  Ema fast(options.ema_fast);
  Ema slow(options.ema_slow);
  Atr atr(options.atr_window);
  Ema macd_fast(options.macd.fast);
  Ema macd_slow(options.macd.slow);
  Ema macd_signal(options.macd.signal);
  Macd macd;
  for (const Bar& bar : bars) {
    fast.add(bar.close);
    slow.add(bar.close);
    atr.add(bar);
    if (!options.macd.enabled) continue;
    macd.line = macd_fast.add(bar.close) - macd_slow.add(bar.close);
    macd.signal = macd_signal.add(macd.line);
  }
  const double close = bars.back().close;
  features.bars = static_cast<int>(bars.size());
  features.last = bars.back().date;
  features.close = close;
  features.ema_fast = fast.value();
  features.ema_slow = slow.value();
  features.atr = atr.value();
  features.score = (close / fast.value() - 1.0) / std::max(atr.value() / close, kMinRelativeRange);
  features.volatility = volatility(bars, vol_window);
  if (options.macd.enabled) features.macd = macd;
  return features;
}

}  // namespace bot::decide
