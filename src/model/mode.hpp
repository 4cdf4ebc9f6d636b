// What a run may do: plan only, trade on paper, trade for real.
#pragma once

#include <string_view>

#include "base/check.hpp"
#include "base/enum_names.hpp"

namespace bot {

enum class Mode { kDryRun, kPaper, kLive };
[[nodiscard]] constexpr std::string_view name(Mode mode) {
  switch (mode) {
    case Mode::kDryRun:
      return "dry_run";
    case Mode::kPaper:
      return "paper";
    case Mode::kLive:
      return "live";
  }
  BOT_CHECK(false);
}

}  // namespace bot

template <>
inline constexpr bot::Mode bot::kLastOf<bot::Mode> = bot::Mode::kLive;
