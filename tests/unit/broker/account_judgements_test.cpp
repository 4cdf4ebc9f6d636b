#include "broker/account_judgements.hpp"

#include <gtest/gtest.h>

namespace bot::broker {
namespace {

using std::chrono::milliseconds;

const AccountId kOurs{"DU1"};
const AccountId kOther{"DU2"};
const AccountId kIgnored{"DU3"};

AccountValues values(std::vector<std::array<std::string, 3>> lines) {
  AccountValues all;
  for (auto& [tag, currency, value] : lines) all.set(tag, currency, value);
  return all;
}

bool is_accepted(const LoginJudgement& login) { return login.configured_present && login.foreign.empty(); }

TEST(AccountJudgements, TheLoginIsTheConfiguredAccountAndIgnoredOnes) {
  const std::vector<AccountId> ignored = {kIgnored};
  EXPECT_TRUE(is_accepted(judge_login(kOurs, std::vector{kIgnored, kOurs}, ignored)));
  EXPECT_EQ(login_refusal(kOurs, std::vector{kIgnored, kOurs}, ignored), std::nullopt);

  const LoginJudgement foreign = judge_login(kOurs, std::vector{kOther, kOurs, kIgnored}, ignored);
  EXPECT_TRUE(foreign.configured_present);
  EXPECT_EQ(foreign.foreign, std::vector{kOther});
  EXPECT_FALSE(is_accepted(foreign));
  EXPECT_EQ(login_refusal(kOurs, std::vector{kOther, kOurs}, ignored)->text(),
            "the gateway also has account DU2; name it in accounts.ignore if that is meant");

  // The missing account is the first thing to say.
  EXPECT_EQ(login_refusal(kOurs, std::vector{kOther, kIgnored}, ignored)->text(),
            "the gateway is logged in to 2 accounts, not to DU1; log in with the right user, or correct "
            "accounts.paper or accounts.live");
  EXPECT_FALSE(judge_login(kOurs, {}, ignored).configured_present);
}

TEST(AccountJudgements, TheTypeIsFoundWhereverTwsPutsIt) {
  EXPECT_EQ(reported_account_type(values({{"TradingType-S", "", "STKCASH"}})), "STKCASH");
  EXPECT_EQ(reported_account_type(values({{"TradingType-S", "USD", "STKMRGN"}})), "STKMRGN");
  EXPECT_EQ(reported_account_type(values({{"TradingType-S", "EUR", "STKCASH"}})), "");
  EXPECT_EQ(reported_account_type({}), "");
}

TEST(AccountJudgements, ACashAccountIsReportedOrConfigured) {
  EXPECT_EQ(judge_account_type("STKCASH", AccountType::kUnset).kind, AccountKind::kCash);
  EXPECT_EQ(judge_account_type("Cash", AccountType::kMargin).kind, AccountKind::kCash);
  EXPECT_EQ(judge_account_type("", AccountType::kCash).kind, AccountKind::kCashConfigured);
  EXPECT_EQ(account_type_refusal(judge_account_type("", AccountType::kCash)), std::nullopt);

  // What is configured never outvotes what the gateway reports.
  const AccountTypeJudgement margin = judge_account_type("STKMRGN", AccountType::kCash);
  EXPECT_EQ(margin.kind, AccountKind::kOther);
  EXPECT_EQ(margin.reported, "STKMRGN");
  EXPECT_EQ(account_type_refusal(margin)->why, "the account's type is stkmrgn, only cash accounts are supported");
  EXPECT_EQ(account_type_refusal(judge_account_type("", AccountType::kMargin))->why,
            "the account's type is margin, only cash accounts are supported");

  EXPECT_EQ(judge_account_type("", AccountType::kUnset).kind, AccountKind::kUnknown);
  EXPECT_EQ(account_type_refusal(judge_account_type("", AccountType::kUnset))->text(),
            "the gateway does not say that this is a cash account; set accounts.type: cash if it is");
}

TEST(AccountJudgements, OnlyDollarAccountsAreTraded) {
  EXPECT_EQ(base_currency_refusal(values({{"NetLiquidation", "USD", "100000"}, {"TotalCashValue", "USD", "5000"}})),
            std::nullopt);
  EXPECT_EQ(base_currency_refusal(values({{"NetLiquidation", "BASE", "1"}, {"NetLiquidation", "EUR", "100000"}}))->why,
            "the account's base currency is EUR, only USD is supported");
  EXPECT_EQ(base_currency_refusal(values({{"NetLiquidation", "BASE", "100000"}}))->why,
            "the gateway gives no NetLiquidation in USD");
  EXPECT_EQ(base_currency_refusal(values({{"NetLiquidation", "", "100000"}}))->why,
            "the gateway gives no NetLiquidation in USD")
      << "a currency that is not told is not called unsupported";
  EXPECT_EQ(base_currency_refusal({})->why, "the gateway gives no NetLiquidation in USD");
  EXPECT_EQ(base_currency_refusal({})->fix,
            "Use an account whose base currency is USD; if it is, look at it in TWS and try again");
  EXPECT_EQ(base_currency_refusal(values({{"NetLiquidation", "USD", "100000"}}))->why,
            "the gateway gives no TotalCashValue in USD");
}

TEST(AccountJudgements, LessThanASecondBetweenTheClocksIsNone) {
  const UtcTime gateway{milliseconds{1'700'000'000'000}};
  EXPECT_EQ(clock_skew(gateway + milliseconds{999}, gateway), Duration{0});
  EXPECT_EQ(clock_skew(gateway - milliseconds{999}, gateway), Duration{0});
  EXPECT_EQ(clock_skew(gateway + milliseconds{1000}, gateway), milliseconds{1000});
  EXPECT_EQ(clock_skew(gateway - milliseconds{2500}, gateway), milliseconds{-2500});

  EXPECT_EQ(judge_clocks(milliseconds{2000}), ClockAgreement::kAgree);
  EXPECT_EQ(judge_clocks(milliseconds{-2001}), ClockAgreement::kApart);
  EXPECT_EQ(judge_clocks(milliseconds{10'000}), ClockAgreement::kApart);
  EXPECT_EQ(judge_clocks(milliseconds{-10'001}), ClockAgreement::kTooFarApart);
}

TEST(AccountJudgements, RealMoneyIsTradedOnLiveQuotesAlone) {
  for (const MarketDataMode mode :
       {MarketDataMode::kLive, MarketDataMode::kSnapshot, MarketDataMode::kDelayed, MarketDataMode::kDelayedFrozen})
    EXPECT_EQ(requested_data_type(mode, Mode::kLive), MarketDataType::kLive);
  EXPECT_EQ(requested_data_type(MarketDataMode::kLive, Mode::kPaper), MarketDataType::kLive);
  EXPECT_EQ(requested_data_type(MarketDataMode::kSnapshot, Mode::kPaper), MarketDataType::kLive);
  EXPECT_EQ(requested_data_type(MarketDataMode::kDelayed, Mode::kPaper), MarketDataType::kDelayed);
  EXPECT_EQ(requested_data_type(MarketDataMode::kDelayedFrozen, Mode::kPaper), MarketDataType::kDelayedFrozen);
}

TEST(AccountJudgements, AnythingButLiveIsALesserGrantThanLive) {
  EXPECT_FALSE(is_lesser_grant(MarketDataType::kLive, MarketDataType::kLive));
  for (const MarketDataType granted :
       {MarketDataType::kFrozen, MarketDataType::kDelayed, MarketDataType::kDelayedFrozen})
    EXPECT_TRUE(is_lesser_grant(MarketDataType::kLive, granted));
  EXPECT_FALSE(is_lesser_grant(MarketDataType::kDelayed, MarketDataType::kDelayedFrozen));
  EXPECT_EQ(name(MarketDataType::kDelayedFrozen), "delayed frozen");
}

}  // namespace
}  // namespace bot::broker
