// Where daily bars come from: IBKR (or the embedded gateway) over TWS, a folder of CSV files.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "model/bar.hpp"
#include "model/instrument.hpp"

namespace bot::ports {

enum class BarKind { kTrades, kAdjustedLast };  // split-adjusted; split- and distribution-adjusted

struct BarRequest {
  Symbol symbol;
  BarKind kind = BarKind::kTrades;
  Date first;  // first date wanted; the answer may begin later, never earlier
  Date last;   // last date wanted; kAdjustedLast always runs to the clock's last bar
};

class BarSource {
 public:
  virtual ~BarSource() = default;
  [[nodiscard]] virtual std::string name() const = 0;  // "tws", "csv"
  // Whose bars it gives; bars of two identities never stand in one series.
  [[nodiscard]] virtual SourceIdentity identity() const = 0;
  // All its bars are at hand at no cost, so that a correction of an old one is looked for each time.
  [[nodiscard]] virtual bool is_at_hand() const { return false; }
  // Whether the source can give bars for splits and distributions.
  [[nodiscard]] virtual bool has_adjusted() const = 0;
  // Several requests, in flight together as the source allows; answers in the order of the requests. A symbol the
  // source has nothing for in the span: an empty vector, not an error. adj_close of a kTrades answer is absent.
  // kAdjustedLast: open..close are adjusted. The last bar may be today's, still forming. `progress` after each answer.
  virtual std::vector<Result<std::vector<Bar>>> daily_bars(const std::vector<BarRequest>& requests, UtcTime deadline,
                                                           const std::function<void(std::size_t done)>& progress) = 0;
};

}  // namespace bot::ports
