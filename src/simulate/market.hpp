// The generator's market as a replay folder in memory: drawn once for many gateways, which is most of what they cost.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "fakes/memory_files.hpp"
#include "model/symbol.hpp"

namespace bot::simulate {

inline constexpr const char* kMarketFolder = "market";

// Path to text, for a Files in memory: a row a session of [first, last], and the distributions.
[[nodiscard]] std::map<std::string, std::string> recorded_market(std::uint64_t seed, const std::vector<Symbol>& symbols,
                                                                 Date first, Date last);

// The CSV files of a replay folder and of its actions, into a disk in memory.
[[nodiscard]] Result<void> copy_market(const ports::Files& disk, const std::string& folder, fakes::MemoryFiles& to);

}  // namespace bot::simulate
