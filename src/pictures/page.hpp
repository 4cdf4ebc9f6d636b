// report.html: the whole story on one page, with everything it needs inside it.
#pragma once

#include <string>

#include "pictures/story.hpp"

namespace bot::pictures {

// Complete; nothing in it points outside. The same story gives the same bytes.
[[nodiscard]] std::string report_page(const Story& story);

}  // namespace bot::pictures
