// Settled cash, as the account reports it and the ledger knows it. Where the account does not report it, or less than
// nothing that our own orders do not explain, nothing is bought (docs/reliability.md, G8, G11).
#pragma once

#include <optional>
#include <string>

#include "plan/cash_rule.hpp"
#include "run/runtime.hpp"

namespace bot::run {

[[nodiscard]] plan::SettledCashInput settled_cash_facts(const Runtime& runtime, const AccountValues& values);
// Why nothing may be bought on these values; none: something may.
[[nodiscard]] std::optional<std::string> settled_cash_doubt(const Runtime& runtime, const AccountValues& values);
// The doubt as a finding and, the first time in a run, as an alert.
void note_settled_cash(Runtime& runtime, const AccountValues& values);

}  // namespace bot::run
