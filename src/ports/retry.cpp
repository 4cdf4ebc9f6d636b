#include "ports/retry.hpp"

#include <algorithm>

namespace bot::ports {

bool wait_before_retry(EventLoop& loop, Log* log, Rng& rng, const RetryPolicy& policy, int attempt, const Error& error,
                       std::string_view what) {
  const auto asked_to_stop = [&] { return loop.interrupted() && !policy.despite_interruption; };
  if (asked_to_stop() || std::ranges::find(policy.on, error.code) == policy.on.end()) return false;
  std::optional<Duration> wait = delay_after(attempt, policy.backoff, rng);
  const bool last = policy.max_attempts && attempt >= *policy.max_attempts;
  if (last || (policy.deadline && loop.now() + *wait >= *policy.deadline)) wait.reset();
  if (log != nullptr)
    log->warning(fmt::format("{}: {}; {}", what, error.text(), attempt_text(attempt, policy.max_attempts, wait)));
  if (!wait) return false;
  loop.sleep_until(loop.now() + *wait);
  return !asked_to_stop();
}

}  // namespace bot::ports
