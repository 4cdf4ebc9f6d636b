#include "monitor/history.hpp"

#include <algorithm>

#include "ledger/state.hpp"

namespace bot::monitor {

std::vector<ledger::RunResult> ended_runs(std::span<const ledger::LedgerEvent> events, std::size_t most) {
  std::vector<ledger::RunResult> runs;
  for (const ledger::LedgerEvent& event : events)
    if (const auto* ended = std::get_if<ledger::RunEnded>(&event.body)) runs.push_back(ended->result);
  if (runs.size() > most) runs.erase(runs.begin(), runs.end() - static_cast<std::ptrdiff_t>(most));
  return runs;
}

const ledger::RunResult* find_run(std::span<const ledger::LedgerEvent> events, std::string_view id) {
  const ledger::RunResult* found = nullptr;
  for (const ledger::LedgerEvent& event : events)
    if (const auto* ended = std::get_if<ledger::RunEnded>(&event.body);
        ended != nullptr && (id.empty() || ended->result.run_id == id))
      found = &ended->result;
  return found;
}

std::vector<Trade> list_trades(std::span<const ledger::LedgerEvent> events, std::optional<Date> from,
                               std::optional<Date> to) {
  ledger::LedgerState state;
  for (const ledger::LedgerEvent& event : events) ledger::apply(state, event);
  std::vector<Trade> trades;
  for (const auto& [key, order] : state.orders) {
    if ((from && order.session < *from) || (to && order.session > *to)) continue;
    for (const auto& [id, fill] : order.fills)
      trades.push_back({.time = fill.time,
                        .session = order.session,
                        .symbol = order.symbol,
                        .side = order.side,
                        .shares = fill.quantity,
                        .price = fill.price,
                        .commission = fill.commission,
                        .key = order.key});
  }
  std::ranges::stable_sort(trades, {}, &Trade::time);
  return trades;
}

}  // namespace bot::monitor
