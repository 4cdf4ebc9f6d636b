// At most so many things a second, with a burst of one second's worth.
#pragma once

#include <algorithm>

#include "base/time.hpp"

namespace bot::tws {

class TokenBucket {
 public:
  explicit TokenBucket(double per_second) : per_second_(per_second), tokens_(per_second) {}

  // Takes a token; none there: the instant at which to ask again.
  [[nodiscard]] bool take(UtcTime now) {
    // A clock that was set back restarts the bucket.
    const Duration passed = now < last_ ? Duration{0} : now - last_;
    last_ = now;
    const double seconds = std::chrono::duration<double>(std::min(passed, Duration{10'000})).count();
    tokens_ = std::min(per_second_, tokens_ + seconds * per_second_);
    if (tokens_ < 1) return false;
    tokens_ -= 1;
    return true;
  }
  [[nodiscard]] UtcTime next(UtcTime now) const {
    const double seconds = std::max(0.0, 1 - tokens_) / per_second_;
    return now + Duration{static_cast<Duration::rep>(seconds * 1000) + 1};
  }

 private:
  double per_second_;
  double tokens_;
  UtcTime last_{};
};

}  // namespace bot::tws
