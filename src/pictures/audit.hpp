// The audit beside the page.
#pragma once

#include <string>

#include "pictures/story.hpp"

namespace bot::pictures {

// An object a line: each trade, after a line of what was tested and before one of what it came to.
[[nodiscard]] std::string audit_lines(const Story& story);

}  // namespace bot::pictures
