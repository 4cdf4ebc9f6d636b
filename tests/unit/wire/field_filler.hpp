// Fills a message with random values, field by field along its layout: what travels at that version gets a value, what
// does not keeps its default.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "base/rng.hpp"
#include "wire/fields.hpp"

namespace bot::wire::test {

class FieldFiller {
 public:
  static constexpr bool kWriting = false;
  FieldFiller(Rng& rng, int version) : rng_(rng), version_(version) {}
  [[nodiscard]] bool since(int version) const { return version_ >= version; }
  void fail_here(std::string_view, std::string_view) {}

  void constant(int) {}
  void ignored(std::string_view) {}
  void text(std::string& value) {
    static constexpr std::array<const char*, 14> kWords = {"",          "BAG",     "FUND",     "PEG BENCH", "PEGBEST",
                                                           "PEG BEST",  "PEG MID", "IBKRATS",  "STK",       "None",
                                                           "a=b c,d\t", "SMART",   "Adaptive", "o"};
    value = kWords.at(rng_.below(kWords.size()));
  }
  void escaped(std::string& value) {
    static constexpr std::array<const char*, 4> kTexts = {"", "plain", "Caf\xC3\xA9", "\xE2\x82\xAC \xF0\x9F\x98\x80"};
    value = kTexts.at(rng_.below(kTexts.size()));
  }
  void flag(bool& value) { value = rng_.chance(0.5); }
  void integer(std::int64_t& value, std::int64_t = 0) {
    value = rng_.chance(0.3) ? static_cast<std::int64_t>(rng_.below(1ULL << 40U)) : small();
  }
  void integer(int& value, int = 0) { value = static_cast<int>(small()); }
  void integer(std::optional<int>& value, Unset unset) {
    value = rng_.chance(0.5) ? std::nullopt : std::optional(static_cast<int>(small()));
    if (unset == Unset::kZero && value == 0) value.reset();
  }
  void integer(std::optional<std::int64_t>& value) {
    value = rng_.chance(0.5) ? std::nullopt : std::optional<std::int64_t>(small());
  }
  void number(double& value, Style = Style::kPlain) { value = real(); }
  void reported_number(double& value) { value = real(); }
  void number(std::optional<double>& value, Unset unset, Style = Style::kPlain) {
    value = rng_.chance(0.5) ? std::nullopt : std::optional(real());
    if (unset == Unset::kZero && value == 0) value.reset();
  }
  void number_or_infinity(std::optional<double>& value) {
    number(value, Unset::kEmpty);
    if (rng_.chance(0.3)) value = std::numeric_limits<double>::infinity();
  }
  void decimal(std::optional<Quantity>& value) {
    value = rng_.chance(0.2)
                ? std::nullopt
                : std::optional(Quantity::from_raw(static_cast<std::int64_t>(rng_.below(1ULL << 62U)) - (1LL << 61)));
  }
  void size(std::optional<Quantity>& value) {
    decimal(value);
    if (value && !since(163)) value = value->whole_part();
  }
  void volume(double& value) { value = since(163) ? real() : static_cast<double>(rng_.below(1'000'000'000'000)); }
  void tick_price(std::optional<double>& value) {
    number(value, Unset::kEmpty);
    if (value == -1) value.reset();
  }
  void tag_values(std::vector<TagValue>& values) {
    values.clear();
    for (auto n = rng_.below(3); n > 0; --n) values.push_back({"tag", n == 1 ? "" : "x=1"});
  }
  template <class T, class Each>
  void list(std::vector<T>& values, std::size_t, Each each) {
    values.clear();
    for (auto n = rng_.below(4); n > 0; --n) each(values.emplace_back());
  }

 private:
  [[nodiscard]] std::int64_t small() { return static_cast<std::int64_t>(rng_.below(12)) - 2; }
  [[nodiscard]] double real() {
    const double value = (rng_.uniform() - 0.3) * 1000;
    return rng_.chance(0.5) ? static_cast<double>(static_cast<int>(value)) : value;
  }
  Rng& rng_;
  int version_;
};

}  // namespace bot::wire::test
