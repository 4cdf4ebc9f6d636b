// Texts inside a Discord message: cleaned, markdown made harmless, cut to a length in UTF-16 units.
#pragma once

#include <string>
#include <string_view>

namespace bot::notify {

// UTF-16 units of valid UTF-8; Discord's limits are kept in the stricter of the two ways to count.
[[nodiscard]] std::size_t utf16_length(std::string_view text);
// Nothing to see: blanks of any kind and what is not printed; Discord trims them and refuses what is then empty.
[[nodiscard]] bool is_blank(std::string_view text);
enum class Markdown { kEscape, kKeep };
// At most `length_max` units; what is cut ends in an ellipsis, never in half an escape. Blanks at both ends go.
[[nodiscard]] std::string message_text(std::string_view text, std::size_t length_max,
                                       Markdown markdown = Markdown::kEscape);

}  // namespace bot::notify
