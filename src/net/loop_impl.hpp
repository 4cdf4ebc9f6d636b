// Inside of net::Loop, shared with tcp_network.cpp only.
#pragma once

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <map>
#include <utility>

#include "net/loop.hpp"
#include "net/steady_clock.hpp"

namespace bot::net {

struct Loop::Impl {
  explicit Impl(ClockSetting clock) : setting(clock) {}

  boost::asio::io_context io{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work{io.get_executor()};
  ClockSetting setting;
  std::chrono::steady_clock::time_point anchor = std::chrono::steady_clock::now();
  UtcTime step_now = setting.start;
  mutable SteadyClock steady{read_clocks()};  // for kReal
  std::map<std::pair<UtcTime, TimerId>, Task> timers;
  std::map<TimerId, UtcTime> timer_times;
  TimerId last_timer = 0;
  bool interruption_acknowledged = false;
  // What is on its way between two ends in this process; only a step clock asks.
  std::uint64_t bytes_sent = 0;
  std::uint64_t bytes_received = 0;
  int connects_pending = 0;

  [[nodiscard]] UtcTime now() const;
  [[nodiscard]] bool in_flight() const { return bytes_sent != bytes_received || connects_pending > 0; }
  bool run_due_timer();
};

}  // namespace bot::net
