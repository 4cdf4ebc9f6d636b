#include "os/terminal.hpp"

#include <poll.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>

#include "base/text.hpp"

namespace bot::os {

namespace {

constexpr std::size_t kMaxLine = 4096;

// What is typed is not shown while this lives.
class HiddenInput {
 public:
  explicit HiddenInput(bool hide) : hides_(hide && ::tcgetattr(STDIN_FILENO, &before_) == 0) {
    if (!hides_) return;
    termios quiet = before_;
    quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    ::tcsetattr(STDIN_FILENO, TCSANOW, &quiet);
  }
  ~HiddenInput() {
    if (!hides_) return;
    ::tcsetattr(STDIN_FILENO, TCSANOW, &before_);
    std::fputs("\n", stderr);
  }
  HiddenInput(const HiddenInput&) = delete;
  HiddenInput& operator=(const HiddenInput&) = delete;

 private:
  termios before_{};
  bool hides_;
};

}  // namespace

bool stdin_is_terminal() { return ::isatty(STDIN_FILENO) != 0; }
bool stdout_is_terminal() { return ::isatty(STDOUT_FILENO) != 0; }
bool stderr_is_terminal() { return ::isatty(STDERR_FILENO) != 0; }

int terminal_width() {
  winsize size{};
  if (stdout_is_terminal() && ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  const char* columns = std::getenv("COLUMNS");
  const auto given = columns != nullptr ? parse_int(columns) : std::nullopt;
  return given && *given >= 20 && *given <= 1000 ? static_cast<int>(*given) : 0;
}

Result<std::string> prompt(const std::string& question, Echo echo) {
  const HiddenInput hidden(echo == Echo::kHidden);
  std::fputs(question.c_str(), stderr);
  std::fflush(stderr);
  std::string line;
  for (;;) {
    // A signal must end the wait: read() is asked only when there is something, and poll() is never restarted.
    pollfd input{.fd = STDIN_FILENO, .events = POLLIN, .revents = 0};
    if (::poll(&input, 1, -1) < 0) return fail(ErrorCode::kInterrupted, "interrupted; nothing was changed");
    char letter = 0;
    const ssize_t count = ::read(STDIN_FILENO, &letter, 1);
    if (count < 0 && errno == EINTR) return fail(ErrorCode::kInterrupted, "interrupted; nothing was changed");
    if (count <= 0) return fail(ErrorCode::kUsage, "the input ended before an answer; nothing was changed");
    if (letter == '\n') return line;
    if (letter != '\r' && line.size() < kMaxLine) line += letter;
  }
}

}  // namespace bot::os
