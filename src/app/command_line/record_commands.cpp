// Flags of what reads and writes the ledger: status, report, halt, resume, accept-positions, release, pin, audit; and
// of what looks after the runs: preflight, watchdog.
#include "app/command_line/command_tree.hpp"

namespace bot::app {

namespace {

void add_account_choice(CLI::App* sub, std::optional<Mode>& mode) {
  auto* group = sub->add_option_group("account", "Which account; live where execution.live is true, else paper");
  group->add_flag_callback(
      "--paper", [&mode] { mode = Mode::kPaper; }, "The paper account");
  group->add_flag_callback(
      "--live", [&mode] { mode = Mode::kLive; }, "The live account");
  group->require_option(0, 1);
}

}  // namespace

void add_watch_commands(CommandTree& tree) {
  auto preflight = std::make_shared<PreflightRequest>();
  auto* sub = tree.add(tree.app(), "preflight", "Trade-ready: yes, or the one thing to do", "bot preflight", preflight);
  sub->add_flag("--scheduled", preflight->scheduled,
                "Started by the timer: silent but at 09:45 on sessions, 20 minutes before the run and Sunday 18:00");
  add_account_choice(sub, preflight->mode);
  auto watchdog = std::make_shared<WatchdogRequest>();
  sub = tree.add(tree.app(), "watchdog", "Was there a run for each session? Orders and positions once more",
                 "bot watchdog", watchdog);
  sub->add_flag("--scheduled", watchdog->scheduled, "Started by the timer: silent but 20 minutes after a close");
  add_account_choice(sub, watchdog->mode);
}

void add_record_commands(CommandTree& tree) {
  tree.add(tree.app(), "status", "Last run, positions against targets, halts, next run", "bot status",
           std::make_shared<StatusRequest>());
  auto report = std::make_shared<ReportRequest>();
  auto* sub = tree.add(tree.app(), "report", "Everything about one run, or the daily summary",
                       "bot report 20240314-155500-1\n  bot report daily --send", report);
  sub->add_option("run", report->run_id, "Run id, or `daily`; the last run when left out")->type_name("RUN_ID|daily");
  sub->add_flag("--send", report->send, "The daily summary as an alert, too");
  sub->add_flag("--scheduled", report->scheduled, "Started by the timer: silent but 35 minutes after a close");
  CommandTree::date_option(sub, "--session", report->session, "Session of the daily summary (the last one closed)");
  add_account_choice(sub, report->mode);
  auto runs = std::make_shared<RunsRequest>();
  sub = tree.add(tree.app(), "runs", "The runs, a line each", "bot runs --last 5\n  bot runs --csv > runs.csv", runs);
  sub->add_option("--last", runs->last, "How many, the newest")->check(CLI::Range(1, 100'000))->type_name("N");
  sub->add_flag("--csv", runs->csv, "As CSV");
  auto trades = std::make_shared<TradesRequest>();
  sub = tree.add(tree.app(), "trades", "The fills, a line each", "bot trades --from 2024-01-01 --csv", trades);
  CommandTree::date_option(sub, "--from", trades->from, "First day");
  CommandTree::date_option(sub, "--to", trades->to, "Last day");
  sub->add_flag("--csv", trades->csv, "As CSV");
  auto halt = std::make_shared<HaltRequest>();
  tree.add(tree.app(), "halt", "Stop all sending, also of a run that is on", "bot halt --why \"looking into it\"", halt)
      ->add_option("--why", halt->why, "Reason, for the record");
  auto resume = std::make_shared<ResumeRequest>();
  sub = tree.add(tree.app(), "resume", "Lift a halt, by name", "bot resume --halt H20240314-1 --by Ann", resume);
  sub->add_option("--halt", resume->halt_id, "Id of the halt, as bot status shows it")->required()->type_name("ID");
  sub->add_option("--by", resume->by, "Who lifts it")->required()->type_name("NAME");
  auto accept = std::make_shared<AcceptPositionsRequest>();
  sub = tree.add(tree.app(), "accept-positions",
                 "Take positions the ledger did not make under management, or keep them apart",
                 "bot accept-positions --yes", accept);
  sub->add_flag("--keep", accept->keep, "Name them as kept: never sold, counted as outside");
  sub->add_flag("--yes", accept->yes, "Do it; without, only the proposal is shown");
  auto release = std::make_shared<ReleaseRequest>();
  sub = tree.add(tree.app(), "release", "Hand a position back to the owner", "bot release XLE --yes", release);
  sub->add_option("symbol", release->symbol, "Symbol")->required();
  sub->add_flag("--yes", release->yes, "Do it without asking");
  auto pin = std::make_shared<PinRequest>();
  sub =
      tree.add(tree.app(), "pin", "Renew what a symbol means: contract and primary exchange", "bot pin TLT --yes", pin);
  sub->add_option("symbol", pin->symbol, "Symbol")->required();
  sub->add_flag("--yes", pin->yes, "Do it; without, only what changed is shown");
  CLI::App& audit = tree.parent("audit", "The ledger's hash chain");
  tree.add(audit, "verify", "Check every record of the ledger and of the audit file", "bot audit verify",
           std::make_shared<AuditRequest>());
}

}  // namespace bot::app
