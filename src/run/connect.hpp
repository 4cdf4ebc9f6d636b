// The connection, and the questions asked over it. Questions are asked again and reconnect by themselves; orders never.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "run/ending.hpp"
#include "run/runtime.hpp"

namespace bot::run {

struct Connected {
  std::optional<Duration> clock_skew;  // ours less the gateway's; none: it did not tell its time
  UtcTime probed{};                    // when it was asked
};

// Connected, clocks compared, and logged in to the configured account and none that is not expected.
[[nodiscard]] Staged<Connected> connect(Runtime& runtime);

// Connects anew where the link is gone.
[[nodiscard]] Result<void> reconnect_if_needed(Runtime& runtime);

// The same until it is linked, as retry.* says and as long as waiting is worth it.
[[nodiscard]] Result<void> reconnect(Runtime& runtime);

// Asks until it answers, as retry.* says and as long as waiting is worth it.
template <class T>
Result<T> ask(Runtime& runtime, const std::string& what, const std::function<Result<T>()>& question) {
  auto answer = ports::retry<T>(
      runtime.ports.loop, &runtime.ports.log, runtime.rng, what, [&] { return runtime.retry_policy(); },
      [&]() -> Result<T> {
        BOT_TRY_VOID(reconnect_if_needed(runtime));
        return question();
      });
  if (!answer) return fail(answer.error().in(what));
  return answer;
}

}  // namespace bot::run
