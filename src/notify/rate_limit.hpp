// How long Discord asks us to wait. Pure.
#pragma once

#include <optional>

#include "notify/http.hpp"

namespace bot::notify {

// For a 429 answer, the longest of the body's retry_after (seconds, a fraction), Retry-After and
// X-RateLimit-Reset-After; five seconds when it names none. Never above an hour.
[[nodiscard]] Duration wait_asked_for(const HttpAnswer& answer);
// For any answer, X-RateLimit-Reset-After when X-RateLimit-Remaining is 0.
[[nodiscard]] std::optional<Duration> wait_before_next(const HttpAnswer& answer);

}  // namespace bot::notify
