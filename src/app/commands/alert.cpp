// `bot alert test|deliver|show`.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "app/commands/commands.hpp"
#include "app/delivery.hpp"
#include "base/display.hpp"
#include "config/mode.hpp"
#include "net/loop.hpp"
#include "notify/alert_json.hpp"
#include "notify/discord_message.hpp"
#include "notify/terminal_message.hpp"
#include "report/json.hpp"
#include "report/run_alerts.hpp"

namespace bot::app {
namespace {

report::Json delivery_document(const notify::DeliverReport& delivery) {
  report::Json document = report::document("alert");
  document["sent"] = delivery.sent;
  document["waiting"] = delivery.is_counted() ? report::Json(delivery.waiting) : report::Json(nullptr);
  document["refused"] = delivery.refused;
  document["too_old"] = delivery.too_old;
  document["given_up"] = delivery.given_up;
  document["pinged"] = delivery.pinged;
  document["crashes"] = delivery.crashes;
  document["no_webhook"] = delivery.no_webhook;
  document["problem"] = delivery.problem;
  document["message_id"] = delivery.last_message_id;
  document["answers"] = delivery.answers;
  return document;
}

std::string delivery_text(const notify::DeliverReport& delivery, const std::string& variable) {
  std::string text = delivery.is_counted() ? fmt::format("{} sent, {} waiting, {} refused\n", delivery.sent,
                                                         delivery.waiting, delivery.refused)
                                           : std::string("nothing is known of the alerts: the outbox cannot be used\n");
  if (delivery.elsewhere) text += "another process is delivering just now\n";
  if (delivery.pinged > 0) text += fmt::format("{} pings of the dead-man's switch answered\n", delivery.pinged);
  if (delivery.no_webhook && delivery.waiting > 0) text += fmt::format("no webhook is set ({})\n", variable);
  if (!delivery.last_message_id.empty())
    text += fmt::format("the webhook answered with message {}\n", delivery.last_message_id);
  if (!delivery.problem.empty()) text += delivery.problem + "\n";
  return text;
}

// The notifier's turn, each minute and whenever something is put into the outbox: the paper account's and the live
// one's.
constexpr Duration kNotifierBudget = std::chrono::seconds(45);

Result<int> deliver_all(Environment& environment) {
  std::vector<AccountId> accounts;
  for (const Mode mode : {Mode::kPaper, Mode::kLive})
    if (const auto account = config::account_for(environment.loaded, mode))
      if (std::ranges::find(accounts, *account) == accounts.end()) accounts.push_back(*account);
  if (accounts.empty()) {
    BOT_TRY(const AccountId account, config::account_for(environment.loaded, Mode::kDryRun));
    accounts.push_back(account);
  }
  net::Loop wall_clock;
  const auto http = notify::make_curl_poster();
  notify::DeliverReport all;
  int code = 0;
  for (const AccountId& account : accounts) {
    if (accounts.size() > 1 && !environment.files.exists(outbox_folder(environment, account))) continue;
    notify::Outbox outbox = open_outbox(environment, wall_clock, account);
    const notify::DeliverReport one = notify::deliver(outbox, *http, wall_clock,
                                                      {.webhook = environment.loaded.webhook,
                                                       .dead_man = environment.loaded.dead_man,
                                                       .drop_pings_without_address = true,
                                                       .budget = kNotifierBudget / static_cast<int>(accounts.size())});
    code = std::max(code, one.exit_code());
    all.sent += one.sent;
    all.waiting += one.waiting;
    all.refused += one.refused;
    all.too_old += one.too_old;
    all.pinged += one.pinged;
    all.crashes += one.crashes;
    all.no_webhook = one.no_webhook;
    all.given_up = all.given_up || one.given_up;
    all.elsewhere = all.elsewhere || one.elsewhere;
    all.unusable = all.unusable || one.unusable;
    if (all.problem.empty()) all.problem = one.problem;
    if (!one.last_message_id.empty()) all.last_message_id = one.last_message_id;
  }
  const bool quiet = all.sent + all.waiting + all.refused + all.too_old + all.pinged == 0 && all.problem.empty();
  environment.print(delivery_document(all),
                    quiet ? std::string() : delivery_text(all, environment.settings().alerts.webhook));
  return code;
}

ports::Alert test_alert(const Environment& environment, const AccountId& account, UtcTime now) {
  ports::Alert alert;
  alert.kind = ports::AlertKind::kTest;
  alert.at = now;
  alert.simulated = environment.settings().gateway.kind == config::GatewayKind::kEmbedded;
  alert.title = "Test alert";
  alert.text = "If you can read this, alerts of bot reach you here.";
  alert.facts = {{"account", masked(account.value())}, {"version", BOT_VERSION}};
  alert.dedupe_key = "test " + to_iso_millis(now);
  return alert;
}

// An outbox item's message; any other text is a webhook's body already.
Result<std::string> message_body(const std::string& stored) {
  const auto item = report::Json::parse(stored, nullptr, false);
  if (!item.is_object() || !item.contains("alert")) return stored;
  BOT_TRY(const ports::Alert alert, notify::alert_from_json(item["alert"]));
  return notify::discord_body(alert, {});
}

// A caught or waiting message as Discord would show it; the file is a webhook's body or one of the outbox.
Result<int> show_message(const std::string& file, const Environment& environment) {
  BOT_TRY(const std::string stored, environment.files.read(file));
  BOT_TRY(const std::string body, message_body(stored));
  BOT_TRY(const std::string text,
          notify::terminal_message(body, {.width = environment.style.width == 0 ? 80 : environment.style.width,
                                          .colour = environment.style.colour}));
  report::Json document = report::document("alert");
  document["body"] = report::Json::parse(body);
  environment.print(document, text);
  return 0;
}

}  // namespace

Result<int> execute(const AlertRequest& request, Environment& environment) {
  if (request.action == AlertRequest::Action::kShow) return show_message(request.file, environment);
  if (request.action == AlertRequest::Action::kDeliver) return deliver_all(environment);
  BOT_TRY(const AccountId account, config::account_for(environment.loaded, Mode::kDryRun));
  const std::string& variable = environment.settings().alerts.webhook;
  if (environment.loaded.webhook.empty())
    return fail(ErrorCode::kConfig, "no webhook is set", variable,
                fmt::format("Put {}=https://discord.com/api/webhooks/... into .env (mode 0600).", variable));
  net::Loop wall_clock;
  notify::Outbox outbox = open_outbox(environment, wall_clock, account);
  BOT_TRY_VOID(outbox.put(test_alert(environment, account, wall_clock.now())));
  const auto http = notify::make_curl_poster();
  const notify::DeliverReport delivery =
      notify::deliver(outbox, *http, wall_clock,
                      {.webhook = environment.loaded.webhook,
                       .dead_man = environment.loaded.dead_man,
                       .retry_given_up = true,  // a person asks: the webhook may be back
                       .budget = kDeliveryByHand});
  std::string text = delivery_text(delivery, variable);
  for (const std::string& answer : delivery.answers) text += answer + "\n";
  environment.print(delivery_document(delivery), text);
  return delivery.exit_code();
}

}  // namespace bot::app
