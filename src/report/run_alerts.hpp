// The alerts a run raises. Pure. Facts only: positions are those read after reconciliation, targets never stand
// in for them. A closed day and another timer's slot give no alert.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "calendar/calendar.hpp"
#include "ledger/run_result.hpp"
#include "ledger/state.hpp"
#include "ports/notifier.hpp"
#include "schedule/options.hpp"

namespace bot::report {

struct RunAlertContext {
  std::optional<double> day_return{};  // of equity since the session before
  std::optional<double> year_to_date_return{};
  std::string account_masked{};  // "DU***001"
  std::string last_known{};      // the account as of the ledger's last reconciliation, for a run that saw none
  std::string retry_by_hand{};   // "bot trade --paper, until 15:58:30 ET", while the session is still free
};

// Returns, last known account and what is still possible today, from the ledger.
[[nodiscard]] RunAlertContext run_alert_context(const ledger::RunResult& result, const ledger::LedgerState& state,
                                                const AccountId& account, const schedule::Options& schedule,
                                                const calendar::Calendar& calendar);

// "As reconciled on 2020-03-13: equity $10,012.40, cash $512.33, 19 SPY."
[[nodiscard]] std::string last_known_account(const ledger::LedgerState& state);

// At most one alert about the run itself, then one a symbol whose data failed or that may not be bought.
[[nodiscard]] std::vector<ports::Alert> run_alerts(const ledger::RunResult& result,
                                                   const RunAlertContext& context = {});

}  // namespace bot::report
