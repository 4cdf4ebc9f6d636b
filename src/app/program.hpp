// bot: flags → configuration → command → exit code.
#pragma once

namespace bot::app {

// Prints the answer or the error; answers the exit code of the process.
[[nodiscard]] int run_program(int argc, char** argv);

}  // namespace bot::app
