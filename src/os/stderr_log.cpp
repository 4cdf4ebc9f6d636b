#include "os/stderr_log.hpp"

#include <fmt/format.h>
#include <spdlog/logger.h>
#include <spdlog/sinks/stdout_color_sinks.h>

#include <algorithm>
#include <fstream>

#include "base/redact.hpp"
#include "ports/machine_time.hpp"

namespace bot::os {
std::string error_log_path(const std::string& log_file) {
  const auto name = log_file.rfind('/') + 1;  // 0 without a folder
  const auto dot = log_file.rfind('.');
  if (dot == std::string::npos || dot <= name) return log_file + "-error";
  return log_file.substr(0, dot) + "-error" + log_file.substr(dot);
}

struct StderrLog::Sink {
  Sink(spdlog::color_mode color, const std::string& path)
      : logger("bot", std::make_shared<spdlog::sinks::stderr_color_sink_st>(color)) {
    if (path.empty()) return;
    file.open(path, std::ios::app);
    errors.open(error_log_path(path), std::ios::app);
    if (!file || !errors) logger.warn("the log file {} cannot be opened; the log is here alone", path);
  }
  spdlog::logger logger;
  std::ofstream file, errors;
};

StderrLog::StderrLog(LogOptions options)
    : options_(std::move(options)),
      sink_(std::make_unique<Sink>(options_.color ? spdlog::color_mode::always : spdlog::color_mode::never,
                                   options_.file)) {
  sink_->logger.set_level(spdlog::level::trace);
  sink_->logger.set_pattern("%^%v%$");
}

StderrLog::~StderrLog() = default;

UtcTime StderrLog::now() const { return clock_ != nullptr ? clock_->now() : ports::machine_time() + ahead_; }

void StderrLog::set_clock(const ports::Clock* clock) {
  if (clock == nullptr && clock_ != nullptr) ahead_ = clock_->now() - ports::machine_time();
  clock_ = clock;
}

void StderrLog::write(ports::LogLevel level, std::string_view line) {
  if (level < options_.level) return;
  const UtcTime now = this->now();
  std::string text = redact(line, options_.secrets);
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
  const auto put = [&](spdlog::level::level_enum at, std::string_view word) {
    const std::string whole = fmt::format("{} {:<7} {}", to_iso_millis(now), word, text);
    sink_->logger.log(at, whole);
    if (sink_->file.is_open()) sink_->file << whole << '\n' << std::flush;
    if (sink_->errors.is_open() && level == ports::LogLevel::kError) sink_->errors << whole << '\n' << std::flush;
  };
  switch (level) {
    case ports::LogLevel::kDebug:
      return put(spdlog::level::debug, "debug");
    case ports::LogLevel::kInfo:
      return put(spdlog::level::info, "info");
    case ports::LogLevel::kWarning:
      return put(spdlog::level::warn, "warning");
    case ports::LogLevel::kError:
      return put(spdlog::level::err, "error");
  }
}

Result<ports::LogLevel> parse_log_level(std::string_view text) {
  if (text == "debug") return ports::LogLevel::kDebug;
  if (text == "info") return ports::LogLevel::kInfo;
  if (text == "warning") return ports::LogLevel::kWarning;
  if (text == "error") return ports::LogLevel::kError;
  return fail(ErrorCode::kUsage, fmt::format("'{}' is not a log level", text), "--log-level",
              "Use debug, info, warning or error.");
}

}  // namespace bot::os
