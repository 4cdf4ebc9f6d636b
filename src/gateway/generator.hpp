// A market that never was: correlated daily rows for any symbol, with calm and stressed regimes and with
// distributions. A function of seed, symbol and date only: the order of asking, and where one starts, change nothing.
#pragma once

#include <cstdint>
#include <memory>

#include "calendar/calendar.hpp"
#include "gateway/history.hpp"

namespace bot::gateway {

struct GeneratorOptions {
  std::uint64_t seed = 1;
  Date first_date;  // rows before it are left out
};

[[nodiscard]] std::unique_ptr<HistorySource> make_generator(const GeneratorOptions& options,
                                                            const calendar::Calendar& calendar);

// The same number for the same text everywhere (FNV-1a, 64 bits): names a random stream or an id.
[[nodiscard]] std::uint64_t stable_hash(std::string_view text);

}  // namespace bot::gateway
