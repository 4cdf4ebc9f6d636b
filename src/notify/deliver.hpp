// Empties the outbox into the Discord webhook, within a bounded time. 429 waits as told, 5xx and time-outs are tried
// again with back-off, 401 and 404 give the webhook up, 400 and the like put the item aside. An item counts as
// delivered only with a 2xx answer that carries the message's id (?wait=true).
#pragma once

#include <string>

#include "base/backoff.hpp"
#include "base/secret.hpp"
#include "notify/http.hpp"
#include "notify/outbox.hpp"
#include "ports/event_loop.hpp"

namespace bot::notify {

struct DeliverOptions {
  Secret webhook{};                            // empty: nothing is sent, and every item says so
  Duration budget = std::chrono::seconds(10);  // a run by hand; the notifier may take longer
  Duration post_timeout = std::chrono::seconds(10);
  Duration late_after = std::chrono::minutes(5);
  Duration too_old = std::chrono::hours(24 * 7);
  BackoffOptions backoff = {
      .max_attempts = 5, .initial_delay_s = 0.5, .multiplier = 2, .max_delay_s = 5, .jitter = 0.2};
};

struct DeliverReport {
  int sent = 0;
  int waiting = 0;  // left in pending/
  int refused = 0;  // put aside in dead/ because Discord would not have them
  int too_old = 0;
  bool no_webhook = false;
  bool given_up = false;        // the webhook is dead
  std::string problem;          // the first thing that went wrong, for a person; no address in it
  std::string last_message_id;  // of the last acknowledged one
  // 0; 7 when an alert was refused or the webhook is dead or alerts wait although there is a webhook.
  [[nodiscard]] int exit_code() const { return refused > 0 || given_up || (waiting > 0 && !no_webhook) ? 7 : 0; }
};

// `loop` gives the time and the waits (virtual in tests); an interruption ends the delivery, items stay.
[[nodiscard]] DeliverReport deliver(Outbox& outbox, HttpPoster& http, ports::EventLoop& loop,
                                    const DeliverOptions& options);

enum class DeadManSignal { kStart, kSuccess, kFail };
// Pings a healthchecks.io-style address: <url>/start, <url>, <url>/fail. A failure is for the log, never for the run.
Result<void> ping_dead_man(HttpPoster& http, const Secret& url, DeadManSignal signal, const std::string& text,
                           Duration timeout = std::chrono::seconds(5));

}  // namespace bot::notify
