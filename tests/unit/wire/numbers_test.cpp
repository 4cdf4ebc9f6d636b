#include "wire/numbers.hpp"

#include <gtest/gtest.h>

#include <array>
#include <charconv>
#include <cmath>
#include <limits>

#include "base/rng.hpp"

namespace bot::wire {
namespace {

template <class T>
std::string shown(const Parsed<T>& parsed) {
  if (parsed.kind == Parsed<T>::Kind::kUnset) return "unset";
  if (parsed.kind == Parsed<T>::Kind::kBad) return "bad";
  if constexpr (std::is_same_v<T, Quantity>) {
    return parsed.value.str();
  } else if constexpr (std::is_same_v<T, double>) {
    return std::isinf(parsed.value) ? "infinity" : format_number(parsed.value, false);
  } else {
    return std::to_string(parsed.value);
  }
}

struct NumberCase {
  std::string text;
  std::string means;
};

TEST(Numbers, DecimalsInEveryForm) {
  const std::string long_digits =
      "179769313486231570814527423731704356798070567525844996598917476803157260780028538760"
      "589558632766878171540458953514382464234321326889464182768467546703537516986049910576"
      "551282076245490090389328944075868508455133942304583236903222948165808559332123347747"
      "97926204144723168738177180919299881250404026184124858368";
  const std::vector<NumberCase> cases = {{"1.5", "1.5"},
                                         {"10", "10"},
                                         {"10.0", "10"},
                                         {"+15E-1", "1.5"},
                                         {"+10E+0", "10"},
                                         {"+0E+0", "0"},
                                         {"15e-1", "1.5"},
                                         {"-2", "-2"},
                                         {"948837.22", "948837.22"},
                                         {"1,234,567.5", "1234567.5"},
                                         {".5", "0.5"},
                                         {"5.", "5"},
                                         {"0.0000000005", "0"},
                                         {"0.0000000015", "0.000000002"},
                                         {"0.0000000025", "0.000000002"},
                                         {"0.00000000250001", "0.000000003"},
                                         {"-0.0000000015", "-0.000000002"},
                                         {"9223372036.854775807", "9223372036.854775807"},
                                         {"", "unset"},
                                         {"2147483647", "unset"},
                                         {"9223372036854775807", "unset"},
                                         {"1.7976931348623157E308", "unset"},
                                         {"1.7976931348623157e+308", "unset"},
                                         {"-9223372036854775808", "unset"},
                                         {long_digits, "unset"},
                                         {"-2147483647", "-2147483647"},
                                         {"2147483647.5", "2147483647.5"},
                                         {"NaN", "unset"},
                                         {"9223372037", "bad"},
                                         {"1e12", "bad"},
                                         {"abc", "bad"},
                                         {"1.2.3", "bad"},
                                         {"1e", "bad"},
                                         {"--1", "bad"},
                                         {"+", "bad"},
                                         {"E5", "bad"},
                                         {"1 ", "bad"},
                                         {"1e99999999999", "bad"},
                                         {"0e50", "0"},
                                         {"1e-400", "0"}};
  for (const auto& [text, means] : cases) EXPECT_EQ(shown(parse_decimal_field(text)), means) << text;
}

TEST(Numbers, DoublesInEveryForm) {
  std::string long_digits = "17976931348623157";
  long_digits.append(292, '0');
  const std::vector<NumberCase> cases = {{"0.0", "0"},
                                         {"1E-4", "0.0001"},
                                         {"656.1", "656.1"},
                                         {"+1.5", "1.5"},
                                         {"-1", "-1"},
                                         {"400", "400"},
                                         {"", "unset"},
                                         {"1.7976931348623157E308", "unset"},
                                         {"1.7976931348623157e+308", "unset"},
                                         {"1.797693135e+308", "unset"},
                                         {long_digits, "unset"},
                                         {"Infinity", "infinity"},
                                         {"Infinite", "infinity"},
                                         {"-Infinity", "unset"},
                                         {"inf", "unset"},
                                         {"NaN", "unset"},
                                         {"1e-400", "0"},
                                         {"x", "bad"},
                                         {"1,5", "bad"},
                                         {"1.5 ", "bad"},
                                         {"+-1", "bad"}};
  for (const auto& [text, means] : cases) EXPECT_EQ(shown(parse_number_field(text)), means) << text;
}

TEST(Numbers, IntegersInEveryForm) {
  const std::vector<NumberCase> cases = {{"7", "7"},
                                         {"-1", "-1"},
                                         {"+3", "3"},
                                         {"", "unset"},
                                         {"2147483647", "unset"},
                                         {"9223372036854775807", "unset"},
                                         {"2147500000", "2147500000"},
                                         {"1.5", "bad"},
                                         {"99999999999999999999", "bad"},
                                         {"seven", "bad"}};
  for (const auto& [text, means] : cases) EXPECT_EQ(shown(parse_integer_field(text)), means) << text;
}

TEST(Numbers, WritesPlainDecimalText) {
  EXPECT_EQ(format_number(656.1, false), "656.1");
  EXPECT_EQ(format_number(1e-5, false), "0.00001");
  EXPECT_EQ(format_number(1e20, false), "100000000000000000000");
  EXPECT_EQ(format_number(0, true), "0.0");
  EXPECT_EQ(format_number(-0.0, false), "0");
  EXPECT_EQ(format_number(400, true), "400.0");
  EXPECT_EQ(format_number(400.25, true), "400.25");
}

// Numbers of few digits are written another way than the rest; nobody may see which.
TEST(Numbers, WritesTheShortestTextThatReadsBack) {
  Rng rng(20261129);
  const auto shortest = [](double value) {
    std::array<char, 400> buffer;
    return std::string(
        buffer.data(),
        std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::fixed).ptr);
  };
  for (int i = 0; i < 200'000; ++i) {
    const double scale = std::pow(10.0, static_cast<double>(rng.below(16)));
    const double sign = rng.chance(0.2) ? -1 : 1;
    const double any = sign * scale * rng.uniform();
    const double decimals = std::pow(10.0, static_cast<double>(rng.below(9)));
    for (const double value : {any, std::round(any * decimals) / decimals, std::round(any), any / 1e6,
                               std::nextafter(std::round(any * 100) / 100, 0.0)})
      EXPECT_EQ(format_number(value, false), shortest(value == 0 ? 0.0 : value)) << i;
  }
}

TEST(Numbers, EscapesTextBothWays) {
  EXPECT_EQ(escape_to_ascii("Caf\xC3\xA9"), "Caf\\u00e9");
  EXPECT_EQ(unescape_to_utf8("Caf\\u00e9 \\u20AC \\ud83d\\ude00"), "Caf\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x98\x80");
  EXPECT_EQ(escape_to_ascii("\xF0\x9F\x98\x80"), "\\ud83d\\ude00");
  EXPECT_EQ(unescape_to_utf8("Caf\xE9"), "Caf\xC3\xA9");  // Latin-1 from before the escapes
  EXPECT_EQ(unescape_to_utf8("\\u00"), "\\u00");
  EXPECT_EQ(unescape_to_utf8("\\uzzzz"), "\\uzzzz");
  EXPECT_EQ(unescape_to_utf8("\\ud83d!"), "\xEF\xBF\xBD!");
  EXPECT_EQ(unescape_to_utf8("a\\u0000b"), "ab");
  EXPECT_EQ(printable_ascii("a\tb\x01\xC3\xA9"), "a\tb???");
}

}  // namespace
}  // namespace bot::wire
