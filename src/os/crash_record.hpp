// A defect leaves a record that outlives the process: a broken BOT_CHECK, an exception nobody caught, a signal such as
// SIGSEGV. It is written with what is safe inside a signal handler (the file's name and the text before the stack are
// made ready at installation; open, write, fsync and rename afterwards), then the process ends with exit code 70.
//
//   bot defect / version V / command C / account MASKED / simulated 0|1 / at UNIX_SECONDS / what TEXT / stack / frames…
//
// The frames are glibc's backtrace: no unwinder of our own, names as far as the program exports them, offsets for
// addr2line otherwise. What kills at once (SIGKILL, a power cut) leaves none: the ledger's run without an end
// shows it.
#pragma once

#include <string>

namespace bot::os {

struct CrashContext {
  std::string folder{};  // an existing one; the record becomes <folder>/crash-<pid>-<instant>.txt. Empty: stderr only
  std::string version;
  std::string command;
  std::string account{};  // masked
  bool simulated = false;
};

// First call installs the handlers; later ones only change where and what is written.
void record_crashes(const CrashContext& context);

}  // namespace bot::os
