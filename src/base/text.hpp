// Text in and out of numbers, without locale. Parsers take the whole text or answer nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bot {

[[nodiscard]] std::optional<std::int64_t> parse_int(std::string_view text);
[[nodiscard]] std::optional<double> parse_double(std::string_view text);  // finite only
[[nodiscard]] std::vector<std::string_view> split(std::string_view text, char separator);
[[nodiscard]] std::string_view trim(std::string_view text);
[[nodiscard]] std::string lower(std::string_view text);
// With a capital at its beginning, where a small ASCII letter stands there.
[[nodiscard]] std::string sentence_case(std::string text);
// The one candidate that begins with `word`, else the nearest by edit distance; empty where none is near.
[[nodiscard]] std::string nearest(std::string_view word, const std::vector<std::string>& candidates);
// Valid UTF-8 and at most `length_max` code points; what is cut ends in an ellipsis.
[[nodiscard]] std::string ellipsis(std::string_view text, std::size_t length_max);

}  // namespace bot
