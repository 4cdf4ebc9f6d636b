#include "sqlite/sqlite.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

namespace bot::sqlite {
namespace {

constexpr int kBusyTimeoutMs = 5000;  // a reader (status, report) holds the file for moments only

struct FinalizeStatement {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};

// What happened last, in words for a person; SQLite's own only where they add something.
std::string explain(sqlite3* handle) {
  switch (sqlite3_errcode(handle) & 0xFF) {
    case SQLITE_NOTADB:
      return "this is no SQLite file, or its beginning is damaged";
    case SQLITE_CORRUPT:
      return "the file is damaged";
    case SQLITE_FULL:
      return "no space is left on the disk";
    case SQLITE_CANTOPEN:
      return "the file cannot be opened";
    case SQLITE_READONLY:
      return "the file may not be written";
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return "the file may not be used";
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return "another program holds the file";
    case SQLITE_NOMEM:
      return "there is no memory left";
    case SQLITE_IOERR:
      return fmt::format("the disk failed ({})", sqlite3_errmsg(handle));
    default:
      return fmt::format("the file cannot be used as a ledger ({})", sqlite3_errmsg(handle));
  }
}

}  // namespace

Result<std::unique_ptr<Database>> Database::open(const std::string& path, OpenFor purpose) {
  sqlite3* handle = nullptr;
  // A reader may have to roll back what a killed run left, so it opens for writing too, and then forbids itself to.
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_NOFOLLOW |
                    (purpose == OpenFor::kWriting ? SQLITE_OPEN_CREATE : 0);
  const int code = sqlite3_open_v2(path.c_str(), &handle, flags, nullptr);
  std::unique_ptr<Database> database(new Database(handle, path));
  if (code != SQLITE_OK) return fail(database->error("opening the ledger"));
  sqlite3_busy_timeout(handle, kBusyTimeoutMs);
  if (purpose == OpenFor::kReading) BOT_TRY_VOID(database->run("PRAGMA query_only=ON"));
  return database;
}

Database::~Database() { sqlite3_close(handle_); }

Error Database::error(std::string_view doing) const {
  return Error{.code = ErrorCode::kIo,
               .what = handle_ == nullptr ? "there is no memory left" : explain(handle_),
               .where = path_,
               .fix = "Check the disk and the file's owner; a damaged ledger is restored from a copy."}
      .in(doing);
}

Result<void> Database::run(const std::string& sql) {
  if (sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
    return fail(error("using the ledger"));
  return {};
}

Result<void> Database::query(const std::string& sql, const std::vector<std::string>& parameters,
                             const std::function<Result<void>(std::vector<std::string>&)>& row) {
  sqlite3_stmt* raw = nullptr;
  if (sqlite3_prepare_v2(handle_, sql.c_str(), static_cast<int>(sql.size()), &raw, nullptr) != SQLITE_OK)
    return fail(error("using the ledger"));
  const std::unique_ptr<sqlite3_stmt, FinalizeStatement> statement(raw);
  for (std::size_t index = 0; index < parameters.size(); ++index) {
    const std::string& text = parameters[index];
    if (sqlite3_bind_text64(raw, static_cast<int>(index + 1), text.data(), text.size(), SQLITE_STATIC, SQLITE_UTF8) !=
        SQLITE_OK)
      return fail(error("using the ledger"));
  }
  for (;;) {
    const int code = sqlite3_step(raw);
    if (code == SQLITE_DONE) return {};
    if (code != SQLITE_ROW) return fail(error("using the ledger"));
    std::vector<std::string> columns;
    for (int column = 0; column < sqlite3_column_count(raw); ++column) {
      const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(raw, column));
      const int size = sqlite3_column_bytes(raw, column);
      columns.push_back(text == nullptr ? std::string() : std::string(text, static_cast<std::size_t>(size)));
    }
    BOT_TRY_VOID(row(columns));
  }
}

Result<std::string> Database::ask(const std::string& sql) {
  std::string answer;
  bool first = true;
  BOT_TRY_VOID(query(sql, {}, [&](const std::vector<std::string>& row) -> Result<void> {
    if (first && !row.empty()) answer = row.front();
    first = false;
    return {};
  }));
  return answer;
}

}  // namespace bot::sqlite
