// `bot status`: what the ledger knows. No gateway is asked.
#include <nlohmann/json.hpp>

#include "app/account_ledger.hpp"
#include "app/arming_facts.hpp"
#include "app/command_context.hpp"
#include "app/commands/commands.hpp"
#include "app/delivery.hpp"
#include "app/monitoring.hpp"
#include "config/mode.hpp"
#include "report/status_report.hpp"

namespace bot::app {

Result<int> execute(const StatusRequest&, Environment& environment) {
  BOT_TRY(const AccountId account, configured_account(environment));
  BOT_TRY(const auto context, CommandContext::without_gateway(environment));
  BOT_TRY(const std::vector<ledger::LedgerEvent> events,
          sqlite::read_ledger(ledger_folder(environment, account), environment.files));
  BOT_TRY(ledger::LedgerState state, read_state(environment, account));
  const Mode mode = config::default_mode(environment.settings());
  monitor::AccountStatus status = monitor::gather_status(
      monitored_account(environment, account, mode), std::move(state), events, environment.files,
      [&] { return arming_facts(environment); }, context->loop.now(), context->calendar);
  status.has_webhook = !environment.loaded.webhook.empty();
  if (const auto silence = alert_silence(environment, account))
    status.silence = *silence;
  else
    status.outbox = silence.error();
  environment.print(report::status_json(status), report::status_text(status, environment.style));
  return 0;
}

}  // namespace bot::app
