// `bot replay RUN_ID`: a past decision and plan computed again from what the ledger recorded.
#include "run/replay.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "app/account_ledger.hpp"
#include "app/commands/commands.hpp"
#include "base/display.hpp"
#include "report/json.hpp"

namespace bot::app {
namespace {

report::Json compared_json(const run::Compared& compared) {
  return {{"recorded", compared.recorded}, {"recomputed", compared.recomputed}, {"same", compared.same()}};
}

std::string compared_text(const std::string& what, const run::Compared& compared) {
  if (compared.same())
    return fmt::format("{}: the same to the byte (SHA-256 {}...)\n", what, compared.recorded.substr(0, 12));
  return fmt::format("{}: DIFFERENT (recorded {}..., now {}...)\n", what, compared.recorded.substr(0, 12),
                     compared.recomputed.substr(0, 12));
}

}  // namespace

Result<int> execute(const ReplayRequest& request, Environment& environment) {
  BOT_TRY(const AccountId account, configured_account(environment));
  BOT_TRY(const std::vector<ledger::LedgerEvent> events,
          sqlite::read_ledger(ledger_folder(environment, account), environment.files, ledger::BarRows::kRead));
  const RunId run(request.run_id);
  BOT_TRY(const std::string configuration, run::recorded_configuration(events, run));
  BOT_TRY(const config::Settings settings, config::load_recorded(configuration));
  BOT_TRY(const run::Replay replay,
          run::replay(events, run, {.decide = settings.run.decide, .adjust = settings.run.data.adjust}));

  report::Json document = report::document("replay");
  document["run_id"] = request.run_id;
  document["session"] = replay.session ? report::Json(to_iso(*replay.session)) : report::Json(nullptr);
  document["version"] = replay.version;
  document["matches"] = replay.matches();
  document["decisions"] = report::Json::array();
  std::string text = fmt::format("run {}{}\n", request.run_id,
                                 replay.session ? " of session " + to_iso(*replay.session) : std::string());
  for (const run::Compared& decision : replay.decisions) {
    document["decisions"].push_back(compared_json(decision));
    text += compared_text("decision", decision);
  }
  document["plan"] = replay.plan ? compared_json(*replay.plan) : report::Json(nullptr);
  text += replay.plan ? compared_text("plan", *replay.plan) : std::string("plan: the run wrote none\n");
  document["differences"] = report::Json::array();
  for (const run::Difference& difference : replay.differences) {
    document["differences"].push_back(
        {{"where", difference.where}, {"recorded", difference.recorded}, {"recomputed", difference.recomputed}});
    text += fmt::format("\n{}\n- {}\n+ {}\n", difference.where, printable_line(difference.recorded),
                        printable_line(difference.recomputed));
  }
  if (!replay.matches() && replay.version != BOT_VERSION)
    text += fmt::format("\nThe run was made by bot {}, this is {}: compute it again with that one.\n", replay.version,
                        BOT_VERSION);
  environment.print(document, text);
  return replay.matches() ? 0 : kExitNeedsAttention;
}

}  // namespace bot::app
