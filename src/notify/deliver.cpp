#include "notify/deliver.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "base/redact.hpp"
#include "base/text.hpp"
#include "notify/discord_message.hpp"
#include "notify/rate_limit.hpp"

namespace bot::notify {
namespace {

constexpr Duration kMinPost = Duration(200);  // with less left, a post is not begun
constexpr Duration kPingTimeout = std::chrono::seconds(5);
constexpr int kShareOfPings = 3;  // one in three of the time

// Discord's oldest interface, which an address without a version means, counts retry_after in milliseconds.
std::string with_version(const std::string& url) {
  constexpr std::string_view kPath = "/api/webhooks/";
  constexpr std::string_view kVersioned = "/api/v10/webhooks/";
  for (const std::string_view host :
       {"https://discord.com", "https://discordapp.com", "https://ptb.discord.com", "https://canary.discord.com"})
    if (url.starts_with(std::string(host) + std::string(kPath)))
      return std::string(host) + std::string(kVersioned) + url.substr(host.size() + kPath.size());
  return url;
}

// A refusal that another message would meet as well, whatever is in it: a forum's channel wants a thread named.
bool is_of_channel(const HttpAnswer& answer) {
  const auto body = nlohmann::json::parse(answer.body, nullptr, false);
  constexpr std::int64_t kForumWantsThread = 220'001;
  return body.is_object() && body.contains("code") && body["code"] == kForumWantsThread;
}

std::string with_wait(const std::string& address) {
  const std::string url = with_version(address);
  const auto fragment = url.find('#');
  const std::string base = url.substr(0, fragment);
  return base + (base.find('?') == std::string::npos ? "?" : "&") + "wait=true";
}

std::string message_id(const HttpAnswer& answer) {
  const auto body = nlohmann::json::parse(answer.body, nullptr, false);
  if (!body.is_object() || !body.contains("id")) return {};
  const auto& id = body["id"];
  return id.is_string() ? id.get<std::string>() : id.is_number_integer() ? id.dump() : std::string();
}

std::string reason_in(const HttpAnswer& answer) {
  const auto body = nlohmann::json::parse(answer.body, nullptr, false);
  const std::string text = body.is_object() && body.contains("message") && body["message"].is_string()
                               ? body["message"].get<std::string>()
                               : answer.body;
  return fmt::format("HTTP {} {}", answer.status, ellipsis(text, 200));
}

class Delivery {
 public:
  Delivery(Outbox& outbox, HttpPoster& http, ports::EventLoop& loop, const DeliverOptions& options)
      : outbox_(outbox), http_(http), loop_(loop), options_(options), deadline_(loop.now() + options.budget), rng_(1) {}

  DeliverReport run() {
    const auto lock = outbox_.lock();
    if (!lock) {
      report_.elsewhere = lock.error().code == ErrorCode::kLocked;
      if (!report_.elsewhere) give_up_on(lock.error());
      return report_;
    }
    adopt_crashes();
    const auto pending = outbox_.pending();
    if (!pending) {
      give_up_on(pending.error());
      return report_;
    }
    bury(pending->damaged);
    for (const Error& error : pending->unreadable) give_up_on(error);
    report_.waiting += static_cast<int>(pending->unreadable.size());
    const std::vector<OutboxItem>& items = pending->items;
    report_.no_webhook = options_.webhook.empty();
    const auto known = remembered();
    if (!known) {
      give_up_on(known.error());
      return report_;
    }
    const bool was_given_up = known->given_up;
    silence_ = known->silence;
    report_.given_up = was_given_up && !options_.retry_given_up;
    next_allowed_ = known->held_until > outbox_.now() ? loop_.now() + (known->held_until - outbox_.now()) : UtcTime{};
    for (const OutboxItem& item : items) notes_[item.name] = item.note;
    send_pings(items);
    const bool any = std::ranges::any_of(items, [](const OutboxItem& item) { return !item.ping; });
    if (report_.given_up && any) remember("the webhook was given up earlier; set a new one");
    for (const OutboxItem& item : items)
      if (!item.ping) handle(item);
    if (was_given_up && report_.sent > 0) keep(outbox_.take_back(options_.webhook));
    judge_silence();
    // As old ones go when new ones come, their number has a bound.
    if (report_.sent > 0) keep(outbox_.forget_sent_before(outbox_.now() - options_.sent_kept));
    return report_;
  }

 private:
  enum class Next { kGoOn, kStop };

