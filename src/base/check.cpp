#include "base/check.hpp"

#include <execinfo.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "base/error.hpp"

namespace bot::detail {

namespace {
void (*g_listener)(const char* what) = nullptr;
}

void on_check_failed(void (*listener)(const char* what)) { g_listener = listener; }

void check_failed(const char* condition, const char* file, int line, const std::string& values) {
  std::fprintf(stderr, "bot: a defect in bot: check failed: %s\n  at %s:%d\n", condition, file, line);
  if (!values.empty()) std::fprintf(stderr, "  with %s\n", values.c_str());
  void* frames[64];
  const int depth = backtrace(frames, 64);
  backtrace_symbols_fd(frames, depth, STDERR_FILENO);
  std::fflush(stderr);
  if (g_listener != nullptr) {
    std::string what = fmt::format("check failed: {} at {}:{}", condition, file, line);
    if (!values.empty()) what += " with " + values;
    for (char& c : what)
      if (c == '\n') c = ' ';
    g_listener(what.c_str());
  }
  _exit(kExitDefect);
}

}  // namespace bot::detail
