// A clock that moves only when everything waits.
#pragma once

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "ports/event_loop.hpp"

namespace bot::test {

class VirtualLoop final : public ports::EventLoop {
 public:
  explicit VirtualLoop(UtcTime start) : now_(start) {}
  [[nodiscard]] UtcTime now() const override { return now_; }
  TimerId call_at(UtcTime when, Task task) override {
    timers_.emplace(std::pair{when, ++last_}, std::move(task));
    return last_;
  }
  void cancel(TimerId timer) override {
    std::erase_if(timers_, [&](const auto& entry) { return entry.first.second == timer; });
  }
  bool run_until(const std::function<bool()>& done, UtcTime deadline) override {
    for (;;) {
      if (done()) return true;
      if (interrupted_ && !acknowledged_) return false;
      if (!timers_.empty() && timers_.begin()->first.first <= std::max(now_, deadline)) {
        auto first = timers_.extract(timers_.begin());
        now_ = std::max(now_, first.key().first);
        first.mapped()();
        continue;
      }
      if (now_ >= deadline) return false;
      waits.push_back(deadline - now_);
      now_ = deadline;
    }
  }
  [[nodiscard]] bool interrupted() const override { return interrupted_; }
  void acknowledge_interruption() override { acknowledged_ = true; }

  void interrupt() { interrupted_ = true; }
  void start_anew() { interrupted_ = acknowledged_ = false; }  // another process
  void jump_to(UtcTime when) {
    run_until([] { return false; }, when);
  }
  void set_clock(UtcTime now) { now_ = now; }  // no timer runs
  void pass(Duration time) { now_ += time; }   // neither here

  std::vector<Duration> waits;  // spans in which nothing happened, that somebody waited to the end

 private:
  UtcTime now_;
  TimerId last_ = 0;
  bool interrupted_ = false;
  bool acknowledged_ = false;
  std::map<std::pair<UtcTime, TimerId>, Task> timers_;
};

}  // namespace bot::test
