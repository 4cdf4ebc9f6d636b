#include "os/stderr_log.hpp"

#include <spdlog/logger.h>
#include <spdlog/sinks/stdout_color_sinks.h>

#include <algorithm>
#include <cctype>
#include <fstream>

namespace bot::os {
namespace {

bool is_token_character(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_' || c == '.' || c == '~' || c == '+' ||
         c == '/';
}

// Blacks out what follows each `mark` up to the end of the token.
void redact_after(std::string& line, std::string_view mark) {
  for (std::size_t at = line.find(mark); at != std::string::npos; at = line.find(mark, at)) {
    at += mark.size();
    std::size_t end = at;
    while (end < line.size() && is_token_character(line[end])) ++end;
    if (end > at) line.replace(at, end - at, "***");
  }
}

// DU1234567 and U1234567 keep their first letters and last three digits. Accounts of the embedded gateway, all zeros
// but the end, stand for nobody and stay readable.
void redact_accounts(std::string& line) {
  for (std::size_t at = 0; at < line.size(); ++at) {
    if (at > 0 && std::isalnum(static_cast<unsigned char>(line[at - 1])) != 0) continue;
    std::size_t letters = at;
    if (letters < line.size() && line[letters] == 'D') ++letters;
    if (letters >= line.size() || (line[letters] != 'U' && line[letters] != 'F')) continue;
    const std::size_t first = letters + 1;
    std::size_t end = first;
    while (end < line.size() && std::isdigit(static_cast<unsigned char>(line[end])) != 0) ++end;
    if (end - first < 6 || end - first > 9) continue;
    if (end < line.size() && std::isalpha(static_cast<unsigned char>(line[end])) != 0) continue;
    if (line.compare(first, 4, "0000") == 0) continue;
    line.replace(first, end - first - 3, "***");
  }
}

}  // namespace

std::string redact(std::string_view line, const std::vector<Secret>& secrets) {
  std::string out(line);
  for (const Secret& known : secrets) {
    const std::string& secret = known.reveal();
    if (secret.size() < 4) continue;
    for (std::size_t at = out.find(secret); at != std::string::npos; at = out.find(secret, at + 3))
      out.replace(at, secret.size(), "***");
  }
  redact_after(out, "/api/webhooks/");
  redact_after(out, "Bearer ");
  redact_accounts(out);
  return out;
}

std::string error_log_path(const std::string& log_file) {
  const auto name = log_file.rfind('/') + 1;  // 0 without a folder
  const auto dot = log_file.rfind('.');
  if (dot == std::string::npos || dot <= name) return log_file + "-error";
  return log_file.substr(0, dot) + "-error" + log_file.substr(dot);
}

void append_error_to_files(const std::string& log_file, std::string_view line) {
  const UtcTime now = std::chrono::floor<Duration>(std::chrono::system_clock::now());
  for (const std::string& path : {log_file, error_log_path(log_file)})
    std::ofstream(path, std::ios::app) << fmt::format("{} error   {}\n", to_iso_millis(now), redact(line, {}));
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

UtcTime StderrLog::now() const {
  return clock_ != nullptr ? clock_->now() : std::chrono::floor<Duration>(std::chrono::system_clock::now()) + ahead_;
}

void StderrLog::set_clock(const ports::Clock* clock) {
  if (clock == nullptr && clock_ != nullptr)
    ahead_ = clock_->now() - std::chrono::floor<Duration>(std::chrono::system_clock::now());
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
    if (sink_->file.is_open()) sink_->file << whole << std::endl;
    if (sink_->errors.is_open() && level == ports::LogLevel::kError) sink_->errors << whole << std::endl;
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
