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

// What targets rest on beside the market.
struct Basis {
  std::optional<ledger::OpenRebalance> continued;  // an earlier session's decision, still being carried out
  std::optional<data::FileRow> file_row;           // with strategy.kind file, unless `continued` goes on without it
};

// Under weekly and monthly rebalancing: what was decided in an earlier session and this one goes on with.
[[nodiscard]] std::optional<ledger::OpenRebalance> open_rebalance(const Runtime& runtime);
// A row of the file that may not be traded on ends the run.
[[nodiscard]] Staged<Basis> read_basis(Runtime& runtime, std::optional<ledger::OpenRebalance> continued);

// `not_permitted`: symbols this account may not buy, and why; they are left out. Recorded with its inputs.
[[nodiscard]] Staged<Decided> decide_targets(Runtime& runtime, const Market& market,
                                             const std::map<Symbol, std::string>& not_permitted, const Basis& basis);

}  // namespace bot::run
