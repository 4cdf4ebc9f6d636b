// What of the gateway's frames may be believed, and whose answer has a hole when one may not. A list with a hole is no
// answer: nothing is decided and nothing sent on it (docs/protocol.md 1).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "wire/requests.hpp"
#include "wire/responses.hpp"

namespace bot::tws {

// A message that the protocol does not allow, or that lacks what it is there to say.
struct Unreadable {
  int message_id = -1;                     // -1: not even that is known
  std::optional<std::int64_t> request_id;  // of the question or order that it names, as far as that is known
  std::string why;                         // "POSITION cannot be read: field 14 is not a quantity: abc"
};

using Reading = std::variant<wire::Response, Unreadable>;
[[nodiscard]] Reading read_message(std::string_view payload, int server_version);

// The messages that an answer to this request is made of, by their ids; empty: it has no answer.
struct AnswerShape {
  std::int64_t request_id = 0;  // 0: the answer names no request
  std::vector<int> message_ids;
};
[[nodiscard]] AnswerShape find_answer_shape(const wire::Request& request);

// Whether messages of this kind come without being asked for.
[[nodiscard]] bool comes_by_itself(int message_id);
// Whether it may be about an order of ours, working or done, or a fill of it. `accounts` are those of the login: a
// message that names one of the others and not ours is theirs.
[[nodiscard]] bool may_concern_our_orders(const Unreadable& message, std::string_view payload,
                                          const std::string& account, const std::vector<std::string>& accounts);

}  // namespace bot::tws
