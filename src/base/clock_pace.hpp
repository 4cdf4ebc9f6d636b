// How a clock goes: as the system's, at a pace of its own, or only when everything waits.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace bot {

struct ClockPace {
  enum class Kind { kReal, kPaced, kStep };
  Kind kind = Kind::kReal;
  double factor = 1;  // virtual seconds per second, above 0; for kPaced
  bool operator==(const ClockPace&) const = default;
};

// "real", "step" or the factor.
[[nodiscard]] std::string to_text(const ClockPace& pace);
[[nodiscard]] std::optional<ClockPace> parse_clock_pace(std::string_view text);

}  // namespace bot
