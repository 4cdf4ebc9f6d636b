// What targets rest on beside the market: an earlier session's decision, weights that are given, or neither.
#pragma once

#include <optional>
#include <set>

#include "data/file_row.hpp"
#include "run/ending.hpp"
#include "run/runtime.hpp"

namespace bot::run {

struct Basis {
  std::optional<ledger::OpenRebalance> continued;  // an earlier session's decision, still being carried out
  std::optional<data::FileRow> file_row;           // with strategy.kind file, unless `continued` goes on without it
};

// Under weekly and monthly rebalancing: what was decided in an earlier session and this one goes on with.
[[nodiscard]] std::optional<ledger::OpenRebalance> open_rebalance(const Runtime& runtime);
// A row of the file that may not be traded on ends the run.
[[nodiscard]] Staged<Basis> read_basis(Runtime& runtime, std::optional<ledger::OpenRebalance> continued);

// With the row of the file.
[[nodiscard]] decide::Options decide_options(const Runtime& runtime, const Basis& basis);

// The symbols whose bars bear on what is ordered: the whole universe where the targets are worked out of them; else
// what is wanted or held of it.
[[nodiscard]] std::set<Symbol> decisive_symbols(const Runtime& runtime, const Basis& basis,
                                                const PositionMap& positions);

}  // namespace bot::run
