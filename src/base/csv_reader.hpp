// A CSV line by line, its columns by name. Commas or, where the header has only those, semicolons; lines end in LF,
// CR LF or CR; fields may stand in double quotes and then hold the separator (no escapes); blank lines are passed over.
// The text outlives the reader; `where` is the file's name and becomes "file:line" in an error.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"

namespace bot {

class CsvReader {
 public:
  CsvReader(std::string_view text, std::string_view where);

  // The next line that is not blank; false at the end.
  bool next();
  Result<void> read_header();

  // As the header names them: "Adj Close" is adj_close.
  [[nodiscard]] std::optional<std::size_t> column(std::string_view name) const;
  [[nodiscard]] Result<std::size_t> required_column(std::string_view name) const;
  // As written.
  [[nodiscard]] const std::vector<std::string>& titles() const { return titles_; }

  // From the current line. kData with file:line.
  [[nodiscard]] Result<void> check_width() const;
  [[nodiscard]] std::string_view field(std::size_t index) const { return fields_[index]; }
  [[nodiscard]] Result<double> number(std::size_t index) const;
  [[nodiscard]] Result<Date> date(std::size_t index) const;
  [[nodiscard]] tl::unexpected<Error> failed(std::string what, std::string fix) const;

 private:
  void split_fields(std::string_view line);

  std::string_view text_;
  std::string_view where_;
  std::size_t position_ = 0;
  std::size_t line_ = 0;
  char separator_ = ',';
  std::vector<std::string_view> fields_;
  std::vector<std::string> titles_;
  std::vector<std::string> names_;  // of the columns: titles in small letters, underscores for blanks
};

}  // namespace bot
