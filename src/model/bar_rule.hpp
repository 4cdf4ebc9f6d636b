// The checks of bars (data/validate.hpp) as a closed set, in the order in which they are reported.
#pragma once

#include <string_view>

#include "base/check.hpp"
#include "base/enum_names.hpp"

namespace bot {

enum class BarRule { kReadable, kNumbers, kRanges, kVolumes, kDates, kAge, kMoves };

// What people and records know a rule by.
[[nodiscard]] constexpr int number(BarRule rule) {
  switch (rule) {
    case BarRule::kReadable:
      return 1;
    case BarRule::kNumbers:
      return 2;
    case BarRule::kRanges:
      return 3;
    case BarRule::kVolumes:
      return 4;
    case BarRule::kDates:
      return 5;
    case BarRule::kAge:
      return 6;
    case BarRule::kMoves:
      return 7;
  }
  BOT_CHECK(false);
}
[[nodiscard]] constexpr std::string_view name(BarRule rule) {
  constexpr std::string_view kNames[] = {"rule 1", "rule 2", "rule 3", "rule 4", "rule 5", "rule 6", "rule 7"};
  return kNames[number(rule) - 1];
}

}  // namespace bot

template <>
inline constexpr bot::BarRule bot::kLastOf<bot::BarRule> = bot::BarRule::kMoves;
