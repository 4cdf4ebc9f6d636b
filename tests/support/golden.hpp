// Texts kept under tests/golden. BOT_UPDATE_GOLDEN=1 writes them anew; the change is then seen in the version control.
#pragma once

#include <string>

namespace bot::test {

void expect_golden(const std::string& name, const std::string& text);  // name: "report/trade.txt"

}  // namespace bot::test
