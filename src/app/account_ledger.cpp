#include "app/account_ledger.hpp"

#include "config/mode.hpp"
#include "sqlite/ledger_files.hpp"

namespace bot::app {

std::string ledger_folder(const Environment& environment, const AccountId& account) {
  return config::ledger_folder(environment.settings(), account);
}

std::string halt_file(const Environment& environment, const AccountId& account) {
  return ledger_folder(environment, account) + "/HALT";
}

Result<std::unique_ptr<sqlite::SqliteLedger>> open_ledger(Environment& environment, const AccountId& account,
                                                          schedule::Start start) {
  return once_unlocked<std::unique_ptr<sqlite::SqliteLedger>>(start, environment.log, [&] {
    return sqlite::SqliteLedger::open(ledger_folder(environment, account), environment.files);
  });
}

Result<std::optional<sqlite::Verification>> verify_ledger(const Environment& environment, const AccountId& account) {
  const std::string folder = ledger_folder(environment, account);
  if (!sqlite::has_ledger(folder, environment.files)) return std::nullopt;
  BOT_TRY(sqlite::Verification verified, sqlite::verify(folder, environment.files));
  return verified;
}

Result<ledger::LedgerState> read_state(const Environment& environment, const AccountId& account) {
  return sqlite::read_state(ledger_folder(environment, account), environment.files);
}

Result<AccountId> configured_account(const Environment& environment) {
  return config::account_for(environment.loaded, Mode::kDryRun);
}

}  // namespace bot::app
