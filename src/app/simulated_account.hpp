// The simulated account of a clone that names none of its own: its days are tries, and tries with another market or at
// an earlier time do not go on from each other.
#pragma once

#include "app/environment.hpp"

namespace bot::app {

// Before the embedded gateway starts at `now`. Where the account's saved state is of a later day or another market, it
// and the ledger that goes with it are moved aside, said in one line, and the account begins anew; nothing is deleted.
// Only with the built-in account and folder: what a person named is
// theirs, and the gateway refuses it.
[[nodiscard]] Result<void> begin_anew_where_needed(Environment& environment, UtcTime now);

// The same for a ledger that knows shares and has no account beside it: it is of a gateway elsewhere, or of an account
// that was removed. One that is halted stays: nothing lifts a halt but a person.
[[nodiscard]] Result<void> set_aside_ledger_without_account(Environment& environment);

// With embedded.attach: a ledger of its own where the gateway there has another account than this clone's own one,
// which nobody serves just now. Two accounts under one name never meet in one ledger. Again only with what is built in.
void keep_attached_account_apart(Environment& environment);

}  // namespace bot::app
