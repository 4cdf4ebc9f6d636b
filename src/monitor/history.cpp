#include "monitor/history.hpp"

#include <algorithm>

#include "ledger/state.hpp"

namespace bot::monitor {

namespace {

ledger::LedgerState fold(std::span<const ledger::LedgerEvent> events) {
  ledger::LedgerState state;
  for (const ledger::LedgerEvent& event : events) ledger::apply(state, event);
  return state;
}

RecordedRun started_run(const RunId& id, const ledger::RunStarted& started, UtcTime at) {
  return {.id = id, .mode = started.mode, .session = started.session, .started = at, .result = {}};
}

RecordedRun ended_run(const ledger::RunResult& result) {
  const auto filled = std::ranges::count(result.orders, OrderState::kFilled, &ledger::OrderLine::state);
  return {.id = RunId{result.run_id},
          .mode = result.mode,
          .session = result.session,
          .started = result.started,
          .result = result,
          .orders = result.orders.size(),
          .filled = static_cast<std::size_t>(filled)};
}

// What the ledger knows of the orders of runs that told nothing themselves.
void count_orders(std::vector<RecordedRun>& runs, std::span<const ledger::LedgerEvent> events) {
  if (std::ranges::all_of(runs, [](const RecordedRun& run) { return run.result.has_value(); })) return;
  const ledger::LedgerState state = fold(events);
  for (RecordedRun& run : runs) {
    if (run.result) continue;
    for (const auto& [key, order] : state.orders) {
      if (order.run != run.id || !order.was_sent()) continue;
      ++run.orders;
      if (order.reported_state() == OrderState::kFilled) ++run.filled;
    }
  }
}

}  // namespace

std::vector<RecordedRun> list_runs(std::span<const ledger::LedgerEvent> events, std::size_t most) {
  std::vector<RecordedRun> runs;
  for (const ledger::LedgerEvent& event : events) {
    if (const auto* started = std::get_if<ledger::RunStarted>(&event.body))
      runs.push_back(started_run(event.run, *started, event.at));
    const auto* ended = std::get_if<ledger::RunEnded>(&event.body);
    if (ended == nullptr) continue;
    if (!runs.empty() && !runs.back().result && runs.back().id.value() == ended->result.run_id) runs.pop_back();
    runs.push_back(ended_run(ended->result));
  }
  if (runs.size() > most) runs.erase(runs.begin(), runs.end() - static_cast<std::ptrdiff_t>(most));
  count_orders(runs, events);
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
  const ledger::LedgerState state = fold(events);
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
    if (order.inferred > Quantity{})
      trades.push_back({.time = {},
                        .session = order.session,
                        .symbol = order.symbol,
                        .side = order.side,
                        .shares = order.inferred,
                        .price = order.limit,
                        .commission = {},
                        .key = order.key,
                        .inferred = true});
  }
  std::ranges::stable_sort(trades, {}, [](const Trade& trade) { return std::pair(trade.session, trade.time); });
  return trades;
}

}  // namespace bot::monitor
