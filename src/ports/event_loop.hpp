// Clock and waiting in one: whoever waits lets timers and sockets of the same loop run meanwhile. One thread. The
// clock is the system's, a scaled one, or a virtual one that moves only when nothing else can happen.
#pragma once

#include <cstdint>
#include <functional>

#include "base/time.hpp"

namespace bot::ports {

class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual UtcTime now() const = 0;
};

class EventLoop : public Clock {
 public:
  using Task = std::function<void()>;
  using TimerId = std::uint64_t;

  // Runs `task` once at `when` (at once if that has passed), from inside a later run_until. Same instant: in the
  // order of the calls.
  virtual TimerId call_at(UtcTime when, Task task) = 0;
  virtual void cancel(TimerId timer) = 0;
  // Lets events happen until done() is true (asked before each event) or the clock reaches `deadline`.
  // True: done. May be called from inside an event (nested waits).
  virtual bool run_until(const std::function<bool()>& done, UtcTime deadline) = 0;
  void sleep_until(UtcTime when) {
    run_until([] { return false; }, when);
  }
  // Whether the process was asked to stop (signal). Until it is acknowledged, run_until returns false at once.
  [[nodiscard]] virtual bool interrupted() const = 0;
  // The caller knows of the interruption and now needs waits that run their course (cancelling, reconciling).
  virtual void acknowledge_interruption() {}
};

}  // namespace bot::ports
