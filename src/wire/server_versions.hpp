// From which server version on a field or message is there (docs/protocol.md 3). Everything below 157 is taken as
// given.
#pragma once

namespace bot::wire::since {

inline constexpr int kDuration = 158;
inline constexpr int kPostToAts = 160;
inline constexpr int kAutoCancelParent = 162;
inline constexpr int kFractionalSizes = 163;
inline constexpr int kSizeRules = 164;
inline constexpr int kAdvancedOrderReject = 166;
inline constexpr int kManualOrderTime = 169;
inline constexpr int kPegBestPegMidOffsets = 170;
inline constexpr int kBondIssuerId = 176;
inline constexpr int kNoFaProfile = 177;
inline constexpr int kPendingPriceRevision = 178;
inline constexpr int kFundData = 179;
inline constexpr int kLastTradeDate = 182;
inline constexpr int kCustomerAccount = 183;
inline constexpr int kProfessionalCustomer = 184;
inline constexpr int kBondAccruedInterest = 185;
inline constexpr int kIneligibilityReasons = 186;
inline constexpr int kRfqFields = 187;  // until kNoRfqFields
inline constexpr int kIncludeOvernight = 189;
inline constexpr int kNoRfqFields = 190;
inline constexpr int kCmeTagging = 192;
inline constexpr int kCmeTaggingInOpenOrder = 193;
inline constexpr int kErrorTime = 194;
inline constexpr int kFullOrderPreview = 195;
inline constexpr int kHistoricalDataEnd = 196;
inline constexpr int kCurrentTimeMillis = 197;
inline constexpr int kSubmitter = 198;
inline constexpr int kImbalanceOnly = 199;
inline constexpr int kParametrizedExecutions = 200;

}  // namespace bot::wire::since