  // What earlier deliveries left for this one.
  struct Remembered {
    bool given_up = false;
    std::optional<std::string> silence;
    UtcTime held_until{};
  };
  [[nodiscard]] Result<Remembered> remembered() const {
    Remembered known;
    BOT_TRY(known.held_until, outbox_.held_until());
    if (options_.webhook.empty()) return known;
    BOT_TRY(known.given_up, outbox_.is_given_up(options_.webhook));
    BOT_TRY(known.silence, outbox_.silence(options_.webhook));
    return known;
  }

  void adopt_crashes() {
    if (const auto adopted = outbox_.adopt_crashes())
      report_.crashes = *adopted;
    else
      remember(adopted.error().text());
  }

  void bury(const std::vector<std::string>& damaged) {
    for (const std::string& name : damaged) {
      remember(fmt::format("{} in the outbox is damaged and was put aside", name));
      keep(outbox_.bury_damaged(name));
    }
  }

  // In their order, so that the last one written is the last one received. A silent address costs one time-out a
  // delivery.
  void send_pings(const std::vector<OutboxItem>& items) {
    const UtcTime until = loop_.now() + options_.budget / kShareOfPings;
    bool silent = false;
    for (const OutboxItem& item : items) {
      if (!item.ping) continue;
      const Duration limit = item.ping->signal == DeadManSignal::kFail ? options_.fail_too_old : options_.ping_too_old;
      if (outbox_.now() - item.stored > limit || (options_.dead_man.empty() && options_.drop_pings_without_address)) {
        keep(outbox_.drop(item));
        continue;
      }
      const Duration left = until - loop_.now();
      if (silent || options_.dead_man.empty() || left < kMinPost || loop_.interrupted()) continue;
      const Ping ping = with_silence(*item.ping);
      const auto answer = ping_dead_man(http_, options_.dead_man, ping.signal, ping.text, std::min(kPingTimeout, left));
      keep(remember_dead_man(outbox_.files(), outbox_.folder(), options_.dead_man, ping.signal, outbox_.now(), answer));
      report_.answers.push_back(fmt::format("dead-man's switch, {}: {}", bot::notify::name(ping.signal),
                                            answer ? "answered" : answer.error().message()));
      if (answer) {
        ++report_.pinged;
        keep(outbox_.drop(item));
      } else {
        silent = true;
        remember(answer.error().message());
      }
    }
  }

  // A good day that nobody was notified of is not one: the switch is the only way left to say so.
  [[nodiscard]] Ping with_silence(Ping ping) const {
    if (!silence_) return ping;
    if (ping.signal == DeadManSignal::kSuccess) ping.signal = DeadManSignal::kFail;
    ping.text += "; no alert gets through: " + *silence_;
    return ping;
  }

  void handle(const OutboxItem& item) {
    if (outbox_.now() - item.stored > options_.too_old) {
      keep(outbox_.mark_dead(item, "too old to be of use"));
      ++report_.too_old;
      return;
    }
    if (report_.no_webhook) return leave(item, "no webhook");
    if (report_.given_up) return leave(item, "the webhook was given up");
    if (stopped_) return leave(item, item.note);
    if (report_.sent >= options_.most_messages) return leave(item, "many at once: the rest follows");
    if (send(item) == Next::kStop) stopped_ = true;
  }

  // Several attempts for one item, until it is sent, refused or the time is over.
  Next send(OutboxItem item) {
    int failures = 0;
    for (;;) {
      if (next_allowed_ > loop_.now() && !wait_until(next_allowed_)) return give_time(item, "Discord asked to wait");
      const Duration left = deadline_ - loop_.now();
      if (left < kMinPost || loop_.interrupted()) return give_time(item, "no time left");
      ++item.attempts;
      const auto answer = http_.post({.url = Secret(with_wait(options_.webhook.reveal())),
                                      .body = body_of(item),
                                      .timeout = std::min(options_.post_timeout, left)});
      if (answer) {
        note_answer(item, *answer);
        if (const auto wait = wait_before_next(*answer)) next_allowed_ = loop_.now() + *wait;
        if (answer->status == 429) {
          remember("Discord limits the rate");
          const Duration wait = wait_asked_for(*answer);
          next_allowed_ = std::max(next_allowed_, loop_.now() + wait);
          keep(outbox_.hold_until(outbox_.now() + wait));
          continue;
        }
        if (answer->status < 500 && answer->status != 408) return settle(item, *answer);
      }
      const std::string problem = answer ? reason_in(*answer) : answer.error().message();
      remember(problem);
      item.note = problem;
      if (answer || is_worth_another(answer.error().code)) {
        ++failures;
        if (failures < options_.max_attempts && wait_until(loop_.now() + delay_after(failures, options_.backoff, rng_)))
          continue;
      }
      return give_time(item, problem);
    }
  }

