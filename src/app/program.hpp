// bot: flags → configuration → command → exit code.
#pragma once

namespace bot::app {

// Prints the result or the error; returns the exit code of the process.
[[nodiscard]] int run_program(int argc, char** argv);

}  // namespace bot::app
