// `bot halt|resume`: the kill switch. Halting works with nothing else working: the file is written first, and neither a
// broken configuration, nor missing zone data, nor a ledger that cannot be read keeps it from being written.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "app/account_ledger.hpp"
#include "app/command_context.hpp"
#include "app/commands/commands.hpp"
#include "app/delivery.hpp"
#include "app/monitoring.hpp"
#include "app/operator_name.hpp"
#include "broker/paper_or_live.hpp"
#include "calendar/new_york.hpp"
#include "config/mode.hpp"
#include "ledger/halt_text.hpp"
#include "ledger/operations.hpp"
#include "ports/free_name.hpp"
#include "ports/kill_file.hpp"
#include "ports/machine_time.hpp"
#include "report/halt_report.hpp"
#include "report/watch_alerts.hpp"
#include "sqlite/ledger_files.hpp"

namespace bot::app {
namespace {

// Every account of the configuration. Where that could not be read whole, also every one that has a state folder.
std::vector<AccountId> halting_accounts(const Environment& environment) {
  const config::Settings& settings = environment.settings();
  std::vector<AccountId> accounts;
  const auto add = [&](const AccountId& account) {
    if (!account.value().empty() && std::ranges::find(accounts, account) == accounts.end()) accounts.push_back(account);
  };
  add(settings.accounts.paper);
  add(settings.accounts.live);
  if (!environment.passed_over.empty())
    if (const auto names = environment.files.list(settings.paths.state))
      for (const std::string& name : *names)
        if (!ports::is_aside_name(name) &&
            sqlite::has_ledger(ledger_folder(environment, AccountId(name)), environment.files))
          add(AccountId(name));
  if (accounts.empty() ||
      (settings.gateway.kind == config::GatewayKind::kEmbedded && settings.accounts.paper.value().empty()))
    add(AccountId(settings.embedded.account));
  return accounts;
}

Result<std::string> halt_in_ledger(Environment& environment, const AccountId& account, const std::string& why,
                                   UtcTime now) {
  BOT_TRY_VOID(calendar::check_time_zone());
  if (!environment.passed_over.empty() && !sqlite::has_ledger(ledger_folder(environment, account), environment.files))
    return fail(environment.passed_over.front());
  BOT_TRY(const auto ledger, open_ledger(environment, account));
  return ledger::halt(*ledger, ledger::HaltReason::kOperator, why, now);
}

// After the ledger has let go of its lock: telling must not keep a run waiting.
report::AlertFrame make_frame(const Environment& environment, const AccountId& account, UtcTime now) {
  const Mode mode = broker::account_mode(account).value_or(Mode::kPaper);
  return report::alert_frame(monitored_account(environment, account, mode),
                             read_state(environment, account).value_or(ledger::LedgerState{}), now,
                             calendar::Calendar(environment.settings().calendar));
}

// The time as the other commands of this configuration have it; the machine's where that is not known.
UtcTime halting_time(Environment& environment) {
  if (calendar::check_time_zone() && environment.passed_over.empty())
    if (const auto context = CommandContext::without_gateway(environment)) return (*context)->loop.now();
  return ports::machine_time();
}

// Whether this account has that halt.
bool has_halt(const Environment& environment, const ledger::LedgerState& state, const AccountId& account,
              const std::string& id) {
  if (state.halt) return state.halt->id == id;
  return id == ports::kKillFileHalt && ports::read_kill_file(environment.files, halt_file(environment, account));
}

}  // namespace

Result<int> execute(const HaltRequest& request, Environment& environment) {
  const std::string why =
      request.why.empty() ? "halted by " + operator_name() : environment.without_secrets(request.why);
  std::vector<report::HaltAttempt> all;
  // The files first: a run that is on looks at its own before each order.
  for (const AccountId& account : halting_accounts(environment)) {
    all.push_back({.account = account, .file = halt_file(environment, account)});
    if (const auto written = ports::write_kill_file(environment.files, all.back().file, why); !written)
      all.back().file_error = written.error();
  }
  const UtcTime now = halting_time(environment);
  for (report::HaltAttempt& halting : all) {
    if (halting.file_error) continue;
    const auto id = halt_in_ledger(environment, halting.account, why, now);
    if (id)
      halting.id = *id;
    else
      halting.ledger_error = id.error();
  }

  environment.print(report::halt_json(all), report::halt_text(all, environment.passed_over));

  const auto zone = calendar::check_time_zone();
  if (!zone) environment.log.warning("no alert was sent: " + zone.error().text());
  for (const report::HaltAttempt& halting : all)
    if (zone && !halting.file_error)
      notify_owner(environment, halting.account,
                   report::halted_alert(halting.id, why, make_frame(environment, halting.account, now)));
  const auto failed =
      std::ranges::find_if(all, [](const report::HaltAttempt& one) { return one.file_error.has_value(); });
  return failed == all.end() ? 0 : exit_code(failed->file_error->code);
}

Result<int> execute(const ResumeRequest& request, Environment& environment) {
  BOT_TRY(const auto context, CommandContext::without_gateway(environment));
  std::optional<std::string> another;
  std::vector<AccountId> lifted;
  for (const AccountId& account : halting_accounts(environment)) {
    BOT_TRY(const ledger::LedgerState before, read_state(environment, account));
    if (!before.halt && !ports::read_kill_file(environment.files, halt_file(environment, account))) continue;
    if (!has_halt(environment, before, account, request.halt_id)) {
      another = before.halt ? before.halt->id : std::string(ports::kKillFileHalt);
      continue;
    }
    BOT_TRY(auto ledger, open_ledger(environment, account));
    if (ledger->state().halt) BOT_TRY_VOID(ledger::resume(*ledger, request.halt_id, request.by, context->loop.now()));
    BOT_TRY_VOID(environment.files.remove(halt_file(environment, account)));
    lifted.push_back(account);
  }
  if (lifted.empty() && !another)
    return fail(ErrorCode::kUsage, "nothing is halted", "--halt", "bot status shows halts.");
  if (lifted.empty())
    return fail(ErrorCode::kUsage, fmt::format("there is no halt {}; in force is {}", request.halt_id, *another),
                "--halt", ledger::resume_command(*another));
  environment.print(report::resume_json(request.halt_id, request.by), report::resume_text(request.halt_id, request.by));
  for (const AccountId& account : lifted)
    notify_owner(
        environment, account,
        report::resumed_alert(request.halt_id, request.by, make_frame(environment, account, context->loop.now())));
  return 0;
}

}  // namespace bot::app
