// A ticker as IBKR spells it: "SPY", "BRK B". Compared by its bytes, which is also the tie-break of the selection.
#pragma once

#include <string>

#include "base/id.hpp"
#include "base/result.hpp"

namespace bot {

using Symbol = Id<struct SymbolTag, std::string>;

// 1 to 12 characters of A-Z, 0-9, blank, point, hyphen; not blank at either end. Symbols become file names.
[[nodiscard]] Result<Symbol> parse_symbol(std::string_view text);

}  // namespace bot
