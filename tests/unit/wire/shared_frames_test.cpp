// Frames of other programs: what stock clients sent and decoded. Skipped where the folder with them is missing.
#include <gtest/gtest.h>

#include <charconv>
#include <map>
#include <optional>
#include <set>

#include "base/text.hpp"
#include "support/shared.hpp"
#include "unit/wire/golden_file.hpp"
#include "unit/wire/official_arguments.hpp"
#include "wire/codec.hpp"
#include "wire/frame.hpp"
#include "wire/handshake.hpp"

namespace bot::wire {
namespace {

using nlohmann::json;

constexpr const char* kFile = "tws-golden-frames.json";

const json& shared_frames() {
  static const json frames = json::parse(bot::test::read_file(bot::test::shared_folder() + "/" + kFile));
  return frames;
}

// One text for all spellings of one meaning: unset and zero, numbers with and without point.
std::string same_meaning(const std::string& field) {
  if (field == "2147483647") return "";
  double value = 0;
  const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), value);
  if (field.empty() || end != field.data() + field.size()) return field;
  if (error != std::errc{} || value == 0 || value >= 1e308) return "";
  return std::to_string(value);
}

// What the clients say differently although they mean the same (docs/protocol.md 4).
Request without_habits(Request request) {
  if (auto* placed = std::get_if<PlaceOrder>(&request)) {
    if (placed->order.open_close == "O") placed->order.open_close.clear();
    if (placed->order.use_price_mgmt_algo == 0) placed->order.use_price_mgmt_algo.reset();
  }
  return request;
}

TEST(SharedFrames, EveryRequestDecodesAndClientsMeanTheSame) {
  BOT_NEEDS_SHARED(kFile);
  std::map<std::string, Request> meanings;
  int seen = 0;
  for (const auto& row : shared_frames().at("requests")) {
    const auto name = row.at("case").get<std::string>();
    const auto decoded = decode_request(test::payload_of(row), row.at("server_version").get<int>());
    ASSERT_TRUE(decoded.has_value()) << name << ": " << decoded.error().text();
    EXPECT_EQ(message_name(*decoded), row.at("message").get<std::string>());
    const auto [known, is_new] = meanings.try_emplace(name, without_habits(*decoded));
    EXPECT_TRUE(known->second == without_habits(*decoded)) << name << " of " << row.at("client");
    ++seen;
  }
  EXPECT_EQ(seen, 325);
}

TEST(SharedFrames, WhatRequestsMean) {
  BOT_NEEDS_SHARED(kFile);
  for (const auto& row : shared_frames().at("requests")) {
    const auto request = decode_request(test::payload_of(row), row.at("server_version").get<int>()).value();
    const auto name = row.at("case").get<std::string>();
    if (name == "PLACE_ORDER LMT IOC outside RTH") {
      const auto& placed = std::get<PlaceOrder>(request);
      EXPECT_EQ(placed.contract.symbol, "SPY");
      EXPECT_EQ(placed.contract.con_id, 756733);
      EXPECT_EQ(placed.order.order_id, 110);
      EXPECT_EQ(placed.order.total_quantity, Quantity::from_whole(3));
      EXPECT_EQ(placed.order.limit_price, 651.0);
      EXPECT_EQ(placed.order.tif, "IOC");
      EXPECT_TRUE(placed.order.outside_rth);
      EXPECT_TRUE(placed.order.transmit);
      EXPECT_EQ(placed.order.exempt_code, -1);
      EXPECT_EQ(placed.order.trigger_price, std::nullopt);
      EXPECT_EQ(placed.order.adjustable_trailing_unit, 0);
      EXPECT_EQ(placed.order.order_ref, "rb-20250915-SPY-1");
    } else if (name == "PLACE_ORDER MKT fractional") {
      EXPECT_EQ(std::get<PlaceOrder>(request).order.total_quantity, Quantity::parse("1.5"));
    } else if (name == "PLACE_ORDER Adaptive LMT") {
      const auto& order = std::get<PlaceOrder>(request).order;
      EXPECT_EQ(order.algo_params, (std::vector<TagValue>{{"adaptivePriority", "Normal"}}));
    } else if (name == "PLACE_ORDER what-if") {
      EXPECT_TRUE(std::get<PlaceOrder>(request).order.what_if);
    } else if (name == "REQ_EXECUTIONS filtered") {
      const auto& asked = std::get<ExecutionsRequest>(request);
      EXPECT_EQ(asked.client_id, 7);
      EXPECT_EQ(asked.account, "DU1234567");
      EXPECT_EQ(asked.last_days, std::nullopt);
    }
  }
}

TEST(SharedFrames, OurRequestsReadLikeTheOfficialClients) {
  BOT_NEEDS_SHARED(kFile);
  int compared = 0;
  for (const auto& row : shared_frames().at("requests")) {
    if (row.at("client") != "ibapi_python") continue;
    const int version = row.at("server_version").get<int>();
    const auto theirs = test::lay_out_payload(test::payload_of(row));
    const auto ours =
        test::lay_out_payload(encode_request(decode_request(test::payload_of(row), version).value(), version));
    ASSERT_EQ(ours.size(), theirs.size()) << row.at("case");
    for (std::size_t i = 0; i < ours.size(); ++i) {
      EXPECT_EQ(same_meaning(ours[i]), same_meaning(theirs[i])) << row.at("case") << ": " << row.at("fields")[i];
    }
    ++compared;
  }
  EXPECT_GE(compared, 100);
}

