#include "app/delivery.hpp"

#include <fmt/format.h>

#include "config/purpose.hpp"
#include "net/loop.hpp"

namespace bot::app {

std::string outbox_folder(const Environment& environment, const AccountId& account) {
  return config::ledger_folder(environment.settings(), account) + "/outbox";
}

notify::DeliverReport deliver_outbox(Environment& environment, const AccountId& account, Duration budget) {
  net::Loop wall_clock;
  notify::Outbox outbox(environment.files, wall_clock, outbox_folder(environment, account),
                        {environment.loaded.webhook, environment.loaded.dead_man});
  const auto http = notify::make_curl_poster();
  notify::DeliverOptions options;
  options.webhook = environment.loaded.webhook;
  options.budget = budget;
  notify::DeliverReport report = notify::deliver(outbox, *http, wall_clock, options);
  if (report.no_webhook && report.waiting > 0)
    environment.log.warning(fmt::format("{} alert{} in {}: no webhook is set ({})", report.waiting,
                                        report.waiting == 1 ? " waits" : "s wait", outbox.folder(),
                                        environment.settings().alerts.discord.webhook_env));
  else if (!report.problem.empty())
    environment.log.warning(
        fmt::format("alerts: {} ({} sent, {} waiting)", report.problem, report.sent, report.waiting));
  return report;
}

void ping_dead_man(Environment& environment, notify::DeadManSignal signal, const std::string& text) {
  if (environment.loaded.dead_man.empty()) return;
  const auto http = notify::make_curl_poster();
  const auto pinged = notify::ping_dead_man(*http, environment.loaded.dead_man, signal, text);
  if (!pinged) environment.log.warning("dead-man's ping: " + pinged.error().text());
}

}  // namespace bot::app
