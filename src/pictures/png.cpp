#include "pictures/png.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <span>
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

// A row's bytes, after the number of its filter, which is none. Each pixel is stored as four bytes, the last of which
// the next pixel takes: `out` has room for one more.
void spread(const std::uint32_t* pixels, std::size_t width, std::uint8_t* out) {
  static_assert(std::endian::native == std::endian::little);
  *out++ = 0;
  for (std::size_t x = 0; x < width; ++x, out += kChannels) {
    const std::uint32_t red_first = __builtin_bswap32(pixels[x] << 8);
    std::memcpy(out, &red_first, sizeof red_first);
  }
}

// Some rows at a time: neither they nor what they shrink to lie in memory whole beside the pixels.
class Deflater {
 public:
  Deflater() {
    const int status = deflateInit(&stream_, Z_BEST_SPEED);
    BOT_CHECK(status == Z_OK, "{}", status);
  }
  Deflater(const Deflater&) = delete;
  Deflater& operator=(const Deflater&) = delete;
  ~Deflater() { deflateEnd(&stream_); }

  void add(std::span<const std::uint8_t> bytes, int flush, std::string& small) {
    stream_.next_in = const_cast<Bytef*>(bytes.data());
    stream_.avail_in = static_cast<uInt>(bytes.size());
    do {
      stream_.next_out = out_.data();
      stream_.avail_out = static_cast<uInt>(out_.size());
      const int status = deflate(&stream_, flush);
      BOT_CHECK(status == Z_OK || status == Z_STREAM_END, "{}", status);
      small.append(reinterpret_cast<const char*>(out_.data()), out_.size() - stream_.avail_out);
    } while (stream_.avail_out == 0);
  }

 private:
  z_stream stream_{};
  std::array<Bytef, 16'384> out_;
};

std::string deflated_rows(const Pixels& pixels) {
  constexpr std::size_t kRows = 16;
  const std::size_t length = 1 + kChannels * pixels.width;
  std::vector<std::uint8_t> rows(kRows * length + 1);
  std::string small;
  Deflater deflater;
  for (std::size_t y = 0; y < pixels.height; y += kRows) {
    const std::size_t count = std::min(kRows, pixels.height - y);
    for (std::size_t i = 0; i < count; ++i)
      spread(pixels.first + (y + i) * pixels.stride, pixels.width, rows.data() + i * length);
    deflater.add(std::span(rows).first(count * length), y + count == pixels.height ? Z_FINISH : Z_NO_FLUSH, small);
  }
  return small;
}

}  // namespace

std::string encode_png(const Pixels& pixels) {
  std::string png = "\x89PNG\r\n\x1a\n";
  append_chunk(png, "IHDR", header_of(pixels));
  append_chunk(png, "IDAT", deflated_rows(pixels));
  append_chunk(png, "IEND", "");
  return png;
}

}  // namespace bot::pictures
