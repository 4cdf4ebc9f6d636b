// The conditions a symbol has to meet to be held; all are looked at, the reason names the first that failed.
#pragma once

#include <optional>
#include <string>

#include "decide/features.hpp"
#include "decide/options.hpp"

namespace bot::decide {

struct Gates {
  bool data = false;
  bool min_bars = false;
  bool trend = false;        // EMA fast > EMA slow
  bool score = false;        // score >= min_score
  bool volatility = false;   // defined and above 0
  std::optional<bool> macd;  // MACD line > 0; absent where it is off
  [[nodiscard]] bool all() const { return data && min_bars && trend && score && volatility && macd.value_or(true); }
  bool operator==(const Gates&) const = default;
};

struct GateVerdict {
  Gates gates;
  std::string reason;  // "passed", or the first gate that failed, with its numbers
  bool operator==(const GateVerdict&) const = default;
};

// `invalid_reason` where validation failed: such a symbol is not scored and passes no gate but min_bars.
[[nodiscard]] GateVerdict judge(const Features& features, const std::optional<std::string>& invalid_reason,
                                const Options& options);

}  // namespace bot::decide
