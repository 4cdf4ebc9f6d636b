// Every message at every server version survives encoding and decoding; any bytes at all decode to a value or an error.
#include <gtest/gtest.h>

#include "base/rng.hpp"
#include "unit/wire/field_filler.hpp"
#include "wire/codec.hpp"
#include "wire/coding.hpp"
#include "wire/layout_account_responses.hpp"
#include "wire/layout_place_order.hpp"
#include "wire/layout_reported_order.hpp"
#include "wire/layout_requests.hpp"
#include "wire/layout_responses.hpp"

namespace bot::wire {
namespace {

// Calls each(message) for one default message of every kind but UnknownMessage.
template <class Variant, class Each>
void for_every_kind(Each each) {
  [&]<std::size_t... kIndex>(std::index_sequence<kIndex...>) {
    (each(std::variant_alternative_t<kIndex + 1, typename Variant::Any>{}), ...);
  }
  (std::make_index_sequence<std::variant_size_v<typename Variant::Any> - 1>{});
}

TEST(RoundTrip, EveryRequestAtEveryVersion) {
  for (int version = 157; version <= 200; ++version) {
    for_every_kind<Request>([&]<class Message>(const Message& empty) {
      if (!exists_at(Request(empty), version)) return;
      for (std::uint64_t seed = 0; seed < 30; ++seed) {
        Rng rng(seed, {static_cast<std::uint64_t>(version)});
        test::FieldFiller filler(rng, version);
        Message message;
        lay_out(filler, message);
        const Request request = message;
        const auto decoded = decode_request(encode_request(request, version), version);
        ASSERT_TRUE(decoded.has_value()) << decoded.error().text();
        ASSERT_TRUE(*decoded == request) << message_name(request) << " at " << version << ", seed " << seed;
      }
    });
  }
}

TEST(RoundTrip, EveryResponseAtEveryVersion) {
  for (int version = 157; version <= 200; ++version) {
    for_every_kind<Response>([&]<class Message>(const Message& empty) {
      if (!exists_at(Response(empty), version)) return;
      for (std::uint64_t seed = 0; seed < 30; ++seed) {
        Rng rng(seed, {static_cast<std::uint64_t>(version)});
        test::FieldFiller filler(rng, version);
        Message message;
        lay_out(filler, message);
        const Response response = message;
        const auto decoded = decode_response(encode_response(response, version), version);
        ASSERT_TRUE(decoded.has_value()) << decoded.error().text();
        ASSERT_TRUE(*decoded == response) << message_name(response) << " at " << version << ", seed " << seed;
      }
    });
  }
}

// What decodes can also be encoded: nothing that comes from outside trips a check of ours.
void expect_total(const std::string& payload, int version) {
  if (const auto request = decode_request(payload, version); request && request->index() != 0) {
    EXPECT_FALSE(encode_request(*request, version).empty());
  }
  if (const auto response = decode_response(payload, version); response && response->index() != 0) {
    EXPECT_FALSE(encode_response(*response, version).empty());
  }
}

TEST(RoundTrip, AnyBytesAreAValueOrAnError) {
  Rng rng(7);
  for (int i = 0; i < 20'000; ++i) {
    std::string payload = std::to_string(rng.below(110));
    payload.push_back('\0');
    static constexpr std::string_view kAlphabet("\0\0\0\0\0\0-01239.eE+,vVInfinity\\u\xFF;=", 33);
    for (auto n = rng.below(300); n > 0; --n) payload.push_back(kAlphabet[rng.below(kAlphabet.size())]);
    expect_total(payload, 157 + static_cast<int>(rng.below(44)));
  }
}

TEST(RoundTrip, DamagedMessagesAreAValueOrAnError) {
  Rng rng(8);
  for_every_kind<Response>([&]<class Message>(const Message& empty) {
    for (int i = 0; i < 300; ++i) {
      const int version = 200 - static_cast<int>(rng.below(5));
      if (!exists_at(Response(empty), version)) continue;
      test::FieldFiller filler(rng, version);
      Message message;
      lay_out(filler, message);
      auto payload = encode_response(message, version);
      if (rng.chance(0.5)) payload.resize(rng.below(payload.size() + 1));
      for (auto n = rng.below(4); n > 0 && !payload.empty(); --n) {
        payload[rng.below(payload.size())] = static_cast<char>(rng.below(256));
      }
      expect_total(payload, version);
    }
  });
}

TEST(RoundTrip, OfANoticeMissingFieldsAreUnsetAndSurplusOnesAreIgnored) {
  const auto cut = decode_response(std::string("4\0"
                                               "2\0"
                                               "-1\0"
                                               "2104\0",
                                               12),
                                   176);
  ASSERT_TRUE(cut.has_value());
  EXPECT_EQ(std::get<ErrorMessage>(*cut).code, 2104);
  EXPECT_EQ(std::get<ErrorMessage>(*cut).text, "");
  const auto more = decode_response(std::string("9\0"
                                                "1\0"
                                                "101\0"
                                                "surplus\0",
                                                16),
                                    176);
  ASSERT_TRUE(more.has_value());
  EXPECT_EQ(std::get<NextValidId>(*more).order_id, 101);
}

TEST(RoundTrip, AListThatCountsMoreThanThereIsIsAnError) {
  const std::string payload(
      "17\0"
      "5\0"
      "2000000000\0"
      "20200316\0",
      25);
  const auto decoded = decode_response(payload, 200);
  ASSERT_FALSE(decoded.has_value());
  EXPECT_EQ(decoded.error().code, ErrorCode::kProtocol);
}

TEST(RoundTrip, UnknownIdsAreReported) {
  EXPECT_EQ(std::get<UnknownMessage>(*decode_response(std::string("84\0x\0", 5), 176)).id, 84);
  EXPECT_EQ(std::get<UnknownMessage>(*decode_request(std::string("9999\0", 5), 176)).id, 9999);
  // A message of later versions is unknown before.
  EXPECT_EQ(std::get<UnknownMessage>(*decode_request(std::string("105\0", 4), 196)).id, 105);
  EXPECT_FALSE(decode_response("", 176).has_value());
  EXPECT_FALSE(decode_response("abc", 176).has_value());
}

}  // namespace
}  // namespace bot::wire
