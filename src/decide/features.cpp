#include "decide/features.hpp"

#include <algorithm>
#include <cmath>

#include "decide/returns.hpp"

namespace bot::decide {
namespace {

constexpr double kSmallestRelativeRange = 1e-6;

// Everything that runs along the bars.
class RunningFeatures {
 public:
  explicit RunningFeatures(const FeatureOptions& options)
      : ema_fast_(options.ema_fast),
        ema_slow_(options.ema_slow),
        atr_(options.atr_window),
        macd_enabled_(options.macd.enabled),
        macd_fast_(options.macd.fast),
        macd_slow_(options.macd.slow),
        macd_signal_(options.macd.signal) {}

  void add(const Bar& bar) {
    ++bars_;
    ema_fast_.add(bar.close);
    ema_slow_.add(bar.close);
    atr_.add(bar);
    if (macd_enabled_) {
      macd_.line = macd_fast_.add(bar.close) - macd_slow_.add(bar.close);
      macd_.signal = macd_signal_.add(macd_.line);
    }
  }

  [[nodiscard]] Features at(const Bar& bar, std::optional<double> volatility) const {
    Features features;
    features.bars = bars_;
    features.last = bar.date;
    features.close = bar.close;
    features.ema_fast = ema_fast_.value();
    features.ema_slow = ema_slow_.value();
    features.atr = atr_.value();
    features.score = (bar.close / ema_fast_.value() - 1.0) / std::max(atr_.value() / bar.close, kSmallestRelativeRange);
    features.volatility = volatility;
    if (macd_enabled_) features.macd = macd_;
    return features;
  }

 private:
  int bars_ = 0;
  Ema ema_fast_;
  Ema ema_slow_;
  Atr atr_;
  bool macd_enabled_;
  Ema macd_fast_;
  Ema macd_slow_;
  Ema macd_signal_;
  Macd macd_;
};

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
  if (bars.empty()) return {};
  RunningFeatures running(options);
  for (const Bar& bar : bars) running.add(bar);
  return running.at(bars.back(), volatility(bars, vol_window));
}

std::vector<Features> feature_series(std::span<const Bar> bars, const FeatureOptions& options, int vol_window) {
  std::vector<Features> series;
  series.reserve(bars.size());
  RunningFeatures running(options);
  for (std::size_t i = 0; i < bars.size(); ++i) {
    running.add(bars[i]);
    series.push_back(running.at(bars[i], volatility(bars.first(i + 1), vol_window)));
  }
  return series;
}

}  // namespace bot::decide
