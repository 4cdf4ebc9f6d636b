// A decision as the ledger keeps it.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "decide/decide.hpp"

namespace bot::decide {

// Scores, correlations and weights in full precision; the figures a gate looked at, not what each gate said.
[[nodiscard]] std::string decision_text(const Decision& decision);
// What decision_text() wrote. kIo where it is not that.
[[nodiscard]] Result<Decision> parse_decision(std::string_view text);

}  // namespace bot::decide
