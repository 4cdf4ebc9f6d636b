#include <string>
#include <variant>

#include "base/check.hpp"
#include "fuzz/targets.hpp"
#include "wire/codec.hpp"
#include "wire/frame.hpp"
#include "wire/handshake.hpp"

namespace bot::fuzz {
namespace {

constexpr int kOldest = wire::kServed.min;
constexpr int kVersions = wire::kServed.max - wire::kServed.min + 1;

// All frames of a stream that arrives in pieces of one size, each with its length, then how it ended.
std::string cut(std::string_view bytes, std::size_t piece) {
  wire::FrameSplitter splitter;
  std::string seen;
  for (std::size_t at = 0; at <= bytes.size(); at += piece) {
    splitter.feed(bytes.substr(at, piece));
    for (;;) {
      const auto frame = splitter.next();
      if (!frame) return seen + "damaged";
      if (!*frame) break;
      seen += std::to_string((*frame)->size()) + ":" + **frame;
    }
  }
  return seen + "rest " + std::to_string(splitter.pending_bytes());
}

}  // namespace

void frames(std::string_view bytes) {
  const std::string whole = cut(bytes, bytes.size() + 1);
  BOT_CHECK(whole == cut(bytes, 1), "the pieces of a stream decide what is read");
  BOT_CHECK(whole == cut(bytes, 7), "the pieces of a stream decide what is read");
  wire::HelloReader reader;
  reader.feed(bytes);
  if (const auto hello = reader.next(); hello && *hello) (void)wire::negotiate((*hello)->range);
  (void)wire::parse_server_hello(bytes, wire::kOffered);
}

// What was read once reads the same after it was written. Texts with NUL cannot come out of a payload: it ends fields.
void requests(std::string_view bytes) {
  if (bytes.empty()) return;
  const int version = kOldest + static_cast<unsigned char>(bytes[0]) % kVersions;
  const auto first = wire::decode_request(bytes.substr(1), version);
  if (!first) return;
  (void)wire::message_name(*first);
  if (std::holds_alternative<wire::UnknownMessage>(*first) || !wire::exists_at(*first, version)) return;
  const std::string written = wire::encode_request(*first, version);
  const auto second = wire::decode_request(written, version);
  BOT_CHECK(second.has_value(), "a request we wrote cannot be read");
  BOT_CHECK(wire::encode_request(*second, version) == written, "a request changes when it is read again");
}

void responses(std::string_view bytes) {
  if (bytes.empty()) return;
  const int version = kOldest + static_cast<unsigned char>(bytes[0]) % kVersions;
  const auto first = wire::decode_response(bytes.substr(1), version);
  if (!first) return;
  (void)wire::message_name(*first);
  if (std::holds_alternative<wire::UnknownMessage>(*first) || !wire::exists_at(*first, version)) return;
  const std::string written = wire::encode_response(*first, version);
  const auto second = wire::decode_response(written, version);
  BOT_CHECK(second.has_value(), "a response we wrote cannot be read");
  BOT_CHECK(wire::encode_response(*second, version) == written, "a response changes when it is read again");
}

}  // namespace bot::fuzz
