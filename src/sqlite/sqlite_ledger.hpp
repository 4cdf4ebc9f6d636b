// The ledger on the disk: <folder>/ledger.sqlite (rollback journal, synchronous=EXTRA), <folder>/audit.jsonl and
// <folder>/lock. docs/formats/ledger.md has the format. Opening begins at the last checkpoint: it checks the file's
// identity, that checkpoint, every hash and event behind it, and the audit's end; what fails a check is refused, never
// repaired by guess. verify.hpp checks everything.
#pragma once

#include <memory>
#include <string>
#include <vector>

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
  [[nodiscard]] Result<std::vector<ledger::LedgerEvent>> read_since(UtcTime from) const override;

 protected:
  [[nodiscard]] Result<void> store(const std::vector<ledger::EncodedEvent>& events) override;

 private:
  SqliteLedger(std::string folder, ports::Files& files, std::unique_ptr<ports::FileLock> lock,
               std::unique_ptr<Database> database);
  [[nodiscard]] Result<void> load();
  [[nodiscard]] Result<void> catch_up_audit();
  void write_audit(const std::vector<Row>& rows);

  std::string folder_;
  ports::Files& files_;
  std::unique_ptr<ports::FileLock> lock_;
  std::unique_ptr<Database> database_;
  std::uint64_t seq_ = 0;
  std::string hash_;
  bool audit_behind_ = false;
};

}  // namespace bot::sqlite
