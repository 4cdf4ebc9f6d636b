#include "report/bar_sources.hpp"

#include <gtest/gtest.h>

namespace bot::report {
namespace {

TEST(InvalidSymbols, EachHasALineAndManyAreCountedOnThePage) {
  InvalidSymbols invalid{{.symbol = Symbol("GLD"),
                          .sessions = 3,
                          .first = make_date(2020, 6, 8),
                          .last = make_date(2020, 6, 10),
                          .reason = "rule 5: 2020-06-08: the date is there twice"},
                         {.symbol = Symbol("SPY"),
                          .sessions = 1,
                          .first = make_date(2020, 6, 8),
                          .last = make_date(2020, 6, 8),
                          .reason = "rule 4: no volume"}};
  EXPECT_EQ(invalid_text(invalid),
            "INVALID GLD on 3 sessions, 2020-06-08 to 2020-06-10: rule 5: 2020-06-08: the date is there twice\n"
            "INVALID SPY on 1 session, 2020-06-08: rule 4: no volume\n");
  EXPECT_EQ(invalid_phrase(invalid), ", invalid: GLD on 3 sessions, SPY on 1 session");
  invalid.resize(6, invalid.front());
  EXPECT_EQ(invalid_phrase(invalid), ", 6 symbols invalid on some sessions");
  EXPECT_EQ(invalid_text({}) + invalid_phrase({}), "");
}

}  // namespace
}  // namespace bot::report
