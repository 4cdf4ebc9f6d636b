// `bot plan`: the plan for the gateway's account, or with --account FILE for a described one.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "app/account_ledger.hpp"
#include "app/command_context.hpp"
#include "app/commands/commands.hpp"
#include "app/options.hpp"
#include "base/sha256.hpp"
#include "plan/parse_account.hpp"
#include "report/json.hpp"
#include "report/plan_report.hpp"
#include "run/decision_record.hpp"
#include "run/run.hpp"

namespace bot::app {
namespace {

Result<std::string> keep(const report::Json& document, Environment& environment) {
  const std::string kept = report::to_text(document);
  std::string path = run::plan_path(environment.settings().run.plans_folder, sha256_hex(kept));
  BOT_TRY_VOID(environment.files.write_atomically(path, kept, 0644));
  return path;
}

// The gateway's account, quotes and today's decision: the plan a dry run makes.
Result<int> plan_from_gateway(Environment& environment) {
  BOT_TRY(const AccountId account, configured_account(environment));
  BOT_TRY(const auto context, CommandContext::with_gateway(environment, account));
  BOT_TRY(const ledger::LedgerState state, read_state(environment, account));
  context->use_reader_id();
  run::RunOptions options = run_options(environment.settings());
  options.account = account;
  const run::DryPlan dry = run::dry_plan(context->reader_ports(), state, options);
  if (!dry.plan) {
    if (dry.result.error) return fail(*dry.result.error);
    return fail(dry.result.outcome == ledger::Outcome::kSkipped ? ErrorCode::kInterrupted : ErrorCode::kSafety,
                dry.result.message, "", "Correct what it names; bot doctor looks at everything a run needs.");
  }
  const report::Json document = report::plan_json(*dry.plan, dry.result);
  BOT_TRY(const std::string path, keep(document, environment));
  environment.print(document,
                    report::plan_text(*dry.plan, dry.result, environment.style) + fmt::format("\nkept as {}\n", path));
  return dry.result.exit_code;
}

}  // namespace

Result<int> execute(const PlanRequest& request, Environment& environment) {
  if (request.account_file.empty()) return plan_from_gateway(environment);
  BOT_TRY(const std::string text, environment.files.read(request.account_file));
  BOT_TRY(const plan::DescribedAccount account, plan::parse_account(text, request.account_file));
  const config::Settings& settings = environment.settings();
  BOT_TRY(const plan::PlanInput input,
          plan::plan_input(account, decide::weight_cap(settings.run.decide), settings.run.plan));
  const plan::Plan plan = plan::make_plan(input);
  const auto document = report::plan_json(plan);
  BOT_TRY(const std::string path, keep(document, environment));
  environment.print(document, report::plan_text(plan, environment.style) + fmt::format("\nkept as {}\n", path));
  return 0;
}

}  // namespace bot::app
