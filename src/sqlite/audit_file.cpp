#include "sqlite/audit_file.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "json/codec.hpp"

namespace bot::sqlite {
namespace {

constexpr std::uint64_t kEndPiece = std::uint64_t{64} * 1024;  // most lines are far shorter
constexpr std::size_t kPiece = std::size_t{1024} * 1024;

// What of the line is read here; the body is taken as it stands, since its hash is over these bytes.
struct AuditLine {
  std::uint64_t seq = 0;
  std::string at;
  std::string run;
  std::string kind;
  json::Raw body;
  std::string previous_hash;
  std::string hash;

  static void fields(auto& each) {
    each("seq", &AuditLine::seq);
    each("at", &AuditLine::at);
    each("run_id", &AuditLine::run);
    each("kind", &AuditLine::kind);
    each("body", &AuditLine::body);
    each("previous_hash", &AuditLine::previous_hash);
    each("hash", &AuditLine::hash);
  }
};

}  // namespace

// The body is JSON already, as the codec wrote it.
std::string audit_line(const Row& row) {
  json::Writer out;
  out.text().reserve(row.body.size() + 300);
  json::write(out, AuditLine{.seq = row.seq,
                             .at = row.at,
                             .run = row.run,
                             .kind = row.kind,
                             .body = {.text = row.body},
                             .previous_hash = row.previous_hash,
                             .hash = row.hash});
  out.raw("\n");
  return std::move(out.text());
}

Result<Row> parse_audit_line(std::string_view line, std::string_view where) {
  auto read = json::decode<AuditLine>(line);
  if (!read)
    return fail(ErrorCode::kIo, "a line of the audit cannot be read: " + read.error().what, std::string(where),
                "Restore the folder from a copy, or move audit.jsonl away: it is written anew from the ledger.");
  return Row{.seq = read->seq,
             .at = std::move(read->at),
             .run = std::move(read->run),
             .kind = std::move(read->kind),
             .body = std::move(read->body.text),
             .previous_hash = std::move(read->previous_hash),
             .hash = std::move(read->hash)};
}

Result<AuditEnd> read_audit_end(const ports::Files& files, const std::string& path) {
  BOT_TRY(const std::uint64_t size, files.size(path));
  AuditEnd found;
  for (std::uint64_t length = kEndPiece;; length *= 2) {
    const std::uint64_t offset = size > length ? size - length : 0;
    BOT_TRY(const std::string piece, files.read_at(path, offset, static_cast<std::size_t>(size - offset)));
    const std::size_t end = piece.rfind('\n');
    found.is_torn = !piece.empty() && end != piece.size() - 1;
    if (end != std::string::npos) {
      const std::size_t before = end == 0 ? std::string::npos : piece.rfind('\n', end - 1);
      if (before != std::string::npos || offset == 0) {
        const std::size_t begin = before == std::string::npos ? 0 : before + 1;
        BOT_TRY(found.last, parse_audit_line(std::string_view(piece).substr(begin, end - begin), path));
        return found;
      }
    }
    if (offset == 0) return found;
  }
}

Result<std::optional<std::string_view>> AuditReader::next() {
  for (;;) {
    const std::size_t end = piece_.find('\n', begin_);
    if (end != std::string::npos) {
      const std::string_view line = std::string_view(piece_).substr(begin_, end - begin_);
      begin_ = end + 1;
      return line;
    }
    piece_.erase(0, begin_);
    begin_ = 0;
    BOT_TRY(const std::string more, files_.read_at(path_, offset_, kPiece));
    if (more.empty()) return std::nullopt;
    offset_ += more.size();
    piece_ += more;
  }
}

}  // namespace bot::sqlite
