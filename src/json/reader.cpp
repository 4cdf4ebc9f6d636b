#include "json/reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <limits>

namespace bot::json {
namespace {

constexpr int kMaxDepth = 64;
constexpr std::size_t kMaxShown = 40;  // characters of a text that is not as expected

template <class T>
bool number_at(std::string_view text, std::size_t& at, T& value) {
  const char* begin = text.data() + at;
  const auto [end, error] = std::from_chars(begin, text.data() + text.size(), value);
  if (error != std::errc{}) return false;
  at += static_cast<std::size_t>(end - begin);
  return true;
}

void append_utf8(std::string& out, std::uint32_t code) {
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xc0 | (code >> 6));
    out += static_cast<char>(0x80 | (code & 0x3f));
  } else if (code < 0x10000) {
    out += static_cast<char>(0xe0 | (code >> 12));
    out += static_cast<char>(0x80 | ((code >> 6) & 0x3f));
    out += static_cast<char>(0x80 | (code & 0x3f));
  } else {
    out += static_cast<char>(0xf0 | (code >> 18));
    out += static_cast<char>(0x80 | ((code >> 12) & 0x3f));
    out += static_cast<char>(0x80 | ((code >> 6) & 0x3f));
    out += static_cast<char>(0x80 | (code & 0x3f));
  }
}

}  // namespace

void Reader::wrong(std::string_view wanted) const {
  throw Malformed{at_ >= text_.size()
                      ? fmt::format("the text ends where {} should be", wanted)
                      : fmt::format("no {} at character {}: {}", wanted, at_, text_.substr(at_, kMaxShown))};
}

void Reader::skip_blanks() {
  while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\t' || text_[at_] == '\r'))
    ++at_;
}

bool Reader::accept(char wanted) {
  skip_blanks();
  if (at_ >= text_.size() || text_[at_] != wanted) return false;
  ++at_;
  return true;
}

void Reader::expect(char wanted) {
  if (!accept(wanted)) wrong(std::string_view(&wanted, 1));
}

bool Reader::accept_word(std::string_view word) {
  skip_blanks();
  if (!text_.substr(at_).starts_with(word)) return false;
  at_ += word.size();
  return true;
}

unsigned Reader::hex4() {
  unsigned value = 0;
  const char* begin = text_.data() + at_;
  const char* end = begin + std::min<std::size_t>(4, text_.size() - at_);
  if (end - begin != 4 || std::from_chars(begin, end, value, 16).ptr != end) wrong("escape of four digits");
  at_ += 4;
  return value;
}

void Reader::append_escape(std::string& out) {
  if (at_ >= text_.size()) wrong("escape");
  switch (text_[at_++]) {
    case 'n':
      out += '\n';
      return;
    case 't':
      out += '\t';
      return;
    case 'r':
      out += '\r';
      return;
    case 'b':
      out += '\b';
      return;
    case 'f':
      out += '\f';
      return;
    case '"':
      out += '"';
      return;
    case '\\':
      out += '\\';
      return;
    case '/':
      out += '/';
      return;
    case 'u': {
      std::uint32_t code = hex4();
      if (code >= 0xd800 && code < 0xdc00) {  // the first half of a pair
        if (!text_.substr(at_).starts_with("\\u")) wrong("second half of a pair");
        at_ += 2;
        const std::uint32_t low = hex4();
        if (low < 0xdc00 || low > 0xdfff) wrong("second half of a pair");
        code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
      } else if (code >= 0xdc00 && code < 0xe000) {
        wrong("first half of a pair");
      }
      append_utf8(out, code);
      return;
    }
    default:
      --at_;
      wrong("escape");
  }
}

std::string_view Reader::string_into(std::string& scratch) {
  skip_blanks();
  if (at_ >= text_.size() || text_[at_] != '"') wrong("string");
  const std::size_t begin = ++at_;
  std::size_t end = text_.find_first_of("\"\\", begin);
  if (end != std::string_view::npos && text_[end] == '"') {
    at_ = end + 1;
    return text_.substr(begin, end - begin);
  }
  scratch.clear();
  for (;;) {
    if (end == std::string_view::npos) {
      at_ = text_.size();
      wrong("end of a string");
    }
    scratch += text_.substr(at_, end - at_);
    at_ = end + 1;
    if (text_[end] == '"') return scratch;
    append_escape(scratch);
    end = text_.find_first_of("\"\\", at_);
  }
}

std::string Reader::string() {
  std::string scratch;
  const std::string_view text = string_into(scratch);
  return text.data() == scratch.data() ? std::move(scratch) : std::string(text);
}

double Reader::number() {
  skip_blanks();
  double value = 0;
  if (at_ < text_.size() && text_[at_] == '"') {
    if (accept_word("\"nan\"")) return std::numeric_limits<double>::quiet_NaN();
    if (accept_word("\"inf\"")) return std::numeric_limits<double>::infinity();
    if (accept_word("\"-inf\"")) return -std::numeric_limits<double>::infinity();
    wrong("number");
  }
  const bool begins_well =
      at_ < text_.size() && (text_[at_] == '-' || (text_[at_] >= '0' && text_[at_] <= '9'));  // no "inf", no "nan"
  if (!begins_well || text_.substr(at_).starts_with("-i") || text_.substr(at_).starts_with("-n") ||
      !number_at(text_, at_, value))
    wrong("number");
  return value;
}

std::int64_t Reader::integer() {
  skip_blanks();
  std::int64_t value = 0;
  if (!number_at(text_, at_, value)) wrong("whole number");
  return value;
}

std::uint64_t Reader::unsigned_integer() {
  skip_blanks();
  std::uint64_t value = 0;
  if (!number_at(text_, at_, value)) wrong("count");
  return value;
}

bool Reader::boolean() {
  if (accept_word("true")) return true;
  if (accept_word("false")) return false;
  wrong("true or false");
}

bool Reader::null() { return accept_word("null"); }

std::string_view Reader::any() {
  skip_blanks();
  const std::size_t begin = at_;
  skip_value(0);
  return text_.substr(begin, at_ - begin);
}

void Reader::skip_value(int depth) {
  if (depth > kMaxDepth) wrong("value as shallow as ours");
  skip_blanks();
  if (at_ >= text_.size()) wrong("value");
  switch (text_[at_]) {
    case '{':
      return object([&](std::string_view) { skip_value(depth + 1); });
    case '[':
      return array([&] { skip_value(depth + 1); });
    case '"': {
      std::string scratch;
      (void)string_into(scratch);
      return;
    }
    case 't':
    case 'f':
      (void)boolean();
      return;
    case 'n':
      if (!null()) wrong("null");
      return;
    default:
      (void)number();
  }
}

void Reader::end() {
  skip_blanks();
  if (at_ != text_.size()) wrong("end of the text");
}

}  // namespace bot::json
