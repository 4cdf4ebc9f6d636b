// audit.jsonl beside the database: the same rows, one JSON object a line, with the same hashes. For people and for
// grep; and a second witness: a database put back from an older copy ends before its audit does.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "ports/files.hpp"
#include "sqlite/chain.hpp"

namespace bot::sqlite {

[[nodiscard]] std::string audit_line(const Row& row);  // with its line feed
// Every complete line; a torn last line (no line feed) is left out and `torn` says so.
struct AuditContent {
  std::vector<Row> rows;
  std::string complete;  // the bytes of the complete lines
  bool torn = false;
};
[[nodiscard]] Result<AuditContent> parse_audit(std::string_view bytes, std::string_view path);
// Only the last complete line: row number 0 when there is none.
[[nodiscard]] Result<Row> last_audit_row(std::string_view bytes, std::string_view path);

}  // namespace bot::sqlite
