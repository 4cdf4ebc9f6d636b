#include "app/delivery.hpp"

#include <fmt/format.h>

#include "base/wording.hpp"
#include "config/mode.hpp"
#include "net/loop.hpp"

namespace bot::app {

std::string outbox_folder(const Environment& environment, const AccountId& account) {
  return ports::outbox_folder(config::ledger_folder(environment.settings(), account));
}

notify::Outbox open_outbox(Environment& environment, const ports::Clock& clock, const AccountId& account) {
  return {environment.files,
          clock,
          outbox_folder(environment, account),
          {environment.loaded.webhook, environment.loaded.dead_man}};
}

notify::DeliverReport deliver_outbox(Environment& environment, const AccountId& account, Duration budget) {
  net::Loop wall_clock;
  notify::Outbox outbox = open_outbox(environment, wall_clock, account);
  const auto http = notify::make_curl_poster();
  notify::DeliverOptions options;
  options.webhook = environment.loaded.webhook;
  options.dead_man = environment.loaded.dead_man;
  options.budget = budget;
  notify::DeliverReport report = notify::deliver(outbox, *http, wall_clock, options);
  if (report.no_webhook && report.waiting > 0)
    environment.log.warning(fmt::format("{} waiting in {}: no webhook is set ({})", counted(report.waiting, "alert"),
                                        outbox.folder(), environment.settings().alerts.webhook));
  else if (!report.problem.empty())
    environment.log.warning(
        fmt::format("alerts: {}{}", report.problem,
                    report.is_counted() ? fmt::format(" ({} sent, {} waiting)", report.sent, report.waiting) : ""));
  return report;
}

void deliver_after(Environment& environment, const AccountId& account, schedule::Start start, Duration budget) {
  if (start == schedule::Start::kTimer && environment.loaded.webhook.empty() && environment.loaded.dead_man.empty())
    return;
  (void)deliver_outbox(environment, account, budget);
}

Result<std::string> alert_silence(Environment& environment, const AccountId& account) {
  net::Loop wall_clock;
  const notify::Outbox outbox = open_outbox(environment, wall_clock, account);
  BOT_TRY_VOID(notify::count_waiting_alerts(outbox));
  if (environment.loaded.webhook.empty()) return std::string();
  BOT_TRY(const auto silence, outbox.silence(environment.loaded.webhook));
  return silence.value_or(std::string());
}

void notify_owner(Environment& environment, const AccountId& account, const ports::Alert& alert) {
  net::Loop wall_clock;
  notify::Outbox outbox = open_outbox(environment, wall_clock, account);
  if (const auto stored = outbox.put(alert); !stored) {
    environment.log.error("an alert could not be stored: " + stored.error().text());
    return;
  }
  if (!environment.loaded.webhook.empty()) deliver_after(environment, account, schedule::Start::kHand);
}

void put_ping(const Environment& environment, notify::Outbox& outbox, schedule::Start start, const notify::Ping& ping) {
  if (start == schedule::Start::kHand && environment.loaded.dead_man.empty()) return;
  (void)outbox.put_ping(ping.signal,
                        ping.text);  // a ping that could not be stored is missed outside, which is its point
}

}  // namespace bot::app
