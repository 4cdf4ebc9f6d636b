#include "report/paragraph.hpp"

#include "base/display.hpp"

namespace bot::report {

std::string paragraph(std::string_view text, const TextStyle& style) {
  constexpr std::size_t kMinWidth = 20;
  const std::string clean = printable_line(text);
  if (style.width < kMinWidth) return clean + "\n";
  std::string lines;
  for (const std::string& line : wrapped(clean, style.width)) lines += line + "\n";
  return lines;
}

}  // namespace bot::report
