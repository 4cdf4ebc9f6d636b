// Asking again: one loop over a policy. For questions only: an order is sent once, whatever became of it.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "base/backoff.hpp"
#include "base/result.hpp"
#include "ports/event_loop.hpp"
#include "ports/log.hpp"

namespace bot::ports {

struct RetryPolicy {
  BackoffOptions backoff;               // delays and jitter
  std::optional<int> max_attempts = 3;  // none: the deadline alone ends it
  std::optional<UtcTime> deadline{};    // no wait that would reach it
  // Errors worth asking again.
  std::vector<ErrorCode> on = {ErrorCode::kRefused, ErrorCode::kTimeout, ErrorCode::kDisconnected, ErrorCode::kPacing};
  bool despite_interruption = false;  // the caller knows of it and still needs the answer
};

// After failed attempt number `attempt` (1 is the first): logs it with the wait to come and waits. False: it was the
// last one, the error is not worth another, or the process was asked to stop. `log` may be null.
[[nodiscard]] bool wait_before_retry(EventLoop& loop, Log* log, Rng& rng, const RetryPolicy& policy, int attempt,
                                     const Error& error, std::string_view what);

// The first good answer, else the last error. The policy is asked for again at each failure, since what is worth
// waiting for may change meanwhile.
template <class T>
Result<T> retry(EventLoop& loop, Log* log, Rng& rng, std::string_view what, const std::function<RetryPolicy()>& policy,
                const std::function<Result<T>()>& question) {
  for (int attempt = 1;; ++attempt) {
    Result<T> answer = question();
    if (answer || !wait_before_retry(loop, log, rng, policy(), attempt, answer.error(), what)) return answer;
  }
}

// The same for questions in flight together: those that failed are asked again, good answers stay. `ask` gets the
// questions still open and answers each, in their order.
template <class Question, class T>
std::vector<Result<T>> retry_each(EventLoop& loop, Log* log, Rng& rng, std::string_view what,
                                  const std::function<RetryPolicy()>& policy, const std::vector<Question>& questions,
                                  const std::function<std::vector<Result<T>>(const std::vector<Question>&)>& ask) {
  std::vector<Result<T>> answers(questions.size(), fail(ErrorCode::kInterrupted, "asked to stop"));
  std::vector<std::size_t> open(questions.size());
  for (std::size_t index = 0; index < open.size(); ++index) open[index] = index;
  for (int attempt = 1; !open.empty(); ++attempt) {
    if (loop.interrupted() && !policy().despite_interruption) break;
    std::vector<Question> asked;
    for (const std::size_t index : open) asked.push_back(questions[index]);
    auto fresh = ask(asked);
    BOT_CHECK(fresh.size() == asked.size(), "{} answers to {} questions", fresh.size(), asked.size());
    const RetryPolicy now = policy();
    std::vector<std::size_t> again;
    std::optional<Error> error;
    for (std::size_t turn = 0; turn < open.size(); ++turn) {
      answers[open[turn]] = std::move(fresh[turn]);
      const auto& answer = answers[open[turn]];
      if (answer || std::ranges::find(now.on, answer.error().code) == now.on.end()) continue;
      again.push_back(open[turn]);
      if (!error) error = answer.error();
    }
    open = std::move(again);
    if (open.empty() ||
        !wait_before_retry(loop, log, rng, now, attempt, *error, fmt::format("{} ({} open)", what, open.size())))
      break;
  }
  return answers;
}

}  // namespace bot::ports
