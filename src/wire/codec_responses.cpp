#include "wire/codec.hpp"

#include <type_traits>

#include "wire/coding.hpp"
#include "wire/layout_account_responses.hpp"
#include "wire/layout_reported_order.hpp"
#include "wire/layout_responses.hpp"

namespace bot::wire {

std::string encode_response(const Response& response, int server_version) {
  return encode_variant(response, server_version, FieldWriter::To::kClient);
}

Result<Response> decode_response(std::string_view payload, int server_version) {
  return decode_variant<Response>(payload, server_version);
}

std::string_view message_name(const Response& response) { return find_message_id(response).name; }

bool is_response_name(std::string_view name) {
  return [&]<class... Known>(std::type_identity<std::variant<Known...>>) {
    return ((message_id(Tag<Known>{}).name == name) || ...);
  }(std::type_identity<AnyResponse>{});
}

std::optional<MessageId> find_response_id(int id) {
  std::optional<MessageId> found;
  [&]<std::size_t... kIndex>(std::index_sequence<kIndex...>) {
    const auto note = [&](MessageId known) {
      if (known.id == id && id > 0) found = known;
    };
    (note(message_id(Tag<std::variant_alternative_t<kIndex, AnyResponse>>{})), ...);
  }
  (std::make_index_sequence<std::variant_size_v<AnyResponse>>{});
  return found;
}

bool exists_at(const Response& response, int server_version) {
  return server_version >= find_message_id(response).since;
}

}  // namespace bot::wire
