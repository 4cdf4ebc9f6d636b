// Flags of what reads and writes the ledger: status, report, halt, resume, accept-positions, release, audit.
#include "app/command_line/command_tree.hpp"

namespace bot::app {

void add_record_commands(CommandTree& tree) {
  tree.add(tree.app(), "status", "Last run, positions against targets, halts, next run", "bot status",
           std::make_shared<StatusRequest>());
  auto report = std::make_shared<ReportRequest>();
  tree.add(tree.app(), "report", "Everything about one run", "bot report 20240314-155500-1", report)
      ->add_option("run", report->run_id, "Run id; the last run when left out")
      ->type_name("RUN_ID");
  auto halt = std::make_shared<HaltRequest>();
  tree.add(tree.app(), "halt", "Stop all sending, also of a run that is on", "bot halt --why \"looking into it\"", halt)
      ->add_option("--why", halt->why, "Reason, for the record");
  auto resume = std::make_shared<ResumeRequest>();
  auto* sub = tree.add(tree.app(), "resume", "Lift a halt, by name", "bot resume --halt H20240314-1 --by Ann", resume);
  sub->add_option("--halt", resume->halt_id, "Id of the halt, as bot status shows it")->required()->type_name("ID");
  sub->add_option("--by", resume->by, "Who lifts it")->required()->type_name("NAME");
  auto accept = std::make_shared<AcceptPositionsRequest>();
  sub = tree.add(tree.app(), "accept-positions",
                 "Take positions the ledger did not make under management, or keep them apart",
                 "bot accept-positions --yes", accept);
  sub->add_flag("--keep", accept->keep, "Name them as kept: never sold, counted as outside");
  sub->add_flag("--yes", accept->yes, "Do it; without, only the proposal is shown");
  auto release = std::make_shared<ReleaseRequest>();
  tree.add(tree.app(), "release", "Hand a position back to the owner", "bot release XLE", release)
      ->add_option("symbol", release->symbol, "Symbol")
      ->required();
  CLI::App& audit = tree.parent("audit", "The ledger's hash chain");
  tree.add(audit, "verify", "Check every record of the ledger and of the audit file", "bot audit verify",
           std::make_shared<AuditRequest>());
}

}  // namespace bot::app
