#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "base/rng.hpp"
#include "json/codec.hpp"

namespace bot::json {
namespace {

using Library = nlohmann::ordered_json;

std::string library_text(const Library& value) { return value.dump(-1, ' ', false, Library::error_handler_t::replace); }

template <class T>
std::string written(const T& value) {
  return encode(value);
}

// Recorded decisions and plans of older programs are compared with such texts, byte by byte.
TEST(JsonText, NumbersAreWrittenAsTheLibraryWritesThemAndReadBackToTheBit) {
  Rng rng(7, {});
  const auto expect_same = [](double value) {
    const std::string text = written(value);
    ASSERT_EQ(text, library_text(value));
    const auto back = decode<double>(text);
    ASSERT_TRUE(back) << text;
    ASSERT_EQ(std::bit_cast<std::uint64_t>(*back), std::bit_cast<std::uint64_t>(value)) << text;
  };
  for (const double value : {0.0, -0.0, 1.0, -1.0, 0.1 + 0.2, 1e15, 1e16, 123456789012345680.0, 1e-4, 1e-5, 5e-324,
                             1.7976931348623157e308, 9007199254740993.0, 100.0})
    expect_same(value);
  for (int turn = 0; turn < 200'000; ++turn) {
    const double value = std::bit_cast<double>(rng.next());
    if (std::isfinite(value)) expect_same(value);
  }
  for (int turn = 0; turn < 100'000; ++turn)
    expect_same(static_cast<double>(rng.below(100'000'000)) / std::pow(10.0, static_cast<double>(rng.below(9))));
}

TEST(JsonText, WhatIsNoNumberIsAWord) {
  EXPECT_EQ(written(std::numeric_limits<double>::quiet_NaN()), "\"nan\"");
  EXPECT_EQ(written(-std::numeric_limits<double>::infinity()), "\"-inf\"");
  EXPECT_TRUE(std::isnan(*decode<double>("\"nan\"")));
  EXPECT_EQ(*decode<double>("\"inf\""), std::numeric_limits<double>::infinity());
  for (const char* bad : {"nan", "inf", "-inf", "-nan", "\"NaN\"", "+1", "", "true", "0x10"})
    EXPECT_FALSE(decode<double>(bad)) << bad;
  EXPECT_FALSE(decode<int>("3000000000"));
  EXPECT_FALSE(decode<std::uint64_t>("-1"));
  EXPECT_FALSE(decode<int>("1.5"));
}

TEST(JsonText, StringsAreWrittenAsTheLibraryWritesThem) {
  Rng rng(11, {});
  const std::vector<std::string> pieces{"a",    "Z9", "\"", "\\", "\n",   "\t",   "\x01", "\x1f",
                                        "\x7f", "é",  "€",  "😀",  "\xff", "\xc3", "/",    " "};
  for (int turn = 0; turn < 20'000; ++turn) {
    std::string text;
    const std::uint64_t count = rng.below(12);
    for (std::uint64_t i = 0; i < count; ++i) text += pieces[static_cast<std::size_t>(rng.below(pieces.size()))];
    Writer out;
    out.string(text);
    ASSERT_EQ(out.text(), library_text(text));
    const auto back = decode<std::string>(out.text());
    ASSERT_TRUE(back) << out.text();
    ASSERT_EQ(*back, Library::parse(out.text()).get<std::string>());
    ASSERT_EQ(out.is_exact(), *back == text) << out.text();
  }
  EXPECT_EQ(*decode<std::string>(R"("\u00e9\ud83d\ude00\/")"), "é😀/");
  for (const char* bad : {R"("\ud83d")", R"("\ude00")", R"("\ud83dx")", R"("\u12")", R"("\x")", "\"a", "\"a\\"})
    EXPECT_FALSE(decode<std::string>(bad)) << bad;
}

struct Pair {
  int first = 0;
  std::optional<std::string> second;
  bool operator==(const Pair&) const = default;
  static void fields(auto& each) {
    each("first", &Pair::first);
    each("second", &Pair::second);
  }
};

TEST(JsonText, FieldsAreFoundInAnyOrderAndUnknownOnesPassedOver) {
  const Pair wanted{.first = 3, .second = "x"};
  EXPECT_EQ(written(wanted), R"({"first":3,"second":"x"})");
  EXPECT_EQ(*decode<Pair>(R"( { "second" : "x" , "new": {"a": [1, {"b": null}, "]"]}, "first" : 3 } )"), wanted);
  const auto missing = decode<Pair>(R"({"first":3})");
  ASSERT_FALSE(missing);
  EXPECT_NE(missing.error().what.find("no field second"), std::string::npos);
  EXPECT_FALSE(decode<Pair>(R"({"first":3,"second":null} x)"));
  EXPECT_FALSE(decode<Pair>(R"({"first":3,"second":null,})"));
}

TEST(JsonText, ADeepTextIsRefusedNotFollowed) {
  const std::string deep(100'000, '[');
  EXPECT_FALSE(decode<Raw>(deep));
  EXPECT_EQ(decode<Raw>("[[[1]]]")->text, "[[[1]]]");
}

}  // namespace
}  // namespace bot::json
