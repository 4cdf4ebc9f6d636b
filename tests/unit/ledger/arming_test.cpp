#include "ledger/arming.hpp"

#include <gtest/gtest.h>

#include "support/trade_world.hpp"

namespace bot::ledger {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::seconds;
using test::TradeWorld;

const AccountId kLiveAccount{"U1234567"};
const UtcTime kNow = calendar::from_new_york(make_date(2026, 11, 20), hours{15});

Armed armed_now() {
  Armed armed;
  armed.account = kLiveAccount;
  armed.max_order = Money::from_whole(6'000);
  armed.max_day = Money::from_whole(25'000);
  armed.not_before = kNow;
  armed.expires = kNow + days{30};
  armed.config_sha256 = "c";
  armed.program_sha256 = "p";
  armed.host = "h";
  armed.sentence = arming_sentence(armed);
  armed.by = "Ann";
  armed.seal = arming_seal(armed, Secret("key"));
  return armed;
}

ArmingFacts facts() { return {.config_sha256 = "c", .program_sha256 = "p", .host = "h", .key = Secret("key")}; }

TEST(Arming, HoldsWhereNothingChanged) {
  const Armed armed = armed_now();
  EXPECT_FALSE(arming_refusal(armed, kLiveAccount, facts(), kNow));
  EXPECT_FALSE(arming_refusal(armed, kLiveAccount, facts(), armed.expires - seconds{1}));
  const auto expired = arming_refusal(armed, kLiveAccount, facts(), armed.expires);
  ASSERT_TRUE(expired);
  EXPECT_TRUE(expired->expired);
}

TEST(Arming, EveryChangeEndsIt) {
  const auto refused = [](const std::optional<Armed>& armed, const ArmingFacts& now, UtcTime at, const char* why) {
    const auto refusal = arming_refusal(armed, kLiveAccount, now, at);
    ASSERT_TRUE(refusal) << why;
    EXPECT_NE(refusal->why.find(why), std::string::npos) << refusal->why;
  };
  refused(std::nullopt, facts(), kNow, "not armed");
  refused(armed_now(), facts(), kNow - seconds{1}, "only from");
  ArmingFacts other = facts();
  other.config_sha256 = "d";
  refused(armed_now(), other, kNow, "configuration");
  other = facts();
  other.program_sha256 = "q";
  refused(armed_now(), other, kNow, "program");
  other = facts();
  other.host = "i";
  refused(armed_now(), other, kNow, "another machine");
  other = facts();
  other.key = Secret("kez");
  refused(armed_now(), other, kNow, "seal");
  other.key = Secret();
  refused(armed_now(), other, kNow, "seal");
  // What was typed cannot be changed afterwards without the key.
  for (const auto& change : std::vector<std::function<void(Armed&)>>{
           [](Armed& armed) { armed.max_day = Money::from_whole(26'000); },
           [](Armed& armed) { armed.max_order = Money::from_raw(armed.max_order.raw() + 1); },
           [](Armed& armed) { armed.expires += seconds{1}; }, [](Armed& armed) { armed.config_sha256 = "d"; },
           [](Armed& armed) { armed.by = "Bob"; }, [](Armed& armed) { armed.seal.pop_back(); }}) {
    Armed changed = armed_now();
    change(changed);
    refused(changed, facts(), kNow, "seal");
  }
  Armed stranger = armed_now();
  stranger.account = AccountId{"U7654321"};
  refused(stranger, facts(), kNow, "another account");
}

TEST(Arming, TheSentenceNamesAccountCapAndDay) {
  Armed armed = armed_now();
  EXPECT_EQ(arming_sentence(armed), "TRADE LIVE U...567 UP TO 25000 USD PER DAY UNTIL 2026-12-20");
  armed.with_expiry_unproven = armed.without_dead_man = true;
  const std::string sentence = arming_sentence(armed);
  EXPECT_EQ(sentence,
            "TRADE LIVE U...567 UP TO 25000 USD PER DAY UNTIL 2026-12-20, EXPIRY OF ORDERS NOT MEASURED, WITHOUT A "
            "DEAD MAN'S SWITCH");
  EXPECT_TRUE(is_typed(sentence, sentence));
  EXPECT_TRUE(
      is_typed("trade live u\xE2\x80\xA6"
               "567 up to 25000 usd per day until 2026-12-20, expiry of orders not "
               "measured,  without a dead man's switch ",
               sentence));
  EXPECT_FALSE(is_typed("", sentence));
  EXPECT_FALSE(is_typed(arming_sentence(armed_now()), sentence));
  EXPECT_FALSE(is_typed("TRADE LIVE U...567 UP TO 2500 USD PER DAY UNTIL 2026-12-20", arming_sentence(armed_now())));
}

TEST(Arming, WarnsOnceAtSevenThreeAndOneDay) {
  const UtcTime expires = kNow + days{30};
  const auto left = [&](int days_before, std::optional<int> last_run_days_before) {
    return days_left_to_report(
        expires, last_run_days_before ? std::optional(expires - days{*last_run_days_before}) : std::nullopt,
        expires - days{days_before});
  };
  EXPECT_EQ(left(8, 9), std::nullopt);
  EXPECT_EQ(left(7, 8), 7);
  EXPECT_EQ(left(6, 7), std::nullopt);
  EXPECT_EQ(left(5, 8), 5);  // over a weekend
  EXPECT_EQ(left(3, 4), 3);
  EXPECT_EQ(left(2, 3), std::nullopt);
  EXPECT_EQ(left(1, 2), 1);
  EXPECT_EQ(left(1, 1), std::nullopt);
  EXPECT_EQ(left(0, 1), std::nullopt);
  EXPECT_EQ(left(0, std::nullopt), std::nullopt) << "it has ended";
  EXPECT_EQ(left(2, std::nullopt), 2);
}

TEST(Arming, ALiveRunUnarmedIsRefusedBeforeItAsksAnything) {
  TradeWorld world;
  world.options.mode = Mode::kLive;
  world.options.account = AccountId{"U0000001"};
  world.options.safety.execution_live = true;
  world.options.simulated = true;
  world.options.arming = {.config_sha256 = "c", .program_sha256 = "p", .host = "h", .key = Secret("key")};
  RunResult result = world.trade();
  EXPECT_EQ(result.outcome, Outcome::kRefused);
  EXPECT_EQ(result.exit_code, 6);
  EXPECT_TRUE(world.broker.frames.empty());
}

TEST(Arming, AShortAccountIsNamedWhole) {
  Armed armed = armed_now();
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"U123", "U123"}, {"U1234", "U...234"}, {"DU1234567", "DU...567"}, {"ABC", "ABC"}};
  for (const auto& [account, named] : cases) {
    armed.account = AccountId{account};
    EXPECT_EQ(arming_sentence(armed).find("TRADE LIVE " + named + " UP"), 0U) << arming_sentence(armed);
  }
}

}  // namespace
}  // namespace bot::ledger
