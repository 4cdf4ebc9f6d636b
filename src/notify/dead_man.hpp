// The dead-man's address (healthchecks.io style): somebody outside who notices when no ping comes. What it answered
// last is kept beside the outbox, so that whoever must know whether it works need not hold the address.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/check.hpp"
#include "base/enum_names.hpp"
#include "base/secret.hpp"
#include "notify/http.hpp"
#include "ports/files.hpp"

namespace bot::notify {

enum class DeadManSignal { kStart, kSuccess, kFail };
[[nodiscard]] constexpr std::string_view name(DeadManSignal signal) {
  switch (signal) {
    case DeadManSignal::kStart:
      return "start";
    case DeadManSignal::kSuccess:
      return "success";
    case DeadManSignal::kFail:
      return "fail";
  }
  BOT_CHECK(false);
}

// <url>/start, <url>, <url>/fail. A failure is for the log, never for the run.
Result<void> ping_dead_man(HttpPoster& http, const Secret& url, DeadManSignal signal, const std::string& text,
                           Duration timeout = std::chrono::seconds(5));

struct DeadManAnswer {
  std::optional<UtcTime> answered;               // last time the address said 2xx
  UtcTime asked{};                               // last time it was asked
  DeadManSignal signal = DeadManSignal::kStart;  // of that last time
  std::string problem;                           // of that last time; empty: it answered
  std::string address;                           // a fingerprint, by which a changed address is noticed
};
// None: never asked. kData: the file cannot be read.
[[nodiscard]] Result<std::optional<DeadManAnswer>> last_dead_man_answer(const ports::Files& files,
                                                                        const std::string& outbox_folder);
[[nodiscard]] std::string dead_man_fingerprint(const Secret& url);
Result<void> remember_dead_man(ports::Files& files, const std::string& outbox_folder, const Secret& url,
                               DeadManSignal signal, UtcTime asked, const Result<void>& answer);

}  // namespace bot::notify

template <>
inline constexpr bot::notify::DeadManSignal bot::kLastOf<bot::notify::DeadManSignal> =
    bot::notify::DeadManSignal::kFail;
