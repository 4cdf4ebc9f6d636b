#include "base/check.hpp"

#include <execinfo.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

namespace bot::detail {

void check_failed(const char* condition, const char* file, int line, const std::string& values) {
  std::fprintf(stderr, "bot: a defect in bot: check failed: %s\n  at %s:%d\n", condition, file, line);
  if (!values.empty()) std::fprintf(stderr, "  with %s\n", values.c_str());
  void* frames[64];
  const int depth = backtrace(frames, 64);
  backtrace_symbols_fd(frames, depth, STDERR_FILENO);
  std::fflush(stderr);
  _exit(70);
}

}  // namespace bot::detail
