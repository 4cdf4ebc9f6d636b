// `bot alert test|deliver|show`.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "app/commands/commands.hpp"
#include "app/delivery.hpp"
#include "app/world.hpp"
#include "config/purpose.hpp"
#include "notify/discord_message.hpp"
#include "notify/terminal_message.hpp"
#include "report/json.hpp"
#include "report/run_alerts.hpp"

namespace bot::app {
namespace {

report::Json delivery_document(const notify::DeliverReport& delivery) {
  report::Json document = report::document("alert");
  document["sent"] = delivery.sent;
  document["waiting"] = delivery.waiting;
  document["refused"] = delivery.refused;
  document["too_old"] = delivery.too_old;
  document["given_up"] = delivery.given_up;
  document["problem"] = delivery.problem;
  document["message_id"] = delivery.last_message_id;
  return document;
}

std::string delivery_text(const notify::DeliverReport& delivery) {
  std::string text =
      fmt::format("{} sent, {} waiting, {} refused\n", delivery.sent, delivery.waiting, delivery.refused);
  if (!delivery.last_message_id.empty())
    text += fmt::format("the webhook answered with message {}\n", delivery.last_message_id);
  if (!delivery.problem.empty()) text += delivery.problem + "\n";
  return text;
}

ports::Alert test_alert(const Environment& environment, const AccountId& account, UtcTime now) {
  ports::Alert alert;
  alert.kind = ports::AlertKind::kTest;
  alert.at = now;
  alert.simulated = environment.settings().gateway.kind == config::GatewayKind::kEmbedded;
  alert.title = "Test alert";
  alert.text = "If you can read this, alerts of bot reach you here.";
  alert.facts = {{"account", report::masked(account.value())}, {"version", BOT_VERSION}};
  alert.dedupe_key = "test " + to_iso_millis(now);
  return alert;
}

// A caught or waiting message as Discord would show it; the file is a webhook body.
Result<int> show_message(const std::string& file, const Environment& environment) {
  BOT_TRY(const std::string body, environment.files.read(file));
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
  BOT_TRY(const AccountId account, config::account_for(environment.loaded, config::Purpose::kDryRun));
  BOT_TRY(const auto world, World::without_gateway(environment));
  if (request.action == AlertRequest::Action::kTest) {
    const std::string& variable = environment.settings().alerts.discord.webhook_env;
    if (environment.loaded.webhook.empty())
      return fail(ErrorCode::kConfig, "no webhook is set", variable,
                  fmt::format("Put {}=https://discord.com/api/webhooks/... into .env (mode 0600).", variable));
    notify::Outbox outbox(environment.files, world->loop, outbox_folder(environment, account),
                          {environment.loaded.webhook});
    BOT_TRY_VOID(outbox.put(test_alert(environment, account, world->loop.now())));
  }
  const notify::DeliverReport delivery = deliver_outbox(environment, account, std::chrono::seconds(10));
  environment.print(delivery_document(delivery), delivery_text(delivery));
  return delivery.exit_code();
}

}  // namespace bot::app
