#include <gtest/gtest.h>

#include <set>

#include "ledger/codec.hpp"

namespace bot::ledger {
namespace {

// What is on people's disks and in `bot trade --json`: a name that changes here loses them.
TEST(ClosedSets, NamesOnTheDiskStay) {
  std::string reasons;
  for (int value = 0; value <= static_cast<int>(kLastOf<HaltReason>); ++value)
    reasons += std::string(name(static_cast<HaltReason>(value))) + " ";
  EXPECT_EQ(reasons, "operator 326 short overfill ledger_behind mismatch 404 R16 R21 R22 beyond_limit ");
  std::string codes;
  const auto add = [&](FindingCode code) { codes += std::string(name(code)) + ","; };
  for (int value = 0; value <= static_cast<int>(kLastOf<BarRule>); ++value) add(static_cast<BarRule>(value));
  for (int value = 0; value <= static_cast<int>(kLastOf<SafetyRule>); ++value) add(static_cast<SafetyRule>(value));
  for (int value = 0; value <= static_cast<int>(kLastOf<FindingTopic>); ++value) add(static_cast<FindingTopic>(value));
  EXPECT_EQ(
      codes,
      "rule 1,rule 2,rule 3,rule 4,rule 5,rule 6,rule 7,R01,R02,R03,R04,R05,R06,R07,R08,R09,R10,R11,R12,R13,R14,"
      "R15,R16,R17,R18,R19,R20,R21,R22,R23,fetch,revision,today,quote,instrument,permission,account,"
      "foreign_order,unexplained_position,inferred_fill,cash_movement,cash_up_front,plan_file,weights,strategy_file,"
      "reconcile,arming,"
      "freeze,outside,settled_cash,commission,halt,");
  std::string verdicts;
  for (int value = 0; value <= static_cast<int>(kLastOf<Verdict>); ++value)
    verdicts += std::string(name(static_cast<Verdict>(value))) + " ";
  EXPECT_EQ(verdicts, "ran nothing_due turned_away halted unfinished missed ");
  EXPECT_EQ(parse_name<HaltReason>("404"), HaltReason::kShortSale);
  EXPECT_EQ(parse_name<HaltReason>("R01"), std::nullopt);
}

// One text of a code, whichever of the three sets it is of.
TEST(ClosedSets, ACodeOnTheDiskIsReadBackAsTheRuleItWas) {
  for (const FindingCode& code :
       {FindingCode(BarRule::kMoves), FindingCode(SafetyRule::kQuote), FindingCode(FindingCode::kQuote)}) {
    const auto read = json::decode<FindingCode>(json::encode(code));
    ASSERT_TRUE(read) << name(code);
    EXPECT_EQ(*read, code) << name(code);
  }
  EXPECT_EQ(json::encode(FindingCode(SafetyRule::kQuote)), R"("R08")");
  EXPECT_FALSE(json::decode<FindingCode>(R"("R24")"));
}

TEST(NextRun, StandsOnTheDiskAsItIsTold) {
  const auto at = parse_utc("2024-03-18T19:55:00Z");
  const std::pair<NextRun, std::string> forms[] = {{next_run_at(*at), R"("2024-03-18 15:55:00 ET")"},
                                                   {next_run_at(std::nullopt), R"("beyond the calendar")"},
                                                   {NextRun{}, R"("")"}};
  for (const auto& [next, text] : forms) {
    EXPECT_EQ(json::encode(next), text);
    const auto back = json::decode<NextRun>(text);
    ASSERT_TRUE(back) << text;
    EXPECT_EQ(*back, next) << text;
  }
  for (const char* text : {R"("soon")", R"("2024-03-18 15:55:00")", R"(" ET")", R"("2024-13-18 15:55:00 ET")"})
    EXPECT_FALSE(json::decode<NextRun>(text)) << text;
}

// One rule for every closed set on the disk: an unknown name is of a newer program, and nothing is traded on half of
// what a ledger says.
TEST(ClosedSets, AReasonNobodyKnowsIsRefusedByName) {
  EXPECT_TRUE(decode("halted", R"({"id":"H1","code":"overfill","why":"w"})"));
  const auto unknown = decode("halted", R"({"id":"H1","code":"of a newer program","why":"w"})");
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().code, ErrorCode::kIo);
  EXPECT_NE(unknown.error().what.find("of a newer program"), std::string::npos) << unknown.error().text();
}

}  // namespace
}  // namespace bot::ledger
