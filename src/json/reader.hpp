// JSON text read from front to back: the caller asks for what it expects next.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace bot::json {

// The text is not the value that was asked for. Thrown here and caught in the codec, so that it never leaves this room.
struct Malformed {
  std::string what;
};

class Reader {
 public:
  // `text` outlives the reader.
  explicit Reader(std::string_view text) : text_(text) {}

  [[nodiscard]] std::string string();
  [[nodiscard]] double number();  // also "nan", "inf", "-inf"
  [[nodiscard]] std::int64_t integer();
  [[nodiscard]] std::uint64_t unsigned_integer();
  [[nodiscard]] bool boolean();
  // Whether null stands here; if so it is read.
  [[nodiscard]] bool null();
  // Reads one value of any kind and says which characters it had.
  std::string_view any();
  // `each(key)` reads the value of the key; a key lives until then only.
  template <class Each>
  void object(const Each& each) {
    std::string scratch;
    expect('{');
    if (accept('}')) return;
    do {
      const std::string_view key = key_into(scratch);
      expect(':');
      each(key);
    } while (accept(','));
    expect('}');
  }
  // `each()` reads one item.
  template <class Each>
  void array(const Each& each) {
    expect('[');
    if (accept(']')) return;
    do each();
    while (accept(','));
    expect(']');
  }
  // Throws unless nothing but blanks is left.
  void end();

 private:
  void skip_blanks();
  [[nodiscard]] bool accept(char wanted);
  void expect(char wanted);
  [[nodiscard]] bool accept_word(std::string_view word);
  // A string without escapes as it stands in the text, else unescaped in `scratch`.
  [[nodiscard]] std::string_view string_into(std::string& scratch);
  [[nodiscard]] std::string_view key_into(std::string& scratch) { return string_into(scratch); }
  [[nodiscard]] unsigned hex4();
  void append_escape(std::string& out);
  void skip_value(int depth);
  [[noreturn]] void wrong(std::string_view wanted) const;

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace bot::json
