// From decision bars to target weights. A pure function: same inputs, same output to the bit; nothing after `asof`
// is looked at; the order of the symbols does not matter.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "decide/features.hpp"
#include "decide/gates.hpp"
#include "decide/options.hpp"
#include "model/bar.hpp"
#include "model/symbol_bars.hpp"

namespace bot::decide {

struct SymbolScore {
  Symbol symbol;
  int bars = 0;
  std::optional<Date> last;
  std::optional<double> close;
  std::optional<double> ema_fast;
  std::optional<double> ema_slow;
  std::optional<double> atr;
  std::optional<double> score;
  std::optional<double> volatility;
  std::optional<Macd> macd;  // absent where off
  Gates gates;
  bool passed = false;
  std::string reason;  // "passed", or the first gate that failed
  bool operator==(const SymbolScore&) const = default;
};

struct Correlation {
  Symbol a;  // a < b
  Symbol b;
  std::optional<double> rho;  // absent: too few common returns, or a constant series; counts as too correlated
  bool operator==(const Correlation&) const = default;
};

struct Decision {
  Date asof{};
  std::vector<SymbolScore> symbols;       // alphabetical
  std::vector<Correlation> correlations;  // all pairs that passed; with kMomentum only
  std::vector<Symbol> selected;           // in order of acceptance; else alphabetical
  std::map<Symbol, double> weights;       // of the selected, after cap and cash buffer
  double cash = 1;                        // 1 - sum of the weights
  std::map<Symbol, std::string> reasons;  // of every symbol: why it is held or not
  std::optional<std::string> refusal;     // why there are no weights: the account is left as it is
  std::vector<Symbol> excluded;           // failed validation: a position in them is not touched; alphabetical
  bool operator==(const Decision&) const = default;
};

// Symbols unique. A symbol without any bar is one that fails (it must be given as not valid by validation; if it is
// not, it fails min_bars).
[[nodiscard]] Decision decide(const std::vector<SymbolBars>& symbols, Date asof, const Options& options);

}  // namespace bot::decide
