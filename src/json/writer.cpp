#include "json/writer.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>

namespace bot::json {
namespace {

bool is_plain(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x20 && byte < 0x80 && c != '"' && c != '\\';
}

template <class T>
void append_integer(std::string& text, T value) {
  std::array<char, 24> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  text.append(digits.data(), end);
}

}  // namespace

void Writer::string(std::string_view text) {
  text_ += '"';
  const std::size_t begin = text_.size();
  for (std::size_t at = 0; at < text.size();) {
    const auto special = std::find_if_not(text.begin() + static_cast<std::ptrdiff_t>(at), text.end(), is_plain);
    const auto plain = static_cast<std::size_t>(special - text.begin());
    text_.append(text.substr(at, plain - at));
    at = plain;
    if (at == text.size()) break;
    switch (text[at]) {
      case '"':
        text_ += "\\\"";
        break;
      case '\\':
        text_ += "\\\\";
        break;
      case '\n':
        text_ += "\\n";
        break;
      default: {
        // Control characters and what is not ASCII are rare here: the library knows them all.
        text_.resize(begin);
        using Json = nlohmann::ordered_json;
        const std::string whole = Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
        text_.append(whole, 1, whole.size() - 2);
        text_ += '"';
        if (is_exact_) is_exact_ = Json::parse(whole).get_ref<const std::string&>() == text;
        return;
      }
    }
    ++at;
  }
  text_ += '"';
}

void Writer::number(double value) {
  if (std::isnan(value)) return raw("\"nan\"");
  if (std::isinf(value)) return raw(value > 0 ? "\"inf\"" : "\"-inf\"");
  std::array<char, 64> digits;
  // The library's own function: another shortest form of the same number would be another text and another hash.
  const char* end = nlohmann::detail::to_chars(digits.data(), digits.data() + digits.size(), value);
  text_.append(digits.data(), static_cast<std::size_t>(end - digits.data()));
}

void Writer::integer(std::int64_t value) { append_integer(text_, value); }

void Writer::unsigned_integer(std::uint64_t value) { append_integer(text_, value); }

}  // namespace bot::json
