#include "wire/codec.hpp"

#include "wire/coding.hpp"
#include "wire/layout_place_order.hpp"
#include "wire/layout_requests.hpp"

namespace bot::wire {

std::string encode_request(const Request& request, int server_version) {
  return encode_variant(request, server_version, FieldWriter::To::kServer);
}

Result<Request> decode_request(std::string_view payload, int server_version) {
  return decode_variant<Request>(payload, server_version);
}

std::string_view message_name(const Request& request) { return find_message_id(request).name; }

bool exists_at(const Request& request, int server_version) { return server_version >= find_message_id(request).since; }

}  // namespace bot::wire
