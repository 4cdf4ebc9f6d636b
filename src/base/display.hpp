// Texts on a terminal: how wide they are, what may be printed, where lines break.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace bot {

struct CodePoint {
  char32_t value = 0;
  std::string_view bytes;
};
// Well-formed UTF-8 taken apart; each broken byte is U+FFFD.
[[nodiscard]] std::vector<CodePoint> code_points(std::string_view text);
// Columns: wide characters (East Asian, emoji) count twice, combining marks and control characters not at all.
[[nodiscard]] std::size_t display_width(std::string_view text);
// Valid UTF-8 without control characters and direction overrides; line feeds stay, tabs become blanks.
[[nodiscard]] std::string printable(std::string_view text);
// The same on one line.
[[nodiscard]] std::string printable_line(std::string_view text);
// Broken at line feeds and blanks into lines of at most `width` columns, long words too; never empty.
[[nodiscard]] std::vector<std::string> wrapped(std::string_view text, std::size_t width);

// An account id as alerts and logs show it: "DU0000001" -> "DU***001".
[[nodiscard]] std::string masked(const std::string& account);

}  // namespace bot