TEST(SharedFrames, EveryResponseEncodesBackToTheSameBytes) {
  BOT_NEEDS_SHARED(kFile);
  // A price written with a zero too many: a number keeps no zeros.
  const std::set<std::string> inexact = {"PORTFOLIO_VALUE fractional"};
  int exact = 0;
  for (const auto& row : shared_frames().at("responses")) {
    const int version = row.at("server_version").get<int>();
    const auto decoded = decode_response(test::payload_of(row), version);
    ASSERT_TRUE(decoded.has_value()) << row.at("case") << decoded.error().text();
    EXPECT_EQ(message_name(*decoded), row.at("message").get<std::string>());
    const auto bytes = frame(encode_response(*decoded, version));
    if (inexact.contains(row.at("case"))) {
      const auto ours = test::lay_out_payload(bytes.substr(4));
      const auto theirs = test::lay_out_payload(test::payload_of(row));
      ASSERT_EQ(ours.size(), theirs.size());
      for (std::size_t i = 0; i < ours.size(); ++i) EXPECT_EQ(same_meaning(ours[i]), same_meaning(theirs[i]));
    } else {
      EXPECT_EQ(test::to_hex(bytes), row.at("frame_hex").get<std::string>()) << row.at("case") << " " << version;
      ++exact;
    }
  }
  EXPECT_EQ(exact, 222);
}

// Numbers as numbers, whether text or not; of objects what the client said (it leaves defaults out).
bool agrees(const json& ours, const json& theirs) {
  if (theirs.is_object()) {
    for (const auto& [key, value] : theirs.items()) {
      if (!ours.contains(key) || !agrees(ours.at(key), value)) {
        ADD_FAILURE() << key << ": ours " << (ours.contains(key) ? ours.at(key).dump() : "nothing") << ", theirs "
                      << value;
        return false;
      }
    }
    return true;
  }
  if (theirs.is_array()) {
    if (ours.size() != theirs.size()) return false;
    for (std::size_t i = 0; i < theirs.size(); ++i) {
      if (!agrees(ours[i], theirs[i])) return false;
    }
    return true;
  }
  const auto number = [](const json& value) -> std::optional<double> {
    if (value.is_number()) return value.get<double>();
    return value.is_string() ? parse_double(value.get<std::string>()) : std::nullopt;
  };
  const auto a = number(ours);
  const auto b = number(theirs);
  return a && b ? *a == *b : ours == theirs;
}

TEST(SharedFrames, EveryResponseDecodesToWhatTheOfficialClientDecoded) {
  BOT_NEEDS_SHARED(kFile);
  int compared = 0;
  for (const auto& row : shared_frames().at("responses")) {
    const auto response = decode_response(test::payload_of(row), row.at("server_version").get<int>()).value();
    const auto arguments = std::visit(test::ToArguments{}, response);
    for (const auto& decoded : row.at("decoded")) {
      if (decoded.at("client") != "ibapi_python" || decoded.at("callbacks").empty()) continue;
      auto theirs = decoded.at("callbacks")[0].at("args");
      if (decoded.at("callbacks")[0].at("callback") == "tickPrice") theirs.erase(3);  // attributes as an object
      EXPECT_TRUE(agrees(arguments, theirs)) << row.at("case") << "\nours   " << arguments << "\ntheirs " << theirs;
      ++compared;
    }
  }
  EXPECT_GE(compared, 220);
}

TEST(SharedFrames, HandshakesAreReadAndAnswered) {
  BOT_NEEDS_SHARED(kFile);
  for (const auto& row : shared_frames().at("handshakes")) {
    const auto hello_bytes = test::from_hex(row.at("hello_hex").get<std::string>());
    HelloReader reader;
    std::optional<ClientHello> hello;
    for (const char c : hello_bytes) {
      reader.feed(std::string_view(&c, 1));
      hello = reader.next().value();
    }
    ASSERT_TRUE(hello.has_value());
    EXPECT_EQ(client_hello_bytes(*hello), hello_bytes);
    const int version = row.at("server_version").get<int>();
    EXPECT_EQ(negotiate(hello->range, {157, version}), version);
    const ServerHello answer{version, row.at("reply_fields")[1].get<std::string>()};
    EXPECT_EQ(test::to_hex(server_hello_bytes(answer)), row.at("reply_hex").get<std::string>());
    EXPECT_EQ(parse_server_hello(server_hello_bytes(answer).substr(4), hello->range).value(), answer);
  }
}

TEST(SharedFrames, AllFramesAtOnceOrByteByByte) {
  BOT_NEEDS_SHARED(kFile);
  std::string stream;
  std::vector<std::string> payloads;
  for (const char* direction : {"requests", "responses"}) {
    for (const auto& row : shared_frames().at(direction)) {
      stream += test::from_hex(row.at("frame_hex").get<std::string>());
      payloads.push_back(test::payload_of(row));
    }
  }
  FrameSplitter at_once;
  at_once.feed(stream);
  FrameSplitter slowly;
  std::size_t found = 0;
  for (const char c : stream) {
    slowly.feed(std::string_view(&c, 1));
    while (const auto payload = slowly.next().value()) {
      ASSERT_EQ(*payload, payloads.at(found++));
      ASSERT_EQ(at_once.next().value(), payload);
    }
  }
  EXPECT_EQ(found, payloads.size());
}

TEST(SharedFrames, RawMessageIdsOfLaterVersionsAreErrorsOrUnknown) {
  BOT_NEEDS_SHARED(kFile);
  for (const auto& row : shared_frames().at("above_the_ceiling").at("frames")) {
    const auto decoded = decode_request(test::payload_of(row), 200);
    EXPECT_TRUE(!decoded.has_value() || std::holds_alternative<UnknownMessage>(*decoded)) << row;
  }
}

}  // namespace
}  // namespace bot::wire
