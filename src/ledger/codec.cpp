#include "ledger/codec.hpp"

#include <array>

#include "base/sha256.hpp"

namespace bot::ledger {
namespace {

template <class Body>
struct Kinds;
template <class... Event>
struct Kinds<std::variant<Event...>> {
  static constexpr std::array kNames{Event::kKind...};

  [[nodiscard]] static consteval bool are_distinct() {
    for (std::size_t i = 0; i < kNames.size(); ++i)
      for (std::size_t j = 0; j < i; ++j)
        if (kNames[i] == kNames[j]) return false;
    return true;
  }
  // None for a kind that is not one of ours.
  [[nodiscard]] static std::optional<Result<EventBody>> decode(std::string_view kind, std::string_view json) {
    std::optional<Result<EventBody>> body;
    const auto one = [&]<class E>(std::type_identity<E>) {
      if (body || E::kKind != kind) return;
      auto event = json::decode<E>(json);
      body = event ? Result<EventBody>(std::move(*event)) : Result<EventBody>(fail(event.error()));
    };
    (one(std::type_identity<Event>{}), ...);
    return body;
  }
};
static_assert(Kinds<AnyEvent>::are_distinct());

// Rows are passed over, as any key is that nobody asks for.
struct BarsWithoutRows : BarsRecorded {
  static void fields(auto& each) { fields_before_rows(each); }
};
Result<EventBody> decode_without_rows(std::string_view json) {
  auto bars = json::decode<BarsWithoutRows>(json);
  if (!bars) return fail(bars.error());
  return static_cast<BarsRecorded&&>(*bars);
}

tl::unexpected<Error> unreadable(std::string_view kind, std::string what) {
  return fail(ErrorCode::kIo, std::move(what), std::string(kind),
              "Restore the ledger from a copy, or use the program that wrote it.");
}
tl::unexpected<Error> unreadable_event(std::string_view kind, std::string what) {
  return fail(unreadable(kind, std::move(what)).value().in("a ledger event cannot be read"));
}

}  // namespace

std::string_view kind_of(const EventBody& body) {
  return std::visit([](const auto& event) { return event.kKind; }, body);
}

EncodedBody encode_body(const EventBody& body) {
  json::Writer out;
  if (const auto* bars = std::get_if<BarsRecorded>(&body)) out.text().reserve(300 + bars->rows.size() * 80);
  std::visit([&](const auto& event) { json::write(out, event); }, body);
  const bool is_exact = out.is_exact();
  return {.text = std::move(out.text()), .is_exact = is_exact};
}

Result<EventBody> decode(std::string_view kind, std::string_view json, BarRows rows) {
  const bool skips_rows = rows == BarRows::kSkip && kind == BarsRecorded::kKind;
  auto body = skips_rows ? std::optional(decode_without_rows(json)) : Kinds<AnyEvent>::decode(kind, json);
  if (!body) return unreadable(kind, "the ledger has an event this program does not know");
  if (!*body) return unreadable_event(kind, body->error().what);
  if (const auto* bars = std::get_if<BarsRecorded>(&**body);
      bars != nullptr && rows == BarRows::kRead && bars->final_rows != bars->kept_rows + bars->rows.size())
    return unreadable_event(kind, "final_rows is not the number of rows");
  return std::move(*body);
}

std::string encode_state(const LedgerState& state) { return json::encode(state); }

Result<LedgerState> decode_state(std::string_view json) {
  auto state = json::decode<LedgerState>(json);
  if (!state) return unreadable_event(Checkpoint::kKind, state.error().what);
  return state;
}

std::string digest(const LedgerState& state) { return sha256_hex(encode_state(state)); }

}  // namespace bot::ledger
