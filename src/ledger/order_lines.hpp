// The order lines of a run, as the ledger has them: for results, `status` and `report`.
#pragma once

#include <vector>

#include "ledger/run_result.hpp"
#include "ledger/state.hpp"

namespace bot::ledger {

[[nodiscard]] std::vector<OrderLine> order_lines(const LedgerState& state, const RunId& run);
[[nodiscard]] OrderLine order_line(const orders::OrderRecord& order);

}  // namespace bot::ledger
