// A clock that moves only when somebody waits, files in memory, and an HTTP door that answers from a list.
#pragma once

#include <deque>
#include <map>
#include <string>
#include <vector>

#include "notify/http.hpp"
#include "notify/outbox.hpp"
#include "ports/event_loop.hpp"
#include "ports/files.hpp"

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

class MemoryFiles final : public ports::Files {
 public:
  std::map<std::string, std::string> files;
  std::function<bool(const std::string& path)> write_fails;
  bool locked = false;

  [[nodiscard]] bool exists(const std::string& path) const override {
    return files.contains(path) || !names_in(path).empty();
  }
  [[nodiscard]] Result<std::string> read(const std::string& path) const override {
    const auto found = files.find(path);
    if (found == files.end()) return fail(ErrorCode::kIo, "no such file", path);
    return found->second;
  }
  Result<void> write_atomically(const std::string& path, std::string_view bytes, unsigned) override {
    if (write_fails && write_fails(path)) return fail(ErrorCode::kIo, "no space left", path);
    files[path] = std::string(bytes);
    return {};
  }
  Result<void> append_durably(const std::string& path, std::string_view bytes, unsigned) override {
    files[path] += std::string(bytes);
    return {};
  }
  Result<void> rename(const std::string& from, const std::string& to) override {
    files[to] = files[from];
    files.erase(from);
    return {};
  }
  Result<void> remove(const std::string& path) override {
    files.erase(path);
    return {};
  }
  Result<void> make_folders(const std::string&, unsigned) override { return {}; }
  [[nodiscard]] Result<std::vector<std::string>> list(const std::string& folder) const override {
    return names_in(folder);
  }
  Result<std::unique_ptr<ports::FileLock>> lock(const std::string&) override {
    if (locked) return fail(ErrorCode::kLocked, "locked");
    return std::make_unique<ports::FileLock>();
  }

  [[nodiscard]] std::vector<std::string> names_in(const std::string& folder) const {
    std::vector<std::string> names;
    for (const auto& [path, bytes] : files)
      if (path.starts_with(folder + "/") && path.find('/', folder.size() + 1) == std::string::npos)
        names.push_back(path.substr(folder.size() + 1));
    return names;
  }
};

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
