#include "notify/rate_limit.hpp"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "base/text.hpp"

namespace bot::notify {
namespace {

constexpr double kUnnamedWait = 5;
constexpr double kMaxWait = 3600;

Duration rounded_up(double seconds) {
  return Duration(static_cast<std::int64_t>(std::ceil(std::clamp(seconds, 0.0, kMaxWait) * 1000)));
}

std::optional<double> seconds_in(const HttpAnswer& answer, const char* header) {
  const auto found = answer.headers.find(header);
  return found == answer.headers.end() ? std::nullopt : parse_double(trim(found->second));
}

// The body's number is seconds, of Discord's oldest interface milliseconds. The header, whole seconds rounded up, says
// which.
double in_seconds(double body, std::optional<double> header) {
  constexpr double kFarApart = 100;
  constexpr double kMillis = 1000;
  return header && body > kFarApart * std::max(*header, 1.0) ? body / kMillis : body;
}

}  // namespace

Duration wait_asked_for(const HttpAnswer& answer) {
  const auto header = seconds_in(answer, "retry-after");
  std::optional<double> longest;
  const auto consider = [&](std::optional<double> seconds) {
    if (seconds && *seconds >= 0) longest = std::max(longest.value_or(0), *seconds);
  };
  consider(header);
  consider(seconds_in(answer, "x-ratelimit-reset-after"));
  const auto body = nlohmann::json::parse(answer.body, nullptr, false);
  if (body.is_object() && body.contains("retry_after") && body["retry_after"].is_number())
    consider(in_seconds(body["retry_after"].get<double>(), header));
  return rounded_up(longest.value_or(kUnnamedWait));
}

std::optional<Duration> wait_before_next(const HttpAnswer& answer) {
  const auto remaining = seconds_in(answer, "x-ratelimit-remaining");
  const auto reset = seconds_in(answer, "x-ratelimit-reset-after");
  if (!remaining || *remaining > 0 || !reset) return std::nullopt;
  return rounded_up(*reset);
}

}  // namespace bot::notify
