#include "wire/notices.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace bot::wire {
namespace {

bool contains_text(std::string_view text, std::string_view part) { return lower(text).find(part) != std::string::npos; }

NoticeKind classify_historical(std::string_view text) {
  if (contains_text(text, "no data")) return NoticeKind::kNoData;
  if (contains_text(text, "pacing")) return NoticeKind::kPacing;
  if (contains_text(text, "permission")) return NoticeKind::kPermanent;
  if (contains_text(text, "invalid") || contains_text(text, "time length")) return NoticeKind::kPermanent;
  if (contains_text(text, "cancelled") || contains_text(text, "canceled")) return NoticeKind::kInformation;
  return NoticeKind::kTransient;
}

template <std::size_t kSize>
bool is_among(int code, const std::array<int, kSize>& codes) {
  return std::find(codes.begin(), codes.end(), code) != codes.end();
}

// A live order or request goes on after these.
constexpr std::array kInformationCodes{165, 300,   366,   399,   481,   492,   501,   505,
                                       508, 10090, 10091, 10167, 10233, 10311, 10329, 10349};
// Information by their range, yet somebody has to wait or try again.
constexpr std::array kTransientCodes{101,  133,  134,  154,  322,  502,   504,   507,   509,  520,
                                     2101, 2102, 2103, 2105, 2157, 10182, 10197, 10225, 10328};
// 2137: the order would flip the position. The others: fields TWS does not take any more.
constexpr std::array kPermanentCodes{
    102,   103,   105,   106,   107,   109,   110,   111,   113,   116,   160,   163,   164,   166,   200,
    201,   203,   320,   321,   323,   327,   329,   354,   355,   382,   383,   386,   387,   388,   392,
    400,   404,   411,   412,   413,   414,   422,   430,   434,   435,   436,   439,   440,   441,   442,
    443,   460,   503,   506,   579,   2137,  10006, 10015, 10089, 10149, 10168, 10186, 10187, 10189, 10190,
    10241, 10242, 10243, 10244, 10245, 10246, 10247, 10248, 10249, 10250, 10251, 10252, 10268, 10269, 10270,
    10285, 10289, 10290, 10293, 10314, 10317, 10318, 10330, 10339, 10340};
constexpr std::array kOrderStateCodes{104, 404, 135, 136, 161, 202, 10147, 10148};

constexpr bool is_notice_range(int code) { return code >= 2100 && code <= 2199; }

}  // namespace

NoticeKind classify(int code, std::string_view text) {
  switch (code) {
    case 100:
    case 420:
      return NoticeKind::kPacing;
    case 162:
      return classify_historical(text);
    case 326:
      return NoticeKind::kClientIdInUse;
    case 1100:
    case 2110:
      return NoticeKind::kLinkLost;
    case 1101:
      return NoticeKind::kLinkBackDataLost;
    case 1102:
      return NoticeKind::kLinkBackDataKept;
    case 1300:
      return NoticeKind::kPortChanged;
    default:
      break;
  }
  if (is_among(code, kInformationCodes)) return NoticeKind::kInformation;
  if (is_among(code, kTransientCodes)) return NoticeKind::kTransient;
  if (is_among(code, kPermanentCodes)) return NoticeKind::kPermanent;
  if (is_among(code, kOrderStateCodes)) return NoticeKind::kOrderState;
  return is_notice_range(code) ? NoticeKind::kInformation : NoticeKind::kUnknown;
}

bool ends_request(int code, std::string_view text) {
  switch (classify(code, text)) {
    case NoticeKind::kInformation:
      return code == 162;  // a cancelled query
    case NoticeKind::kTransient:
    case NoticeKind::kPermanent:
    case NoticeKind::kOrderState:
      return !is_notice_range(code);
    case NoticeKind::kPacing:
    case NoticeKind::kNoData:
    case NoticeKind::kUnknown:
      return true;
    case NoticeKind::kClientIdInUse:
    case NoticeKind::kLinkLost:
    case NoticeKind::kLinkBackDataLost:
    case NoticeKind::kLinkBackDataKept:
    case NoticeKind::kPortChanged:
      return false;
  }
  return true;
}

}  // namespace bot::wire
