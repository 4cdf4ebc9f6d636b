#include "notify/deliver.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "notify/discord_message.hpp"
#include "notify/rate_limit.hpp"
#include "notify/redact.hpp"

namespace bot::notify {
namespace {

constexpr int kUnacknowledgedMax = 3;              // deliveries that ended in 2xx without a message id
constexpr Duration kShortestPost = Duration(200);  // with less left, a post is not begun

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
    if (const auto damaged = outbox_.damaged())
      for (const std::string& name : *damaged) {
        remember(fmt::format("{} in the outbox is damaged and was put aside", name));
        keep(outbox_.bury_damaged(name));
      }
    const auto items = outbox_.pending();
    if (!items) {
      remember(items.error().text());
      return report_;
    }
    report_.no_webhook = options_.webhook.empty();
    report_.given_up = !report_.no_webhook && outbox_.is_given_up(options_.webhook);
    if (report_.given_up && !items->empty()) remember("the webhook was given up earlier; set a new one");
    for (const OutboxItem& item : *items) handle(item);
    return report_;
  }

 private:
  enum class Next { kGoOn, kStop };

  void handle(const OutboxItem& item) {
    if (outbox_.now() - item.stored > options_.too_old) {
      keep(outbox_.mark_dead(item, "too old to be of use"));
      ++report_.too_old;
      return;
    }
    if (report_.no_webhook) return leave(item, "no webhook");
    if (report_.given_up) return leave(item, "the webhook was given up");
    if (stopped_) return leave(item, item.note);
    if (send(item) == Next::kStop) stopped_ = true;
  }

  // Several attempts for one item, until it is sent, refused or the time is over.
  Next send(OutboxItem item) {
    int failures = 0;
    for (;;) {
      if (next_allowed_ > loop_.now() && !wait_until(next_allowed_)) return give_time(item, "Discord asked to wait");
      const Duration left = deadline_ - loop_.now();
      if (left < kShortestPost || loop_.interrupted()) return give_time(item, "no time left");
      ++item.attempts;
      const auto answer = http_.post({.url = Secret(with_wait(options_.webhook.reveal())),
                                      .body = body_of(item),
                                      .timeout = std::min(options_.post_timeout, left)});
      if (answer) {
        if (const auto wait = wait_before_next(*answer)) next_allowed_ = loop_.now() + *wait;
        if (answer->status == 429) {
          remember("Discord limits the rate");
          next_allowed_ = std::max(next_allowed_, loop_.now() + wait_asked_for(*answer));
          continue;
        }
        if (answer->status < 500 && answer->status != 408) return settle(item, *answer);
      }
      const std::string problem = answer ? reason_in(*answer) : answer.error().what;
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
      if (item.attempts >= kUnacknowledgedMax) return refuse(item, problem);
      leave(item, problem);
      return Next::kGoOn;
    }
    const std::string problem = reason_in(answer);
    remember(problem);
    if (status == 401 || status == 404) {
      report_.given_up = true;
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
    item.note = redact(note, {options_.webhook});
    keep(outbox_.note(item));
  }

  [[nodiscard]] std::string body_of(const OutboxItem& item) const {
    const Duration age = outbox_.now() - item.stored;
    MessageContext context;
    if (age > options_.late_after) context.late_by = age;
    return discord_body(item.alert, context);
  }

  // False when the wait would not end in time; then nothing is waited for.
  bool wait_until(UtcTime when) {
    if (when + kShortestPost > deadline_) return false;
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
  Rng rng_;
  DeliverReport report_;
};

}  // namespace

DeliverReport deliver(Outbox& outbox, HttpPoster& http, ports::EventLoop& loop, const DeliverOptions& options) {
  return Delivery(outbox, http, loop, options).run();
}

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
  constexpr int kAttempts = 2;
  for (int attempt = 1;; ++attempt) {
    const auto answer = http.post({.url = Secret(address + rest),
                                   .body = redact(text, {url}),
                                   .content_type = "text/plain; charset=utf-8",
                                   .timeout = timeout / kAttempts});
    if (answer && answer->status >= 200 && answer->status < 300) return {};
    if (attempt < kAttempts && (!answer || answer->status >= 500)) continue;
    if (!answer) return fail(answer.error().in("dead-man ping"));
    return fail(ErrorCode::kNetwork, fmt::format("dead-man ping: HTTP {}", answer->status));
  }
}

}  // namespace bot::notify
