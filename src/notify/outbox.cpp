#include "notify/outbox.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/redact.hpp"
#include "base/sha256.hpp"
#include "base/text.hpp"
#include "calendar/new_york.hpp"
#include "notify/alert_json.hpp"
#include "notify/crash_alert.hpp"

namespace bot::notify {
namespace {

constexpr Duration kNotifierNeeds = std::chrono::minutes(10);

using OutboxJson = nlohmann::ordered_json;
constexpr unsigned kFileMode = 0640;
constexpr unsigned kFolderMode = 0750;
constexpr std::size_t kHashLength = 16;
constexpr const char* kStates[] = {"pending", "sent", "dead"};

std::string same_cause_hash(const ports::Alert& alert, const std::string& json) {
  const std::string cause = alert.dedupe_key.empty() ? json : alert.dedupe_key;
  if (alert.scope == ports::Scope::kForEver) return sha256_hex("once\nonce " + cause).substr(0, kHashLength);
  const std::string scope = alert.run_id.empty() ? to_iso(calendar::to_new_york(alert.at).date) : alert.run_id;
  return sha256_hex(scope + "\n" + cause).substr(0, kHashLength);
}

std::string item_json(const OutboxItem& item, const char* state, const std::string& message_id) {
  OutboxJson json;
  json["schema"] = "bot.outbox/1";
  json["state"] = state;
  json["stored"] = to_iso_millis(item.stored);
  json["attempts"] = item.attempts;
  json["note"] = item.note;
  if (!message_id.empty()) json["message_id"] = message_id;
  if (item.ping)
    json["ping"] = {{"signal", name(item.ping->signal)}, {"text", item.ping->text}};
  else
    json["alert"] = alert_to_json(item.alert);
  return json.dump(2, ' ', false, OutboxJson::error_handler_t::replace) + "\n";
}

tl::unexpected<Error> not_an_item(const std::string& name) {
  return fail(ErrorCode::kData, "this is no item of the outbox: it is damaged, or another program's", name,
              "Move the file aside: its content is in the ledger too (bot report).");
}

Result<OutboxItem> parse_item(const std::string& name, const std::string& text) {
  try {
    const OutboxJson json = OutboxJson::parse(text);
    OutboxItem item;
    item.name = name;
    BOT_TRY(item.stored, parse_utc(json.at("stored").get<std::string>()));
    item.attempts = json.at("attempts").get<int>();
    item.note = json.at("note").get<std::string>();
    if (json.contains("ping")) {
      const auto& ping = json.at("ping");
      const auto signal = parse_name<DeadManSignal>(ping.at("signal").get<std::string>());
      if (!signal) return not_an_item(name);
      item.ping = Ping{.signal = *signal, .text = ping.at("text").get<std::string>()};
    } else {
      BOT_TRY(item.alert, alert_from_json(json.at("alert")));
    }
    return item;
  } catch (const nlohmann::json::exception&) {
    return not_an_item(name);
  }
}

std::string of_webhook(const std::string& folder, std::string_view what, const Secret& webhook) {
  return fmt::format("{}/delivery/{}-{}", folder, what, sha256_hex(webhook.reveal()).substr(0, kHashLength));
}

std::string given_up_path(const std::string& folder, const Secret& webhook) {
  return of_webhook(folder, "given-up", webhook);
}

std::string silence_path(const std::string& folder, const Secret& webhook) {
  return of_webhook(folder, "refused", webhook);
}

}  // namespace

Outbox::Outbox(ports::Files& files, const ports::Clock& clock, std::string folder, std::vector<Secret> secrets)
    : files_(files), clock_(clock), folder_(std::move(folder)), secrets_(std::move(secrets)) {}

Result<std::vector<std::string>> Outbox::list_state(const char* state) const {
  const std::string folder = fmt::format("{}/{}", folder_, state);
  if (!files_.exists(folder)) return std::vector<std::string>();
  return files_.list(folder);
}

Result<bool> Outbox::has_ending(const std::string& ending) const {
  for (const char* state : kStates) {
    BOT_TRY(const auto names, list_state(state));
    if (std::ranges::any_of(names, [&](const std::string& name) { return name.ends_with(ending); })) return true;
  }
  return false;
}

std::string Outbox::new_name(ports::Severity severity, UtcTime stored, const std::string& ending) {
  std::string instant = to_iso_millis(stored);  // 2020-03-16T19:55:00.250Z -> 20200316T195500250
  std::erase_if(instant, [](char c) { return c == '-' || c == ':' || c == '.' || c == 'Z'; });
  return fmt::format("{}-{}-{:04}{}", severity == ports::Severity::kCritical ? 0 : 1, instant, sequence_++ % 10'000,
                     ending);
}

Result<bool> Outbox::knows(const ports::Alert& alert) const {
  return has_ending(fmt::format("-{}.json", same_cause_hash(alert, redact(alert_to_text(alert), secrets_))));
}

Result<void> Outbox::put(const ports::Alert& alert) {
  const std::string json = redact(alert_to_text(alert), secrets_);
  OutboxItem item;
  BOT_TRY(item.alert, alert_from_text(json));
  item.stored = clock_.now();
  const std::string ending = fmt::format("-{}.json", same_cause_hash(alert, json));
  for (const char* state : kStates)
    BOT_TRY_VOID(files_.make_folders(fmt::format("{}/{}", folder_, state), kFolderMode));
  BOT_TRY(const bool known, has_ending(ending));
  if (known) return {};
  item.name = new_name(alert.severity, item.stored, ending);
  return files_.write_atomically(fmt::format("{}/pending/{}", folder_, item.name), item_json(item, "pending", ""),
                                 kFileMode);
}

Result<void> Outbox::put_ping(DeadManSignal signal, const std::string& text) {
  OutboxItem item;
  item.ping = Ping{.signal = signal, .text = redact(text, secrets_)};
  item.stored = clock_.now();
  BOT_TRY_VOID(files_.make_folders(folder_ + "/pending", kFolderMode));
  item.name =
      new_name(ports::Severity::kCritical, item.stored, fmt::format("-ping-{}.json", bot::notify::name(signal)));
  return files_.write_atomically(fmt::format("{}/pending/{}", folder_, item.name), item_json(item, "pending", ""),
                                 kFileMode);
}

Result<int> Outbox::adopt_crashes() {
  int adopted = 0;
  const std::string folder = folder_ + "/pending";
  BOT_TRY(const auto names, list_state("pending"));
  for (const std::string& name : names) {
    if (!name.starts_with("crash-") || !name.ends_with(".txt")) continue;
    const std::string path = fmt::format("{}/{}", folder, name);
    BOT_TRY(const std::string record, files_.read(path));
    ports::Alert alert = crash_alert(record, clock_.now());
    alert.dedupe_key = name;
    alert.scope = ports::Scope::kForEver;
    BOT_TRY_VOID(put(alert));
    BOT_TRY_VOID(files_.make_folders(folder_ + "/crashes", kFolderMode));
    BOT_TRY_VOID(files_.rename(path, fmt::format("{}/crashes/{}", folder_, name)));
    ++adopted;
  }
  return adopted;
}

Result<void> Outbox::forget_sent_before(UtcTime instant) {
  std::string first_kept = to_iso_millis(instant);
  std::erase_if(first_kept, [](char c) { return c == '-' || c == ':' || c == '.' || c == 'Z'; });
  const std::string folder = folder_ + "/sent";
  BOT_TRY(const auto names, list_state("sent"));
  for (const std::string& name : names)
    if (name.size() > 2 && name.compare(2, std::string::npos, first_kept) < 0)
      BOT_TRY_VOID(files_.remove(fmt::format("{}/{}", folder, name)));
  return {};
}

Result<PendingItems> Outbox::pending() const {
  PendingItems pending;
  BOT_TRY(const auto names, list_state("pending"));
  BOT_TRY(const auto sent, list_state("sent"));
  for (const std::string& name : names) {
    if (!name.ends_with(".json")) continue;
    if (std::ranges::binary_search(sent, name)) continue;  // acknowledged just before a crash
    const auto text = files_.read(fmt::format("{}/pending/{}", folder_, name));
    if (!text) {
      pending.unreadable.push_back(text.error());
      continue;
    }
    if (auto item = parse_item(name, *text))
      pending.items.push_back(std::move(*item));
    else
      pending.damaged.push_back(name);
  }
  return pending;
}

Result<void> Outbox::note(const OutboxItem& item) {
  return files_.write_atomically(fmt::format("{}/pending/{}", folder_, item.name), item_json(item, "pending", ""),
                                 kFileMode);
}

Result<void> Outbox::drop(const OutboxItem& item) {
  return files_.remove(fmt::format("{}/pending/{}", folder_, item.name));
}

Result<std::unique_ptr<ports::FileLock>> Outbox::lock() {
  BOT_TRY_VOID(files_.make_folders(folder_ + "/delivery", kFolderMode));
  return files_.lock(folder_ + "/delivery/lock");
}

// First in its new place, then out of the old one: pending() passes over what a crash between the two leaves.
Result<void> Outbox::mark_sent(const OutboxItem& item, const std::string& message_id) {
  BOT_TRY_VOID(files_.make_folders(folder_ + "/sent", kFolderMode));
  BOT_TRY_VOID(files_.write_atomically(fmt::format("{}/sent/{}", folder_, item.name),
                                       item_json(item, "sent", message_id), kFileMode));
  return files_.remove(fmt::format("{}/pending/{}", folder_, item.name));
}

Result<void> Outbox::mark_dead(const OutboxItem& item, const std::string& why) {
  OutboxItem dead = item;
  dead.note = why;
  BOT_TRY_VOID(files_.make_folders(folder_ + "/dead", kFolderMode));
  BOT_TRY_VOID(
      files_.write_atomically(fmt::format("{}/dead/{}", folder_, item.name), item_json(dead, "dead", ""), kFileMode));
  return files_.remove(fmt::format("{}/pending/{}", folder_, item.name));
}

Result<void> Outbox::bury_damaged(const std::string& name) {
  BOT_TRY_VOID(files_.make_folders(folder_ + "/dead", kFolderMode));
  return files_.rename(fmt::format("{}/pending/{}", folder_, name), fmt::format("{}/dead/{}", folder_, name));
}

Result<bool> Outbox::is_given_up(const Secret& webhook) const {
  const std::string path = given_up_path(folder_, webhook);
  if (!files_.exists(path)) return false;
  BOT_TRY_VOID(files_.read(path));  // what may not be looked at says nothing of a webhook
  return true;
}

Result<void> Outbox::give_up(const Secret& webhook, const std::string& why) {
  BOT_TRY_VOID(files_.make_folders(folder_ + "/delivery", kFolderMode));
  return files_.write_atomically(given_up_path(folder_, webhook), fmt::format("{} {}\n", to_iso(clock_.now()), why),
                                 kFileMode);
}

Result<std::optional<std::string>> Outbox::silence(const Secret& webhook) const {
  const std::string path = silence_path(folder_, webhook);
  if (!files_.exists(path)) return std::nullopt;
  BOT_TRY(const std::string text, files_.read(path));
  return std::string(trim(text));
}

Result<void> Outbox::note_silence(const Secret& webhook, const std::string& why) {
  BOT_TRY_VOID(files_.make_folders(folder_ + "/delivery", kFolderMode));
  return files_.write_atomically(silence_path(folder_, webhook),
                                 fmt::format("{} since {}\n", why, to_iso(clock_.now())), kFileMode);
}

Result<void> Outbox::break_silence(const Secret& webhook) { return files_.remove(silence_path(folder_, webhook)); }

Result<void> Outbox::take_back(const Secret& webhook) { return files_.remove(given_up_path(folder_, webhook)); }

Result<UtcTime> Outbox::held_until() const {
  const std::string path = folder_ + "/delivery/not-before";
  if (!files_.exists(path)) return UtcTime{};
  BOT_TRY(const std::string text, files_.read(path));
  return parse_utc(trim(text)).value_or(UtcTime{});
}

Result<void> Outbox::hold_until(UtcTime instant) {
  BOT_TRY_VOID(files_.make_folders(folder_ + "/delivery", kFolderMode));
  return files_.write_atomically(folder_ + "/delivery/not-before", to_iso_millis(instant) + "\n", kFileMode);
}

Result<std::uint64_t> count_waiting_alerts(const Outbox& outbox) {
  BOT_TRY(const PendingItems pending, outbox.pending());
  if (!pending.unreadable.empty()) return fail(pending.unreadable.front());
  return static_cast<std::uint64_t>(std::ranges::count_if(pending.items, [&](const OutboxItem& item) {
    return !item.ping && outbox.now() - item.stored > kNotifierNeeds;
  }));
}

}  // namespace bot::notify
