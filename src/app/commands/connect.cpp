// `bot connect`: server version, accounts, account values, positions.
#include <nlohmann/json.hpp>

#include "app/command_context.hpp"
#include "app/commands/commands.hpp"
#include "config/mode.hpp"
#include "report/connect_report.hpp"

namespace bot::app {

Result<int> execute(const ConnectRequest&, Environment& environment) {
  BOT_TRY(const AccountId account, config::account_for(environment.loaded, Mode::kDryRun));
  BOT_TRY(const auto context, CommandContext::with_gateway(environment, account));
  BOT_TRY(ports::BrokerSession session, context->connect_reader());
  const Duration limit = std::chrono::seconds(15);
  report::ConnectReport report{
      .session = std::move(session), .account = account, .values = {}, .positions = {}, .time = {}};
  BOT_TRY(report.values, context->client().account_values(account, context->in(limit)));
  BOT_TRY(report.positions, context->client().positions(context->in(limit)));
  BOT_TRY(report.time, context->client().server_time(context->in(limit)));
  environment.print(report::connect_json(report), report::connect_text(report, environment.style));
  return 0;
}

}  // namespace bot::app
