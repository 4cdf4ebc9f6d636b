// Events as JSON text and back: decode(encode(e)) = e to the bit. docs/formats/ledger.md describes the text.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "ledger/events.hpp"
#include "ledger/state.hpp"

namespace bot::ledger {

// Stable lower-case name: "order_sending".
[[nodiscard]] std::string_view kind_of(const EventBody& body);

struct EncodedBody {
  std::string text;      // one JSON object; keys in the order of the fields
  bool is_exact = true;  // false: decoding gives another event (a text that is no UTF-8, an error with context)
};
[[nodiscard]] EncodedBody encode_body(const EventBody& body);
[[nodiscard]] inline std::string encode(const EventBody& body) { return encode_body(body).text; }

// The fold needs only the number and hash of recorded bars; their thousands of rows would be most of an opening.
enum class BarRows { kRead, kSkip };
// kIo when it is not such a text: our own records are damaged or from a newer program.
[[nodiscard]] Result<EventBody> decode(std::string_view kind, std::string_view json, BarRows rows = BarRows::kRead);

// The whole state as JSON text, and back.
[[nodiscard]] std::string encode_state(const LedgerState& state);
[[nodiscard]] Result<LedgerState> decode_state(std::string_view json);

}  // namespace bot::ledger
