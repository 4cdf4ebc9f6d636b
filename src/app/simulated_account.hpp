// The simulated account that is used when the owner names none. Its sessions are experiments; one with another market
// or an earlier clock starts afresh instead of continuing the last.
#pragma once

#include "app/environment.hpp"

namespace bot::app {

// Called before the embedded gateway starts at `now`. If the account's saved state is of a later day or another market,
// it and its ledger are moved aside (never deleted), one line says so, and the account starts afresh. Only for the
// default account in the default folder: one that the owner named is the owner's, and the gateway refuses to go back.
[[nodiscard]] Result<void> begin_anew_where_needed(Environment& environment, UtcTime now);

// The same for a ledger that holds shares but has no account beside it: it belongs to a gateway elsewhere, or to an
// account that was removed. A halted one stays: only a person lifts a halt.
[[nodiscard]] Result<void> set_aside_ledger_without_account(Environment& environment);

// With embedded.attach: gives the attached gateway's account a ledger of its own, unless the account of this folder is
// the one being served there. Two accounts of the same name never share a ledger. Again for the defaults only.
void keep_attached_account_apart(Environment& environment);

}  // namespace bot::app
