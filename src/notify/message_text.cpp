#include "notify/message_text.hpp"

#include <vector>

#include "base/display.hpp"

namespace bot::notify {
namespace {

constexpr std::string_view kCut = "\xE2\x80\xA6";

constexpr std::size_t kLongestWord = 40;  // bytes; what is longer may be cut inside

// Where a text that is too long ends: `clause` and `word` are its bytes up to the last of each that is whole. A third
// of the room may be given up for a whole clause.
std::size_t choose_end(std::size_t fitting, std::size_t clause, std::size_t word) {
  if (clause * 3 >= fitting * 2) return clause;
  return word > 0 && fitting - word <= kLongestWord ? word : fitting;
}

std::size_t units_of(const CodePoint& point) { return point.value >= 0x10000 ? 2 : 1; }

bool is_blank_point(char32_t c) {
  return c <= 0x20 || c == 0x85 || c == 0xA0 || c == 0x1680 || c == 0x180E || (c >= 0x2000 && c <= 0x200F) ||
         c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x2060 || c == 0x3000 || c == 0x3164 ||
         c == 0xFEFF;
}

bool is_markdown(char32_t c, bool at_line_start, bool before_blank) {
  switch (c) {
    case '\\':
    case '*':
    case '_':
    case '~':
    case '`':
    case '|':
    case '<':
    case '[':
    case ']':
      return true;
    case '#':
    case '>':
      return at_line_start;
    case '-':
    case '+':
      return at_line_start && before_blank;  // a list; "-0.3 %" is none
    default:
      return false;
  }
}

}  // namespace

std::size_t utf16_length(std::string_view text) {
  std::size_t units = 0;
  for (const CodePoint& point : code_points(text)) units += units_of(point);
  return units;
}

bool is_blank(std::string_view text) {
  const std::string clean = printable(text);
  for (const CodePoint& point : code_points(clean))
    if (!is_blank_point(point.value)) return false;
  return true;
}

std::string message_text(std::string_view text, std::size_t length_max, Markdown markdown) {
  const std::string clean = printable(text);
  const std::vector<CodePoint> points = code_points(clean);
  std::size_t first = 0;
  std::size_t last = points.size();
  while (first < last && is_blank_point(points[first].value)) ++first;
  while (last > first && is_blank_point(points[last - 1].value)) --last;
  std::string out;
  std::size_t fitting = 0;  // bytes of `out` that leave room for the ellipsis
  std::size_t used = 0;
  std::size_t clause = 0, word = 0;
  bool at_line_start = true;
  for (std::size_t i = first; i < last; ++i) {
    const bool escape = markdown == Markdown::kEscape &&
                        is_markdown(points[i].value, at_line_start, i + 1 < last && points[i + 1].value == ' ');
    used += units_of(points[i]) + (escape ? 1 : 0);
    if (used > length_max)
      return length_max == 0 ? std::string() : out.substr(0, choose_end(fitting, clause, word)) + std::string(kCut);
    const bool is_end_of_word = (points[i].value == ' ' || points[i].value == '\n') && i > first;
    if (is_end_of_word && fitting == out.size()) {
      const char32_t before = points[i - 1].value;
      const bool is_end_of_clause = before == ',' || before == ';' || before == ':' || before == '.';
      word = out.size() - (is_end_of_clause ? 1 : 0);
      if (is_end_of_clause) clause = word;
    }
    if (escape) out += '\\';
    out += points[i].bytes;
    if (used + 1 <= length_max) fitting = out.size();
    at_line_start = points[i].value == '\n' || (at_line_start && points[i].value == ' ');
  }
  return out;
}

}  // namespace bot::notify
