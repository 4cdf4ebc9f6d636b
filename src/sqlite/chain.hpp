// A ledger row as it lies on the disk, and the hash that ties it to the row before.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "ledger/codec.hpp"
#include "ledger/ledger.hpp"

namespace bot::sqlite {

struct Row {
  std::uint64_t seq = 0;  // 1, 2, 3, ... without a gap
  std::string at;         // instant with milliseconds
  std::string run;
  std::string kind;
  std::string body;  // JSON text
  std::string previous_hash;
  std::string hash{};
  bool operator==(const Row&) const = default;
};

// What stands before the first row.
[[nodiscard]] std::string genesis_hash();
// SHA-256 over previous hash, seq, at, run, kind and body, each followed by its length, so that no two rows read alike.
[[nodiscard]] std::string row_hash(const Row& row);
[[nodiscard]] Row make_row(std::uint64_t seq, const std::string& previous_hash, const ledger::EncodedEvent& event);
[[nodiscard]] Result<ledger::LedgerEvent> to_event(const Row& row, ledger::BarRows rows = ledger::BarRows::kRead);

// Where the chain stands; each row in turn must fit.
class ChainCheck {
 public:
  ChainCheck() : hash_(genesis_hash()) {}
  // From behind this row, whose own hash is still to be checked (next): the rows before it are taken on trust.
  [[nodiscard]] static ChainCheck before(const Row& row) { return {row.seq - 1, row.previous_hash}; }
  [[nodiscard]] Result<void> next(const Row& row, std::string_view where);
  [[nodiscard]] std::uint64_t seq() const { return seq_; }
  [[nodiscard]] const std::string& hash() const { return hash_; }

 private:
  ChainCheck(std::uint64_t seq, std::string hash) : seq_(seq), hash_(std::move(hash)) {}

  std::uint64_t seq_ = 0;
  std::string hash_;
};

}  // namespace bot::sqlite
