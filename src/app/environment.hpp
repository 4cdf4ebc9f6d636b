// What every command has: the configuration, this machine, and a way to print.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "app/request.hpp"
#include "config/load.hpp"
#include "os/stderr_log.hpp"
#include "os/system_files.hpp"
#include "report/table.hpp"

namespace bot::app {

class Environment {
 public:
  // Reads the configuration and opens the log. The caller reports an error.
  static Result<std::unique_ptr<Environment>> open(const GlobalFlags& flags, const Request& request);

  [[nodiscard]] const config::Settings& settings() const { return loaded.settings; }
  // Text from the command line with our secrets redacted, safe to record and to send.
  [[nodiscard]] std::string without_secrets(const std::string& text) const;
  // Exactly one of the two is printed: the document with --json, else the text.
  void print(const nlohmann::ordered_json& document, const std::string& text) const;

  GlobalFlags flags;
  std::string command;  // for the schema
  config::Loaded loaded;
  std::vector<Error> passed_over;  // of the configuration, by a command that has to work without
  os::SystemFiles files;
  os::StderrLog log;
  report::TextStyle style;

 private:
  static Result<std::unique_ptr<Environment>> for_halting(const GlobalFlags& flags, const config::Sources& sources);
  Environment(const GlobalFlags& global_flags, std::string name, config::Loaded configuration,
              os::LogOptions log_options);
};

// Prints an error as text, or as JSON with --json; returns its exit code.
int print_error(const Error& error, const GlobalFlags& flags, std::string_view command,
                const std::vector<Secret>& secrets = {});

}  // namespace bot::app
