#include "base/clock_pace.hpp"

#include <fmt/format.h>

#include "base/check.hpp"
#include "base/text.hpp"

namespace bot {
namespace {

constexpr std::string_view kReal = "real", kStep = "step";

}  // namespace

std::string to_text(const ClockPace& pace) {
  switch (pace.kind) {
    case ClockPace::Kind::kReal:
      return std::string(kReal);
    case ClockPace::Kind::kStep:
      return std::string(kStep);
    case ClockPace::Kind::kPaced:
      return fmt::format("{}", pace.factor);
  }
  BOT_CHECK(false);
}

std::optional<ClockPace> parse_clock_pace(std::string_view text) {
  if (text == kReal) return ClockPace{};
  if (text == kStep) return ClockPace{.kind = ClockPace::Kind::kStep};
  const auto factor = parse_double(text);
  if (!factor || *factor <= 0) return std::nullopt;
  return ClockPace{.kind = ClockPace::Kind::kPaced, .factor = *factor};
}

}  // namespace bot
