#include "sqlite/verify.hpp"

#include <fmt/format.h>

#include "ledger/checkpoint.hpp"
#include "sqlite/audit_file.hpp"
#include "sqlite/event_table.hpp"

namespace bot::sqlite {
namespace {

// The audit beside the rows, in their order.
class AuditComparison {
 public:
  AuditComparison(const ports::Files& files, std::string path)
      : path_(std::move(path)), audit_(files, path_), has_ended_(!files.exists(path_)) {}

  Result<void> compare(const Row& row) {
    BOT_TRY(const auto line, next());
    if (!line) {
      ++missing_;
      return {};
    }
    const std::string expected = audit_line(row);
    if (*line == std::string_view(expected).substr(0, expected.size() - 1)) return {};
    BOT_TRY(const Row audited, parse_audit_line(*line, fmt::format("{}:{}", path_, row.seq)));
    if (audited == row) return {};  // another program's way of writing the same
    return fail(ErrorCode::kIo, fmt::format("ledger and audit differ at row {}", row.seq), path_,
                "One of them was changed; compare with a copy.");
  }

  // After the last row.
  Result<void> check_end(std::uint64_t last_seq) {
    BOT_TRY(const auto beyond, next());
    if (beyond || (missing_ == 0 && audit_.is_torn()))
      return fail(ErrorCode::kIo, fmt::format("the audit goes on beyond row {}, the ledger's last", last_seq), path_,
                  "The ledger is an older copy: put the newest one back.");
    return {};
  }

  [[nodiscard]] std::uint64_t missing() const { return missing_; }

 private:
  // Once it has ended it is not asked again: a run may be writing to it, and those lines belong to the rows counted.
  Result<std::optional<std::string_view>> next() {
    if (has_ended_) return std::nullopt;
    BOT_TRY(const auto line, audit_.next());
    has_ended_ = !line;
    return line;
  }

  std::string path_;
  AuditReader audit_;
  bool has_ended_;
  std::uint64_t missing_ = 0;
};

}  // namespace

Result<Verification> verify(const std::string& folder, const ports::Files& files) {
  if (!files.exists(database_path(folder)))
    return fail(ErrorCode::kIo, "there is no ledger", database_path(folder), "A first `bot trade` makes one.");
  BOT_TRY(const std::unique_ptr<Database> database, Database::open(database_path(folder), OpenFor::kReading));
  BOT_TRY_VOID(check_identity(*database, folder, files));
  BOT_TRY_VOID(check_pages(*database, folder));
  Verification verification;
  ledger::LedgerState state;
  ChainCheck chain;
  AuditComparison audit(files, audit_path(folder));
  BOT_TRY_VOID(walk(*database, folder, chain, [&](const Row& row) -> Result<void> {
    BOT_TRY(const ledger::LedgerEvent event, to_event(row));
    apply(state, event);
    if (const auto* checkpoint = std::get_if<ledger::Checkpoint>(&event.body)) {
      ++verification.checkpoints;
      // Compared as states: the text of an older program lacks what was added since.
      auto kept = state_of(*checkpoint);
      if (kept && kept->events == row.seq && checkpoint->rules < ledger::kFoldRules)
        state = std::move(*kept);
      else if (!kept || digest(*kept) != digest(state))
        return damaged(folder,
                       fmt::format("the checkpoint in row {} is not what the rows before it add up to", row.seq));
    }
    return audit.compare(row);
  }));
  BOT_TRY_VOID(audit.check_end(chain.seq()));
  verification.events = chain.seq();
  verification.rows_missing_in_audit = audit.missing();
  verification.audit_lines = verification.events - verification.rows_missing_in_audit;
  verification.last_hash = chain.hash();
  verification.state_digest = digest(state);
  return verification;
}

}  // namespace bot::sqlite
