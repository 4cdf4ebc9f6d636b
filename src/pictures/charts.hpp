// The story's pictures, as PNG: what report.html shows, for a chat or a document.
#pragma once

#include <string>

#include "base/result.hpp"
#include "pictures/story.hpp"

namespace bot::pictures {

// What the first picture would wait for: the library, its fonts. Where there is none, the pictures say so.
void load_fonts();

// kIo where Cairo is not installed.
[[nodiscard]] Result<std::string> equity_picture(const Story& story);  // log scale, benchmarks, drawdown shaded
[[nodiscard]] Result<std::string> drawdown_picture(const Story& story);
[[nodiscard]] Result<std::string> heatmap_picture(const Story& story);  // monthly returns

}  // namespace bot::pictures
