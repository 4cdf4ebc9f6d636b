// `bot audit verify`, and once a week without being asked: what an opening takes on trust is checked here. As slow as
// the ledger is long.
#pragma once

#include <cstdint>
#include <string>

#include "base/result.hpp"
#include "ports/files.hpp"

namespace bot::sqlite {

struct Verification {
  std::uint64_t events = 0;
  std::uint64_t audit_lines = 0;
  // The ledger's last rows, where a run was cut off between the commit and the audit. The next opening writes them.
  std::uint64_t rows_missing_in_audit = 0;
  std::uint64_t checkpoints = 0;
  std::string last_hash;
  std::string state_digest;
};
// SQLite's own check of every page, the chain of hashes from the first row on, every checkpoint against the fold at its
// row, and that the audit says the same row by row. kIo names the first that does not hold. An audit that only ends
// too early is none of these: it is counted.
[[nodiscard]] Result<Verification> verify(const std::string& folder, const ports::Files& files);

}  // namespace bot::sqlite
