#include "decide/features.hpp"

#include "decide/returns.hpp"

namespace bot::decide {
double Atr::add(const Bar& bar) {
  value_ = started_ ? average_step(value_, alpha_, true_range(bar.high, bar.low, previous_close_)) : bar.high - bar.low;
  started_ = true;
  previous_close_ = bar.close;
  return value_;
}

std::optional<double> volatility(std::span<const Bar> bars, int window) {
  const auto count = static_cast<std::size_t>(window);
  if (window < 2 || bars.size() < count + 1) return std::nullopt;
  const std::span<const Bar> last = bars.last(count + 1);
  return sample_deviation(squared_deviations<double>(count, [&](std::size_t i) { return simple_return(last, i + 1); }),
                          count);
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
  features.score = momentum_score(close, fast.value(), atr.value());
  features.volatility = volatility(bars, vol_window);
  if (options.macd.enabled) features.macd = macd;
  return features;
}

}  // namespace bot::decide
