#include "notify/dead_man.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/redact.hpp"
#include "base/sha256.hpp"

namespace bot::notify {
namespace {

using DeadManJson = nlohmann::ordered_json;
constexpr std::size_t kFingerprintLength = 16;
constexpr unsigned kDeadManFileMode = 0640;

std::string dead_man_path(const std::string& outbox_folder) { return outbox_folder + "/delivery/dead-man.json"; }

DeadManSignal parse_signal(const std::string& word) {
  for (const DeadManSignal signal : {DeadManSignal::kStart, DeadManSignal::kSuccess})
    if (name(signal) == word) return signal;
  return DeadManSignal::kFail;
}

}  // namespace

Result<void> ping_dead_man(HttpPoster& http, const Secret& url, DeadManSignal signal, const std::string& text,
                           Duration timeout) {
  std::string address = url.reveal();
  const auto query = address.find_first_of("?#");
  const std::string rest = query == std::string::npos ? std::string() : address.substr(query);
  address.resize(std::min(query, address.size()));
  while (address.ends_with('/')) address.pop_back();
  switch (signal) {
    case DeadManSignal::kStart:
      address += "/start";
      break;
    case DeadManSignal::kSuccess:
      break;
    case DeadManSignal::kFail:
      address += "/fail";
      break;
  }
  constexpr int kMaxAttempts = 2;
  const HttpPost ping{.url = Secret(address + rest),
                      .body = redact(text, {url}),
                      .content_type = "text/plain; charset=utf-8",
                      .timeout = timeout / kMaxAttempts};
  auto answer = http.post(ping);
  // Once more and at once: nobody waits for a ping.
  if (!answer || answer->status >= 500) answer = http.post(ping);
  if (!answer) return fail(answer.error().in("dead-man ping"));
  if (answer->status < 200 || answer->status >= 300)
    return fail(Error{ErrorCode::kNetwork, fmt::format("HTTP {}", answer->status), {}, {}}.in("dead-man ping"));
  return {};
}

std::string dead_man_fingerprint(const Secret& url) { return sha256_hex(url.reveal()).substr(0, kFingerprintLength); }

Result<std::optional<DeadManAnswer>> last_dead_man_answer(const ports::Files& files, const std::string& outbox_folder) {
  const std::string path = dead_man_path(outbox_folder);
  if (!files.exists(path)) return std::optional<DeadManAnswer>();
  BOT_TRY(const std::string text, files.read(path));
  try {
    const DeadManJson json = DeadManJson::parse(text);
    DeadManAnswer answer;
    if (!json.at("answered").is_null()) {
      BOT_TRY(answer.answered, parse_utc(json.at("answered").get<std::string>()));
    }
    BOT_TRY(answer.asked, parse_utc(json.at("asked").get<std::string>()));
    answer.signal = parse_signal(json.at("signal").get<std::string>());
    answer.problem = json.at("problem").get<std::string>();
    answer.address = json.at("address").get<std::string>();
    return std::optional(answer);
  } catch (const nlohmann::json::exception&) {
    return fail(ErrorCode::kData, "this is no record of the dead-man's answers: it is damaged", path,
                "Remove the file; the next ping writes it anew.");
  }
}

Result<void> remember_dead_man(ports::Files& files, const std::string& outbox_folder, const Secret& url,
                               DeadManSignal signal, UtcTime asked, const Result<void>& answer) {
  const std::string address = dead_man_fingerprint(url);
  std::optional<UtcTime> answered;
  if (answer) {
    answered = asked;
  } else if (const auto before = last_dead_man_answer(files, outbox_folder);
             before && *before && (*before)->address == address) {
    answered = (*before)->answered;
  }
  DeadManJson json;
  json["schema"] = "bot.dead-man/1";
  json["answered"] = answered ? DeadManJson(to_iso(*answered)) : DeadManJson(nullptr);
  json["asked"] = to_iso(asked);
  json["signal"] = name(signal);
  json["problem"] = answer ? std::string() : redact(answer.error().message(), {url});
  json["address"] = address;
  BOT_TRY_VOID(files.make_folders(outbox_folder + "/delivery", 0750));
  return files.write_atomically(dead_man_path(outbox_folder), json.dump(2) + "\n", kDeadManFileMode);
}

}  // namespace bot::notify
