// Whether a symbol passes validation as of every session, in one pass over its bars: what `validate` would say as of
// each of them, rows after it not existing. Final bars only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/time.hpp"
#include "data/options.hpp"
#include "model/bar.hpp"

namespace bot::data {

struct Validity {
  std::vector<std::uint8_t> passes;  // a session each: 1 where SymbolReport::passed as of it
  // The first session as of which an error is there that no later bar mends (doubled or unsorted rows, gaps, broken
  // numbers); the number of sessions: there is none.
  std::size_t broken_from = 0;
};

// `sessions`: all sessions of the calendar from its first to its last element, ascending, beginning no later than the
// first bar that is one.
[[nodiscard]] Validity validity_by_session(std::span<const Bar> bars, std::span<const Date> sessions,
                                           const Options& options);

// A fixed-point number holds none below, and above it one share is worth more than any figure of an account.
inline constexpr double kMinPrice = 1e-9, kMaxPrice = 1e9;
[[nodiscard]] inline bool is_price(double value) { return value >= kMinPrice && value <= kMaxPrice; }

// Rules 2, 3 and 4 of one bar: finite numbers, prices from kMinPrice to kMaxPrice, high and low around open and close,
// no negative volume.
[[nodiscard]] bool is_sound(const Bar& bar);

}  // namespace bot::data
