// What is true of one symbol, past and future alike: daily rows as they were traded and the corporate actions between
// them. Only `market` looks at it, and shows no more than the clock allows.
#pragma once

#include <optional>
#include <vector>

#include "base/time.hpp"
#include "model/source_identity.hpp"
#include "model/symbol.hpp"

namespace bot::gateway {

struct Row {
  Date date;
  double open = 0, high = 0, low = 0, close = 0;  // US dollars, as traded on that day
  double volume = 0;                              // shares, as traded
  std::optional<double> adjusted_close;           // only where the source has it instead of a list of actions
};

enum class ActionKind { kDividend, kSplit, kSpinoff };

struct Action {
  Date ex_date;
  ActionKind kind = ActionKind::kDividend;
  // Dividend: cash a share as traded on the ex-date. Split: new shares for an old one. Spinoff: old price over the new
  // one, so that what was spun off was worth (1 - 1 / value) of a share.
  double value = 0;
};

struct History {
  std::vector<Row> rows;        // ascending, sessions only
  std::vector<Action> actions;  // ascending by ex-date
};

// Where histories come from: a folder or the generator.
class HistorySource {
 public:
  virtual ~HistorySource() = default;
  // Nothing: there is no such symbol. The pointer lives as long as the source.
  [[nodiscard]] virtual const History* find(const Symbol& symbol) = 0;
  // Symbols known without being asked for; for the table of contract ids.
  [[nodiscard]] virtual std::vector<Symbol> symbols() const = 0;
  // The same for the same prices only: a seed, a fingerprint of what was read.
  [[nodiscard]] virtual SourceIdentity identity() const = 0;
};

}  // namespace bot::gateway
