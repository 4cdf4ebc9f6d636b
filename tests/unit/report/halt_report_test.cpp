// What `bot halt` says for each account, and for all.
#include "report/halt_report.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace bot::report {
namespace {

HaltAttempt attempt(const std::string& account) {
  return {.account = AccountId(account), .file = "data/state/" + account + "/HALT"};
}

TEST(HaltReport, ALatchedHaltIsNamedByItsId) {
  HaltAttempt latched = attempt("DU0000001");
  latched.id = "H20250304-7";
  EXPECT_EQ(halt_text(std::vector{latched}, {}),
            "halted as H20250304-7. Nothing is sent until bot resume --halt H20250304-7 --by NAME.\n");
  EXPECT_EQ(halt_json(std::vector{latched})["id"], "H20250304-7");
}

TEST(HaltReport, AHaltInTheFileAloneSaysWhy) {
  HaltAttempt running = attempt("DU0000001");
  running.ledger_error = Error{ErrorCode::kLocked, "another run holds the lock", {}, {}};
  EXPECT_EQ(halt_text(std::vector{running}, {}),
            "halted by file while a run is on: it sends nothing more. bot resume --halt FILE --by NAME lifts it.\n");
  HaltAttempt broken = attempt("DU0000001");
  broken.ledger_error = Error{ErrorCode::kData, "damaged", {}, {}};
  EXPECT_EQ(halt_text(std::vector{broken}, {}),
            "halted by file (data/state/DU0000001/HALT): nothing is sent until bot resume --halt FILE --by NAME.\n"
            "The ledger does not have it: damaged\n");
  EXPECT_TRUE(halt_json(std::vector{broken})["accounts"][0]["halted"]);
  EXPECT_TRUE(halt_json(std::vector{broken})["id"].is_null());
}

TEST(HaltReport, OfSeveralAccountsEachIsNamedAndAFailureIsLoud) {
  HaltAttempt failed = attempt("U1234567");
  failed.file_error = Error{ErrorCode::kIo, "no space left", {}, {}};
  const std::vector<HaltAttempt> both = {attempt("DU0000001"), failed};
  const std::vector<Error> passed_over = {{ErrorCode::kConfig, "a tab", {}, {}}};
  const std::string text = halt_text(both, passed_over);
  EXPECT_NE(text.find("DU0000001 halted as FILE"), std::string::npos) << text;
  EXPECT_NE(text.find("U1234567 NOT halted: the kill file could not be written: no space left\n"), std::string::npos)
      << text;
  EXPECT_NE(text.find("The configuration could not be read whole: a tab\n"), std::string::npos) << text;
  EXPECT_FALSE(halt_json(both)["accounts"][1]["halted"]);
}

}  // namespace
}  // namespace bot::report
