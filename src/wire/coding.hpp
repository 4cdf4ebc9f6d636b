// Encoding and decoding of a variant of messages, for codec_requests.cpp and codec_responses.cpp. Finds lay_out() of
// each message in the layouts that these include.
#pragma once

#include <fmt/format.h>

#include <utility>
#include <variant>

#include "base/text.hpp"
#include "wire/fields.hpp"
#include "wire/handshake.hpp"
#include "wire/message_ids.hpp"

namespace bot::wire {

template <class Variant>
std::string encode_variant(const Variant& message, int server_version, FieldWriter::To to) {
  BOT_CHECK(server_version >= kServed.min && server_version <= kServed.max, "{}", server_version);
  FieldWriter writer(server_version, to);
  std::visit(
      [&]<class Message>(const Message& known) {
        constexpr auto kId = message_id(Tag<Message>{});
        BOT_CHECK(kId.id > 0 && server_version >= kId.since, "{} at {}", kId.name, server_version);
        writer.constant(kId.id);
        if constexpr (kId.id > 0) lay_out(writer, known);
      },
      message);
  return writer.take();
}

template <class Message, class Variant>
bool decode_as(int id, std::string_view payload, int server_version, Result<Variant>& result) {
  constexpr auto kId = message_id(Tag<Message>{});
  if constexpr (kId.id > 0) {
    if (id != kId.id || server_version < kId.since) return false;
    Message message;
    FieldReader reader(payload, server_version);
    reader.constant(kId.id);
    lay_out(reader, message);
    if constexpr (kId.extent == Extent::kExact) reader.expect_end();
    if (reader.error()) {
      result = fail(ErrorCode::kProtocol, fmt::format("{} cannot be read: {}", kId.name, *reader.error()));
    } else {
      result = Variant(std::move(message));
    }
    return true;
  } else {
    return false;
  }
}

template <class Variant>
Result<Variant> decode_variant(std::string_view payload, int server_version) {
  BOT_CHECK(server_version >= kServed.min && server_version <= kServed.max, "{}", server_version);
  const auto id = parse_int(payload.substr(0, payload.find('\0')));
  if (!id || *id < 0 || *id > 1'000'000) {
    return fail(ErrorCode::kProtocol, "a message without an id: " + escape_to_ascii(payload.substr(0, 20)));
  }
  const int known = static_cast<int>(*id);
  Result<Variant> result = Variant(UnknownMessage{known, std::string(payload)});
  [&]<std::size_t... kIndex>(std::index_sequence<kIndex...>) {
    static_cast<void>(
        (decode_as<std::variant_alternative_t<kIndex, typename Variant::Any>>(known, payload, server_version, result) ||
         ...));
  }
  (std::make_index_sequence<std::variant_size_v<typename Variant::Any>>{});
  return result;
}

template <class Variant>
MessageId find_message_id(const Variant& message) {
  return std::visit([]<class Message>(const Message&) { return message_id(Tag<Message>{}); }, message);
}

}  // namespace bot::wire
