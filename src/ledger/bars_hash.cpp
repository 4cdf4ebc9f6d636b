#include "ledger/bars_hash.hpp"

#include <array>
#include <bit>

#include "base/sha256.hpp"

namespace bot::ledger {
namespace {

static_assert(std::endian::native == std::endian::little, "the hash is over little-endian words");

void put_bits(std::string& bytes, std::uint64_t bits) {
  const auto word = std::bit_cast<std::array<char, sizeof bits>>(bits);
  bytes.append(word.data(), word.size());
}

void put_number(std::string& bytes, double value) { put_bits(bytes, std::bit_cast<std::uint64_t>(value)); }

std::string bytes_of(std::span<const Bar> bars) {
  std::string bytes;
  bytes.reserve(bars.size() * 64);
  for (const Bar& bar : bars) {
    put_bits(bytes, static_cast<std::uint64_t>(bar.date.time_since_epoch().count()));
    for (const double value : {bar.open, bar.high, bar.low, bar.close, bar.volume}) put_number(bytes, value);
    bytes.push_back(bar.adj_close ? '1' : '0');
    if (bar.adj_close) put_number(bytes, *bar.adj_close);
  }
  return bytes;
}

}  // namespace

std::string bars_sha256(std::span<const Bar> bars) { return sha256_hex(bytes_of(bars)); }

BarsRecorded bars_to_record(const Symbol& symbol, const std::vector<Bar>& bars, const LedgerState& state) {
  BarsRecorded record;
  record.symbol = symbol;
  Sha256 hash;
  std::size_t kept = 0, hashed = 0;
  if (const auto before = state.bars.find(symbol); before != state.bars.end() && before->second.rows <= bars.size()) {
    const std::size_t rows = static_cast<std::size_t>(before->second.rows);
    hash.add(bytes_of(std::span(bars).first(rows)));
    hashed = rows;
    if (hash.hex() == before->second.sha256) {
      kept = rows;
      record.previous_sha256 = before->second.sha256;
    }
  }
  hash.add(bytes_of(std::span(bars).subspan(hashed)));
  record.sha256 = hash.hex();
  record.kept_rows = kept;
  record.final_rows = bars.size();
  record.rows.assign(bars.begin() + static_cast<std::ptrdiff_t>(kept), bars.end());
  return record;
}

}  // namespace bot::ledger
