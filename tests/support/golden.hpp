// Texts kept under tests/golden. BOT_UPDATE_GOLDEN=1 writes them anew; the change is then seen in the version control.
#pragma once

#include <string>

namespace bot::test {

// Whether golden files are to be written anew instead of compared: BOT_UPDATE_GOLDEN=1.
[[nodiscard]] bool updates_golden();
void expect_golden(const std::string& name, const std::string& text);  // name: "report/trade.txt"

}  // namespace bot::test
