// The configured account's ledger, opened for reading or writing, and the kill file beside it.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "app/environment.hpp"
#include "app/lock_wait.hpp"
#include "base/id.hpp"
#include "ledger/state.hpp"
#include "sqlite/read_ledger.hpp"
#include "sqlite/sqlite_ledger.hpp"
#include "sqlite/verify.hpp"

namespace bot::app {

[[nodiscard]] std::string ledger_folder(const Environment& environment, const AccountId& account);
// The kill file of the account (ports/kill_file.hpp).
[[nodiscard]] std::string halt_file(const Environment& environment, const AccountId& account);
// Takes the account's lock. kLocked: another run holds it; a scheduled start has waited for it in vain.
[[nodiscard]] Result<std::unique_ptr<sqlite::SqliteLedger>> open_ledger(Environment& environment,
                                                                        const AccountId& account,
                                                                        schedule::Start start = schedule::Start::kHand);
// Opening a ledger trusts its last checkpoint; once a week this walks it from the first row. None: there is no ledger.
[[nodiscard]] Result<std::optional<sqlite::Verification>> verify_ledger(const Environment& environment,
                                                                        const AccountId& account);
// The state on disk, read without taking the lock.
[[nodiscard]] Result<ledger::LedgerState> read_state(const Environment& environment, const AccountId& account);
// The account that commands which do not trade look at.
[[nodiscard]] Result<AccountId> configured_account(const Environment& environment);

}  // namespace bot::app
