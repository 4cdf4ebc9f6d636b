// Flags of what trades, allows to trade, or plays at it.
#include "app/command_line/command_tree.hpp"

namespace bot::app {

namespace {

void money_option(CLI::App* sub, const char* name, std::optional<Money>& into, const char* what) {
  sub->add_option_function<std::string>(
         name,
         [&into, name](const std::string& text) {
           const auto amount = Money::parse(text);
           if (!amount || *amount <= Money{})
             throw CLI::ValidationError(name, "wants dollars above 0 such as 6000, not '" + text + "'");
           into = *amount;
         },
         what)
      ->type_name("USD");
}

}  // namespace

void add_trading_commands(CommandTree& tree) {
  auto plan = std::make_shared<PlanRequest>();
  auto* sub = tree.add(tree.app(), "plan", "The plan of orders, kept under reports/plans; sends nothing",
                       "bot plan\n  bot plan --account account.json", plan);
  sub->add_option("--account", plan->account_file, "For an account described in JSON, in place of the gateway's")
      ->type_name("FILE");

  auto trade = std::make_shared<TradeRequest>();
  sub = tree.add(tree.app(), "trade", "One rebalance", "bot trade --dry-run\n  bot trade --paper", trade);
  auto* modes = sub->add_option_group("mode", "Exactly one");
  const auto mode = [&](const char* flag, Mode value, const char* what) {
    modes->add_flag_callback(
        flag, [trade, value] { trade->mode = value; }, what);
  };
  mode("--dry-run", Mode::kDryRun, "Everything but sending");
  mode("--paper", Mode::kPaper, "On the paper account");
  mode("--live", Mode::kLive, "With real money; needs execution.live and bot arm");
  modes->require_option(1);
  sub->add_flag("--scheduled", trade->scheduled, "Started by the timer: only in its slot, connects until the close");

  tree.add(tree.app(), "doctor", "Everything a run needs, each line with what to do", "bot doctor",
           std::make_shared<DoctorRequest>());
  auto replay = std::make_shared<ReplayRequest>();
  tree.add(tree.app(), "replay", "Compute a past decision and plan again from what was recorded, byte for byte",
           "bot replay 20240314-155500-1", replay)
      ->add_option("run", replay->run_id, "Run id, as bot status shows it")
      ->required()
      ->type_name("RUN_ID");
  auto arm = std::make_shared<ArmRequest>();
  sub = tree.add(tree.app(), "arm", "Allow live trading within caps and until a date, by typing a sentence",
                 "bot arm --max-order 6000 --max-day 22000 --days 30", arm);
  money_option(sub, "--max-order", arm->max_order, "Most dollars one buy may cost");
  money_option(sub, "--max-day", arm->max_day, "Most dollars traded in a day, buys and sells");
  sub->add_option("--days", arm->days, "Days until it expires by itself, 90 at most (30)")
      ->check(CLI::Range(1, 90))
      ->type_name("N");
  CommandTree::date_option(sub, "--from", arm->from, "First day it holds (now)");
  sub->add_option("--by", arm->by, "Who arms, for the record (the user)")->type_name("NAME");
  auto disarm = std::make_shared<DisarmRequest>();
  tree.add(tree.app(), "disarm", "Take back the permission to trade live", "bot disarm --why \"on holiday\"", disarm)
      ->add_option("--why", disarm->why, "Reason, for the record");

  auto gateway = std::make_shared<GatewayRequest>();
  sub = tree.add(tree.app(), "gateway", "Serve the embedded simulated gateway to any TWS API client",
                 "bot gateway --listen 127.0.0.1:4002 --clock \"2020-03-16 15:50:00\"", gateway);
  sub->add_option("--listen", gateway->listen, "Address and port; port 0 takes a free one")->type_name("HOST:PORT");
  const auto setting = [&](const char* flag, const char* key, const char* type, const char* what) {
    sub->add_option_function<std::string>(
           flag,
           [gateway, key](const std::string& value) {
             gateway->sets.push_back(std::string("embedded.") + key + "=" + value);
           },
           what)
        ->type_name(type);
  };
  setting("--replay", "replay", "DIR", "Folder of SYMBOL.csv or SYMBOL.parquet");
  setting("--seed", "seed", "N", "Seed of the generated market and of the paths inside a day");
  setting("--pace", "pace", "real|N|step", "How fast the clock runs");
  setting("--state", "state", "DIR", "Where the account lives");
  setting("--account", "account", "ID", "DU... paper, U... live");
  setting("--cash", "cash", "USD", "Cash at the account's birth");
  setting("--fractional", "fractional", "accept|refuse", "Orders of a fraction of a share");
  setting("--data", "data", "live|delayed", "What the account is subscribed to");
  setting("--settled-cash", "settled_cash", "settled|total", "What the tag SettledCash says");
  setting("--grants", "grants", "true|false", "Whether AvailableFunds includes unsettled proceeds");
  setting("--max-clients", "max_clients", "N", "Connections at a time");
  setting("--habits", "habits", "LIST", "In what gateways differ: fill=position, cancel=at-once, ...");
  setting("--faults", "faults", "SEED|FILE", "Faults by seed or script");

  auto simulate = std::make_shared<SimulateRequest>();
  sub = tree.add(tree.app(), "simulate",
                 "The whole unattended loop in virtual time, day by day, with every invariant checked",
                 "bot simulate --days 252\n  bot simulate --days 60 --faults 7", simulate);
  sub->add_option("--days", simulate->days, "Sessions (252)")->check(CLI::Range(1, 2520))->type_name("N");
  sub->add_option("--faults", simulate->faults, "Faults drawn from this seed")->type_name("SEED");
  CommandTree::date_option(sub, "--from", simulate->from, "First session (2025-01-02, or the clock's date)");
}

}  // namespace bot::app
