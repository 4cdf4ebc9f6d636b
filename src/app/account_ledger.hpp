// The ledger of the configured account, opened to read or to write, and the kill file beside it.
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
// Takes the account's lock. kLocked: another run has it, also at the end of a scheduled start's wait.
[[nodiscard]] Result<std::unique_ptr<sqlite::SqliteLedger>> open_ledger(Environment& environment,
                                                                        const AccountId& account,
                                                                        schedule::Start start = schedule::Start::kHand);
// What an opening takes on trust, checked from the first row on; none: there is no ledger to check. Once a week.
[[nodiscard]] Result<std::optional<sqlite::Verification>> verify_ledger(const Environment& environment,
                                                                        const AccountId& account);
// The state as it is on the disk, without the lock.
[[nodiscard]] Result<ledger::LedgerState> read_state(const Environment& environment, const AccountId& account);
// The account of the configuration for commands that do not trade.
[[nodiscard]] Result<AccountId> configured_account(const Environment& environment);

}  // namespace bot::app
