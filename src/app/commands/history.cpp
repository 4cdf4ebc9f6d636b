// `bot runs`, `bot trades`: what the ledger remembers, a line each.
#include <fmt/format.h>

#include <cstdio>
#include <nlohmann/json.hpp>

#include "app/account_ledger.hpp"
#include "app/commands/commands.hpp"
#include "report/history_report.hpp"

namespace bot::app {
namespace {

Result<std::vector<ledger::LedgerEvent>> read_events(const Environment& environment) {
  BOT_TRY(const AccountId account, configured_account(environment));
  return sqlite::read_ledger(ledger_folder(environment, account), environment.files);
}

}  // namespace

Result<int> execute(const RunsRequest& request, Environment& environment) {
  BOT_TRY(const auto events, read_events(environment));
  const auto runs = monitor::list_runs(events, static_cast<std::size_t>(request.last));
  environment.print(report::runs_json(runs),
                    request.csv ? report::runs_csv(runs) : report::runs_text(runs, environment.style));
  return 0;
}

Result<int> execute(const TradesRequest& request, Environment& environment) {
  if (request.from && request.to && *request.to < *request.from)
    return fail(ErrorCode::kUsage,
                fmt::format("--to {} lies before --from {}", to_iso(*request.to), to_iso(*request.from)),
                "command line", "Exchange them.");
  BOT_TRY(const auto events, read_events(environment));
  const auto trades = monitor::list_trades(events, request.from, request.to);
  environment.print(report::trades_json(trades),
                    request.csv ? report::trades_csv(trades) : report::trades_text(trades, environment.style));
  return 0;
}

}  // namespace bot::app
