#include "os/terminal.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>

#include "base/text.hpp"

namespace bot::os {

bool stdout_is_terminal() { return ::isatty(STDOUT_FILENO) != 0; }
bool stderr_is_terminal() { return ::isatty(STDERR_FILENO) != 0; }

int terminal_width() {
  winsize size{};
  if (stdout_is_terminal() && ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  const char* columns = std::getenv("COLUMNS");
  const auto told = columns != nullptr ? parse_int(columns) : std::nullopt;
  return told && *told >= 20 && *told <= 1000 ? static_cast<int>(*told) : 0;
}

}  // namespace bot::os
