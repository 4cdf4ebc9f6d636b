// A ledger read without its lock: for status, report and dry runs beside a running trade.
#pragma once

#include <string>
#include <vector>

#include "ledger/codec.hpp"
#include "ledger/state.hpp"
#include "ports/files.hpp"
#include "sqlite/sqlite.hpp"

namespace bot::sqlite {

// Where the fold stands, and the chain it was verified along.
struct Loaded {
  ledger::LedgerState state;
  std::uint64_t seq = 0;
  std::string hash;
};
// From the last checkpoint on, verified from there.
[[nodiscard]] Result<Loaded> load_state(Database& database, const std::string& folder);

// The state as an opening finds it. No ledger yet: empty.
[[nodiscard]] Result<ledger::LedgerState> read_state(const std::string& folder, const ports::Files& files);

// Events but no checkpoints, with the chain verified from the first row on whatever is wanted of them.
struct Wanted {
  UtcTime from{};  // recorded then or later
  ledger::BarRows rows = ledger::BarRows::kSkip;
};
[[nodiscard]] Result<std::vector<ledger::LedgerEvent>> read_events(Database& database, const std::string& folder,
                                                                   const Wanted& wanted);

// All of them. What the account is now read_state says: a checkpoint of older rules is not what the rows before it add
// up to (ledger/checkpoint.hpp). No ledger yet: empty.
[[nodiscard]] Result<std::vector<ledger::LedgerEvent>> read_ledger(const std::string& folder, const ports::Files& files,
                                                                   ledger::BarRows rows = ledger::BarRows::kSkip);

}  // namespace bot::sqlite
