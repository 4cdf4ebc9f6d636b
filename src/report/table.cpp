#include "report/table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "base/check.hpp"
#include "base/display.hpp"

namespace bot::report {
namespace {

constexpr std::size_t kGap = 2;
constexpr std::size_t kMinElastic = 12;
// A last, elastic column with less room than this goes below its row instead.
constexpr std::size_t kElasticComfort = 28;
constexpr std::size_t kFoldIndent = 4;

std::string_view escape_code(Tone tone) {
  switch (tone) {
    case Tone::kPlain:
      return "";
    case Tone::kGood:
      return "\x1b[32m";
    case Tone::kWarning:
      return "\x1b[33m";
    case Tone::kBad:
      return "\x1b[31m";
    case Tone::kFaint:
      return "\x1b[2m";
  }
  BOT_CHECK(false);
}

// The text in so many columns, cut with an ellipsis where it is wider.
std::string cut_to(const std::string& text, std::size_t width) {
  if (display_width(text) <= width) return text;
  std::string out;
  std::size_t used = 0;
  for (const CodePoint& point : code_points(text)) {
    const std::size_t columns = display_width(point.bytes);
    if (used + columns + 1 > width) break;
    out += point.bytes;
    used += columns;
  }
  return width == 0 ? std::string() : out + "\xE2\x80\xA6";
}

std::size_t total_width(const std::vector<std::size_t>& widths) {
  return std::accumulate(widths.begin(), widths.end(), std::size_t{0}) +
         (widths.empty() ? 0 : kGap * (widths.size() - 1));
}

}  // namespace

std::string painted(std::string_view text, Tone tone, bool colour) {
  if (!colour || tone == Tone::kPlain || text.empty()) return std::string(text);
  return std::string(escape_code(tone)) + std::string(text) + "\x1b[0m";
}

void Table::add(std::vector<Cell> row) {
  BOT_CHECK(row.size() == columns_.size(), "{} cells for {} columns", row.size(), columns_.size());
  for (Cell& cell : row) cell.text = printable_line(cell.text);
  rows_.push_back(std::move(row));
}

// Wraps where there is too little room: what is elastic, and a label before its value.
bool Table::gives_way(std::size_t column) const {
  return columns_[column].elastic || (column == 0 && columns_.size() == 2 && !columns_[1].elastic);
}

// The column to go where the table does not fit however much its elastic columns give way: the last spare one; where
// none is left, the last but the first that holds figures or words which must not be cut.
std::optional<std::size_t> Table::column_to_spare(const TextStyle& style) const {
  if (style.width == 0 || columns_.size() <= 2) return std::nullopt;
  std::vector<std::size_t> least;
  std::optional<std::size_t> spare;
  std::optional<std::size_t> last;
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    if (columns_[c].spare) spare = c;
    if (c > 0 && !columns_[c].elastic && !columns_[c].essential) last = c;
    if (columns_[c].elastic && c + 1 == columns_.size()) continue;  // goes below
    std::size_t width = display_width(columns_[c].title);
    for (const auto& row : rows_) width = std::max(width, display_width(row[c].text));
    least.push_back(columns_[c].elastic ? std::min(width, kMinElastic) : width);
  }
  if (total_width(least) <= style.width) return std::nullopt;
  return spare ? spare : last;
}

Table Table::without(std::size_t column) const {
  Table left = *this;
  const auto at = static_cast<std::ptrdiff_t>(column);
  left.columns_.erase(left.columns_.begin() + at);
  for (auto& row : left.rows_) row.erase(row.begin() + at);
  return left;
}

std::string Table::not_shown_text(const Table& shown, const TextStyle& style) const {
  std::vector<std::string> titles;
  std::size_t next = 0;
  for (const Column& column : columns_)
    if (next < shown.columns_.size() && shown.columns_[next].title == column.title)
      ++next;
    else if (!column.title.empty())
      titles.push_back(column.title);
  if (titles.empty()) return {};
  std::string text;
  for (const std::string& line :
       wrapped(fmt::format("not shown for want of width: {} (a wider terminal, --json)", fmt::join(titles, ", ")),
               style.width))
    text += painted(line, Tone::kFaint, style.colour) + "\n";
  return text;
}

