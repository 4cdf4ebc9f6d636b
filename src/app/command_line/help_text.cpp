#include "app/command_line/help_text.hpp"

#include <algorithm>
#include <vector>

#include "base/display.hpp"
#include "base/text.hpp"

namespace bot::app {
namespace {

constexpr std::size_t kLeastWords = 24;  // columns; narrower ones begin on a line of their own
constexpr std::size_t kIndentOfWords = 6;
constexpr std::string_view kExample = "Example:";

// Where the words behind an option begin; none: the line has no gap.
std::size_t find_words(std::string_view line, std::size_t indent) {
  const auto gap = line.find("  ", indent);
  return gap == std::string_view::npos ? gap : line.find_first_not_of(' ', gap);
}

void add_wrapped(std::string& out, std::string_view line, std::size_t width) {
  const std::size_t indent = std::min(line.find_first_not_of(' '), line.size());
  std::size_t words = find_words(line, indent);
  const bool has_option = words != std::string_view::npos;
  if (!has_option) words = indent;
  std::size_t hanging = has_option || indent == 0 ? words : indent + 2;
  std::string first(line.substr(0, words));
  if (words > 0 && width < words + kLeastWords) {
    if (has_option) out += std::string(line.substr(0, line.find_last_not_of(' ', words - 1) + 1)) + "\n";
    hanging = kIndentOfWords;
    first = std::string(hanging, ' ');
  }
  const std::size_t used = std::max(hanging, first.size());
  const std::size_t room = width > used + kLeastWords / 2 ? width - used : kLeastWords / 2;
  for (const std::string& piece : wrapped(line.substr(words), room)) {
    out += first + piece + "\n";
    first = std::string(hanging, ' ');
  }
}

}  // namespace

std::string wrap_help(std::string_view text, std::size_t width) {
  if (width == 0) return std::string(text);
  std::string out;
  bool is_example = false;
  for (const std::string_view line : split(text.substr(0, text.find_last_not_of('\n') + 1), '\n')) {
    is_example = line.empty() ? false : is_example || line == kExample;
    if (is_example || display_width(line) <= width)
      out += std::string(line) + "\n";
    else
      add_wrapped(out, line, width);
  }
  return out;
}

}  // namespace bot::app
