// The quick way through a grid: what points share is computed once, a session's decision is a handful of bit masks, and
// accounts run eight symbols at a time. Every objective is that of strategy_targets and run_backtest, to the bit; a
// test holds the two equal. Inside of this room.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "decide/weights.hpp"
#include "research/grid_layout.hpp"
#include "research/kernels.hpp"
#include "research/rolling_correlations.hpp"
#include "research/search_features.hpp"
#include "research/walkforward.hpp"

namespace bot::research {

// Whether decisions can be made the quick way: momentum, no more symbols than a mask has bits, every valid symbol with
// a bar on its session.
[[nodiscard]] bool can_decide_quickly(const Panel& panel, std::span<const GridPoint> points);
// And whether accounts can be run: fractional fills at the close.
[[nodiscard]] bool can_search_quickly(const Panel& panel, std::span<const GridPoint> points,
                                      const SearchOptions& options);

class GridSearch {
 public:
  // The panel's bars may change between calls of make_decisions(); it must outlive the search.
  GridSearch(const GridLayout& layout, const Panel& panel, std::span<const std::uint8_t> due,
             const SearchOptions& options);
  // The bars up to this row are what they will be in every make_decisions(): looked at once.
  void keep_features_to(std::size_t row);
  // For the rows first to last; earlier rows are not asked for again. False: a point's method has no answer on one of
  // them, so that nothing is decided there, which is not known here; strategy_targets and run_backtest have it.
  [[nodiscard]] bool make_decisions(std::size_t first, std::size_t last);
  // One point's targets on a row that was decided on, or that is not due, after those of the row before.
  void add_targets(std::size_t point, std::size_t row, Targets& targets) const;
  // Every point's objective over rows that were decided on. Several may be scored at once.
  void score(const Rows& rows, std::span<double> objectives) const;

 private:
  // Points that decide alike on all of these rows score alike: the first of them stands for each.
  [[nodiscard]] std::vector<std::uint32_t> representatives(const Rows& rows) const;

  using Mask = std::uint64_t;

  void decide_session(std::size_t row);
  [[nodiscard]] Mask eligible(std::size_t scoring, Mask old_enough) const;
  void select(std::size_t selection, Mask passing);
  [[nodiscard]] bool select_as_before(std::size_t selection, Mask passing);
  [[nodiscard]] std::uint32_t weights_of(std::size_t row, std::size_t weighting, Mask chosen);
  void weigh(std::size_t row, std::size_t weighting, Mask chosen, std::uint32_t place);
  void weigh_waiting(std::size_t weighting);
  [[nodiscard]] decide::ReturnTable returns_of(std::size_t row, std::size_t corr_window, Mask chosen) const;

  const GridLayout& layout_;
  const Panel& panel_;
  std::span<const std::uint8_t> due_;
  const SearchOptions& options_;
  SearchFeatures features_, kept_;
  std::vector<Mask> tradable_;  // by row
  std::size_t stride_;
  std::vector<RollingCorrelations> correlations_;  // by window of the layout
  std::size_t longest_;                            // prefix

  Table<std::uint8_t> order_;                    // by scoring: the eligible columns as they rank
  std::vector<std::vector<std::size_t>> alike_;  // by selection: those before that differ in the trend alone
  std::vector<Mask> prefix_;                     // [selection][n]: the first n accepted, or all where there are fewer
  Table<std::uint32_t> chosen_;                  // [row][point]: place of its weights in weights_
  std::vector<double> weights_;                  // rows of `stride_`, all zero in the first
  std::vector<Mask> symbols_of_;                 // by place: the columns with a weight
  struct Known {
    Mask mask = 0;
    std::size_t row = 0;
    std::size_t weighting = 0;
    std::uint32_t place = 0;
  };
  std::vector<Known> known_;  // weights of this session by hash of the mask
  // Chosen symbols whose weights are made together with others', of whatever sessions.
  struct Waiting {
    std::vector<double> volatilities = std::vector<double>(kColumnsOfMask * kSessionsTogether);  // [symbol][which]
    std::uint32_t places[kSessionsTogether] = {};
    std::size_t count = 0;
    std::size_t most_symbols = 0;
  };
  std::vector<Waiting> waiting_;  // by weighting
  bool has_all_weights_ = true;
  std::vector<Mask> eligible_now_;  // by scoring
  std::vector<Mask> passing_;       // by candidates
};

}  // namespace bot::research
