// One symbol as a decision sees it.
#pragma once

#include <string>
#include <vector>

#include "model/bar.hpp"
#include "model/symbol.hpp"

namespace bot {

struct SymbolBars {
  Symbol symbol;
  // Decision bars: prices scaled by adj_close/close already, ascending; later than asof: ignored.
  std::vector<Bar> bars{};
  bool valid = true;
  std::string invalid_reason{};  // of validation, where not valid
};

}  // namespace bot
