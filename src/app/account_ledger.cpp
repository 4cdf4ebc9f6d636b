#include "app/account_ledger.hpp"

#include "config/purpose.hpp"

namespace bot::app {

std::string ledger_folder(const Environment& environment, const AccountId& account) {
  return config::ledger_folder(environment.settings(), account);
}

std::string halt_file(const Environment& environment, const AccountId& account) {
  return ledger_folder(environment, account) + "/HALT";
}

Result<std::unique_ptr<ledger::SqliteLedger>> open_ledger(Environment& environment, const AccountId& account,
                                                          Patience patience) {
  return once_unlocked(patience, environment.log, [&] {
    return ledger::SqliteLedger::open(ledger_folder(environment, account), environment.files);
  });
}

Result<trade::LedgerState> read_state(const Environment& environment, const AccountId& account) {
  BOT_TRY(const std::vector<trade::LedgerEvent> events,
          ledger::read_ledger(ledger_folder(environment, account), environment.files));
  trade::LedgerState state;
  for (const trade::LedgerEvent& event : events) trade::apply(state, event);
  return state;
}

Result<AccountId> configured_account(const Environment& environment) {
  return config::account_for(environment.loaded, config::Purpose::kDryRun);
}

}  // namespace bot::app
