// The event loop: timers by (instant, order of the calls), sockets by Boost.Asio, one thread. Its clock is the
// system's, which nobody can turn under it (steady_clock.hpp), a virtual one that runs at a pace, or one that moves
// only when everything waits: no handler is ready, no byte is on its way between two ends in this process, so the next
// thing to happen is a timer.
#pragma once

#include <memory>

#include "base/clock_pace.hpp"
#include "ports/event_loop.hpp"

namespace bot::net {

struct ClockSetting {
  ClockPace pace;
  UtcTime start{};  // unless the clock is the system's
};

class Loop final : public ports::EventLoop {
 public:
  explicit Loop(ClockSetting setting = {});
  ~Loop() override;
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  [[nodiscard]] UtcTime now() const override;
  TimerId call_at(UtcTime when, Task task) override;
  void cancel(TimerId timer) override;
  bool run_until(const std::function<bool()>& done, UtcTime deadline) override;
  [[nodiscard]] bool interrupted() const override;
  void acknowledge_interruption() override;
  // From now on the clock goes as set here (a gateway in another process said so).
  void set_clock(ClockSetting setting);

  struct Impl;
  [[nodiscard]] Impl& impl() { return *impl_; }  // for tcp_network.cpp

 private:
  std::unique_ptr<Impl> impl_;
};

// Makes SIGINT and SIGTERM of this process end waits of every Loop. A second SIGINT ends the process at once.
void watch_signals();

}  // namespace bot::net
