// One hash over everything in the configuration that bears on trading.
#pragma once

#include <string>

#include "config/load.hpp"

namespace bot::config {

// SHA-256 over keys and values, wherever a value came from: a comment more, or a value moved from a file to a flag, is
// the same configuration. Left out is what no order depends on: the simulated clock, research, alerts, the folder of
// reports.
[[nodiscard]] std::string trading_fingerprint(const Loaded& loaded);
// The same over what the strategy decides by, what it costs and what was searched: whose record a dossier judges.
[[nodiscard]] std::string strategy_fingerprint(const Loaded& loaded);
// The same over what the numbers of a search depend on, beside the bars.
[[nodiscard]] std::string search_fingerprint(const Loaded& loaded);

}  // namespace bot::config
