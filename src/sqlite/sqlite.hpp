// The part of SQLite's C API used here, with Results. sqlite3.h is included by sqlite.cpp only.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace bot::sqlite {

enum class OpenFor { kReading, kWriting };  // kWriting makes the file when it is not there

class Database {
 public:
  [[nodiscard]] static Result<std::unique_ptr<Database>> open(const std::string& path, OpenFor purpose);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  // One or several statements without parameters and answers.
  [[nodiscard]] Result<void> run(const std::string& sql);
  // Text parameters ?1, ?2, ...; `row` gets each answer row as text (NULL: empty), may take it away, and may end the
  // walk with an error.
  [[nodiscard]] Result<void> query(const std::string& sql, const std::vector<std::string>& parameters,
                                   const std::function<Result<void>(std::vector<std::string>& row)>& row);
  // The first column of the first row; empty without a row.
  [[nodiscard]] Result<std::string> ask(const std::string& sql);

 private:
  Database(sqlite3* handle, std::string path) : handle_(handle), path_(std::move(path)) {}
  [[nodiscard]] Error error(std::string_view doing) const;
  sqlite3* handle_;
  std::string path_;
};

}  // namespace bot::sqlite
