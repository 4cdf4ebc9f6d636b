#include "base/display.hpp"

#include <gtest/gtest.h>

#include "base/web_address.hpp"

namespace bot {

TEST(Display, WidthCountsColumns) {
  EXPECT_EQ(display_width("abc"), 3U);
  EXPECT_EQ(display_width("\xE2\x80\xA6"), 1U);              // ellipsis
  EXPECT_EQ(display_width("\xE6\x97\xA5\xE6\x9C\xAC"), 4U);  // two ideographs
  EXPECT_EQ(display_width("e\xCC\x81"), 1U);                 // combining accent
  EXPECT_EQ(display_width("\xFF"), 1U);                      // replacement character
}

TEST(Display, PrintableHasNoControlCharacters) {
  EXPECT_EQ(printable("a\x1b[31mb\tc\nd\x7f"), "a[31mb c\nd");
  EXPECT_EQ(printable_line("a\nb"), "a b");
  EXPECT_EQ(printable("x\xE2\x80\xAEy"), "xy");                                  // right-to-left override
  EXPECT_EQ(printable("\xC0\x80"), "\xEF\xBF\xBD\xEF\xBF\xBD");                  // overlong
  EXPECT_EQ(printable("\xED\xA0\x80"), "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");  // surrogate
}

TEST(Display, LinesBreakAtBlanks) {
  EXPECT_EQ(wrapped("one two three", 7), (std::vector<std::string>{"one two", "three"}));
  EXPECT_EQ(wrapped("one two three", 6), (std::vector<std::string>{"one", "two", "three"}));
  EXPECT_EQ(wrapped("abcdefgh", 3), (std::vector<std::string>{"abc", "def", "gh"}));
  EXPECT_EQ(wrapped("a\n\nb", 5), (std::vector<std::string>{"a", "", "b"}));
  EXPECT_EQ(wrapped("", 5), (std::vector<std::string>{""}));
}

TEST(WebAddress, HttpsOrTheOwnMachine) {
  for (const char* address :
       {"https://discord.com/api/webhooks/1/a", "http://localhost:1/x", "http://127.0.0.1:9/x", "http://[::1]:9/x"})
    EXPECT_TRUE(is_allowed_address(address)) << address;
  for (const char* address :
       {"http://discord.com/", "ftp://127.0.0.1/", "x", "http://127.evil.example/", "http://127.1/",
        "http://localhost.evil.example/", "https:///x", "http://localhost@evil.example/", "https://a b/",
        "http://evil.example\\@127.0.0.1/", "http://127.0.0.1\\.evil.example:1@evil.example/", ""})
    EXPECT_FALSE(is_allowed_address(address)) << address;
}

}  // namespace bot
