// `bot audit verify`: every record of the ledger and every line of the audit file against their hashes.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "app/account_ledger.hpp"
#include "app/commands/commands.hpp"
#include "report/json.hpp"
#include "sqlite/ledger_files.hpp"
#include "sqlite/verify.hpp"

namespace bot::app {

Result<int> execute(const AuditRequest&, Environment& environment) {
  BOT_TRY(const AccountId account, configured_account(environment));
  const std::string folder = ledger_folder(environment, account);
  report::Json document = report::document("audit");
  const bool has_ledger = sqlite::has_ledger(folder, environment.files);
  const bool has_audit = sqlite::has_audit(folder, environment.files);
  if (!has_ledger && !has_audit) {
    document["events"] = 0;
    environment.print(document, fmt::format("no ledger yet in {}: a first bot trade makes one\n", folder));
    return 0;
  }
  // What cannot be read says nothing about its hashes: an error as everywhere, and no mismatch.
  if (has_ledger) BOT_TRY_VOID(environment.files.read_at(sqlite::database_path(folder), 0, 1));
  if (has_audit) BOT_TRY_VOID(environment.files.read_at(sqlite::audit_path(folder), 0, 1));
  const auto verified = sqlite::verify(folder, environment.files);
  if (!verified) {
    print_error(verified.error(), environment.flags, environment.command);
    return kExitNeedsAttention;
  }
  document["events"] = verified->events;
  document["audit_lines"] = verified->audit_lines;
  document["rows_missing_in_audit"] = verified->rows_missing_in_audit;
  document["last_hash"] = verified->last_hash;
  document["state_digest"] = verified->state_digest;
  std::string behind;
  if (verified->rows_missing_in_audit > 0)
    behind =
        fmt::format("missing at its end: {}; a run was cut off, or the file was shortened. The next run adds them\n",
                    verified->rows_missing_in_audit);
  environment.print(document, fmt::format("{} records, every hash fits\nthe audit file's {} lines agree\n{}"
                                          "last hash\n  {}\n",
                                          verified->events, verified->audit_lines, behind, verified->last_hash));
  return 0;
}

}  // namespace bot::app
