#include "checks/options.hpp"

#include "run/derived_options.hpp"

namespace bot::checks {

monitor::MonitoredAccount monitored_account(const run::RunOptions& options, std::string ledger_folder) {
  return {.id = options.account,
          .mode = options.mode,
          .simulated = options.simulated,
          .execution_live = options.safety.execution_live,
          .ignored_accounts = options.ignored_accounts,
          .configured_type = options.account_type,
          .universe = options.universe,
          .keep = options.keep,
          .unmanaged_positions = options.unmanaged_positions,
          .schedule = options.schedule,
          .ledger_folder = std::move(ledger_folder),
          .halt_file = options.halt_file,
          .strategy_file = run::strategy_file(options)};
}

monitor::PreflightOptions preflight_options(const run::RunOptions& options, const monitor::MonitoredAccount& account) {
  return {.account = account, .universe = run::universe_options(options), .refresh = run::refresh_options(options)};
}

monitor::SummaryOptions summary_options(const run::RunOptions& options) {
  return {
      .universe = run::universe_options(options), .refresh = run::refresh_options(options), .decide = options.decide};
}

}  // namespace bot::checks
