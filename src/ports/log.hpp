// Log lines for people: one sentence, then facts as key=value. Goes to stderr and the configured sinks; secrets are
// redacted there.
#pragma once

#include <string>
#include <string_view>

namespace bot::ports {

enum class LogLevel { kDebug, kInfo, kWarning, kError };

class Log {
 public:
  virtual ~Log() = default;
  virtual void write(LogLevel level, std::string_view line) = 0;
  void debug(std::string_view line) { write(LogLevel::kDebug, line); }
  void info(std::string_view line) { write(LogLevel::kInfo, line); }
  void warning(std::string_view line) { write(LogLevel::kWarning, line); }
  void error(std::string_view line) { write(LogLevel::kError, line); }
};

}  // namespace bot::ports
