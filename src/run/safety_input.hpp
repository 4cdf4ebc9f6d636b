// What the safety rules look at: everything the run knows, from its sources and not from the plan; from that only what
// its budget leaves for buys.
#pragma once

#include "run/trade_facts.hpp"
#include "safety/input.hpp"

namespace bot::run {

[[nodiscard]] safety::SafetyInput safety_input(const Runtime& runtime, const TradeFacts& facts);

}  // namespace bot::run
