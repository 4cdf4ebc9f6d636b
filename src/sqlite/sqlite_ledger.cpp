#include "sqlite/sqlite_ledger.hpp"

#include <fmt/format.h>

#include <utility>

#include "base/text.hpp"
#include "sqlite/audit_file.hpp"
#include "sqlite/schema.hpp"

namespace bot::sqlite {
namespace {

std::string database_path(const std::string& folder) { return folder + "/ledger.sqlite"; }
std::string audit_path(const std::string& folder) { return folder + "/audit.jsonl"; }

constexpr std::string_view kSelectRows =
    "SELECT seq, at, run_id, kind, body, previous_hash, hash FROM events ORDER BY seq";

Row row_from(std::vector<std::string>& columns) {
  return {.seq = static_cast<std::uint64_t>(parse_int(columns[0]).value_or(0)),
          .at = std::move(columns[1]),
          .run = std::move(columns[2]),
          .kind = std::move(columns[3]),
          .body = std::move(columns[4]),
          .previous_hash = std::move(columns[5]),
          .hash = std::move(columns[6])};
}

tl::unexpected<Error> damaged(const std::string& folder, std::string what) {
  return fail(ErrorCode::kIo, std::move(what), database_path(folder),
              "restore the folder from a copy, then `bot doctor`; nothing is traded on a ledger in doubt");
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

Result<void> check_identity(Database& database, const std::string& folder) {
  BOT_TRY(const std::string application, database.ask("PRAGMA application_id"));
  if (application != std::to_string(kApplicationId)) return damaged(folder, "this file is not a ledger of ours");
  BOT_TRY(const std::string version, database.ask("PRAGMA user_version"));
  if (parse_int(version).value_or(0) > kSchemaVersion)
    return fail(ErrorCode::kIo,
                fmt::format("the ledger has format {}, this program knows up to {}", version, kSchemaVersion),
                database_path(folder), "use the newer program that wrote it");
  if (version != std::to_string(kSchemaVersion))
    return damaged(folder, "the ledger's format number is not a known one");
  BOT_TRY(const std::string integrity, database.ask("PRAGMA integrity_check"));
  if (integrity != "ok") return damaged(folder, "the ledger's database is damaged: " + integrity);
  BOT_TRY(const std::string schema, schema_text(database));
  BOT_TRY(const std::string expected, expected_schema());
  if (schema != expected) return damaged(folder, "the ledger's tables are not as they were made");
  return {};
}

Result<ChainCheck> walk(Database& database, const std::string& folder,
                        const std::function<Result<void>(const Row&)>& each) {
  ChainCheck chain;
  BOT_TRY_VOID(database.query(std::string(kSelectRows), {}, [&](std::vector<std::string>& columns) -> Result<void> {
    const Row row = row_from(columns);
    if (auto fits = chain.next(row, database_path(folder)); !fits) return fits;
    return each(row);
  }));
  return chain;
}

}  // namespace

SqliteLedger::SqliteLedger(std::string folder, ports::Files& files, std::unique_ptr<ports::FileLock> lock,
                           std::unique_ptr<Database> database)
    : folder_(std::move(folder)),
      files_(files),
      lock_(std::move(lock)),
      database_(std::move(database)),
      hash_(genesis_hash()) {}

Result<std::unique_ptr<SqliteLedger>> SqliteLedger::open(const std::string& folder, ports::Files& files) {
  BOT_TRY_VOID(files.make_folders(folder, 0700));
  BOT_TRY(std::unique_ptr<ports::FileLock> lock, files.lock(folder + "/lock"));
  // Made empty first, so that it and its journal are nobody else's to read.
  if (!files.exists(database_path(folder))) BOT_TRY_VOID(files.write_atomically(database_path(folder), "", 0600));
  BOT_TRY(std::unique_ptr<Database> database, Database::open(database_path(folder), OpenFor::kWriting));
  BOT_TRY_VOID(
      database->run("PRAGMA journal_mode=DELETE; PRAGMA synchronous=EXTRA; PRAGMA fullfsync=ON;"
                    "PRAGMA cell_size_check=ON; PRAGMA trusted_schema=OFF; PRAGMA temp_store=MEMORY;"));
  // Also a file whose first transaction was cut off.
  BOT_TRY(const std::string objects, database->ask("SELECT count(*) FROM sqlite_schema"));
  if (objects == "0") {
    if (files.exists(audit_path(folder)))
      return fail(
          ErrorCode::kIo, "the ledger is missing or empty but its audit is there", database_path(folder),
          "it is the memory of the orders: restore it from a copy; to begin anew, move audit.jsonl away as well");
    BOT_TRY_VOID(
        database->run(fmt::format("BEGIN EXCLUSIVE; PRAGMA application_id={}; PRAGMA user_version={}; {} COMMIT;",
                                  kApplicationId, kSchemaVersion, kSchema)));
  }
  BOT_TRY_VOID(check_identity(*database, folder));
  std::unique_ptr<SqliteLedger> ledger(new SqliteLedger(folder, files, std::move(lock), std::move(database)));
  BOT_TRY_VOID(ledger->load());
  return ledger;
}

// One walk for the chain, the fold and the audit. The audit is written after the commit, so a crash leaves it behind,
// never ahead.
Result<void> SqliteLedger::load() {
  const std::string path = audit_path(folder_);
  std::string audit;
  if (files_.exists(path)) {
    BOT_TRY(audit, files_.read(path));
  }
  BOT_TRY(const Row last, last_audit_row(audit, path));
  std::string missing;
  std::string hash_there = genesis_hash();
  std::vector<ledger::LedgerEvent> events;
  BOT_TRY(const ChainCheck chain, walk(*database_, folder_, [&](const Row& row) -> Result<void> {
            BOT_TRY(ledger::LedgerEvent event, to_event(row, ledger::BarRows::kSkip));
            events.push_back(std::move(event));
            if (row.seq == last.seq) hash_there = row.hash;
            if (row.seq > last.seq) missing += audit_line(row);
            return {};
          }));
  seq_ = chain.seq();
  hash_ = chain.hash();
  if (last.seq > seq_)
    return fail(
        ErrorCode::kIo,
        fmt::format("the ledger ends at row {}, its audit at row {}: it is older than what was done", seq_, last.seq),
        database_path(folder_),
        "put the newest copy back; orders may have been sent that this ledger does not know of");
  if (last.seq > 0 && hash_there != last.hash)
    return damaged(folder_, fmt::format("ledger and audit differ at row {}", last.seq));
  replay(events);
  const std::size_t complete = audit.rfind('\n') == std::string::npos ? 0 : audit.rfind('\n') + 1;
  if (complete != audit.size()) return files_.write_atomically(path, audit.substr(0, complete) + missing, 0600);
  if (missing.empty()) return {};
  return files_.append_durably(path, missing, 0600);
}

Result<void> SqliteLedger::store(const std::vector<ledger::LedgerEvent>& events) {
  std::vector<Row> rows;
  std::string hash = hash_;
  for (const ledger::LedgerEvent& event : events) {
    rows.push_back(make_row(seq_ + rows.size() + 1, hash, event));
    hash = rows.back().hash;
  }
  BOT_TRY_VOID(database_->run("BEGIN IMMEDIATE"));
  const auto insert_all = [&]() -> Result<void> {
    for (const Row& row : rows)
      BOT_TRY_VOID(
          database_->query("INSERT INTO events VALUES (CAST(?1 AS INTEGER), ?2, ?3, ?4, ?5, ?6, ?7)",
                           {std::to_string(row.seq), row.at, row.run, row.kind, row.body, row.previous_hash, row.hash},
                           [](const std::vector<std::string>&) -> Result<void> { return {}; }));
    return database_->run("COMMIT");
  };
  auto inserted = insert_all();
  if (!inserted) {
    // Whether the rows are on the disk is not known now; the base class lets nothing more through.
    (void)database_->run("ROLLBACK");
    return inserted;
  }
  seq_ += rows.size();
  hash_ = std::move(hash);
  write_audit(rows);
  return {};
}

// A lost audit line is no reason to stop between two orders: the next open writes what is missing.
void SqliteLedger::write_audit(const std::vector<Row>& rows) {
  if (audit_behind_) return;
  std::string lines;
  for (const Row& row : rows) lines += audit_line(row);
  audit_behind_ = !files_.append_durably(audit_path(folder_), lines, 0600).has_value();
}

Result<std::vector<ledger::LedgerEvent>> SqliteLedger::read_all() const {
  std::vector<ledger::LedgerEvent> events;
  BOT_TRY_VOID(walk(*database_, folder_, [&](const Row& row) -> Result<void> {
    BOT_TRY(ledger::LedgerEvent event, to_event(row));
    events.push_back(std::move(event));
    return {};
  }));
  return events;
}

Result<std::vector<ledger::LedgerEvent>> read_ledger(const std::string& folder, const ports::Files& files,
                                                     ledger::BarRows rows) {
  std::vector<ledger::LedgerEvent> events;
  if (!files.exists(database_path(folder))) return events;
  BOT_TRY(const std::unique_ptr<Database> database, Database::open(database_path(folder), OpenFor::kReading));
  BOT_TRY_VOID(check_identity(*database, folder));
  BOT_TRY_VOID(walk(*database, folder, [&](const Row& row) -> Result<void> {
    BOT_TRY(ledger::LedgerEvent event, to_event(row, rows));
    events.push_back(std::move(event));
    return {};
  }));
  return events;
}

Result<Verification> verify(const std::string& folder, const ports::Files& files) {
  Verification verification;
  if (!files.exists(database_path(folder)))
    return fail(ErrorCode::kIo, "there is no ledger", database_path(folder), "a first `bot trade` makes one");
  BOT_TRY(const std::unique_ptr<Database> database, Database::open(database_path(folder), OpenFor::kReading));
  BOT_TRY_VOID(check_identity(*database, folder));
  std::vector<Row> rows;
  ledger::LedgerState state;
  BOT_TRY(const ChainCheck chain, walk(*database, folder, [&](const Row& row) -> Result<void> {
            BOT_TRY(const ledger::LedgerEvent event, to_event(row));
            apply(state, event);
            rows.push_back(row);
            return {};
          }));
  verification.events = chain.seq();
  verification.last_hash = chain.hash();
  verification.state_digest = digest(state);
  const std::string path = audit_path(folder);
  if (!files.exists(path)) return fail(ErrorCode::kIo, "the audit is missing", path, "the next run writes it anew");
  BOT_TRY(const std::string bytes, files.read(path));
  BOT_TRY(const AuditContent audit, parse_audit(bytes, path));
  ChainCheck audit_chain;
  for (const Row& row : audit.rows) {
    BOT_TRY_VOID(audit_chain.next(row, path));
    if (row.seq > rows.size() || rows[row.seq - 1] != row)
      return fail(ErrorCode::kIo, fmt::format("ledger and audit differ at row {}", row.seq), path,
                  "one of them was changed; compare with a copy");
  }
  verification.audit_lines = audit_chain.seq();
  if (audit.torn || audit_chain.seq() != chain.seq())
    return fail(ErrorCode::kIo,
                fmt::format("the audit ends at row {}, the ledger at row {}", audit_chain.seq(), chain.seq()), path,
                "a run was cut off; the next run completes it, or somebody shortened the file");
  return verification;
}

}  // namespace bot::sqlite
