#include "os/crash_record.hpp"

#include <execinfo.h>
#include <fcntl.h>
#include <signal.h>  // NOLINT(modernize-deprecated-headers): sigaction is POSIX's, not C++'s
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <exception>

#include "base/check.hpp"
#include "base/error.hpp"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define BOT_SANITIZED 1
#else
#define BOT_SANITIZED 0
#endif

namespace bot::os {
namespace {

constexpr std::size_t kMaxPath = 1024;
constexpr std::size_t kMaxHead = 1024;
constexpr std::size_t kMaxFrames = 64;
constexpr std::size_t kSignalStack = std::size_t{64} * 1024;

struct Prepared {
  std::array<char, kMaxPath> temporary{};
  std::array<char, kMaxPath> final{};
  std::array<char, kMaxHead> head{};
};
Prepared g_prepared;
std::atomic<bool> g_busy{false};
std::atomic<bool> g_in_terminate{false};
alignas(16) std::array<char, kSignalStack> g_signal_stack;

void write_all(int file, const char* text, std::size_t length) {
  while (length > 0) {
    const ssize_t written = write(file, text, length);
    if (written <= 0) return;
    text += written;
    length -= static_cast<std::size_t>(written);
  }
}
void write_text(int file, const char* text) { write_all(file, text, std::strlen(text)); }

void write_number(int file, long long number) {
  std::array<char, 24> digits{};
  std::size_t at = digits.size();
  do {
    digits[--at] = static_cast<char>('0' + number % 10);
    number /= 10;
  } while (number > 0 && at > 0);
  write_all(file, digits.data() + at, digits.size() - at);
}

void write_record(int file, const char* what, void** frames, int depth) {
  write_text(file, g_prepared.head.data());
  write_text(file, "at ");
  write_number(file, static_cast<long long>(time(nullptr)));
  write_text(file, "\nwhat ");
  write_text(file, what);
  write_text(file, "\nstack\n");
  backtrace_symbols_fd(frames, depth, file);
}

// Only what is safe inside a signal handler. A crash inside it ends the process at once.
void leave_record(const char* what) {
  if (g_busy.exchange(true)) _exit(kExitDefect);
  std::array<void*, kMaxFrames> frames{};
  const int depth = backtrace(frames.data(), static_cast<int>(frames.size()));
  if (g_prepared.temporary[0] == '\0') return;
  const int file = open(g_prepared.temporary.data(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0640);
  if (file < 0) return;
  write_record(file, what, frames.data(), depth);
  (void)fsync(file);
  (void)close(file);
  (void)rename(g_prepared.temporary.data(), g_prepared.final.data());
}

const char* signal_text(int signal) {
  switch (signal) {
    case SIGSEGV:
      return "signal 11 (SIGSEGV): memory that is not there was touched";
    case SIGBUS:
      return "signal 7 (SIGBUS): a file or memory that could not be read";
    case SIGFPE:
      return "signal 8 (SIGFPE): impossible arithmetic";
    case SIGILL:
      return "signal 4 (SIGILL): an impossible instruction";
    case SIGABRT:
      return "signal 6 (SIGABRT): a library gave up";
    default:
      return "a deadly signal";
  }
}

void on_signal(int signal) {
  const char* what = signal_text(signal);
  leave_record(what);
  write_text(STDERR_FILENO, "bot: a defect in bot: ");
  write_text(STDERR_FILENO, what);
  write_text(STDERR_FILENO, "\n");
  std::array<void*, kMaxFrames> frames{};
  backtrace_symbols_fd(frames.data(), backtrace(frames.data(), static_cast<int>(frames.size())), STDERR_FILENO);
  _exit(kExitDefect);
}

[[noreturn]] void on_terminate() {
  if (g_in_terminate.exchange(true)) _exit(kExitDefect);
  std::string what = "an exception that nobody caught";
  if (const std::exception_ptr thrown = std::current_exception()) {
    try {
      std::rethrow_exception(thrown);
    } catch (const std::exception& error) {
      what += std::string(": ") + error.what();
    } catch (...) {
      what += " and that is no std::exception";
    }
  }
  for (char& c : what)
    if (c == '\n') c = ' ';
  std::fprintf(stderr, "bot: a defect in bot: %s\n", what.c_str());
  std::fflush(stderr);
  leave_record(what.c_str());
  _exit(kExitDefect);
}

template <std::size_t N>
bool copy_into(std::array<char, N>& target, const std::string& text) {
  target[0] = '\0';
  if (text.size() >= N) return false;
  std::memcpy(target.data(), text.c_str(), text.size() + 1);
  return true;
}

void install_handlers() {
  std::array<void*, 4> warm_up{};
  (void)backtrace(warm_up.data(), static_cast<int>(warm_up.size()));  // loads the unwinder outside a handler
  stack_t stack{};
  stack.ss_sp = g_signal_stack.data();
  stack.ss_size = g_signal_stack.size();
  (void)sigaltstack(&stack, nullptr);
  struct sigaction action {};
  action.sa_handler = on_signal;
  action.sa_flags = SA_ONSTACK;
  sigemptyset(&action.sa_mask);
  for (const int signal : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT}) (void)sigaction(signal, &action, nullptr);
  std::set_terminate(on_terminate);
}

}  // namespace

void record_crashes(const CrashContext& context) {
  const std::string head = "bot defect\nversion " + context.version + "\ncommand " + context.command + "\naccount " +
                           context.account + "\nsimulated " + (context.simulated ? "1" : "0") + "\n";
  const std::string name = "crash-" + std::to_string(getpid()) + "-" + std::to_string(time(nullptr)) + ".txt";
  const bool fits = copy_into(g_prepared.head, head) && copy_into(g_prepared.temporary, context.folder + "/." + name) &&
                    copy_into(g_prepared.final, context.folder + "/" + name);
  if (context.folder.empty() || !fits) g_prepared.temporary[0] = '\0';
  bot::detail::on_check_failed(leave_record);
  static const bool once = [] {
    if (!BOT_SANITIZED) install_handlers();
    return true;
  }();
  (void)once;
}

}  // namespace bot::os
