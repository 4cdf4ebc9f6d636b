// A clock that moves only when somebody waits, files in memory, and an HTTP port that answers from a list.
#pragma once

#include <deque>
#include <string>
#include <vector>

#include "fakes/memory_files.hpp"
#include "notify/http.hpp"
#include "notify/outbox.hpp"
#include "ports/event_loop.hpp"

namespace bot::notify::test {

class VirtualLoop final : public ports::EventLoop {
 public:
  explicit VirtualLoop(UtcTime now) : now_(now) {}
  [[nodiscard]] UtcTime now() const override { return now_; }
  TimerId call_at(UtcTime, Task) override { return 0; }
  void cancel(TimerId) override {}
  bool run_until(const std::function<bool()>& done, UtcTime deadline) override {
    if (done()) return true;
    waits.push_back(deadline - now_);
    now_ = std::max(now_, deadline);
    return done();
  }
  [[nodiscard]] bool interrupted() const override { return stop; }
  void pass(Duration time) { now_ += time; }
  std::vector<Duration> waits;
  bool stop = false;

 private:
  UtcTime now_;
};

using fakes::MemoryFiles;

class ScriptedPoster final : public HttpPoster {
 public:
  explicit ScriptedPoster(VirtualLoop& loop) : loop_(loop) {}
  Result<HttpAnswer> post(const HttpPost& post) override {
    posts.push_back(post);
    loop_.pass(takes);
    if (answers.empty()) return HttpAnswer{200, {}, "{\"id\": \"" + std::to_string(posts.size()) + "\"}"};
    Result<HttpAnswer> answer = std::move(answers.front());
    answers.pop_front();
    return answer;
  }
  std::deque<Result<HttpAnswer>> answers;  // then 200 with an id
  std::vector<HttpPost> posts;
  Duration takes{100};

 private:
  VirtualLoop& loop_;
};

}  // namespace bot::notify::test
