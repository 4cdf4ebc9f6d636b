// The parts of the page that do not change, compiled in: src/pictures/page and uPlot, put together by CMake.
#pragma once

#include <string_view>

namespace bot::pictures {

struct PageParts {
  std::string_view page;  // {name} stands for the part of that name
  std::string_view style;
  std::string_view script;
  std::string_view uplot_style;
  std::string_view uplot_script;
  std::string_view uplot_licence;
  std::string_view uplot_version;
};
[[nodiscard]] const PageParts& page_parts();

}  // namespace bot::pictures
