// The generator's market as a replay folder in memory: drawn once for many gateways, which is most of what they cost.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "model/symbol.hpp"

namespace bot::simulate {

inline constexpr const char* kMarketFolder = "market";

// Path to text, for a Files in memory: a row a session of [first, last], and the distributions.
[[nodiscard]] std::map<std::string, std::string> recorded_market(std::uint64_t seed, const std::vector<Symbol>& symbols,
                                                                 Date first, Date last);

}  // namespace bot::simulate
