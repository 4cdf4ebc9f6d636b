#include "sqlite/sqlite_ledger.hpp"

#include <fmt/format.h>

#include <utility>

#include "sqlite/audit_file.hpp"
#include "sqlite/event_table.hpp"
#include "sqlite/read_ledger.hpp"
#include "sqlite/schema.hpp"

namespace bot::sqlite {

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
    if (has_audit(folder, files)) return lost(folder);
    BOT_TRY_VOID(
        database->run(fmt::format("BEGIN EXCLUSIVE; PRAGMA application_id={}; PRAGMA user_version={}; {} COMMIT;",
                                  kApplicationId, kSchemaVersion, kSchema)));
  }
  BOT_TRY_VOID(check_identity(*database, folder, files));
  std::unique_ptr<SqliteLedger> ledger(new SqliteLedger(folder, files, std::move(lock), std::move(database)));
  BOT_TRY_VOID(ledger->load());
  return ledger;
}

Result<void> SqliteLedger::load() {
  BOT_TRY(Loaded loaded, load_state(*database_, folder_));
  seq_ = loaded.seq;
  hash_ = std::move(loaded.hash);
  begin_with(std::move(loaded.state));
  return catch_up_audit();
}

// The audit is written after the commit, so a crash leaves it behind, never ahead.
Result<void> SqliteLedger::catch_up_audit() {
  const std::string path = audit_path(folder_);
  AuditEnd end;
  if (files_.exists(path)) {
    BOT_TRY(end, read_audit_end(files_, path));
  }
  ChainCheck chain;
  if (end.last) {
    if (end.last->seq > seq_)
      return fail(ErrorCode::kIo,
                  fmt::format("the ledger ends at row {}, its audit at row {}: it is older than what was done", seq_,
                              end.last->seq),
                  database_path(folder_),
                  "Put the newest copy back; orders may have been sent that this ledger does not know of.");
    BOT_TRY(const std::optional<Row> there, row_at(*database_, end.last->seq));
    if (!there || there->hash != end.last->hash)
      return damaged(folder_, fmt::format("ledger and audit differ at row {}", end.last->seq));
    chain = ChainCheck::before(*there);
    BOT_TRY_VOID(chain.next(*there, database_path(folder_)));
  }
  std::string missing;
  BOT_TRY_VOID(walk(*database_, folder_, chain, [&](const Row& row) -> Result<void> {
    missing += audit_line(row);
    return {};
  }));
  if (end.is_torn) {
    BOT_TRY(std::string audit, files_.read(path));
    audit.resize(audit.rfind('\n') + 1);  // nothing but the torn line: npos + 1 is 0
    return files_.write_atomically(path, audit + missing, 0600);
  }
  if (missing.empty()) return {};
  return files_.append_durably(path, missing, 0600);
}

Result<void> SqliteLedger::store(const std::vector<ledger::EncodedEvent>& events) {
  std::vector<Row> rows;
  std::string hash = hash_;
  for (const ledger::EncodedEvent& event : events) {
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

Result<std::vector<ledger::LedgerEvent>> SqliteLedger::read_since(UtcTime from) const {
  return read_events(*database_, folder_, {.from = from, .rows = ledger::BarRows::kRead});
}

}  // namespace bot::sqlite
