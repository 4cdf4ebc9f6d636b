// Target weights as somebody else's program wrote them, one cell a date and symbol, before anybody judged them.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/time.hpp"

namespace bot {

struct WeightCell {
  Date date{};
  std::size_t symbol = 0;  // into WeightTable::symbols
  double weight = 0;       // share of managed equity before the cash buffer; NaN where the file has no number
};
struct WeightTable {
  std::vector<std::string> symbols;  // as written, which may be no symbol at all
  std::vector<WeightCell> cells;     // in the file's order
};

}  // namespace bot
