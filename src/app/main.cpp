#include <cstdio>

#include "app/program.hpp"
#include "base/error.hpp"
#include "os/crash_record.hpp"

// No room lets an exception out: one that arrives here is a defect of ours, and os::record_crashes says so.
int main(int argc, char** argv) {
  bot::os::record_crashes({.version = BOT_VERSION, .command = "bot", .simulated = false});
  const int code = bot::app::run_program(argc, argv);
  if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return code;
  std::fputs("bot: the answer could not be written to standard output\n", stderr);
  return code == 0 ? bot::exit_code(bot::ErrorCode::kIo) : code;
}
