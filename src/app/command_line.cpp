#include "app/command_line.hpp"

#include <CLI/CLI.hpp>
#include <array>
#include <functional>
#include <sstream>

#include "base/text.hpp"

namespace bot::app {
namespace {

constexpr const char* kFooter =
    "Exit codes: 0 done, 2 usage, 3 configuration, 4 data, 5 gateway, 6 refused by a safety rule, 7 look at it,\n"
    "8 another run holds the lock, 70 a defect in bot, 130 interrupted.";

// Builds the tree of commands; each stores its request when chosen.
class Tree {
 public:
  Tree(CLI::App& app, GlobalFlags& flags, std::optional<Request>& chosen) : app_(app), flags_(flags), chosen_(chosen) {
    app_.require_subcommand(1);
    app_.fallthrough();
    app_.set_version_flag("--version", std::string("bot ") + BOT_VERSION);
    app_.footer(kFooter);
    add_globals();
    add_market_commands();
    add_trading_commands();
    add_ledger_commands();
    add_other_commands();
  }

 private:
  template <class R>
  CLI::App* command(CLI::App& parent, const char* name, const char* what, const char* example,
                    std::shared_ptr<R> request) {
    CLI::App* sub = parent.add_subcommand(name, what);
    sub->fallthrough();
    sub->footer(std::string("Example:\n  ") + example);
    sub->callback([this, request] { chosen_ = *request; });
    return sub;
  }
  static CLI::Option* date_option(CLI::App* sub, const char* flag, std::optional<Date>& into, const char* what) {
    return sub
        ->add_option_function<std::string>(
            flag,
            [&into](const std::string& text) {
              const auto date = parse_date(text);
              if (!date) throw CLI::ValidationError(date.error().text());
              into = *date;
            },
            what)
        ->type_name("DATE");
  }

  void add_globals() {
    app_.add_option("--config", flags_.config_file, "Configuration file, in place of config/config.local.yaml")
        ->type_name("FILE")
        ->take_last();
    app_.add_option("--set", flags_.sets, "One setting, e.g. --set selection.top_n=3; repeatable")
        ->type_name("KEY=VALUE")
        ->allow_extra_args(false)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    app_.add_option("--log-level", flags_.log_level, "debug, info, warning or error; logs go to stderr")
        ->type_name("LEVEL")
        ->take_last();
    app_.add_flag("--json", flags_.json, "One JSON document on stdout");
    app_.add_option_function<std::string>(
            "--color",
            [this](const std::string& when) {
              flags_.color = when == "always"  ? ColorChoice::kAlways
                             : when == "never" ? ColorChoice::kNever
                                               : ColorChoice::kAuto;
            },
            "auto, always or never")
        ->check(CLI::IsMember({"auto", "always", "never"}))
        ->type_name("WHEN")
        ->take_last();
    app_.add_option("--clock", flags_.clock, "New York time of gateway and program; embedded gateway only")
        ->type_name("\"YYYY-MM-DD HH:MM:SS\"")
        ->take_last();
  }

  void add_market_commands() {
    command(app_, "connect", "Connect, print server version, accounts, values and positions", "bot connect",
            std::make_shared<ConnectRequest>());

    auto fetch = std::make_shared<FetchRequest>();
    auto* sub = command(app_, "fetch", "Bring the cache of daily bars up to date",
                        "bot fetch --start 2018-01-01 --symbols SPY,QQQ", fetch);
    date_option(sub, "--start", fetch->start, "First date wanted (market_data.start)");
    date_option(sub, "--end", fetch->end, "Last date wanted (the last final bar)");
    sub->add_option("--symbols", fetch->symbols, "Only these of the universe")->delimiter(',')->type_name("A,B");
    sub->add_flag("--force-refresh", fetch->force_refresh, "Ask for everything again");
    auto* source = sub->add_option("--source", fetch->source, "csv: from a folder of files, in place of the gateway")
                       ->check(CLI::IsMember({"csv"}));
    sub->add_option("--from", fetch->from, "Folder of SYMBOL.csv for --source csv")->type_name("DIR")->needs(source);

    auto validate = std::make_shared<ValidateRequest>();
    sub = command(app_, "validate", "Check the cached bars, print the findings", "bot validate --asof 2020-03-16",
                  validate);
    date_option(sub, "--asof", validate->asof, "As of this session (today)");

    auto weights = std::make_shared<WeightsRequest>();
    sub = command(app_, "weights", "Scores, gates, correlations, selection and target weights",
                  "bot weights --asof 2020-03-16", weights);
    date_option(sub, "--asof", weights->asof, "On final bars up to this date (today)");

    auto explain = std::make_shared<ExplainRequest>();
    sub = command(app_, "explain", "Why a symbol was or was not held", "bot explain 2020-03-16 SPY", explain);
    sub->add_option_function<std::string>(
           "date",
           [explain](const std::string& text) {
             const auto date = parse_date(text);
             if (!date) throw CLI::ValidationError(date.error().text());
             explain->date = *date;
           },
           "Session")
        ->required()
        ->type_name("DATE");
    sub->add_option("symbol", explain->symbol, "Symbol of the universe")->required();
  }

