// Writer and reader of NUL-ended fields with the same operations, so that one description of a message (layout_*.hpp)
// serves both directions and cannot disagree with itself.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/check.hpp"
#include "base/result.hpp"
#include "wire/numbers.hpp"
#include "wire/order.hpp"

namespace bot::wire {

// How an unset number is written. All forms are read, everywhere.
enum class Unset { kEmpty, kMax, kZero };  // kZero: zero itself means unset
enum class Style { kPlain, kJava };        // 0, 0.0

class FieldWriter {
 public:
  static constexpr bool kWriting = true;
  enum class To { kServer, kClient };

  FieldWriter(int version, To to) : version_(version), to_(to) { out_.reserve(kUsualLength); }
  [[nodiscard]] bool since(int version) const { return version_ >= version; }
  [[nodiscard]] std::string take() { return std::move(out_); }

  void constant(int value) { put(std::to_string(value)); }
  void ignored(std::string_view value) { put(value); }
  void text(const std::string& value);
  void escaped(const std::string& value) { put(escape_to_ascii(value)); }
  void flag(bool value) { put(value ? "1" : "0"); }
  void integer(std::int64_t value, std::int64_t = 0) { put(std::to_string(value)); }
  void integer(const std::optional<int>& value, Unset unset);
  void integer(const std::optional<std::int64_t>& value);  // unset: the largest of 64 bits
  void number(double value, Style style = Style::kPlain) { put(format_number(value, style == Style::kJava)); }
  void number(const std::optional<double>& value, Unset unset, Style style = Style::kPlain);
  void number_or_infinity(const std::optional<double>& value);
  void reported_number(double value) { number(value); }
  void decimal(const std::optional<Quantity>& value) { put(value ? value->str() : ""); }
  void size(const std::optional<Quantity>& value);  // whole below version 163
  void volume(double value);                        // whole below version 163
  void tick_price(const std::optional<double>& value);
  void tag_values(const std::vector<TagValue>& values);
  template <class T, class Each>
  void list(const std::vector<T>& values, std::size_t, Each each) {
    integer(static_cast<std::int64_t>(values.size()));
    for (const auto& value : values) each(value);
  }

 private:
  static constexpr std::size_t kUsualLength = 256;  // most messages are shorter

  void put(std::string_view field);
  std::string out_;
  int version_;
  To to_;
};

class FieldReader {
 public:
  static constexpr bool kWriting = false;

  FieldReader(std::string_view payload, int version);
  [[nodiscard]] bool since(int version) const { return version_ >= version; }
  // The first thing that was wrong: "field 17 is not a number: abc".
  [[nodiscard]] const std::optional<std::string>& error() const { return error_; }
  void fail_here(std::string_view why, std::string_view text);
  // The message ends here: fields that nobody read, and fields that were read and are not there, are an error. Only
  // servers older than any that our client takes (kOffered) cut empty fields off the end.
  void expect_end();

  void constant(int) { next(); }
  void ignored(std::string_view) { next(); }
  void text(std::string& value) { value = next(); }
  void escaped(std::string& value) { value = unescape_to_utf8(next()); }
  void flag(bool& value);
  void integer(std::int64_t& value, std::int64_t unset = 0);
  void integer(int& value, int unset = 0);
  void integer(std::optional<int>& value, Unset unset);
  void integer(std::optional<std::int64_t>& value);
  void number(double& value, Style = Style::kPlain);
  void number(std::optional<double>& value, Unset unset, Style = Style::kPlain);
  void number_or_infinity(std::optional<double>& value);
  void reported_number(double& value);  // unset is an error: nothing can stand for it
  void decimal(std::optional<Quantity>& value);
  void size(std::optional<Quantity>& value) { decimal(value); }
  void volume(double& value);
  void tick_price(std::optional<double>& value);
  void tag_values(std::vector<TagValue>& values);
  // `fields_each`: the least number of fields of one element; a count that cannot be true is an error.
  template <class T, class Each>
  void list(std::vector<T>& values, std::size_t fields_each, Each each) {
    values.clear();
    const auto count = list_count(fields_each);
    for (std::size_t i = 0; i < count && !error_; ++i) each(values.emplace_back());
  }

 private:
  std::string_view next();
  [[nodiscard]] std::size_t list_count(std::size_t fields_each);
  std::vector<std::string_view> fields_;
  std::size_t at_ = 0;
  int version_;
  std::optional<std::string> error_;
};

// A message as the given end needs it: const to write, not const to read.
template <class Io, class T>
using Of = std::conditional_t<Io::kWriting, const T&, T&>;

}  // namespace bot::wire
