// The files of a ledger in its folder.
#pragma once

#include <string>

#include "ports/files.hpp"

namespace bot::sqlite {

[[nodiscard]] inline std::string database_path(const std::string& folder) { return folder + "/ledger.sqlite"; }
[[nodiscard]] inline std::string audit_path(const std::string& folder) { return folder + "/audit.jsonl"; }

[[nodiscard]] inline bool has_ledger(const std::string& folder, const ports::Files& files) {
  return files.exists(database_path(folder));
}
// Records that were made with a ledger, which may be lost since.
[[nodiscard]] inline bool has_audit(const std::string& folder, const ports::Files& files) {
  return files.exists(audit_path(folder));
}

}  // namespace bot::sqlite
