// Flags of config, alert and calendar.
#include "app/command_line/command_tree.hpp"

namespace bot::app {

void add_setting_commands(CommandTree& tree) {
  auto init = std::make_shared<InitRequest>();
  CLI::App* first =
      tree.add(tree.app(), "init", "Write config/config.local.yaml and .env, by a short dialogue or by flags",
               "bot init\n  bot init --gateway tws --port 4002 --paper-account DU1234567", init);
  first->add_option("--gateway", init->gateway, "embedded: the simulated one; tws: TWS or IB Gateway")
      ->check(CLI::IsMember({"embedded", "tws"}).description(""))
      ->type_name("embedded|tws");
  first->add_option("--host", init->host, "Where the gateway listens (127.0.0.1)")->type_name("HOST");
  first->add_option("--port", init->port, "Its port: 7497 or 4002 paper, 7496 or 4001 live")->type_name("PORT");
  first->add_option("--paper-account", init->paper_account, "Id of the paper account, D...")->type_name("ID");
  first->add_option("--live-account", init->live_account, "Id of the live account, U...")->type_name("ID");
  first->add_flag("--force", init->force, "Replace files that are there");
  CLI::App& config = tree.parent("config", "The configuration as it is in force");
  tree.add(config, "show", "Every value with its origin", "bot config show",
           std::make_shared<ConfigRequest>(ConfigRequest{true}));
  tree.add(config, "check", "Only what is wrong with it", "bot config check",
           std::make_shared<ConfigRequest>(ConfigRequest{false}));
  CLI::App& alert = tree.parent("alert", "Alerts");
  tree.add(alert, "test", "Send a test alert and print the webhook's answer", "bot alert test",
           std::make_shared<AlertRequest>(AlertRequest{AlertRequest::Action::kTest, {}}));
  tree.add(alert, "deliver", "Deliver what waits in the outbox", "bot alert deliver",
           std::make_shared<AlertRequest>(AlertRequest{AlertRequest::Action::kDeliver, {}}));
  auto show = std::make_shared<AlertRequest>(AlertRequest{AlertRequest::Action::kShow, {}});
  tree.add(alert, "show", "A webhook message as Discord would show it", "bot alert show message.json", show)
      ->add_option("file", show->file, "Body of a webhook post (JSON)")
      ->required()
      ->type_name("FILE");
  auto calendar = std::make_shared<CalendarRequest>();
  auto* sub = tree.add(tree.app(), "calendar", "NYSE sessions, closes and settlement days",
                       "bot calendar --from 2026-11-01 --to 2026-12-31\n  bot calendar --explain 2026-11-27", calendar);
  CommandTree::date_option(sub, "--from", calendar->from, "First day (today)");
  CommandTree::date_option(sub, "--to", calendar->to, "Last day (30 days on)");
  CommandTree::date_option(sub, "--explain", calendar->explain, "One day, with the rule and its source");
}

}  // namespace bot::app
