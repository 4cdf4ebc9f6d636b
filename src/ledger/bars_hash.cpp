#include "ledger/bars_hash.hpp"

#include <bit>

#include "base/sha256.hpp"

namespace bot::ledger {
namespace {

void put_bits(std::string& bytes, std::uint64_t bits) {
  for (int shift = 0; shift < 64; shift += 8) bytes.push_back(static_cast<char>((bits >> shift) & 0xff));
}

void put_number(std::string& bytes, double value) { put_bits(bytes, std::bit_cast<std::uint64_t>(value)); }

}  // namespace

std::string bars_sha256(std::span<const Bar> bars) {
  std::string bytes;
  bytes.reserve(bars.size() * 64);
  for (const Bar& bar : bars) {
    put_bits(bytes, static_cast<std::uint64_t>(bar.date.time_since_epoch().count()));
    for (const double value : {bar.open, bar.high, bar.low, bar.close, bar.volume}) put_number(bytes, value);
    bytes.push_back(bar.adj_close ? '1' : '0');
    if (bar.adj_close) put_number(bytes, *bar.adj_close);
  }
  return sha256_hex(bytes);
}

BarsRecorded bars_to_record(const Symbol& symbol, const std::vector<Bar>& bars, const LedgerState& state) {
  BarsRecorded record;
  record.symbol = symbol;
  record.sha256 = bars_sha256(bars);
  std::size_t kept = 0;
  if (const auto before = state.bars.find(symbol); before != state.bars.end() && before->second.rows <= bars.size()) {
    const std::size_t rows = static_cast<std::size_t>(before->second.rows);
    if (bars_sha256(std::span(bars).first(rows)) == before->second.sha256) {
      kept = rows;
      record.previous_sha256 = before->second.sha256;
    }
  }
  record.kept_rows = kept;
  record.final_rows = bars.size();
  record.rows.assign(bars.begin() + static_cast<std::ptrdiff_t>(kept), bars.end());
  return record;
}

}  // namespace bot::ledger
