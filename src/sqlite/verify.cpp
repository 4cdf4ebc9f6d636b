#include "sqlite/verify.hpp"

#include <fmt/format.h>

#include "sqlite/audit_file.hpp"
#include "sqlite/event_table.hpp"

namespace bot::sqlite {
namespace {

Result<void> compare_with_audit(const Row& row, AuditReader& audit, const std::string& path) {
  BOT_TRY(const auto line, audit.next());
  if (!line)
    return fail(ErrorCode::kIo, fmt::format("the audit ends before row {} of the ledger", row.seq), path,
                "a run was cut off; the next run completes it, or somebody shortened the file");
  const std::string expected = audit_line(row);
  if (*line == std::string_view(expected).substr(0, expected.size() - 1)) return {};
  BOT_TRY(const Row told, parse_audit_line(*line, fmt::format("{}:{}", path, row.seq)));
  if (told == row) return {};  // another program's way of writing the same
  return fail(ErrorCode::kIo, fmt::format("ledger and audit differ at row {}", row.seq), path,
              "one of them was changed; compare with a copy");
}

}  // namespace

Result<Verification> verify(const std::string& folder, const ports::Files& files) {
  if (!files.exists(database_path(folder)))
    return fail(ErrorCode::kIo, "there is no ledger", database_path(folder), "a first `bot trade` makes one");
  BOT_TRY(const std::unique_ptr<Database> database, Database::open(database_path(folder), OpenFor::kReading));
  BOT_TRY_VOID(check_identity(*database, folder, files));
  BOT_TRY_VOID(check_pages(*database, folder));
  const std::string path = audit_path(folder);
  if (!files.exists(path)) return fail(ErrorCode::kIo, "the audit is missing", path, "the next run writes it anew");
  Verification verification;
  ledger::LedgerState state;
  ChainCheck chain;
  AuditReader audit(files, path);
  BOT_TRY_VOID(walk(*database, folder, chain, [&](const Row& row) -> Result<void> {
    BOT_TRY(const ledger::LedgerEvent event, to_event(row));
    apply(state, event);
    if (const auto* checkpoint = std::get_if<ledger::Checkpoint>(&event.body)) {
      ++verification.checkpoints;
      if (digest(state) != checkpoint->sha256 || encode_state(state) != checkpoint->state.text)
        return damaged(folder,
                       fmt::format("the checkpoint in row {} is not what the rows before it add up to", row.seq));
    }
    return compare_with_audit(row, audit, path);
  }));
  BOT_TRY(const auto beyond, audit.next());
  if (beyond || audit.is_torn())
    return fail(ErrorCode::kIo, fmt::format("the audit goes on beyond row {}, the ledger's last", chain.seq()), path,
                "a run was cut off; the next run completes it, or the ledger is an older copy");
  verification.events = verification.audit_lines = chain.seq();
  verification.last_hash = chain.hash();
  verification.state_digest = digest(state);
  return verification;
}

}  // namespace bot::sqlite