  void note_answer(const OutboxItem& item, const HttpAnswer& answer) {
    const bool taken = answer.status >= 200 && answer.status < 300;
    const std::string what = taken ? fmt::format("HTTP {}{}", answer.status,
                                                 message_id(answer).empty() ? "" : ", message " + message_id(answer))
                                   : reason_in(answer);
    report_.answers.push_back(redact(fmt::format("webhook, {}: {}", item.alert.title, what), {options_.webhook}));
  }

  Next settle(const OutboxItem& item, const HttpAnswer& answer) {
    const int status = answer.status;
    if (status >= 200 && status < 300) {
      const std::string id = message_id(answer);
      keep(outbox_.mark_sent(item, id));
      ++report_.sent;
      report_.late += late_by(item) ? 1 : 0;
      if (!id.empty()) report_.last_message_id = id;
      return Next::kGoOn;
    }
    const std::string problem = reason_in(answer);
    remember(problem);
    refusal_ = redact(problem, {options_.webhook});
    if (status == 401 || status == 404) {
      report_.given_up = true;
      keep(outbox_.give_up(options_.webhook, redact(problem, {options_.webhook})));
      leave(item, problem);
      return Next::kStop;
    }
    if (status >= 400 && status != 403 && !is_of_channel(answer)) return refuse(item, problem);
    leave(item, problem);  // a redirect or a gatekeeper: the address is wrong or closed for now, not the message
    return Next::kStop;
  }

  // A delivery in which nothing got through and something was refused. The first is reported outside at once; later
  // pings say it as well.
  void judge_silence() {
    if (report_.sent > 0) return keep(outbox_.break_silence(options_.webhook));
    if (refusal_.empty() || silence_) return;
    keep(outbox_.note_silence(options_.webhook, refusal_));
    if (!options_.dead_man.empty()) keep(outbox_.put_ping(DeadManSignal::kFail, "no alert gets through: " + refusal_));
  }

  Next refuse(const OutboxItem& item, const std::string& problem) {
    keep(outbox_.mark_dead(item, redact(problem, {options_.webhook})));
    ++report_.refused;
    return Next::kGoOn;
  }

  Next give_time(const OutboxItem& item, const std::string& why) {
    remember(why);
    leave(item, item.note.empty() ? why : item.note);
    return Next::kStop;
  }

  void leave(OutboxItem item, const std::string& note) {
    ++report_.waiting;
    const std::string shown = redact(note, {options_.webhook});
    if (shown == stored_note_of(item)) return;
    item.note = shown;
    keep(outbox_.note(item));
  }

  // As it lies on the disk; send() may have changed the copy at hand.
  [[nodiscard]] std::string stored_note_of(const OutboxItem& item) const {
    const auto found = notes_.find(item.name);
    return found == notes_.end() ? item.note : found->second;
  }

  [[nodiscard]] std::string body_of(const OutboxItem& item) const {
    return discord_body(item.alert, {.late_by = late_by(item)});
  }
  [[nodiscard]] std::optional<Duration> late_by(const OutboxItem& item) const {
    const Duration age = outbox_.now() - item.stored;
    return age > options_.late_after ? std::optional(age) : std::nullopt;
  }

  // False when the wait would not end in time; then nothing is waited for.
  bool wait_until(UtcTime when) {
    if (when + kMinPost > deadline_) return false;
    loop_.sleep_until(when);
    return !loop_.interrupted();
  }

  static bool is_worth_another(ErrorCode code) { return code == ErrorCode::kTimeout || code == ErrorCode::kNetwork; }

  // The outbox itself cannot be used.
  void give_up_on(const Error& error) {
    report_.unusable = true;
    remember(error.text());
  }
  void remember(const std::string& problem) {
    if (report_.problem.empty()) report_.problem = redact(problem, {options_.webhook});
  }
  void keep(const Result<void>& written) {
    if (!written) remember(written.error().text());
  }

  Outbox& outbox_;
  HttpPoster& http_;
  ports::EventLoop& loop_;
  const DeliverOptions& options_;
  UtcTime deadline_;
  UtcTime next_allowed_{};
  bool stopped_ = false;
  std::optional<std::string> silence_;  // since an earlier delivery
  std::string refusal_;                 // the last answer that was no 2xx, of those that say no
  std::map<std::string, std::string> notes_;
  Rng rng_;
  DeliverReport report_;
};

}  // namespace

DeliverReport deliver(Outbox& outbox, HttpPoster& http, ports::EventLoop& loop, const DeliverOptions& options) {
  return Delivery(outbox, http, loop, options).run();
}

}  // namespace bot::notify
