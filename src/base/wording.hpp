// The small change of sentences.
#pragma once

#include <fmt/format.h>

#include <concepts>
#include <string>
#include <string_view>

namespace bot {

// "1 order", "2 orders".
[[nodiscard]] std::string counted(std::integral auto count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}
// Nothing is added to what ends with one, or is empty.
[[nodiscard]] std::string with_full_stop(std::string text);

}  // namespace bot
