// The table of events as rows in their order, and whether this file is a ledger at all.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "base/result.hpp"
#include "ports/files.hpp"
#include "sqlite/chain.hpp"
#include "sqlite/ledger_files.hpp"
#include "sqlite/sqlite.hpp"

namespace bot::sqlite {

// The error where an audit is there and its ledger is not: somebody has traded, and nobody may believe that nobody has.
[[nodiscard]] Unexpected<Error> lost(const std::string& folder);

// A file that is refused, with its path and what to do.
[[nodiscard]] tl::unexpected<Error> damaged(const std::string& folder, std::string what);

// The program's file, of a format it knows, as long as its header says, with tables and views as they were made. The
// cost does not grow with the ledger; what is read of it is checked row by row.
[[nodiscard]] Result<void> check_identity(Database& database, const std::string& folder, const ports::Files& files);
// SQLite's own check of every page: as slow as the ledger is long.
[[nodiscard]] Result<void> check_pages(Database& database, const std::string& folder);

// The newest checkpoint, looked for from the end; its chain is not checked yet.
[[nodiscard]] Result<std::optional<Row>> last_checkpoint(Database& database);
[[nodiscard]] Result<std::optional<Row>> row_at(Database& database, std::uint64_t seq);

// Every row behind where `chain` stands, oldest first, each fitting the one before.
[[nodiscard]] Result<void> walk(Database& database, const std::string& folder, ChainCheck& chain,
                                const std::function<Result<void>(const Row&)>& each);

}  // namespace bot::sqlite
