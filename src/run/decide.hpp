// From the market to target weights.
#pragma once

#include <map>
#include <string>

#include "decide/decide.hpp"
#include "ledger/run_result.hpp"
#include "run/basis.hpp"
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

// `not_permitted`: symbols this account may not buy, and why; they are left out. Recorded with its inputs.
[[nodiscard]] Staged<Decided> decide_targets(Runtime& runtime, const Market& market,
                                             const std::map<Symbol, std::string>& not_permitted, const Basis& basis);

}  // namespace bot::run
