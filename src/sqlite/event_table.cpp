#include "sqlite/event_table.hpp"

#include <fmt/format.h>

#include <utility>

#include "base/text.hpp"
#include "sqlite/schema.hpp"

namespace bot::sqlite {
namespace {

constexpr std::string_view kSelectRows = "SELECT seq, at, run_id, kind, body, previous_hash, hash FROM events ";

Row row_from(std::vector<std::string>& columns) {
  return {.seq = static_cast<std::uint64_t>(parse_int(columns[0]).value_or(0)),
          .at = std::move(columns[1]),
          .run = std::move(columns[2]),
          .kind = std::move(columns[3]),
          .body = std::move(columns[4]),
          .previous_hash = std::move(columns[5]),
          .hash = std::move(columns[6])};
}

Result<std::optional<Row>> one_row(Database& database, std::string_view where,
                                   const std::vector<std::string>& parameters) {
  std::optional<Row> row;
  BOT_TRY_VOID(database.query(std::string(kSelectRows) + std::string(where), parameters,
                              [&](std::vector<std::string>& columns) -> Result<void> {
                                row = row_from(columns);
                                return {};
                              }));
  return row;
}

// Names of columns, tables and views as they were made; a flipped byte in them would not show in any row.
Result<std::string> schema_text(Database& database) {
  std::string text;
  BOT_TRY_VOID(database.query("SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY rowid", {},
                              [&](const std::vector<std::string>& row) -> Result<void> {
                                text += row[0] + "|" + row[1] + "|" + row[2] + "\n";
                                return {};
                              }));
  return text;
}

Result<std::string> expected_schema() {
  BOT_TRY(const std::unique_ptr<Database> memory, Database::open(":memory:", OpenFor::kWriting));
  BOT_TRY_VOID(memory->run(std::string(kSchema)));
  return schema_text(*memory);
}

// SQLite fills a last page that was cut off with zeros. Asked in this order, a writer beside us only makes it longer.
Result<void> check_length(Database& database, const std::string& folder, const ports::Files& files) {
  BOT_TRY(const std::string pages, database.ask("PRAGMA page_count"));
  BOT_TRY(const std::string page_size, database.ask("PRAGMA page_size"));
  const auto expected = static_cast<std::uint64_t>(parse_int(pages).value_or(0) * parse_int(page_size).value_or(0));
  BOT_TRY(const std::uint64_t size, files.size(database_path(folder)));
  if (size < expected)
    return damaged(folder, fmt::format("the ledger's file was cut off: {} of its {} bytes are left", size, expected));
  return {};
}

}  // namespace

Unexpected<Error> lost(const std::string& folder) {
  return fail(ErrorCode::kIo, "the ledger is missing or empty but its audit is there", database_path(folder),
              "It is the memory of the orders: restore it from a copy; to begin anew, move audit.jsonl away as well.");
}

tl::unexpected<Error> damaged(const std::string& folder, std::string what) {
  return fail(ErrorCode::kIo, std::move(what), database_path(folder),
              "Restore the folder from a copy, then `bot doctor`; nothing is traded on a ledger in doubt.");
}

Result<void> check_identity(Database& database, const std::string& folder, const ports::Files& files) {
  BOT_TRY(const std::string application, database.ask("PRAGMA application_id"));
  if (application != std::to_string(kApplicationId)) return damaged(folder, "this file is not a ledger of ours");
  BOT_TRY(const std::string version, database.ask("PRAGMA user_version"));
  if (parse_int(version).value_or(0) > kSchemaVersion)
    return fail(ErrorCode::kIo,
                fmt::format("the ledger has format {}, this program knows up to {}", version, kSchemaVersion),
                database_path(folder), "Use the newer program that wrote it.");
  if (version != std::to_string(kSchemaVersion))
    return damaged(folder, "the ledger's format number is not a known one");
  BOT_TRY(const std::string schema, schema_text(database));
  BOT_TRY(const std::string expected, expected_schema());
  if (schema != expected) return damaged(folder, "the ledger's tables are not as they were made");
  return check_length(database, folder, files);
}

Result<void> check_pages(Database& database, const std::string& folder) {
  BOT_TRY(const std::string integrity, database.ask("PRAGMA integrity_check"));
  if (integrity != "ok") return damaged(folder, "the ledger's database is damaged: " + integrity);
  return {};
}

Result<std::optional<Row>> last_checkpoint(Database& database) {
  return one_row(database, "WHERE kind = ?1 ORDER BY seq DESC LIMIT 1", {std::string(ledger::Checkpoint::kKind)});
}

Result<std::optional<Row>> row_at(Database& database, std::uint64_t seq) {
  return one_row(database, "WHERE seq = CAST(?1 AS INTEGER)", {std::to_string(seq)});
}

Result<void> walk(Database& database, const std::string& folder, ChainCheck& chain,
                  const std::function<Result<void>(const Row&)>& each) {
  const std::string from = std::to_string(chain.seq());
  return database.query(std::string(kSelectRows) + "WHERE seq > CAST(?1 AS INTEGER) ORDER BY seq", {from},
                        [&](std::vector<std::string>& columns) -> Result<void> {
                          const Row row = row_from(columns);
                          BOT_TRY_VOID(chain.next(row, database_path(folder)));
                          return each(row);
                        });
}

}  // namespace bot::sqlite
