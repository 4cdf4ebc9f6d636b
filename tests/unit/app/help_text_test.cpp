// Help on a narrow terminal.
#include "app/command_line/help_text.hpp"

#include <gtest/gtest.h>

#include <sstream>

#include "app/command_line/command_line.hpp"
#include "base/display.hpp"

namespace bot::app::test {
namespace {

std::string help_of(std::vector<const char*> words) {
  words.insert(words.begin(), "bot");
  words.push_back("--help");
  return parse_command_line(static_cast<int>(words.size()), words.data()).text;
}

TEST(HelpText, NoLineButAnExampleIsWiderThanTheTerminal) {
  for (const std::vector<const char*>& command :
       {std::vector<const char*>{}, {"trade"}, {"init"}, {"gateway"}, {"backtest"}, {"schedule", "install"}})
    for (const std::size_t width : {40U, 60U, 80U}) {
      std::istringstream lines(wrap_help(help_of(command), width));
      bool is_example = false;
      for (std::string line; std::getline(lines, line);) {
        is_example = line.empty() ? false : is_example || line == "Example:";
        EXPECT_TRUE(is_example || display_width(line) <= width) << line;
      }
    }
}

TEST(HelpText, WordsGoOnBelowThemselvesAndNothingIsLost) {
  EXPECT_EQ(
      wrap_help("  --scheduled                 Started by the timer: only in its slot, connects until the close\n", 60),
      "  --scheduled                 Started by the timer: only in\n"
      "                              its slot, connects until the\n"
      "                              close\n");
  EXPECT_EQ(wrap_help("  --scheduled                 Started by the timer: only in its slot\n", 40),
            "  --scheduled\n"
            "      Started by the timer: only in its\n"
            "      slot\n");
  const std::string example =
      "Example:\n  bot --set embedded.replay=DIR --clock \"2020-03-16 15:55:00\" trade --paper\n";
  EXPECT_EQ(wrap_help(example, 40), example);
  EXPECT_EQ(wrap_help(example, 0), example);
}

}  // namespace
}  // namespace bot::app::test
