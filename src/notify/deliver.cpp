#include "notify/deliver.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "notify/discord_message.hpp"
#include "notify/rate_limit.hpp"
#include "notify/redact.hpp"

namespace bot::notify {
namespace {

constexpr int kMaxUnacknowledged = 3;         // deliveries that ended in 2xx without a message id
constexpr Duration kMinPost = Duration(200);  // with less left, a post is not begun
constexpr Duration kPingTimeout = std::chrono::seconds(5);
constexpr int kShareOfPings = 3;  // one in three of the time

std::string with_wait(const std::string& url) {
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
      if (!report_.elsewhere) remember(lock.error().text());
      return report_;
    }
    tidy();
    const auto items = outbox_.pending();
    if (!items) {
      remember(items.error().text());
      return report_;
    }
    report_.no_webhook = options_.webhook.empty();
    const bool was_given_up = !report_.no_webhook && outbox_.is_given_up(options_.webhook);
    report_.given_up = was_given_up && !options_.retry_given_up;
    next_allowed_ =
        outbox_.held_until() > outbox_.now() ? loop_.now() + (outbox_.held_until() - outbox_.now()) : UtcTime{};
    for (const OutboxItem& item : *items) notes_[item.name] = item.note;
    send_pings(*items);
    const bool any = std::ranges::any_of(*items, [](const OutboxItem& item) { return !item.ping; });
    if (report_.given_up && any) remember("the webhook was given up earlier; set a new one");
    for (const OutboxItem& item : *items)
      if (!item.ping) handle(item);
    if (was_given_up && report_.sent > 0) keep(outbox_.take_back(options_.webhook));
    // As old ones go when new ones come, their number has a bound.
    if (report_.sent > 0) keep(outbox_.forget_sent_before(outbox_.now() - options_.sent_kept));
    return report_;
  }

 private:
  enum class Next { kGoOn, kStop };

  void tidy() {
    if (const auto adopted = outbox_.adopt_crashes())
      report_.crashes = *adopted;
    else
      remember(adopted.error().text());
    if (const auto damaged = outbox_.damaged())
      for (const std::string& name : *damaged) {
        remember(fmt::format("{} in the outbox is damaged and was put aside", name));
        keep(outbox_.bury_damaged(name));
      }
  }

  // In their order, so that the last one said is the last one heard. A silent address costs one time-out a delivery.
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
      const auto answer =
          ping_dead_man(http_, options_.dead_man, item.ping->signal, item.ping->text, std::min(kPingTimeout, left));
      keep(remember_dead_man(outbox_.files(), outbox_.folder(), options_.dead_man, item.ping->signal, outbox_.now(),
                             answer));
      if (answer) {
        ++report_.pinged;
        keep(outbox_.drop(item));
      } else {
        silent = true;
        remember(answer.error().message());
      }
    }
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
        if (++failures < options_.backoff.max_attempts &&
            wait_until(loop_.now() + delay_after(failures, options_.backoff, rng_)))
          continue;
      }
      return give_time(item, problem);
    }
  }

  Next settle(const OutboxItem& item, const HttpAnswer& answer) {
    const int status = answer.status;
    if (status >= 200 && status < 300) {
      const std::string id = message_id(answer);
      if (!id.empty()) {
        keep(outbox_.mark_sent(item, id));
        ++report_.sent;
        report_.last_message_id = id;
        return Next::kGoOn;
      }
      const std::string problem = fmt::format("HTTP {} without a message id: not acknowledged", status);
      remember(problem);
      if (item.attempts >= kMaxUnacknowledged) return refuse(item, problem);
      keep(outbox_.count_attempts(item));
      leave(item, problem);
      return Next::kGoOn;
    }
    const std::string problem = reason_in(answer);
    remember(problem);
    if (status == 401 || status == 404) {
      report_.given_up = true;
      if (!outbox_.is_given_up(options_.webhook) && !options_.dead_man.empty())
        keep(outbox_.put_ping(DeadManSignal::kFail, "the Discord webhook is dead: " + problem));
      keep(outbox_.give_up(options_.webhook, redact(problem, {options_.webhook})));
      leave(item, problem);
      return Next::kStop;
    }
    if (status >= 400 && status != 403) return refuse(item, problem);
    leave(item, problem);  // a redirect or a gatekeeper: the address is wrong or closed for now, not the message
    return Next::kStop;
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
    const Duration age = outbox_.now() - item.stored;
    MessageContext context;
    if (age > options_.late_after) context.late_by = age;
    return discord_body(item.alert, context);
  }

  // False when the wait would not end in time; then nothing is waited for.
  bool wait_until(UtcTime when) {
    if (when + kMinPost > deadline_) return false;
    loop_.sleep_until(when);
    return !loop_.interrupted();
  }

  static bool is_worth_another(ErrorCode code) { return code == ErrorCode::kTimeout || code == ErrorCode::kNetwork; }

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
  std::map<std::string, std::string> notes_;
  Rng rng_;
  DeliverReport report_;
};

}  // namespace

DeliverReport deliver(Outbox& outbox, HttpPoster& http, ports::EventLoop& loop, const DeliverOptions& options) {
  return Delivery(outbox, http, loop, options).run();
}

}  // namespace bot::notify
