// The ledger on the disk: <folder>/ledger.sqlite (rollback journal, synchronous=EXTRA), <folder>/audit.jsonl and
// <folder>/lock. docs/formats/ledger.md has the format. Opening checks the database, every hash and the audit's end;
// what fails a check is refused, never repaired by guess.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "ledger/codec.hpp"
#include "ledger/ledger.hpp"
#include "ports/files.hpp"
#include "sqlite/chain.hpp"
#include "sqlite/sqlite.hpp"

namespace bot::sqlite {

class SqliteLedger final : public ledger::Ledger {
 public:
  // Makes folder and files where they are not there. kLocked: another run has it. kIo: damaged, of a newer program, or
  // older than its own audit.
  [[nodiscard]] static Result<std::unique_ptr<SqliteLedger>> open(const std::string& folder, ports::Files& files);
  [[nodiscard]] Result<std::vector<ledger::LedgerEvent>> read_all() const override;

 protected:
  [[nodiscard]] Result<void> store(const std::vector<ledger::LedgerEvent>& events) override;

 private:
  SqliteLedger(std::string folder, ports::Files& files, std::unique_ptr<ports::FileLock> lock,
               std::unique_ptr<Database> database);
  [[nodiscard]] Result<void> load();
  void write_audit(const std::vector<Row>& rows);

  std::string folder_;
  ports::Files& files_;
  std::unique_ptr<ports::FileLock> lock_;
  std::unique_ptr<Database> database_;
  std::uint64_t seq_ = 0;
  std::string hash_;
  bool audit_behind_ = false;
};

// Everything, verified, without the lock: for status, report and dry runs beside a running trade; the rows of bars only
// where they are wanted. No ledger yet: empty.
[[nodiscard]] Result<std::vector<ledger::LedgerEvent>> read_ledger(const std::string& folder, const ports::Files& files,
                                                                   ledger::BarRows rows = ledger::BarRows::kSkip);

struct Verification {
  std::uint64_t events = 0;
  std::uint64_t audit_lines = 0;
  std::string last_hash;
  std::string state_digest;
};
// `bot audit verify`: the database's own check, the chain of every row, the audit's chain, and that both tell the same.
[[nodiscard]] Result<Verification> verify(const std::string& folder, const ports::Files& files);

}  // namespace bot::sqlite
