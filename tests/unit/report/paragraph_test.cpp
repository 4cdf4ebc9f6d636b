#include "report/paragraph.hpp"

#include <gtest/gtest.h>

#include "report/status_report.hpp"

namespace bot::report {
namespace {

TEST(Paragraph, FitsTheTerminalAndIsOneLineInAPipe) {
  const std::string text = "one two three four five six";
  EXPECT_EQ(paragraph(text, {}), text + "\n");
  EXPECT_EQ(paragraph(text, {.width = 20}), "one two three four\nfive six\n");
  EXPECT_EQ(paragraph(text, {.width = 8}), text + "\n") << "too narrow to be read in pieces";
  EXPECT_EQ(paragraph("a\x1B[2Jb\nc", {}), "a[2Jb c\n") << "nobody's text moves the cursor";
}

// The colour was taken for part of the text, and its bytes were left on the screen.
TEST(StatusReport, AHaltIsRedOnATerminal) {
  monitor::AccountStatus status;
  status.halt = monitor::HaltInForce{.id = "FILE", .code = "file", .why = "by hand"};
  const std::string text = status_text(status, {.width = 60, .colour = true});
  EXPECT_NE(text.find(painted("HALTED", Tone::kBad, true) +
                      " (file): by hand. Lift it with bot resume --halt FILE --by NAME\n"),
            std::string::npos)
      << text;
}

}  // namespace
}  // namespace bot::report
