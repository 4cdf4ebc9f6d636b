// What the ledger remembers of runs and trades.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "ledger/events.hpp"

namespace bot::monitor {

// A run as the ledger has it.
struct RecordedRun {
  RunId id;
  Mode mode = Mode::kPaper;
  std::optional<Date> session;
  UtcTime started{};
  std::optional<ledger::RunResult> result;  // none: it did not end, or not yet
  std::size_t orders = 0;
  std::size_t filled = 0;
};
// In their order; the newest `most`.
[[nodiscard]] std::vector<RecordedRun> list_runs(std::span<const ledger::LedgerEvent> events, std::size_t most);
// With an empty id the last one that ended; nullptr where there is none.
[[nodiscard]] const ledger::RunResult* find_run(std::span<const ledger::LedgerEvent> events, std::string_view id);

// A fill, and what its order was for.
struct Trade {
  std::optional<UtcTime> time;  // none: not reported
  Date session{};
  Symbol symbol;
  Side side = Side::kBuy;
  Quantity shares;
  Price price;
  std::optional<Money> commission;  // none: not reported
  OrderKey key;
  bool inferred = false;  // the positions show it, no execution does; `price` is then the order's limit
};
// For sessions from the first to the last day, in their order, each by time. All events: a state that begins at a
// checkpoint has forgotten old orders.
[[nodiscard]] std::vector<Trade> list_trades(std::span<const ledger::LedgerEvent> events, std::optional<Date> from,
                                             std::optional<Date> to);

}  // namespace bot::monitor
