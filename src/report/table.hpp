// Right-aligned tables that fit the terminal. Width counts what a terminal shows: code points, wide ones twice, colour
// codes not at all.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bot::report {

struct TextStyle {
  std::size_t width = 0;  // columns of the terminal; 0: a pipe, lines are as long as they are
  bool colour = false;
};

enum class Align { kRight, kLeft };
enum class Tone { kPlain, kGood, kWarning, kBad, kFaint };

struct Column {
  std::string title;
  Align align = Align::kRight;
  bool elastic = false;    // gives way (wraps onto further lines) when the table is too wide
  bool spare = false;      // first to be left out when it is still too wide: better one figure less than one cut
  bool essential = false;  // never left out: without it the table says nothing
};
struct Cell {
  std::string text;
  Tone tone = Tone::kPlain;
  Cell() = default;
  Cell(std::string text_in, Tone tone_in = Tone::kPlain) : text(std::move(text_in)), tone(tone_in) {}
  Cell(const char* text_in) : text(text_in) {}
};

class Table {
 public:
  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}
  void add(std::vector<Cell> row);  // as many cells as columns
  [[nodiscard]] bool empty() const { return rows_.empty(); }
  // Header, then rows, each line ending in \n, no trailing blanks; below them, which columns the terminal has no room
  // for. Of two columns neither is left out: labels without their values are none.
  [[nodiscard]] std::string render(const TextStyle& style) const;

 private:
  [[nodiscard]] std::optional<std::size_t> column_to_spare(const TextStyle& style) const;
  [[nodiscard]] Table without(std::size_t column) const;
  [[nodiscard]] bool gives_way(std::size_t column) const;
  [[nodiscard]] std::string render_whole(const TextStyle& style) const;
  // "not shown for want of width: objective (a wider terminal, --json)", or empty.
  [[nodiscard]] std::string not_shown_text(const Table& shown, const TextStyle& style) const;

  std::vector<Column> columns_;
  std::vector<std::vector<Cell>> rows_;
};

[[nodiscard]] std::string painted(std::string_view text, Tone tone, bool colour);

}  // namespace bot::report
