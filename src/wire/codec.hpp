// Messages to payloads and back, by negotiated server version (157 to 200). Decoding is total: any bytes give a value
// or kProtocol, which names the message and what is wrong with it. Of a response that facts are taken from every field
// has to be there and none left over; of the others missing fields at the end read as unset and surplus ones are
// ignored (message_ids.hpp). The payload is a frame without its length (frame.hpp).
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "wire/messages.hpp"

namespace bot::wire {

// BOT_CHECK: the message exists at that version (197 for CurrentTimeMillis, ...), no text holds a NUL, every id is in
// range, and it is not UnknownMessage.
[[nodiscard]] std::string encode_request(const Request& request, int server_version);
[[nodiscard]] std::string encode_response(const Response& response, int server_version);
// An id we do not know: UnknownMessage.
[[nodiscard]] Result<Request> decode_request(std::string_view payload, int server_version);
[[nodiscard]] Result<Response> decode_response(std::string_view payload, int server_version);
// The protocol's own name ("PLACE_ORDER"), for logs.
[[nodiscard]] std::string_view message_name(const Request& request);
[[nodiscard]] std::string_view message_name(const Response& response);
// Whether a response has this name.
[[nodiscard]] bool is_response_name(std::string_view name);
// Whether the request or response exists at that version.
[[nodiscard]] bool exists_at(const Request& request, int server_version);
[[nodiscard]] bool exists_at(const Response& response, int server_version);

}  // namespace bot::wire
