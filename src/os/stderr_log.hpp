// Log lines on stderr through spdlog and, where asked for, in files; what is secret is blacked out at the sink.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/secret.hpp"
#include "ports/event_loop.hpp"
#include "ports/log.hpp"

namespace bot::os {

struct LogOptions {
  ports::LogLevel level = ports::LogLevel::kInfo;
  bool color = false;
  std::string file{};  // also appended here, errors also to error_log_path(file); one that cannot be opened is no error
  std::vector<Secret> secrets{};
};

class StderrLog final : public ports::Log {
 public:
  explicit StderrLog(LogOptions options);
  ~StderrLog() override;
  StderrLog(const StderrLog&) = delete;
  StderrLog& operator=(const StderrLog&) = delete;
  void write(ports::LogLevel level, std::string_view line) override;
  // Lines carry this clock's time (virtual in a simulation) from now on. Null: the clock goes away, and what is still
  // said goes on from where it stood, so that one command's lines are of one time.
  void set_clock(const ports::Clock* clock);

 private:
  struct Sink;
  LogOptions options_;
  [[nodiscard]] UtcTime now() const;

  const ports::Clock* clock_ = nullptr;
  Duration ahead_{};  // of the system's clock, as the last clock left it
  std::unique_ptr<Sink> sink_;
};

// "/var/log/x.log" -> "/var/log/x-error.log"
[[nodiscard]] std::string error_log_path(const std::string& log_file);

[[nodiscard]] Result<ports::LogLevel> parse_log_level(std::string_view text);  // debug | info | warning | error

}  // namespace bot::os
