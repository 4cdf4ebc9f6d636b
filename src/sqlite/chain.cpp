#include "sqlite/chain.hpp"

#include <fmt/format.h>

#include "base/sha256.hpp"

namespace bot::sqlite {

std::string genesis_hash() { return std::string(64, '0'); }

std::string row_hash(const Row& row) {
  std::string text;
  text.reserve(row.body.size() + 300);
  for (const std::string_view part :
       {std::string_view(row.previous_hash), std::string_view(row.at), std::string_view(row.run),
        std::string_view(row.kind), std::string_view(row.body)})
    fmt::format_to(std::back_inserter(text), "{}\n{}\n", part, part.size());
  fmt::format_to(std::back_inserter(text), "{}", row.seq);
  return sha256_hex(text);
}

Row make_row(std::uint64_t seq, const std::string& previous_hash, const ledger::EncodedEvent& encoded) {
  const ledger::LedgerEvent& event = encoded.event;
  Row row{.seq = seq,
          .at = to_iso_millis(event.at),
          .run = event.run.value(),
          .kind = std::string(ledger::kind_of(event.body)),
          .body = encoded.body,
          .previous_hash = previous_hash};
  row.hash = row_hash(row);
  return row;
}

Result<ledger::LedgerEvent> to_event(const Row& row, ledger::BarRows rows) {
  BOT_TRY(const UtcTime at, parse_utc(row.at));
  BOT_TRY(ledger::EventBody body, ledger::decode(row.kind, row.body, rows));
  return ledger::LedgerEvent{.at = at, .run = RunId{row.run}, .body = std::move(body)};
}

Result<void> ChainCheck::next(const Row& row, std::string_view where) {
  const auto broken = [&](std::string_view what) {
    return fail(
        Error{ErrorCode::kIo, std::string(what), std::string(where),
              "These records were changed or damaged: restore the folder from a copy; `bot audit verify` checks it."}
            .in(fmt::format("the chain of hashes is broken at row {}", seq_ + 1)));
  };
  if (row.seq != seq_ + 1) return broken(fmt::format("its number is {}", row.seq));
  if (row.previous_hash != hash_) return broken("it does not follow the row before");
  if (row.hash != row_hash(row)) return broken("its content is not what was written");
  seq_ = row.seq;
  hash_ = row.hash;
  return {};
}

}  // namespace bot::sqlite
