// The bars of all symbols side by side, session by session, with what validation says as of each session. Built once
// from the cache; everything research computes is computed from it.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <vector>

#include "calendar/calendar.hpp"
#include "data/options.hpp"
#include "model/bar.hpp"
#include "research/table.hpp"

namespace bot::research {

// Sessions since the last bar, of one symbol on one session.
using BarAge = std::uint8_t;
inline constexpr BarAge kNoBarYet = 0;  // what a table is filled with
inline constexpr BarAge kBarToday = 1;  // n: the last bar is n - 1 sessions old; 255: that old or older

inline constexpr std::size_t kColumnsOfMask = 64;
// The columns of a row (of `valid`, or of `age`: those with a bar) that hold 1, a bit each. `width`: a multiple of 8,
// kColumnsOfMask at most.
[[nodiscard]] inline std::uint64_t columns_of_ones(const std::uint8_t* row, std::size_t width) {
  static_assert(std::endian::native == std::endian::little);
  constexpr std::uint64_t kOnes = 0x0101010101010101;
  constexpr std::uint64_t kLow = 0x7f7f7f7f7f7f7f7f;
  std::uint64_t bits = 0;
  for (std::size_t at = 0; at < width; at += 8) {
    std::uint64_t bytes = 0;
    std::memcpy(&bytes, row + at, 8);
    const std::uint64_t other = bytes ^ kOnes;                              // a byte of 0 where there was a 1
    const std::uint64_t found = ~(((other & kLow) + kLow) | other | kLow);  // its highest bit, where it is 0
    bits |= ((found >> 7) * 0x0102040810204080 >> 56) << at;                // bit 8i to bit i
  }
  return bits;
}

// Decision prices: those of data::decision_bars, scaled by adj_close/close of their row under kTotalReturn. Real
// prices: as stored. A session without a bar repeats the close before it, 0 before the first: what is held keeps its
// value.
struct Panel {
  std::vector<Symbol> symbols;    // alphabetical: the columns
  std::vector<Date> sessions;     // all of the calendar from the first bar to the last: the rows
  Matrix open, high, low, close;  // decision prices; those of `open` only where asked for
  Matrix real_open, real_close;   // US dollars a share; real_open only where asked for
  Table<std::uint8_t> valid;      // 1: passes validation as of that session
  Table<BarAge> age;
  std::vector<std::size_t> broken_from;  // a column each: the row from which it fails validation for good, if any

  [[nodiscard]] std::size_t session_count() const { return sessions.size(); }
  [[nodiscard]] std::size_t symbol_count() const { return symbols.size(); }
  [[nodiscard]] bool has_opens() const { return open.rows() > 0; }
  [[nodiscard]] bool has_bar(std::size_t session, std::size_t symbol) const {
    return age.at(session, symbol) == kBarToday;
  }
  // Column of a symbol; none if it is not there.
  [[nodiscard]] std::optional<std::size_t> column_of(const Symbol& symbol) const;
  // First row not before `date`; session_count() beyond the last.
  [[nodiscard]] std::size_t row_from(Date date) const;
};

struct PanelOptions {
  data::Options data;
  bool with_opens = false;  // for fills at the next open, and for permutations
};

// Fills a panel symbol by symbol, so that no more than one symbol's bars need be in memory beside it. Different symbols
// may be added from different threads at once.
class PanelBuilder {
 public:
  // `symbols` unique, in any order; sessions run from `first` to `last`. Bars outside of them are as good as not there.
  PanelBuilder(std::vector<Symbol> symbols, Date first, Date last, const calendar::Calendar& calendar,
               const PanelOptions& options);
  [[nodiscard]] const std::vector<Symbol>& symbols() const { return panel_.symbols; }
  // As stored, good or broken; each symbol at most once. A symbol never added has no bar.
  void add(std::size_t symbol, std::span<const Bar> bars);
  // The same for neighbours, from `first` on. Eight of them share the cache lines that one by itself would fill, too:
  // of thousands of symbols that is most of the time.
  void add_neighbours(std::size_t first, std::span<const BarSeries> series);
  // The same for a symbol that is looked at and never decided on: on no session valid.
  void add_benchmark(std::size_t symbol, std::span<const Bar> bars);
  // Without the sessions after the last bar of all.
  [[nodiscard]] Panel take() &&;

 private:
  Panel panel_;
  PanelOptions options_;
};

}  // namespace bot::research
