// The account as the broker shows it: values, positions and orders, each list whole or the question has failed.
#pragma once

#include "model/account.hpp"
#include "run/ending.hpp"
#include "run/runtime.hpp"

namespace bot::run {

struct Account {
  BrokerSnapshot snapshot;        // of the configured account alone
  PositionMap positions;          // of the contracts that managed symbols mean
  std::vector<Position> outside;  // everything else
};

// The full snapshot. A managed symbol that is held or has an order working and was never met is asked for and pinned,
// so that what stands under its ticker can be identified. Refused: not a cash account in US dollars.
[[nodiscard]] Staged<Account> read_account(Runtime& runtime);
[[nodiscard]] Result<AccountValues> read_account_values(Runtime& runtime);
// Managed symbols only.
[[nodiscard]] Result<PositionMap> read_positions(Runtime& runtime);
// Two readings at least five seconds apart that say the same; kTimeout when there were none by `until`.
[[nodiscard]] Result<PositionMap> read_settled_positions(Runtime& runtime, UtcTime until);

// 0 where the symbol is not held.
[[nodiscard]] Quantity shares_in(const PositionMap& positions, const Symbol& symbol);
// Whether the broker shows what is expected, for every symbol that is expected at all.
[[nodiscard]] bool positions_match(const PositionMap& expected, const PositionMap& broker);

}  // namespace bot::run
