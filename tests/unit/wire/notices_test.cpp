#include "wire/notices.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace bot::wire {
namespace {

TEST(Notices, CodesMeanWhatTheProtocolSays) {
  struct Case {
    int code;
    std::string text;
    NoticeKind kind;
    bool ends;
  };
  const std::vector<Case> cases = {
      {326, "", NoticeKind::kClientIdInUse, false},
      {1100, "", NoticeKind::kLinkLost, false},
      {2110, "", NoticeKind::kLinkLost, false},
      {1101, "", NoticeKind::kLinkBackDataLost, false},
      {1102, "", NoticeKind::kLinkBackDataKept, false},
      {1300, "", NoticeKind::kPortChanged, false},
      {100, "", NoticeKind::kPacing, true},
      {162, "Historical Market Data Service error message:HMDS query returned no data: SPY", NoticeKind::kNoData, true},
      {162, "Historical data request pacing violation", NoticeKind::kPacing, true},
      {162, "No market data permissions for ISLAND STK", NoticeKind::kPermanent, true},
      {162, "API historical data query cancelled: 5", NoticeKind::kInformation, true},
      {162, "Trading TWS session is connected from a different IP address", NoticeKind::kTransient, true},
      {162, "Invalid step: 1 day", NoticeKind::kPermanent, true},
      {165, "", NoticeKind::kInformation, false},
      {200, "", NoticeKind::kPermanent, true},
      {354, "", NoticeKind::kPermanent, true},
      {10167, "", NoticeKind::kInformation, false},
      {10197, "", NoticeKind::kTransient, true},
      {2103, "", NoticeKind::kTransient, false},
      {2104, "", NoticeKind::kInformation, false},
      {2169, "bot embedded gateway", NoticeKind::kInformation, false},
      {2199, "", NoticeKind::kInformation, false},
      {399, "", NoticeKind::kInformation, false},
      {201, "", NoticeKind::kPermanent, true},
      {202, "", NoticeKind::kOrderState, true},
      {10147, "", NoticeKind::kOrderState, true},
      {10243, "", NoticeKind::kPermanent, true},
      {99999, "", NoticeKind::kUnknown, true}};
  for (const auto& [code, text, kind, ends] : cases) {
    EXPECT_EQ(classify(code, text), kind) << code << " " << text;
    EXPECT_EQ(ends_request(code, text), ends) << code << " " << text;
  }
}

}  // namespace
}  // namespace bot::wire
