// From the market to target weights.
#pragma once

#include <map>
#include <string>

#include "data/file_row.hpp"
#include "decide/decide.hpp"
#include "ledger/run_result.hpp"
#include "run/market.hpp"

namespace bot::run {

struct Decided {
  decide::Decision decision{};
  std::map<Symbol, double> targets{};            // of the decision, or of the open rebalance that goes on
  std::map<Symbol, double> given{};              // weights wanted whatever the bars say, after the cash buffer
  Date decided{};                                // session these targets were decided in
  std::map<Symbol, ledger::InputLine> inputs{};  // what was decided from, for whoever reads the result
  std::optional<data::FileRow> file_row{};
};

// With strategy.kind file the row of this session; none: another kind, or an open rebalance goes on without it. A row
// that may not be traded on ends the run.
[[nodiscard]] Staged<std::optional<data::FileRow>> read_file_row(Runtime& runtime);

// `not_permitted`: symbols this account may not buy, and why; they are left out. Recorded with its inputs.
[[nodiscard]] Staged<Decided> decide_targets(Runtime& runtime, const Market& market,
                                             const std::map<Symbol, std::string>& not_permitted,
                                             const std::optional<data::FileRow>& file_row);

}  // namespace bot::run
