#include "sqlite/read_ledger.hpp"

#include <fmt/format.h>

#include "ledger/checkpoint.hpp"
#include "sqlite/event_table.hpp"

namespace bot::sqlite {
namespace {

// The state of the last checkpoint, with the chain standing behind its row.
Result<ledger::LedgerState> begin_at_checkpoint(Database& database, const std::string& folder, ChainCheck& chain) {
  BOT_TRY(const std::optional<Row> row, last_checkpoint(database));
  if (!row) return ledger::LedgerState{};
  chain = ChainCheck::before(*row);
  BOT_TRY_VOID(chain.next(*row, database_path(folder)));
  BOT_TRY(const ledger::LedgerEvent event, to_event(*row));
  auto state = state_of(std::get<ledger::Checkpoint>(event.body));
  if (!state) return damaged(folder, fmt::format("the checkpoint in row {}: {}", row->seq, state.error().what));
  if (state->events != row->seq)
    return damaged(folder, fmt::format("the checkpoint in row {} is of row {}", row->seq, state->events));
  return state;
}

}  // namespace

Result<Loaded> load_state(Database& database, const std::string& folder) {
  ChainCheck chain;
  Loaded loaded;
  BOT_TRY(loaded.state, begin_at_checkpoint(database, folder, chain));
  BOT_TRY_VOID(walk(database, folder, chain, [&](const Row& row) -> Result<void> {
    BOT_TRY(const ledger::LedgerEvent event, to_event(row, ledger::BarRows::kSkip));
    apply(loaded.state, event);
    return {};
  }));
  loaded.seq = chain.seq();
  loaded.hash = chain.hash();
  return loaded;
}

Result<ledger::LedgerState> read_state(const std::string& folder, const ports::Files& files) {
  if (!has_ledger(folder, files)) {
    if (has_audit(folder, files)) return lost(folder);
    return ledger::LedgerState{};
  }
  BOT_TRY(const std::unique_ptr<Database> database, Database::open(database_path(folder), OpenFor::kReading));
  BOT_TRY_VOID(check_identity(*database, folder, files));
  BOT_TRY(Loaded loaded, load_state(*database, folder));
  return std::move(loaded.state);
}

Result<std::vector<ledger::LedgerEvent>> read_ledger(const std::string& folder, const ports::Files& files,
                                                     ledger::BarRows rows) {
  if (!has_ledger(folder, files)) {
    if (has_audit(folder, files)) return lost(folder);
    return std::vector<ledger::LedgerEvent>{};
  }
  BOT_TRY(const std::unique_ptr<Database> database, Database::open(database_path(folder), OpenFor::kReading));
  BOT_TRY_VOID(check_identity(*database, folder, files));
  return read_events(*database, folder, {.rows = rows});
}

Result<std::vector<ledger::LedgerEvent>> read_events(Database& database, const std::string& folder,
                                                     const Wanted& wanted) {
  const std::string from = to_iso_millis(wanted.from);
  std::vector<ledger::LedgerEvent> events;
  ChainCheck chain;
  BOT_TRY_VOID(walk(database, folder, chain, [&](const Row& row) -> Result<void> {
    if (row.kind == ledger::Checkpoint::kKind || row.at < from) return {};
    BOT_TRY(ledger::LedgerEvent event, to_event(row, wanted.rows));
    events.push_back(std::move(event));
    return {};
  }));
  return events;
}

}  // namespace bot::sqlite