  void add_trading_commands() {
    auto plan = std::make_shared<PlanRequest>();
    auto* sub = command(app_, "plan", "The plan for a described account, kept under reports/plans; sends nothing",
                        "bot plan --account account.json", plan);
    sub->add_option("--account", plan->account_file, "The account, described in JSON")->required()->type_name("FILE");

    auto trade = std::make_shared<TradeRequest>();
    sub = command(app_, "trade", "One rebalance", "bot trade --dry-run\n  bot trade --paper", trade);
    auto* modes = sub->add_option_group("mode", "Exactly one");
    const auto mode = [&](const char* flag, trade::Mode value, const char* what) {
      modes->add_flag_callback(
          flag, [trade, value] { trade->mode = value; }, what);
    };
    mode("--dry-run", trade::Mode::kDryRun, "Everything but sending");
    mode("--paper", trade::Mode::kPaper, "On the paper account");
    mode("--live", trade::Mode::kLive,
         "With real money; needs execution.live and an arming, which this release cannot give");
    modes->require_option(1);
    sub->add_flag("--scheduled", trade->scheduled, "Started by the timer: only in its slot, connects until the close");

    auto gateway = std::make_shared<GatewayRequest>();
    sub = command(app_, "gateway", "Serve the embedded simulated gateway to any TWS API client",
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
    setting("--faults", "faults", "SEED|FILE", "Trouble by seed or script");
  }

  void add_ledger_commands() {
    command(app_, "status", "Last run, positions against targets, halts, next run", "bot status",
            std::make_shared<StatusRequest>());
    auto report = std::make_shared<ReportRequest>();
    command(app_, "report", "Everything about one run", "bot report 20240314-155500-1", report)
        ->add_option("run", report->run_id, "Run id; the last run when left out")
        ->type_name("RUN_ID");
    auto halt = std::make_shared<HaltRequest>();
    command(app_, "halt", "Stop all sending, also of a run that is on", "bot halt --why \"looking into it\"", halt)
        ->add_option("--why", halt->why, "Reason, for the record");
    auto resume = std::make_shared<ResumeRequest>();
    auto* sub = command(app_, "resume", "Lift a halt, by name", "bot resume --halt H20240314-1 --by Ann", resume);
    sub->add_option("--halt", resume->halt_id, "Id of the halt, as bot status shows it")->required()->type_name("ID");
    sub->add_option("--by", resume->by, "Who lifts it")->required()->type_name("NAME");
    auto accept = std::make_shared<AcceptPositionsRequest>();
    sub =
        command(app_, "accept-positions", "Take positions the ledger did not make under management, or keep them apart",
                "bot accept-positions --yes", accept);
    sub->add_flag("--keep", accept->keep, "Name them as kept: never sold, counted as outside");
    sub->add_flag("--yes", accept->yes, "Do it; without, only the proposal is shown");
    auto release = std::make_shared<ReleaseRequest>();
    command(app_, "release", "Hand a position back to the owner", "bot release XLE", release)
        ->add_option("symbol", release->symbol, "Symbol")
        ->required();
    auto* audit = app_.add_subcommand("audit", "The ledger's hash chain")->require_subcommand(1)->fallthrough();
    command(*audit, "verify", "Check every record of the ledger and of the audit file", "bot audit verify",
            std::make_shared<AuditRequest>());
  }

  void add_other_commands() {
    auto* config =
        app_.add_subcommand("config", "The configuration as it is in force")->require_subcommand(1)->fallthrough();
    command(*config, "show", "Every value with its origin", "bot config show",
            std::make_shared<ConfigRequest>(ConfigRequest{true}));
    command(*config, "check", "Only what is wrong with it", "bot config check",
            std::make_shared<ConfigRequest>(ConfigRequest{false}));
    auto* alert = app_.add_subcommand("alert", "Alerts")->require_subcommand(1)->fallthrough();
    command(*alert, "test", "Send a test alert and print the webhook's answer", "bot alert test",
            std::make_shared<AlertRequest>(AlertRequest{AlertRequest::Action::kTest, {}}));
    command(*alert, "deliver", "Deliver what waits in the outbox", "bot alert deliver",
            std::make_shared<AlertRequest>(AlertRequest{AlertRequest::Action::kDeliver, {}}));
    auto show = std::make_shared<AlertRequest>(AlertRequest{AlertRequest::Action::kShow, {}});
    command(*alert, "show", "A webhook message as Discord would show it", "bot alert show message.json", show)
        ->add_option("file", show->file, "Body of a webhook post (JSON)")
        ->required()
        ->type_name("FILE");
    auto calendar = std::make_shared<CalendarRequest>();
    auto* sub =
        command(app_, "calendar", "NYSE sessions, closes and settlement days",
                "bot calendar --from 2026-11-01 --to 2026-12-31\n  bot calendar --explain 2026-11-27", calendar);
    date_option(sub, "--from", calendar->from, "First day (today)");
    date_option(sub, "--to", calendar->to, "Last day (30 days on)");
    date_option(sub, "--explain", calendar->explain, "One day, with the rule and its source");
  }

  CLI::App& app_;
  GlobalFlags& flags_;
  std::optional<Request>& chosen_;
};

// "unknown argument" errors of CLI11 do not say what is near.
std::string with_suggestion(const CLI::App& app, int argc, const char* const* argv, std::string message) {
  std::vector<std::string> names;
  for (const CLI::App* sub : app.get_subcommands([](const CLI::App*) { return true; }))
    names.push_back(sub->get_name());
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    if (word.empty() || word[0] == '-') continue;
    if (std::find(names.begin(), names.end(), word) == names.end()) {
      const std::string near = nearest(word, names);
      if (!near.empty()) message += ". Did you mean '" + near + "'?";
    }
    break;
  }
  return message;
}

}  // namespace

CommandLine parse_command_line(int argc, const char* const* argv) {
  CommandLine line;
  CLI::App app{"bot: an unattended portfolio rebalancer for Interactive Brokers", "bot"};
  const Tree tree(app, line.flags, line.request);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    std::ostringstream out, err;
    const int code = app.exit(error, out, err);
    line.request.reset();
    if (code == 0) {
      line.text = out.str();
      return line;
    }
    line.exit_code = 2;
    line.text = with_suggestion(app, argc, argv, error.what());
  }
  return line;
}

