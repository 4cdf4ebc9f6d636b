#include "sqlite/audit_file.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace bot::sqlite {
namespace {

constexpr std::string_view kBodyBegins = "\"body\":";
constexpr std::string_view kBodyEnds = ",\"previous_hash\":";

// The body is taken as it stands, since its hash is over these bytes: numbers read and written again may look another
// way. Quotes inside a text are escaped, so neither mark is met in one.
Result<Row> audit_row(std::string_view line, std::string_view where) {
  const std::size_t mark = line.find(kBodyBegins);
  const std::size_t end = line.rfind(kBodyEnds);
  const std::size_t begin = mark == std::string_view::npos ? mark : mark + kBodyBegins.size();
  const bool has_body = begin != std::string_view::npos && end != std::string_view::npos && begin <= end;
  try {
    const nlohmann::ordered_json json = nlohmann::ordered_json::parse(
        has_body ? std::string(line.substr(0, begin)) + "null" + std::string(line.substr(end)) : std::string(line));
    return Row{.seq = json.at("seq").get<std::uint64_t>(),
               .at = json.at("at").get<std::string>(),
               .run = json.at("run_id").get<std::string>(),
               .kind = json.at("kind").get<std::string>(),
               .body = has_body ? std::string(line.substr(begin, end - begin)) : json.at("body").dump(),
               .previous_hash = json.at("previous_hash").get<std::string>(),
               .hash = json.at("hash").get<std::string>()};
  } catch (const nlohmann::json::exception& bad) {
    return fail(ErrorCode::kIo, std::string("a line of the audit cannot be read: ") + bad.what(), std::string(where),
                "restore the folder from a copy, or move audit.jsonl away: it is written anew from the ledger");
  }
}

}  // namespace

// The body is JSON already, as the codec wrote it: to read it again only to write it again cost a quarter of a run.
std::string audit_line(const Row& row) {
  const auto quoted = [](const std::string& text) { return nlohmann::ordered_json(text).dump(); };
  return fmt::format(
      "{{\"seq\":{},\"at\":{},\"run_id\":{},\"kind\":{},\"body\":{},\"previous_hash\":{},\"hash\":{}}}\n", row.seq,
      quoted(row.at), quoted(row.run), quoted(row.kind), row.body, quoted(row.previous_hash), quoted(row.hash));
}

Result<AuditContent> parse_audit(std::string_view bytes, std::string_view path) {
  AuditContent content;
  std::size_t begin = 0;
  for (int number = 1; begin < bytes.size(); ++number) {
    const std::size_t end = bytes.find('\n', begin);
    if (end == std::string_view::npos) break;
    BOT_TRY(Row row, audit_row(bytes.substr(begin, end - begin), fmt::format("{}:{}", path, number)));
    content.rows.push_back(std::move(row));
    begin = end + 1;
  }
  content.complete = std::string(bytes.substr(0, begin));
  content.torn = begin < bytes.size();
  return content;
}

Result<Row> last_audit_row(std::string_view bytes, std::string_view path) {
  const std::size_t end = bytes.rfind('\n');
  if (end == std::string_view::npos) return Row{};
  const std::size_t before = end == 0 ? std::string_view::npos : bytes.rfind('\n', end - 1);
  const std::size_t begin = before == std::string_view::npos ? 0 : before + 1;
  return audit_row(bytes.substr(begin, end - begin), path);
}

}  // namespace bot::sqlite
