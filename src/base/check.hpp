// BOT_CHECK: an assertion that stays on in release. A broken one is a defect of ours: it prints the condition, the
// values and a backtrace, and ends the process with exit code 70. Stopping beats going on wrong.
#pragma once

#include <fmt/format.h>

#include <string>

namespace bot::detail {
[[noreturn]] void check_failed(const char* condition, const char* file, int line, const std::string& values);
// Called with the text before the process ends, e.g. to leave a record of it.
void on_check_failed(void (*listener)(const char* what));
}  // namespace bot::detail

#define BOT_CHECK(condition, ...)                                                                 \
  do {                                                                                            \
    if (!(condition)) [[unlikely]]                                                                \
      ::bot::detail::check_failed(#condition, __FILE__, __LINE__, ::fmt::format("" __VA_ARGS__)); \
  } while (false)
