// Cash that came or went without an order of ours.
#pragma once

#include "run/account.hpp"

namespace bot::run {

// With the positions explained, a difference in cash is the owner's own purchase or sale, as far as what is held
// changed by as much without an order of ours; then the price of fills that no execution reported, if it is small
// enough for that; else a deposit, withdrawal, dividend or fee. Booked and reported.
[[nodiscard]] Result<void> book_cash_movement(Runtime& runtime, const Account& account);

// The first meeting with an account: what later sessions are compared with.
[[nodiscard]] Result<void> record_first_nav(Runtime& runtime, const Account& account);

}  // namespace bot::run
