#include "base/csv_reader.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"

namespace bot {
namespace {

// "75,123,400" as 75123400, where every comma stands before three digits; else the text as it is.
std::string without_thousands(std::string_view field) {
  std::string digits;
  const std::size_t point = std::min(field.find('.'), field.size());
  for (std::size_t at = 0; at < field.size(); ++at) {
    if (field[at] != ',') {
      digits += field[at];
      continue;
    }
    if (at == 0 || at > point || (point - at) % 4 != 0) return std::string(field);
  }
  return digits;
}

std::string_view unquoted(std::string_view field) {
  field = trim(field);
  if (field.size() >= 2 && field.front() == '"' && field.back() == '"') field = field.substr(1, field.size() - 2);
  return field;
}

}  // namespace

CsvReader::CsvReader(std::string_view text, std::string_view where) : text_(text), where_(where) {
  if (text_.starts_with("\xEF\xBB\xBF")) text_.remove_prefix(3);
}

bool CsvReader::next() {
  while (position_ < text_.size()) {
    const std::size_t end = std::min(text_.find_first_of("\r\n", position_), text_.size());
    const std::string_view line = text_.substr(position_, end - position_);
    position_ = end + (text_.substr(end).starts_with("\r\n") ? 2 : 1);
    ++line_;
    if (trim(line).empty()) continue;
    split_fields(line);
    return true;
  }
  return false;
}

Result<void> CsvReader::read_header() {
  if (!next()) return failed("the file is empty", "A first line with the columns' names is needed.");
  for (const std::string_view field : fields_) {
    titles_.emplace_back(field);
    names_.push_back(lower(field));
    std::ranges::replace(names_.back(), ' ', '_');
  }
  return {};
}

std::optional<std::size_t> CsvReader::column(std::string_view name) const {
  const auto found = std::ranges::find(names_, name);
  if (found == names_.end()) return std::nullopt;
  return static_cast<std::size_t>(found - names_.begin());
}

Result<std::size_t> CsvReader::required_column(std::string_view name) const {
  if (const auto index = column(name)) return *index;
  return failed(fmt::format("there is no column {}", name), "The first line has to name it.");
}

Result<void> CsvReader::check_width() const {
  if (fields_.size() == titles_.size()) return {};
  return failed(fmt::format("{} fields where the header has {}", fields_.size(), titles_.size()),
                "The line is cut off or broken: get the file again.");
}

Result<double> CsvReader::number(std::size_t index) const {
  if (const auto value = parse_double(without_thousands(fields_[index]))) return *value;
  return failed(fmt::format("{} is \"{}\", not a number", names_[index], fields_[index]), "Correct the line.");
}

Result<Date> CsvReader::date(std::size_t index) const {
  std::string_view day = fields_[index];
  if (day.size() > 10 && (day[10] == ' ' || day[10] == 'T')) day = day.substr(0, 10);
  auto parsed = parse_date(day);
  if (parsed) return *parsed;
  return failed(fmt::format("{} is \"{}\", not a date like 2020-03-16", names_[index], fields_[index]),
                "Correct the line.");
}

tl::unexpected<Error> CsvReader::failed(std::string what, std::string fix) const {
  return fail(ErrorCode::kData, std::move(what), fmt::format("{}:{}", where_, std::max<std::size_t>(line_, 1)),
              std::move(fix));
}

void CsvReader::split_fields(std::string_view line) {
  if (titles_.empty())
    separator_ = line.find(',') == std::string_view::npos && line.find(';') != std::string_view::npos ? ';' : ',';
  fields_.clear();
  std::size_t start = 0;
  bool in_quotes = false;
  for (std::size_t at = 0; at < line.size(); ++at) {
    if (line[at] == '"') in_quotes = !in_quotes;
    if (line[at] != separator_ || in_quotes) continue;
    fields_.push_back(unquoted(line.substr(start, at - start)));
    start = at + 1;
  }
  fields_.push_back(unquoted(line.substr(start)));
}

}  // namespace bot
