#include "broker/tws_codes.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "broker/execution_id.hpp"

namespace bot::broker {
namespace {

TEST(TwsCodes, CodesMeanWhatTheProtocolSays) {
  struct Case {
    int code;
    std::string text;
    CodeKind kind;
    CodeAction action;
    bool ends;
  };
  using enum CodeAction;
  const std::vector<Case> cases = {
      {326, "", CodeKind::kClientIdInUse, kSession, false},
      {1100, "", CodeKind::kLinkLost, kSession, false},
      {2110, "", CodeKind::kLinkLost, kSession, false},
      {1101, "", CodeKind::kLinkBackDataLost, kSession, false},
      {1102, "", CodeKind::kLinkBackDataKept, kSession, false},
      {1300, "", CodeKind::kPortChanged, kSession, false},
      {100, "", CodeKind::kPacing, kSlowDown, true},
      {162, "Historical Market Data Service error message:HMDS query returned no data: SPY", CodeKind::kHistoricalData,
       kNoData, true},
      {162, "Historical data request pacing violation", CodeKind::kHistoricalData, kSlowDown, true},
      {162, "No market data permissions for ISLAND STK", CodeKind::kHistoricalData, kGiveUp, true},
      {162, "API historical data query cancelled: 5", CodeKind::kHistoricalData, kNone, true},
      {162, "Trading TWS session is connected from a different IP address", CodeKind::kHistoricalData, kTryLater, true},
      {162, "Invalid step: 1 day", CodeKind::kHistoricalData, kGiveUp, true},
      {162, "Historical Market Data Service error message:No historical market data for PLTR/STK@VALUE Last 0",
       CodeKind::kHistoricalData, kNoData, true},
      {165, "Historical Market Data Service query message:no items retrieved", CodeKind::kHistoricalData, kNoData,
       true},
      {165, "Historical Market Data Service query message:HMDS server disconnect occurred.  Attempting reconnection...",
       CodeKind::kHistoricalData, kNone, false},
      {165, "", CodeKind::kHistoricalData, kTryLater, true},
      {320, "Error reading request. Unable to parse field", CodeKind::kRequestRefused, kGiveUpOrder, true},
      {10052, "Invalid time in force", CodeKind::kOrderRefused, kGiveUpOrder, true},
      {200, "", CodeKind::kRequestRefused, kGiveUpOrder, true},
      {354, "", CodeKind::kMarketDataRefused, kGiveUp, true},
      {404, "", CodeKind::kOrderState, kReadOrder, true},
      {10167, "", CodeKind::kInformation, kNone, false},
      {10197, "", CodeKind::kMarketDataRefused, kTryLater, true},
      {2103, "", CodeKind::kFarmStatus, kTryLater, false},
      {2104, "", CodeKind::kFarmStatus, kNone, false},
      {2169, "bot embedded gateway", CodeKind::kInformation, kNone, false},
      {2199, "", CodeKind::kInformation, kNone, false},
      {399, "", CodeKind::kOrderWarning, kNone, false},
      {201, "", CodeKind::kOrderRefused, kGiveUpOrder, true},
      {202, "", CodeKind::kOrderState, kReadOrder, true},
      {10147, "", CodeKind::kOrderState, kReadOrder, true},
      {10243, "", CodeKind::kFractionRefused, kGiveUpOrder, true},
      {99999, "", CodeKind::kUnknown, kUnknown, true}};
  for (const auto& [code, text, kind, action, ends] : cases) {
    EXPECT_EQ(find_code(code).kind, kind) << code << " " << text;
    EXPECT_EQ(find_action(code, text), action) << code << " " << text;
    EXPECT_EQ(ends_request(code, text), ends) << code << " " << text;
  }
}

std::vector<int> codes_where(bool (*holds)(int)) {
  std::vector<int> found;
  for (int code = 0; code <= 20'000; ++code)
    if (holds(code)) found.push_back(code);
  return found;
}

TEST(TwsCodes, RefusalsOfAnOrderAreAClosedList) {
  EXPECT_EQ(codes_where(is_order_refusal), (std::vector{103, 109, 110, 160, 163, 200, 201, 203, 320,   321,  355,
                                                        382, 383, 387, 388, 434, 435, 451, 460, 10052, 10243}));
  EXPECT_FALSE(is_order_refusal(10349));
  EXPECT_FALSE(is_order_refusal(399));
  EXPECT_FALSE(is_order_refusal(10147));
}

TEST(TwsCodes, WordsOfMoneyInARefusalOfPermissionAreNoWantOfMoney) {
  EXPECT_TRUE(is_want_of_money(201, "Order rejected - reason:Your Available Funds are insufficient to cover it"));
  EXPECT_TRUE(is_want_of_money(201, "Previous Day Equity with Loan Value does not cover the initial margin"));
  EXPECT_FALSE(is_want_of_money(203, "not allowed for this account: insufficient trading permissions"));
  EXPECT_FALSE(is_want_of_money(460, "No trading permissions: instrument requires a margin account"));
  EXPECT_FALSE(is_want_of_money(201, "This account is not eligible: a margin account is required"));
  EXPECT_FALSE(is_want_of_money(201, "Insufficient permission for this product"));
}

TEST(TwsCodes, ACashAccountIsToldOfWantOfMoneyInItsOwnWords) {
  for (const char* const words :
       {"CASH AVAILABLE: 60.00; CASH NEEDED FOR THIS ORDER AND OTHER PENDING ORDERS: 650.00",
        "Available settled cash converted to base: 59.24 USD Cash needed for this order and other pending orders: "
        "<br>671.82 USD",
        "Available converted to base: 59.23 USD Cash needed for this order and other pending orders: 650.59 USD"})
    EXPECT_TRUE(is_want_of_money(201, fmt::format("Order rejected - reason:{}", words))) << words;
  EXPECT_FALSE(is_want_of_settled_cash("Available converted to base: 59.23 USD Cash needed for this order"));
}

TEST(TwsCodes, OnlyItsTextSaysThatTheApiIsReadOnly) {
  EXPECT_TRUE(
      is_read_only(321, "Error validating request:-'bN' : cause - The API interface is currently in Read-Only mode."));
  EXPECT_FALSE(
      is_read_only(321, "Error validating request:-'bS' : cause - The size does not conform to market rules."));
  EXPECT_FALSE(is_read_only(321, ""));
  EXPECT_FALSE(is_read_only(201, "Order rejected - reason: read-only"));
}

TEST(TwsCodes, AReasonThatIsAnnouncedAndNotGivenIsNone) {
  EXPECT_TRUE(is_without_reason("Order Canceled - reason:"));
  EXPECT_FALSE(is_without_reason("Order Canceled - reason:Exchange is closed"));
  EXPECT_FALSE(is_without_reason(""));
}

TEST(TwsCodes, RefusalsOfAFraction) {
  EXPECT_EQ(codes_where(is_fraction_refusal),
            (std::vector{10243, 10244, 10245, 10246, 10247, 10248, 10249, 10250, 10251, 10252, 10318}));
}

TEST(TwsCodes, NoticesAreARange) {
  EXPECT_FALSE(is_notice(2099));
  EXPECT_TRUE(is_notice(2100));
  EXPECT_TRUE(is_notice(2199));
  EXPECT_FALSE(is_notice(2200));
  for (int code = 2100; code <= 2199; ++code) EXPECT_FALSE(ends_request(code, "")) << code;
}

TEST(TwsCodes, EveryRowStandsOnceAndSaysSomething) {
  ASSERT_FALSE(tws_codes().empty());
  EXPECT_TRUE(std::ranges::is_sorted(tws_codes(), std::ranges::less{}, &TwsCode::code));
  EXPECT_EQ(std::ranges::adjacent_find(tws_codes(), {}, &TwsCode::code), tws_codes().end());
  for (const TwsCode& row : tws_codes()) {
    EXPECT_FALSE(row.meaning.empty()) << row.code;
    EXPECT_NE(row.kind, CodeKind::kUnknown) << row.code;
    EXPECT_EQ(find_code(row.code).meaning, row.meaning) << row.code;
  }
}

TEST(ExecutionId, ACorrectionHasTheSameBaseAndAHigherVersion) {
  const ExecId first("0000e0d5.5f1b.01.01"), correction("0000e0d5.5f1b.01.02"), tenth("0000e0d5.5f1b.01.10");
  EXPECT_EQ(execution_base(first), "0000e0d5.5f1b.01");
  EXPECT_EQ(execution_base(correction), execution_base(first));
  EXPECT_LT(execution_version(first), execution_version(correction));
  // As numbers, not as texts: "9" is before "10".
  EXPECT_LT(execution_version(ExecId("0000e0d5.5f1b.01.9")), execution_version(tenth));
  EXPECT_EQ(execution_base(ExecId("plain")), "plain");
  EXPECT_EQ(execution_version(ExecId("plain")), 0);
}

}  // namespace
}  // namespace bot::broker
