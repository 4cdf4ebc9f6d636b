#include "pictures/png.hpp"

#include <zlib.h>

#include <vector>

#include "base/check.hpp"

namespace bot::pictures {
namespace {

constexpr std::size_t kChannels = 3;

void append_big_endian(std::string& bytes, std::size_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(value >> shift & 0xff);
}

void append_chunk(std::string& png, std::string_view type, std::string_view data) {
  append_big_endian(png, data.size());
  const std::size_t begin = png.size();
  png += type;
  png += data;
  append_big_endian(
      png, crc32(0, reinterpret_cast<const Bytef*>(png.data() + begin), static_cast<uInt>(png.size() - begin)));
}

std::string header_of(const Pixels& pixels) {
  std::string header;
  append_big_endian(header, pixels.width);
  append_big_endian(header, pixels.height);
  constexpr std::string_view kEightBitsRgb("\x08\x02\x00\x00\x00", 5);  // depth, colour type; deflate, no interlace
  return header += kEightBitsRgb;
}

void spread(const std::uint32_t* row, std::size_t width, std::uint8_t* channels) {
  for (std::size_t x = 0; x < width; ++x) {
    channels[kChannels * x] = static_cast<std::uint8_t>(row[x] >> 16);
    channels[kChannels * x + 1] = static_cast<std::uint8_t>(row[x] >> 8);
    channels[kChannels * x + 2] = static_cast<std::uint8_t>(row[x]);
  }
}

// Each row: the number of its filter, then its bytes less those above.
std::vector<std::uint8_t> filtered_rows(const Pixels& pixels) {
  constexpr std::uint8_t kUp = 2;
  const std::size_t length = kChannels * pixels.width;
  std::vector<std::uint8_t> rows;
  rows.resize(pixels.height * (1 + length));
  std::vector<std::uint8_t> above(length), row(length);
  for (std::size_t y = 0; y < pixels.height; ++y) {
    std::uint8_t* out = rows.data() + y * (1 + length);
    *out++ = kUp;
    spread(pixels.first + y * pixels.stride, pixels.width, row.data());
    for (std::size_t i = 0; i < length; ++i) out[i] = static_cast<std::uint8_t>(row[i] - above[i]);
    above.swap(row);
  }
  return rows;
}

std::string deflated(const std::vector<std::uint8_t>& bytes) {
  uLongf length = compressBound(bytes.size());
  std::string small(length, '\0');
  const int status =
      compress2(reinterpret_cast<Bytef*>(small.data()), &length, bytes.data(), bytes.size(), Z_BEST_SPEED);
  BOT_CHECK(status == Z_OK, "{}", status);
  small.resize(length);
  return small;
}

}  // namespace

std::string encode_png(const Pixels& pixels) {
  std::string png = "\x89PNG\r\n\x1a\n";
  append_chunk(png, "IHDR", header_of(pixels));
  append_chunk(png, "IDAT", deflated(filtered_rows(pixels)));
  append_chunk(png, "IEND", "");
  return png;
}

}  // namespace bot::pictures
