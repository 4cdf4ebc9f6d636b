// audit.jsonl beside the database: the same rows, one JSON object a line, with the same hashes. For people and for
// grep; and a second witness: a database put back from an older copy ends before its audit does.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "ports/files.hpp"
#include "sqlite/chain.hpp"

namespace bot::sqlite {

[[nodiscard]] std::string audit_line(const Row& row);  // with its line feed
[[nodiscard]] Result<Row> parse_audit_line(std::string_view line, std::string_view where);

// The file's end, read from the end: the cost does not grow with the file.
struct AuditEnd {
  std::optional<Row> last;  // of the last complete line; none: there is no such line
  bool is_torn = false;     // bytes without a line feed follow it
};
[[nodiscard]] Result<AuditEnd> read_audit_end(const ports::Files& files, const std::string& path);

// Its lines one after the other, a piece of the file at a time.
class AuditReader {
 public:
  AuditReader(const ports::Files& files, std::string path) : files_(files), path_(std::move(path)) {}
  // The next complete line without its line feed, valid until the next call; none at the end.
  [[nodiscard]] Result<std::optional<std::string_view>> next();
  // At the end: whether bytes without a line feed are left.
  [[nodiscard]] bool is_torn() const { return begin_ < piece_.size(); }

 private:
  const ports::Files& files_;
  std::string path_;
  std::string piece_;
  std::size_t begin_ = 0;     // of what was not given out yet
  std::uint64_t offset_ = 0;  // in the file, of what was not read yet
};

}  // namespace bot::sqlite
