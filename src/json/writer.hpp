// JSON text written into a string.
#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

namespace bot::json {

class Writer {
 public:
  void string(std::string_view text);
  // Shortest decimals that read back to the bit, as nlohmann's library prints them ("1.0", "0.1", "1e-05"): recorded
  // decisions are compared with such texts. JSON has no word for what is not finite: "nan", "inf", "-inf" as strings.
  void number(double value);
  void integer(std::int64_t value);
  void unsigned_integer(std::uint64_t value);
  // As it stands: punctuation, null, true, a text that is JSON already.
  void raw(std::string_view text) { text_ += text; }

  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] std::string& text() { return text_; }
  // False once what is read back is not what was given: a string held bytes that are no UTF-8, which were replaced by
  // U+FFFD, or who writes a type its own way said so.
  [[nodiscard]] bool is_exact() const { return is_exact_; }
  void mark_inexact() { is_exact_ = false; }

 private:
  std::string text_;
  bool is_exact_ = true;
};

}  // namespace bot::json
