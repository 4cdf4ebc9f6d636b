// What a person agrees to by typing the sentence.
#include "report/arming_report.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "calendar/new_york.hpp"

namespace bot::report {
namespace {

ledger::Armed armed() {
  ledger::Armed armed;
  armed.account = AccountId{"U1234567"};
  armed.max_order = Money::from_whole(6'000);
  armed.max_day = Money::from_whole(12'000);
  armed.not_before = calendar::from_new_york(make_date(2025, 3, 4), std::chrono::hours{12});
  armed.expires = calendar::from_new_york(make_date(2025, 4, 3), std::chrono::hours{13});
  return armed;
}

TEST(ArmingReport, TheTermsNameEveryBoundAndNotTheWholeAccount) {
  const std::string terms = arming_terms(armed(), {});
  for (const char* line :
       {"one buy          at most $6,000.00 USD", "one day          at most $12,000.00 USD, buys and sells",
        "from             2025-03-04 12:00:00 ET", "until            2025-04-03 13:00:00 ET"})
    EXPECT_NE(terms.find(line), std::string::npos) << terms;
  EXPECT_EQ(terms.find("U1234567"), std::string::npos) << terms;
  EXPECT_EQ(terms.find("dead-man"), std::string::npos) << terms;
}

TEST(ArmingReport, WhatIsNotProvenIsSaid) {
  ledger::Armed unproven = armed();
  unproven.with_expiry_unproven = true;
  unproven.without_dead_man = true;
  const std::string terms =
      arming_terms(unproven, {.at = {}, .simulated = false, .dead_man_variable = "ALIVE", .by = "ann"});
  EXPECT_NE(terms.find("not measured on your account"), std::string::npos) << terms;
  EXPECT_NE(terms.find("No dead-man's switch answered (ALIVE)"), std::string::npos) << terms;
}

TEST(ArmingReport, SimulatedIsSaidEverywhere) {
  const ArmingFrame frame{.at = {}, .simulated = true, .dead_man_variable = "ALIVE", .by = "ann"};
  EXPECT_TRUE(arming_terms(armed(), frame).starts_with("SIMULATED. "));
  EXPECT_TRUE(armed_text(armed(), frame).starts_with("SIMULATED armed: "));
  EXPECT_TRUE(armed_alert(armed(), frame).simulated);
  EXPECT_TRUE(arming_json(armed(), frame)["simulated"]);
}

TEST(ArmingReport, TwoAlertsOfTwoInstantsAreTwo) {
  const ArmingFrame now{.at = armed().not_before, .simulated = false, .dead_man_variable = "ALIVE", .by = "ann"};
  ArmingFrame later = now;
  later.at = armed().expires;
  EXPECT_NE(armed_alert(armed(), now).dedupe_key, armed_alert(armed(), later).dedupe_key);
  EXPECT_EQ(disarmed_alert(armed().account, "a trip", now).text, "a trip");
}

}  // namespace
}  // namespace bot::report
