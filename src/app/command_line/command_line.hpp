// The command line as a request, or what to print in its place.
#pragma once

#include <optional>
#include <string>

#include "app/request.hpp"

namespace bot::app {

struct CommandLine {
  GlobalFlags flags;
  std::optional<Request> request;  // absent: nothing to run, `text` says what to print (help, version, usage error)
  std::string text;
  int exit_code = 0;
};

[[nodiscard]] CommandLine parse_command_line(int argc, const char* const* argv);

}  // namespace bot::app
