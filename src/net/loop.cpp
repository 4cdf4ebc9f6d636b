#include "net/loop.hpp"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <csignal>

#include "base/check.hpp"
#include "base/error.hpp"
#include "net/loop_impl.hpp"

namespace bot::net {
namespace {

std::atomic<bool> g_interrupted{false};

extern "C" void note_signal(int signal) {
  if (g_interrupted.exchange(true) && signal == SIGINT) _exit(kExitInterrupted);
}

// Longest real wait before the interruption flag is looked at again.
constexpr std::chrono::milliseconds kSlice{50};
// With a step clock: how long bytes that were sent to an end in this process may take to arrive before they count as
// lost (their reader closed).
constexpr std::chrono::milliseconds kFlight{20};
// ... and how many slices of real time a connection may take to come about, on a machine that is busy elsewhere.
constexpr int kConnectTurns = 100;
// What is ready at the deadline is still handled, up to so many events: whoever waits until now wants what is there.
constexpr int kMaxOverrun = 100;

}  // namespace

void watch_signals() {
  struct sigaction action {};
  action.sa_handler = note_signal;
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
}

UtcTime Loop::Impl::now() const {
  switch (setting.pace.kind) {
    case ClockPace::Kind::kReal:
      return steady.at(read_clocks());
    case ClockPace::Kind::kStep:
      return step_now;
    case ClockPace::Kind::kPaced: {
      const std::chrono::duration<double, std::milli> passed = std::chrono::steady_clock::now() - anchor;
      return setting.start + Duration{static_cast<std::int64_t>(std::floor(passed.count() * setting.pace.factor))};
    }
  }
  BOT_CHECK(false);
}

bool Loop::Impl::run_due_timer() {
  if (timers.empty() || timers.begin()->first.first > now()) return false;
  const auto first = timers.begin();
  const Task task = std::move(first->second);
  timer_times.erase(first->first.second);
  timers.erase(first);
  task();
  return true;
}

Loop::Loop(ClockSetting setting) : impl_(std::make_unique<Impl>(setting)) {}
Loop::~Loop() = default;

UtcTime Loop::now() const { return impl_->now(); }

Loop::TimerId Loop::call_at(UtcTime when, Task task) {
  const TimerId timer = ++impl_->last_timer;
  impl_->timers.emplace(std::pair{when, timer}, std::move(task));
  impl_->timer_times.emplace(timer, when);
  return timer;
}

void Loop::cancel(TimerId timer) {
  const auto found = impl_->timer_times.find(timer);
  if (found == impl_->timer_times.end()) return;
  impl_->timers.erase({found->second, timer});
  impl_->timer_times.erase(found);
}

bool Loop::run_until(const std::function<bool()>& done, UtcTime deadline) {
  Impl& loop = *impl_;
  int idle_turns = 0;
  int overrun = 0;
  for (;;) {
    if (done()) return true;
    if (interrupted() && !loop.interruption_acknowledged) return false;
    const bool handled = loop.io.poll_one() > 0;
    // A step clock stands still while anything can happen; any other goes on, and a peer that never pauses must not
    // keep timers and deadlines waiting.
    const bool stands_still = loop.setting.pace.kind == ClockPace::Kind::kStep;
    if (handled && stands_still) continue;
    const bool timer_ran = loop.run_due_timer();
    if (timer_ran && stands_still) continue;
    const UtcTime now = loop.now();
    if ((handled || timer_ran) && (now < deadline || ++overrun <= kMaxOverrun)) continue;
    if (now >= deadline) return false;
    const UtcTime next = loop.timers.empty() ? deadline : std::min(deadline, loop.timers.begin()->first.first);
    if (loop.setting.pace.kind == ClockPace::Kind::kStep) {
      if (loop.connects_pending > 0 && loop.io.run_one_for(kSlice) > 0) continue;
      if (loop.connects_pending > 0 && ++idle_turns < kConnectTurns) continue;
      if (loop.in_flight() && loop.io.run_one_for(kFlight) > 0) continue;
      idle_turns = 0;
      loop.bytes_received = loop.bytes_sent;
      loop.step_now = std::max(loop.step_now, next);
      continue;
    }
    const double factor = loop.setting.pace.kind == ClockPace::Kind::kPaced ? loop.setting.pace.factor : 1.0;
    const auto wait =
        Duration{static_cast<std::int64_t>(std::ceil(static_cast<double>((next - now).count()) / factor))};
    loop.io.run_one_for(std::clamp<Duration>(wait, Duration{1}, kSlice));
  }
}

bool Loop::interrupted() const { return g_interrupted.load(std::memory_order_relaxed); }
void Loop::acknowledge_interruption() { impl_->interruption_acknowledged = true; }

void Loop::set_clock(ClockSetting setting) {
  impl_->setting = setting;
  impl_->anchor = std::chrono::steady_clock::now();
  impl_->step_now = setting.start;
}

}  // namespace bot::net
