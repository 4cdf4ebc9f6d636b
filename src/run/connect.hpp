// The connection, and the questions asked over it. Questions are asked again and reconnect by themselves; orders never.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "run/ending.hpp"
#include "run/runtime.hpp"

namespace bot::run {

struct Connected {
  Duration clock_skew{};  // ours less the gateway's
  UtcTime probed{};       // when it was asked
};

// Connected, clocks compared, and logged in to the configured account and none that is not expected.
[[nodiscard]] Staged<Connected> connect(Runtime& runtime);

// The connection was lost or cannot be made: nothing about what was asked.
[[nodiscard]] bool is_of_the_connection(const Error& error);

// Reconnects where the connection is gone, or where the gateway has lost its own link to IBKR and does not say
// within a moment that it is back.
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

// Several questions in flight together, each about one thing: what is not answered costs that thing alone. An answer
// that does not come is asked for `max_attempts` times; a connection lost meanwhile is made again, as often as
// retry.* says. `question` gets those still open and answers each, in their order. An error: no connection any more.
template <class Question, class T>
Result<std::vector<Result<T>>> ask_each(
    Runtime& runtime, const std::string& what, int max_attempts, const std::vector<Question>& questions,
    const std::function<std::vector<Result<T>>(const std::vector<Question>&)>& question) {
  std::optional<Error> unlinked;
  auto answers = ports::retry_each<Question, T>(
      runtime.ports.loop, &runtime.ports.log, runtime.rng, what,
      [&] {
        ports::RetryPolicy policy = runtime.bounded_retry_policy();
        if (!unlinked) policy.max_attempts = std::min(max_attempts, policy.max_attempts.value_or(max_attempts));
        return policy;
      },
      questions,
      [&](const std::vector<Question>& open) {
        const auto linked = reconnect(runtime);
        auto given = linked ? question(open) : std::vector<Result<T>>(open.size(), fail(linked.error()));
        unlinked = std::nullopt;
        for (const auto& answer : given)
          if (!answer && is_of_the_connection(answer.error())) unlinked = answer.error();
        return given;
      });
  if (unlinked) return fail(unlinked->in(what));
  return answers;
}

}  // namespace bot::run
