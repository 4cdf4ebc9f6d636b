// Timers in the event loop that do nothing any more once their owner is gone.
#pragma once

#include <functional>
#include <memory>
#include <utility>

#include "ports/event_loop.hpp"

namespace bot::gateway {

class Timers {
 public:
  explicit Timers(ports::EventLoop& loop) : loop_(loop) {}
  ~Timers() { *alive_ = false; }
  Timers(const Timers&) = delete;
  Timers& operator=(const Timers&) = delete;

  [[nodiscard]] UtcTime now() const { return loop_.now(); }
  // A callback that does nothing once the owner is gone.
  template <class Task>
  [[nodiscard]] auto guard(Task task) const {
    return [alive = alive_, task = std::move(task)](auto&&... arguments) {
      if (*alive) task(std::forward<decltype(arguments)>(arguments)...);
    };
  }
  void call_at(UtcTime when, std::function<void()> task) { loop_.call_at(when, guard(std::move(task))); }

 private:
  ports::EventLoop& loop_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace bot::gateway
