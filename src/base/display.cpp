#include "base/display.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace bot {
namespace {

constexpr std::string_view kReplacementBytes = "\xEF\xBF\xBD";

struct WideRange {
  char32_t first;
  char32_t last;
};
// East Asian Wide and Fullwidth (Unicode Standard Annex 11), in the blocks that matter on a terminal.
constexpr WideRange kWide[] = {{0x1100, 0x115F},   {0x2E80, 0x303E},   {0x3041, 0x33FF},  {0x3400, 0x4DBF},
                               {0x4E00, 0x9FFF},   {0xA000, 0xA4CF},   {0xAC00, 0xD7A3},  {0xF900, 0xFAFF},
                               {0xFE30, 0xFE6F},   {0xFF00, 0xFF60},   {0xFFE0, 0xFFE6},  {0x1F300, 0x1F64F},
                               {0x1F680, 0x1F6FF}, {0x1F900, 0x1F9FF}, {0x20000, 0x3FFFD}};

std::size_t columns_of(char32_t c) {
  if (c < 0x20 || (c >= 0x7F && c < 0xA0)) return 0;
  if ((c >= 0x300 && c <= 0x36F) || (c >= 0x200B && c <= 0x200F) || (c >= 0xFE00 && c <= 0xFE0F)) return 0;
  return std::ranges::any_of(kWide, [c](const WideRange& range) { return c >= range.first && c <= range.last; }) ? 2
                                                                                                                 : 1;
}

bool is_forbidden(char32_t c) {
  return (c < 0x20 && c != '\n') || (c >= 0x7F && c < 0xA0) || (c >= 0x202A && c <= 0x202E) ||
         (c >= 0x2066 && c <= 0x2069) || c == 0x2028 || c == 0x2029 || c == 0xFEFF;
}

}  // namespace

std::vector<CodePoint> code_points(std::string_view text) {
  std::vector<CodePoint> points;
  points.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const auto byte = [&](std::size_t offset) { return static_cast<unsigned char>(text[at + offset]); };
    const unsigned char first = byte(0);
    const std::size_t length = first < 0x80                    ? 1
                               : first >= 0xC2 && first < 0xE0 ? 2
                               : first >= 0xE0 && first < 0xF0 ? 3
                               : first >= 0xF0 && first < 0xF5 ? 4
                                                               : 0;
    char32_t value = length <= 1 ? first : first & (0x7FU >> length);
    bool valid = length > 0 && at + length <= text.size();
    for (std::size_t k = 1; valid && k < length; ++k) {
      valid = (byte(k) & 0xC0U) == 0x80U;
      value = (value << 6U) | (byte(k) & 0x3FU);
    }
    // Overlong forms, surrogates, beyond Unicode.
    if (valid && length == 3) valid = value >= 0x800 && !(value >= 0xD800 && value < 0xE000);
    if (valid && length == 4) valid = value >= 0x10000 && value <= 0x10FFFF;
    points.push_back(valid ? CodePoint{value, text.substr(at, length)} : CodePoint{0xFFFD, kReplacementBytes});
    at += valid ? length : 1;
  }
  return points;
}

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  for (const CodePoint& point : code_points(text)) width += columns_of(point.value);
  return width;
}

std::string printable(std::string_view text) {
  std::string out;
  for (const CodePoint& point : code_points(text)) {
    if (point.value == '\t') {
      out += ' ';
    } else if (!is_forbidden(point.value)) {
      out += point.bytes;
    }
  }
  return out;
}

std::string printable_line(std::string_view text) {
  std::string out = printable(text);
  std::ranges::replace(out, '\n', ' ');
  return out;
}

std::vector<std::string> wrapped(std::string_view text, std::size_t width) {
  width = std::max<std::size_t>(width, 1);
  std::vector<std::string> lines;
  for (const std::string_view paragraph : split(text, '\n')) {
    std::string line;
    std::size_t used = 0;
    std::size_t break_bytes = 0;  // the line up to its last blank
    for (const CodePoint& point : code_points(paragraph)) {
      const std::size_t columns = columns_of(point.value);
      if (used + columns > width && used > 0) {
        if (point.value == ' ') {
          lines.push_back(std::move(line));
          line.clear();
          used = 0;
          break_bytes = 0;
          continue;
        }
        std::string rest = break_bytes > 0 ? line.substr(break_bytes) : std::string();
        if (break_bytes > 0) line.resize(break_bytes);
        while (line.ends_with(' ')) line.pop_back();
        lines.push_back(std::move(line));
        line = std::move(rest);
        used = display_width(line);
        break_bytes = 0;
      }
      if (line.empty() && point.value == ' ' && !lines.empty()) continue;
      line += point.bytes;
      used += columns;
      if (point.value == ' ') break_bytes = line.size();
    }
    while (line.ends_with(' ')) line.pop_back();
    lines.push_back(std::move(line));
  }
  return lines;
}

std::string masked(const std::string& account) {
  const auto digit = account.find_first_of("0123456789");
  const std::string letters = account.substr(0, digit);
  if (digit == std::string::npos || account.size() - digit <= 3) return letters + "***";
  return letters + "***" + account.substr(account.size() - 3);
}

}  // namespace bot
