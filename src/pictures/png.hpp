// PNG (W3C, second edition) of drawn pixels, made for speed: flat colours shrink well at zlib's quickest level, and no
// filter makes them smaller. Cairo's own writer tries all filters at a higher level, and three pictures took longer
// than all the rest of a back-test.
#pragma once

#include <cstdint>
#include <string>

namespace bot::pictures {

// A pixel is 0x00RRGGBB, as Cairo's RGB24 has it.
struct Pixels {
  const std::uint32_t* first = nullptr;
  std::size_t width = 0;
  std::size_t height = 0;
  std::size_t stride = 0;  // pixels from one row to the next
};

// At least one pixel.
[[nodiscard]] std::string encode_png(const Pixels& pixels);

}  // namespace bot::pictures
