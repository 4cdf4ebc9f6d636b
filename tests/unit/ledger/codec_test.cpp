#include "ledger/codec.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/rng.hpp"
#include "calendar/new_york.hpp"
#include "ledger/checkpoint.hpp"

namespace bot::ledger {
namespace {

// A value of any recorded type, filled by the very fields the codec walks.
class Filler {
 public:
  explicit Filler(std::uint64_t seed) : rng_(seed, {}) {}

  template <class T>
  T make() {
    using json::detail::kIs;
    if constexpr (kIs<T, std::optional>) {
      if (rng_.below(3) == 0) return std::nullopt;
      return make<typename T::value_type>();
    } else if constexpr (kIs<T, std::vector>) {
      T list;
      for (std::uint64_t i = rng_.below(4); i > 0; --i) list.push_back(make<typename T::value_type>());
      return list;
    } else if constexpr (kIs<T, std::map>) {
      T map;
      for (std::uint64_t i = rng_.below(4); i > 0; --i)
        map.insert_or_assign(make<typename T::key_type>(), make<typename T::mapped_type>());
      return map;
    } else if constexpr (kIs<T, Fixed>) {
      return T::from_raw(static_cast<std::int64_t>(rng_.below(1ULL << 62)) - (1LL << 61));
    } else if constexpr (kIs<T, Id>) {
      return T{make<std::remove_cvref_t<decltype(std::declval<T>().value())>>()};
    } else if constexpr (std::same_as<T, Date>) {
      return make_date(1990, 1, 1) + std::chrono::days{static_cast<int>(rng_.below(20'000))};
    } else if constexpr (std::same_as<T, UtcTime>) {
      return UtcTime{Duration{static_cast<std::int64_t>(rng_.below(4'000'000'000'000ULL))}};
    } else if constexpr (std::is_enum_v<T>) {
      return static_cast<T>(rng_.below(static_cast<std::uint64_t>(kLastOf<T>) + 1));
    } else if constexpr (std::same_as<T, FindingCode>) {
      const FindingCode codes[] = {make<BarRule>(), make<SafetyRule>(), make<FindingTopic>()};
      return codes[rng_.below(std::size(codes))];
    } else if constexpr (std::same_as<T, json::Raw>) {
      return {.text = R"({"a":[1,"]"]})"};
    } else if constexpr (std::same_as<T, Bar>) {
      return {.date = make<Date>(),
              .open = make<double>(),
              .high = make<double>(),
              .low = make<double>(),
              .close = make<double>(),
              .volume = static_cast<double>(rng_.below(1'000'000'000)),
              .adj_close = make<std::optional<double>>()};
    } else if constexpr (std::same_as<T, NextRun>) {
      if (make<bool>()) return {};
      if (make<bool>()) return next_run_at(std::nullopt);
      return next_run_at(calendar::from_new_york(make<Date>(), std::chrono::hours{16}));
    } else if constexpr (std::same_as<T, Error>) {
      return {.code = make<ErrorCode>(),
              .what = make<std::string>(),
              .where = make<std::string>(),
              .fix = make<std::string>()};
    } else if constexpr (json::HasFields<T>) {
      T value{};
      const auto fill = [&](const auto&, auto access) {
        auto& member = std::invoke(access, value);
        member = make<std::remove_cvref_t<decltype(member)>>();
      };
      json::walk_fields<T>(fill);
      return value;
    } else if constexpr (std::same_as<T, bool>) {
      return rng_.below(2) == 1;
    } else if constexpr (std::same_as<T, double>) {
      return (static_cast<double>(rng_.below(1ULL << 53)) - 4e15) * 1e-7;
    } else if constexpr (std::integral<T>) {
      return static_cast<T>(rng_.below(1ULL << 31));
    } else {
      static const std::vector<std::string> kTexts{"",    "SPY",         "BRK B",   "say \"it\"\n",
                                                   "é€😀", "back\\slash", "\x01\x7f"};
      return kTexts[static_cast<std::size_t>(rng_.below(kTexts.size()))];
    }
  }

 private:
  Rng rng_;
};

template <class Use>
void for_each_kind(const Use& use) {
  [&]<class... E>(std::type_identity<std::variant<E...>>) {
    (use(std::type_identity<E>{}), ...);
  }(std::type_identity<AnyEvent>{});
}

// What memory folds is the event itself, so it has to be what the disk gives back: for every kind and every field.
TEST(Codec, EveryEventIsReadBackAsItWasWritten) {
  Filler filler(42);
  int kinds = 0;
  for_each_kind([&]<class E>(std::type_identity<E>) {
    ++kinds;
    for (int turn = 0; turn < 200; ++turn) {
      E event = filler.make<E>();
      if constexpr (std::same_as<E, BarsRecorded>) event.final_rows = event.kept_rows + event.rows.size();
      const EncodedBody encoded = encode_body(event);
      ASSERT_TRUE(encoded.is_exact);
      ASSERT_TRUE(nlohmann::json::accept(encoded.text)) << encoded.text;
      const auto back = decode(E::kKind, encoded.text);
      ASSERT_TRUE(back) << back.error().text() << "\n" << encoded.text;
      ASSERT_EQ(std::get<E>(*back), event) << encoded.text;
      ASSERT_EQ(kind_of(*back), E::kKind);
    }
  });
  EXPECT_EQ(kinds, 33);
}

TEST(Codec, TheWholeStateIsReadBackAsItWasWritten) {
  Filler filler(43);
  for (int turn = 0; turn < 200; ++turn) {
    const auto state = filler.make<LedgerState>();
    const std::string text = encode_state(state);
    const auto back = decode_state(text);
    ASSERT_TRUE(back) << back.error().text();
    ASSERT_EQ(*back, state);
    ASSERT_EQ(digest(*back), digest(state));
  }
}

// A broker's text that is no UTF-8: what is kept says so, and memory has to see the same.
TEST(Codec, BytesThatAreNoTextAreReplacedAndMarkedInexact) {
  const EncodedBody encoded = encode_body(orders::OrderAbandoned{.key = OrderKey{"k"}, .reason = "caf\xe9"});
  EXPECT_FALSE(encoded.is_exact);
  const auto back = decode("order_abandoned", encoded.text);
  ASSERT_TRUE(back);
  EXPECT_EQ(std::get<orders::OrderAbandoned>(*back).reason, "caf\xef\xbf\xbd");
}

// An error's context stands in its text on the disk, and memory has to see the same.
TEST(Codec, AnErrorWithContextIsReadBackAsOneText) {
  RunEnded ended;
  ended.result.error = Error{ErrorCode::kTimeout, "no answer", "gateway", "wait"}.in("reading the account");
  const EncodedBody encoded = encode_body(ended);
  EXPECT_FALSE(encoded.is_exact);
  const auto back = decode("run_ended", encoded.text);
  ASSERT_TRUE(back);
  const Error& error = *std::get<RunEnded>(*back).result.error;
  EXPECT_EQ(error.what, "reading the account: no answer");
  EXPECT_TRUE(error.context.empty());
}

TEST(Codec, WhatIsNoStateIsAnError) {
  EXPECT_FALSE(decode_state("{}"));
  EXPECT_FALSE(decode_state(encode_state({}).substr(1)));
  EXPECT_TRUE(decode_state(encode_state({})));
  const std::string error = decode_state("{}").error().text();
  EXPECT_NE(error.find("a ledger event cannot be read"), std::string::npos) << error;
}

// Our own records are read by hashes; still, no text of whatever kind may do more than be refused.
TEST(Codec, DamagedTextsAreRefusedOrHarmless) {
  Filler filler(44);
  Rng rng(45, {});
  for_each_kind([&]<class E>(std::type_identity<E>) {
    const std::string text = encode_body(filler.make<E>()).text;
    for (std::size_t size = 0; size < text.size(); ++size) EXPECT_FALSE(decode(E::kKind, text.substr(0, size)));
    for (int turn = 0; turn < 100; ++turn) {
      std::string bad = text;
      bad[static_cast<std::size_t>(rng.below(bad.size()))] = static_cast<char>(rng.below(256));
      (void)decode(E::kKind, bad);
    }
  });
}

}  // namespace
}  // namespace bot::ledger
