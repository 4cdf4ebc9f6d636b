// Numbers of one symbol as of one bar.
#pragma once

#include <optional>
#include <span>

#include "decide/formulas.hpp"
#include "decide/options.hpp"
#include "model/bar.hpp"

namespace bot::decide {

// Exponential moving average, alpha = 2/(window+1), first value the first input.
class Ema {
 public:
  explicit Ema(int window) : alpha_(ema_alpha(window)) {}
  double add(double value) {
    value_ = started_ ? average_step(value_, alpha_, value) : value;
    started_ = true;
    return value_;
  }
  [[nodiscard]] double value() const { return value_; }

 private:
  double alpha_;
  double value_ = 0;
  bool started_ = false;
};

// Average true range after Wilder (1978): alpha = 1/window on max(h-l, |h-c1|, |l-c1|), first value h-l.
class Atr {
 public:
  explicit Atr(int window) : alpha_(wilder_alpha(window)) {}
  double add(const Bar& bar);
  [[nodiscard]] double value() const { return value_; }

 private:
  double alpha_;
  double value_ = 0;
  double previous_close_ = 0;
  bool started_ = false;
};

struct Macd {
  double line = 0;    // EMA(fast) - EMA(slow) of the close
  double signal = 0;  // EMA(signal) of the line
  bool operator==(const Macd&) const = default;
};

// All numbers are absent where no bar is.
struct Features {
  int bars = 0;
  std::optional<Date> last;
  std::optional<double> close;
  std::optional<double> ema_fast;
  std::optional<double> ema_slow;
  std::optional<double> atr;
  std::optional<double> score;       // momentum_score()
  std::optional<double> volatility;  // see volatility()
  std::optional<Macd> macd;          // only where enabled
  bool operator==(const Features&) const = default;
};

// Sample standard deviation (n-1) of the last `window` simple returns of the closes; absent with fewer of them. A
// series constant but for rounding is exactly 0.
[[nodiscard]] std::optional<double> volatility(std::span<const Bar> bars, int window);
// Features at the last of `bars`, over all of them.
[[nodiscard]] Features features_at_end(std::span<const Bar> bars, const FeatureOptions& options, int vol_window);

}  // namespace bot::decide