std::string Table::render(const TextStyle& style) const {
  Table shown = *this;
  while (const auto spare = shown.column_to_spare(style)) shown = shown.without(*spare);
  return shown.render_whole(style) + not_shown_text(shown, style);
}

std::string Table::render_whole(const TextStyle& style) const {
  std::vector<std::size_t> widths;
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    std::size_t width = display_width(columns_[c].title);
    for (const auto& row : rows_) width = std::max(width, display_width(row[c].text));
    widths.push_back(width);
  }
  const bool folds = style.width > 0 && columns_.size() > 1 && columns_.back().elastic &&
                     total_width(widths) > style.width &&
                     total_width(widths) - widths.back() + kElasticComfort > style.width;
  const std::size_t shown = columns_.size() - (folds ? 1 : 0);
  widths.resize(shown);
  // Elastic columns give way first, then, on a very narrow terminal, whichever is widest.
  while (style.width > 0 && total_width(widths) > style.width) {
    std::size_t widest = columns_.size();
    for (std::size_t c = 0; c < shown; ++c)
      if (gives_way(c) && widths[c] > kMinElastic && (widest == columns_.size() || widths[c] > widths[widest]))
        widest = c;
    if (widest == columns_.size()) widest = static_cast<std::size_t>(std::ranges::max_element(widths) - widths.begin());
    if (widths[widest] <= 1) break;
    const std::size_t over = total_width(widths) - style.width;
    const std::size_t least = gives_way(widest) && widths[widest] > kMinElastic ? kMinElastic : 1;
    widths[widest] -= std::max<std::size_t>(1, least == 1 ? 1 : std::min(over, widths[widest] - least));
  }

  std::string out;
  enum class RowKind { kHeader, kBody };
  const auto write_row = [&](const std::vector<Cell>& row, RowKind kind) {
    const bool is_header = kind == RowKind::kHeader;
    std::vector<std::vector<std::string>> parts;
    std::size_t height = 1;
    for (std::size_t c = 0; c < shown; ++c) {
      if (gives_way(c) && !is_header) {
        parts.push_back(wrapped(row[c].text, widths[c]));
      } else {
        parts.push_back({cut_to(row[c].text, widths[c])});
      }
      height = std::max(height, parts.back().size());
    }
    for (std::size_t line = 0; line < height; ++line) {
      std::string text;
      std::string owed;  // blanks that only count when something follows
      for (std::size_t c = 0; c < shown; ++c) {
        const std::string part = line < parts[c].size() ? parts[c][line] : std::string();
        const std::string padding(widths[c] - std::min(widths[c], display_width(part)), ' ');
        const bool right = columns_[c].align == Align::kRight;
        if (right) owed += padding;
        if (!part.empty()) {
          text += owed + painted(part, is_header ? Tone::kFaint : row[c].tone, style.colour);
          owed.clear();
        }
        if (!right) owed += padding;
        owed += std::string(kGap, ' ');
      }
      out += text + "\n";
    }
    if (!folds || is_header || row.back().text.empty()) return;
    const std::size_t room = style.width > 2 * kFoldIndent ? style.width - kFoldIndent : style.width;
    for (const std::string& line : wrapped(row.back().text, room))
      out += std::string(style.width - room, ' ') + painted(line, row.back().tone, style.colour) + "\n";
  };
  std::vector<Cell> header;
  for (const Column& column : columns_) header.emplace_back(column.title);
  write_row(header, RowKind::kHeader);
  for (const auto& row : rows_) write_row(row, RowKind::kBody);
  return out;
}

}  // namespace bot::report
