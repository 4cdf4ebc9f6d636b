#include <fmt/format.h>

#include "wire/numbers.hpp"

namespace bot::wire {
namespace {

void append_utf8(std::string& out, char32_t point) {
  const auto byte = [&](char32_t value) { out.push_back(static_cast<char>(static_cast<unsigned char>(value))); };
  if (point < 0x80) {
    byte(point);
  } else if (point < 0x800) {
    byte(0xC0 | (point >> 6));
    byte(0x80 | (point & 0x3F));
  } else if (point < 0x10000) {
    byte(0xE0 | (point >> 12));
    byte(0x80 | ((point >> 6) & 0x3F));
    byte(0x80 | (point & 0x3F));
  } else {
    byte(0xF0 | (point >> 18));
    byte(0x80 | ((point >> 12) & 0x3F));
    byte(0x80 | ((point >> 6) & 0x3F));
    byte(0x80 | (point & 0x3F));
  }
}

// Takes one code point off the front; a byte that starts no UTF-8 sequence is itself, as Latin-1.
char32_t take_code_point(std::string_view& text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  std::size_t length = 1;
  char32_t point = lead;
  char32_t smallest = 0;
  if (lead >= 0xC2 && lead < 0xE0) length = 2, point = lead & 0x1FU, smallest = 0x80;
  if (lead >= 0xE0 && lead < 0xF0) length = 3, point = lead & 0x0FU, smallest = 0x800;
  if (lead >= 0xF0 && lead < 0xF5) length = 4, point = lead & 0x07U, smallest = 0x10000;
  bool sound = length <= text.size();
  for (std::size_t i = 1; sound && i < length; ++i) {
    sound = (byte(i) & 0xC0U) == 0x80U;
    point = (point << 6) | (byte(i) & 0x3FU);
  }
  if (!sound || point < smallest || point > 0x10FFFF || (point >= 0xD800 && point < 0xE000)) length = 1, point = lead;
  text.remove_prefix(length);
  return point;
}

// The value of "\uXXXX" at the front.
std::optional<char32_t> escape_at(std::string_view text) {
  if (text.size() < 6 || text[0] != '\\' || text[1] != 'u') return std::nullopt;
  char32_t value = 0;
  for (const char c : text.substr(2, 4)) {
    value <<= 4;
    if (c >= '0' && c <= '9') {
      value |= static_cast<char32_t>(c - '0');
    } else if (c >= 'a' && c <= 'f') {
      value |= static_cast<char32_t>(c - 'a' + 10);
    } else if (c >= 'A' && c <= 'F') {
      value |= static_cast<char32_t>(c - 'A' + 10);
    } else {
      return std::nullopt;
    }
  }
  return value;
}

}  // namespace

std::string escape_to_ascii(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    char32_t point = take_code_point(text);
    if (point < 0x80) {
      out.push_back(static_cast<char>(point));
      continue;
    }
    if (point >= 0x10000) {
      point -= 0x10000;
      out += fmt::format("\\u{:04x}", 0xD800U + static_cast<unsigned>(point >> 10));
      point = 0xDC00 + (point & 0x3FF);
    }
    out += fmt::format("\\u{:04x}", static_cast<unsigned>(point));
  }
  return out;
}

std::string unescape_to_utf8(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const auto escape = escape_at(text);
    if (!escape) {
      append_utf8(out, take_code_point(text));
      continue;
    }
    text.remove_prefix(6);
    char32_t point = *escape;
    const bool high = point >= 0xD800 && point < 0xDC00;
    const auto low = high ? escape_at(text) : std::nullopt;
    if (low && *low >= 0xDC00 && *low < 0xE000) {
      point = 0x10000 + ((point - 0xD800) << 10) + (*low - 0xDC00);
      text.remove_prefix(6);
    } else if (point >= 0xD800 && point < 0xE000) {
      point = 0xFFFD;  // half a pair
    }
    if (point != 0) append_utf8(out, point);
  }
  return out;
}

std::string printable_ascii(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    const bool allowed = (c >= 32 && c <= 126) || c == '\t' || c == '\n' || c == '\r';
    if (!allowed) c = '?';
  }
  return out;
}

}  // namespace bot::wire