std::string_view command_name(const Request& request) {
  struct Name {
    std::string_view operator()(const ConnectRequest&) const { return "connect"; }
    std::string_view operator()(const FetchRequest&) const { return "fetch"; }
    std::string_view operator()(const ValidateRequest&) const { return "validate"; }
    std::string_view operator()(const WeightsRequest&) const { return "weights"; }
    std::string_view operator()(const ExplainRequest&) const { return "explain"; }
    std::string_view operator()(const PlanRequest&) const { return "plan"; }
    std::string_view operator()(const TradeRequest&) const { return "trade"; }
    std::string_view operator()(const GatewayRequest&) const { return "gateway"; }
    std::string_view operator()(const ConfigRequest&) const { return "config"; }
    std::string_view operator()(const StatusRequest&) const { return "status"; }
    std::string_view operator()(const ReportRequest&) const { return "report"; }
    std::string_view operator()(const HaltRequest&) const { return "halt"; }
    std::string_view operator()(const ResumeRequest&) const { return "resume"; }
    std::string_view operator()(const AcceptPositionsRequest&) const { return "accept-positions"; }
    std::string_view operator()(const ReleaseRequest&) const { return "release"; }
    std::string_view operator()(const AlertRequest&) const { return "alert"; }
    std::string_view operator()(const AuditRequest&) const { return "audit"; }
    std::string_view operator()(const CalendarRequest&) const { return "calendar"; }
  };
  return std::visit(Name{}, request);
}

}  // namespace bot::app
