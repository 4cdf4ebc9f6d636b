// Empties the outbox into the Discord webhook and the dead-man's address, within a bounded time; one delivery at a
// time. Pings go first and never take more than a third of the time. 429 waits as asked, also over processes; 5xx and
// time-outs are tried again with back-off, 401 and 404 give the webhook up and let the dead-man say so, 400 and the
// like put the item aside. An item counts as delivered with any 2xx answer. From the first refusal on until something
// gets through, the dead-man's pings say that no alert does.
//
// It asks again by a loop of its own and not by ports/retry: here an answer decides and not an error (429 is a wait and
// no failure, 5xx is worth another attempt, 4xx ends the item), every wait is held to the time of the whole delivery,
// and each attempt goes into the item's record. What they share, the length of a wait, is base/backoff.
#pragma once

#include <string>
#include <vector>

#include "base/backoff.hpp"
#include "base/secret.hpp"
#include "notify/http.hpp"
#include "notify/outbox.hpp"
#include "ports/event_loop.hpp"

namespace bot::notify {

struct DeliverOptions {
  Secret webhook{};                            // empty: nothing is sent, and every item says so
  Secret dead_man{};                           // empty: pings wait, or are dropped
  bool drop_pings_without_address = false;     // nobody else will send them
  bool retry_given_up = false;                 // a person asks: try a webhook that was given up once more
  int most_messages = 25;                      // Discord's channel limit is about 30 a minute
  Duration budget = std::chrono::seconds(10);  // a run by hand; the notifier may take longer
  Duration post_timeout = std::chrono::seconds(10);
  Duration late_after = std::chrono::minutes(5);
  Duration too_old = std::chrono::hours(24 * 7);
  Duration ping_too_old = std::chrono::minutes(30);  // later it would speak of another run
  Duration fail_too_old = std::chrono::hours(24);    // a failure stays one for a day
  Duration sent_kept = std::chrono::hours(24 * 400);
  int max_attempts = 5;  // of one message
  BackoffOptions backoff = {.initial_delay_s = 0.5, .multiplier = 2, .max_delay_s = 5, .jitter = 0.2};
};

struct DeliverReport {
  int sent = 0;
  int late = 0;     // of these, later than late_after
  int waiting = 0;  // left in pending/
  int refused = 0;  // put aside in dead/ because Discord would not have them
  int too_old = 0;
  int pinged = 0;
  int crashes = 0;  // records of crashes that became alerts
  bool no_webhook = false;
  bool given_up = false;               // the webhook is dead
  bool elsewhere = false;              // another process delivers
  bool unusable = false;               // the outbox, or a file of it, could not be read or written
  std::string problem;                 // the first thing that went wrong, for a person; no address in it
  std::string last_message_id;         // of the last acknowledged one
  std::vector<std::string> answers{};  // "webhook, Test alert: HTTP 204", in the order they came; no address in them
  // Whether the numbers say something: nothing was counted in an outbox that could not be read.
  [[nodiscard]] bool is_counted() const { return !unusable || sent + waiting + refused + too_old + pinged > 0; }
  // 0; 7 when an alert was refused or alerts wait although there is a webhook (that may be dead); 4 for an outbox that
  // cannot be used.
  [[nodiscard]] int exit_code() const {
    if (unusable) return bot::exit_code(ErrorCode::kIo);
    return refused > 0 || (waiting > 0 && !no_webhook) ? kExitNeedsAttention : 0;
  }
};

// `loop` gives the time and the waits (virtual in tests); an interruption ends the delivery, items stay.
[[nodiscard]] DeliverReport deliver(Outbox& outbox, HttpPoster& http, ports::EventLoop& loop,
                                    const DeliverOptions& options);

}  // namespace bot::notify
