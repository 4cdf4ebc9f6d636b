// A clock that moves only when somebody waits, files in memory, and an HTTP port that answers from a list.
#pragma once

#include <deque>
#include <string>
#include <vector>

#include "fakes/memory_files.hpp"
#include "notify/http.hpp"
#include "notify/outbox.hpp"
#include "support/virtual_loop.hpp"

namespace bot::notify::test {

using bot::test::VirtualLoop;
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
