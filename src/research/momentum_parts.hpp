// What a decision over a panel is made of, however many columns there are. Inside of this room.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "decide/options.hpp"
#include "decide/weights.hpp"
#include "research/panel.hpp"
#include "research/running_features.hpp"
#include "research/targets.hpp"

namespace bot::research {

struct Accepted {
  std::size_t symbol = 0;
  double volatility = 0;
};

// The symbols that pass every gate but those of the score, which is asked of those alone, and of the volatility, which
// is asked of those alone that may be taken.
class Gates {
 public:
  Gates(const Panel& panel, const decide::Options& options);
  // The next session, from row 0 on.
  void move_on();
  // Of the session moved to: the columns from `begin` on, kColumnsOfMask of them at most.
  [[nodiscard]] std::uint64_t passing(std::size_t begin) const;
  // What their scores are made of, by column.
  struct ScoreParts {
    const double* close = nullptr;
    const double* ema_fast = nullptr;
    const double* atr = nullptr;
  };
  [[nodiscard]] ScoreParts score_parts() const;
  [[nodiscard]] const RunningFeatures& features() const { return features_; }

 private:
  [[nodiscard]] std::size_t session() const { return features_.next_row() - 1; }

  const Panel& panel_;
  const decide::Options& options_;
  RunningFeatures features_;
  bool all_are_old_ = false;  // min_bars of each of a few columns
};

// Returns of closes as one session sees them, be the features some sessions on.
class PanelReturns {
 public:
  PanelReturns(const Panel& panel, const RunningFeatures& features) : panel_(panel), features_(features) {}
  // Row of the newest bar at or before a session; of a valid symbol its bars lie in one piece before it.
  [[nodiscard]] std::size_t last_row(std::size_t session, std::size_t symbol) const {
    return session - (panel_.age.at(session, symbol) - std::size_t{1});
  }
  [[nodiscard]] double at(std::size_t row, std::size_t symbol) const;
  // How many there are up to and including those of a row no later than the newest bar.
  [[nodiscard]] std::size_t count_until(std::size_t row, std::size_t session, std::size_t symbol) const;

 private:
  const Panel& panel_;
  const RunningFeatures& features_;
};

// From what was accepted to what is wanted of it.
class Weighing {
 public:
  Weighing(const PanelReturns& returns, const decide::Options& options) : returns_(returns), options_(options) {}
  // Of what was accepted, by column. Until the next call. None: the method has no answer, and nothing is decided.
  [[nodiscard]] std::optional<std::span<const Target>> weigh(std::size_t session, std::span<const Accepted> accepted);

 private:
  [[nodiscard]] decide::ReturnTable common_returns(std::size_t session, std::span<const Accepted> accepted) const;

  const PanelReturns& returns_;
  const decide::Options& options_;
  std::vector<double> weights_;
  std::vector<Target> row_;
};

}  // namespace bot::research
