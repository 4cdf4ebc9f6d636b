#include "broker/paper_or_live.hpp"

#include <gtest/gtest.h>

namespace bot::broker {
namespace {

TEST(PaperOrLive, AnIdTellsTheMode) {
  EXPECT_EQ(account_mode(AccountId{"DU1234567"}), Mode::kPaper);
  EXPECT_EQ(account_mode(AccountId{"U1234567"}), Mode::kLive);
  EXPECT_EQ(account_mode(AccountId{"F1234567"}), std::nullopt);
  EXPECT_EQ(account_mode(AccountId{""}), std::nullopt);
}

TEST(PaperOrLive, AnAccountIdHasCapitalsAndDigitsACapitalFirst) {
  for (const char* id : {"DU0000001", "U123", "DF1234567"}) EXPECT_TRUE(is_account_id(id)) << id;
  for (const char* text : {"", "U12", "du1234567", "1234567", "DU 12345", "U12345678901234567890"})
    EXPECT_FALSE(is_account_id(text)) << text;
}

TEST(PaperOrLive, AModeTradesItsOwnAccountsOnly) {
  EXPECT_EQ(account_refusal(Mode::kPaper, AccountId{"DU1"}, false), std::nullopt);
  EXPECT_EQ(account_refusal(Mode::kLive, AccountId{"U1"}, true), std::nullopt);
  EXPECT_EQ(account_refusal(Mode::kDryRun, AccountId{"U1"}, false), std::nullopt);
  EXPECT_EQ(account_refusal(Mode::kPaper, AccountId{"U1"}, true),
            "--paper needs an account id that starts with D, the configured one starts with U");
  EXPECT_EQ(account_refusal(Mode::kLive, AccountId{"DU1"}, true),
            "--live needs an account id that starts with U, the configured one starts with D");
  EXPECT_EQ(account_refusal(Mode::kLive, AccountId{"U1"}, false), "--live, but execution.live is false");
  for (const Mode mode : {Mode::kPaper, Mode::kLive, Mode::kDryRun})
    EXPECT_EQ(account_refusal(mode, AccountId{}, true), "no account is configured for this mode");
}

TEST(PaperOrLive, TheUsualPortsTellTheModeAndOthersNothing) {
  for (const int port : {7497, 4002}) EXPECT_EQ(port_mode(port), Mode::kPaper) << port;
  for (const int port : {7496, 4001}) EXPECT_EQ(port_mode(port), Mode::kLive) << port;
  for (const int port : {0, 4000, 4003, 7495, 7498, 65535}) EXPECT_EQ(port_mode(port), std::nullopt) << port;
}

}  // namespace
}  // namespace bot::broker
