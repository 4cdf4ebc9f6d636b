// What the code of an ERR_MSG means for us: the only place that looks at codes (docs/protocol.md 9).
#pragma once

#include <string_view>

namespace bot::wire {

enum class NoticeKind {
  kInformation,       // nothing to do
  kTransient,         // the request failed; later it may work
  kPermanent,         // the request or order will fail again unchanged
  kOrderState,        // says something of an order: re-read it
  kClientIdInUse,     // 326
  kLinkLost,          // 1100, 2110: TWS lost IBKR
  kLinkBackDataLost,  // 1101
  kLinkBackDataKept,  // 1102
  kPortChanged,       // 1300
  kPacing,            // 100, 420, and 162 with pacing in its text
  kNoData,            // 162: nothing for this period
  kUnknown,           // not in our table: never conclude anything of an order from it
};

// `text` decides for 162 only.
[[nodiscard]] NoticeKind classify(int code, std::string_view text);
// Whether an answer with the id of a request ends that request (as an error); false for mere notices.
[[nodiscard]] bool ends_request(int code, std::string_view text);

}  // namespace bot::wire
