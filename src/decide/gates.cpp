#include "decide/gates.hpp"

#include <fmt/format.h>

namespace bot::decide {

GateVerdict judge(const Features& features, const std::optional<std::string>& invalid_reason, const Options& options) {
  GateVerdict verdict;
  Gates& gates = verdict.gates;
  const MacdOptions& macd = options.features.macd;
  gates.data = !invalid_reason && features.close.has_value();
  gates.min_bars = features.bars >= options.min_bars;
  if (macd.enabled) gates.macd = false;
  if (gates.data) {
    gates.trend = is_trending(*features.ema_fast, *features.ema_slow);
    gates.score = is_scored_enough(*features.score, options.selection.min_score);
    gates.volatility = features.volatility && is_moving(*features.volatility);
    if (macd.enabled) gates.macd = features.macd && is_macd_up(features.macd->line);
  }

  if (!gates.data) {
    verdict.reason = fmt::format("data: {}", invalid_reason ? *invalid_reason : "no bars");
  } else if (!gates.min_bars) {
    verdict.reason = fmt::format("{} bars < {}", features.bars, options.min_bars);
  } else if (!gates.trend) {
    verdict.reason = fmt::format("EMA {} {:.4f} <= EMA {} {:.4f}", options.features.ema_fast, *features.ema_fast,
                                 options.features.ema_slow, *features.ema_slow);
  } else if (!gates.score) {
    verdict.reason = fmt::format("score {:.4f} < {:g}", *features.score, options.selection.min_score);
  } else if (!gates.volatility) {
    verdict.reason = features.volatility
                         ? std::string("volatility 0")
                         : fmt::format("volatility undefined: fewer than {} returns", options.weights.vol_window);
  } else if (!gates.macd.value_or(true)) {
    verdict.reason = fmt::format("MACD line {:.4f} <= 0", features.macd ? features.macd->line : 0.0);
  } else {
    verdict.reason = "passed";
  }
  return verdict;
}

}  // namespace bot::decide
