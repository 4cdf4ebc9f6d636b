#include "research/momentum_few.hpp"

#include <algorithm>
#include <bit>
#include <vector>

#include "decide/formulas.hpp"
#include "research/kernels.hpp"
#include "research/momentum_parts.hpp"
#include "research/recent_rows.hpp"
#include "research/rolling_correlations.hpp"

namespace bot::research {
namespace {

using Mask = RollingCorrelations::Mask;

// Some sessions at a time, with their scratch space.
class DeciderOfFew {
 public:
  DeciderOfFew(const Panel& panel, const decide::Options& options)
      : options_(options),
        window_(static_cast<std::size_t>(std::max(options.weights.vol_window, 0))),
        top_(static_cast<std::size_t>(std::max(options.selection.top_n, 0))),
        gates_(panel, options),
        panel_returns_(panel, gates_.features()),
        weighing_(panel_returns_, options),
        scores_(kSessions, panel.symbol_count()),
        squares_(kSessions, panel.symbol_count()),
        accepted_(std::min(top_, panel.symbol_count())),
        returns_(panel.symbol_count(), rows_kept(options)),
        first_bar_(panel.symbol_count(), panel.session_count()),
        correlations_(returns_, options.selection.corr_window, {options.selection.corr_cap}) {}
  DeciderOfFew(const DeciderOfFew&) = delete;
  DeciderOfFew& operator=(const DeciderOfFew&) = delete;
  ~DeciderOfFew() = default;

  [[nodiscard]] Targets run(std::span<const std::uint8_t> due) {
    Targets targets(due.size());
    for (std::size_t first = 0; first < due.size(); first += kSessions) {
      const std::size_t count = std::min(kSessions, due.size() - first);
      Mask any_passes = 0;
      for (std::size_t i = 0; i < count; ++i) {
        move_to(first + i);
        passing_[i] = due[first + i] == 0 ? 0 : score(i);
        any_passes |= passing_[i];
      }
      if (any_passes != 0) make_squares(first, count, any_passes);
      for (std::size_t i = 0; i < count; ++i) {
        if (due[first + i] == 0)
          targets.add_undecided();
        else
          targets.add(decide(first + i, i));
      }
    }
    return targets;
  }

 private:
  static constexpr std::size_t kSessions = kWindowsTogether;

  static std::size_t rows_kept(const decide::Options& options) {
    const int longest = std::max({options.selection.corr_window, options.weights.vol_window, 1});
    return RollingCorrelations::rows_kept(longest) + kSessions;
  }

  void move_to(std::size_t session) {
    gates_.move_on(returns_.add());
    if (begun_ == first_bar_.size()) return;
    for (std::size_t s = 0; s < first_bar_.size(); ++s) {
      if (first_bar_[s] < session || gates_.features().bars(s) == 0) continue;
      first_bar_[s] = session;
      ++begun_;
    }
  }

  [[nodiscard]] Mask score(std::size_t i) {
    gates_.make_scores(scores_.row(i));
    const Mask passing = gates_.passing(scores_.row(i), 0);
    long_enough_[i] = passing;
    if (static_cast<std::size_t>(std::max(options_.min_bars, 0)) > window_) return passing;
    for (Mask rest = passing; rest != 0; rest &= rest - 1)
      if (static_cast<std::size_t>(gates_.features().bars(static_cast<std::size_t>(std::countr_zero(rest)))) <= window_)
        long_enough_[i] &= ~(rest & (~rest + 1));
    return passing;
  }

  // Of a session whose window would begin before the first return no column has enough of them.
  void make_squares(std::size_t first, std::size_t count, Mask columns) {
    if (window_ < 2 || first + count <= window_) return;
    const std::size_t from = std::max(first, window_);
    square_deviations({.oldest = returns_.row(from + 1 - window_),
                       .rows = window_,
                       .count = first + count - from,
                       .stride = returns_.stride(),
                       .columns = columns},
                      squares_.row(from - first));
  }

  [[nodiscard]] std::span<const Target> decide(std::size_t session, std::size_t i) {
    std::size_t count = 0;
    Mask taken = 0;
    std::uint8_t ranked[kColumnsOfMask];
    const std::size_t candidates = rank_columns(scores_.row(i), passing_[i], ranked);
    for (std::size_t place = 0; place < candidates && count < top_; ++place) {
      const std::size_t symbol = ranked[place];
      if (taken != 0 && !is_diverse(session, symbol, taken)) continue;
      const double volatility = volatility_of(i, symbol);
      if (!decide::is_moving(volatility)) continue;
      accepted_[count++] = {symbol, volatility};
      taken |= Mask{1} << symbol;
    }
    return weighing_.weigh(session, std::span(accepted_).first(count));
  }

  [[nodiscard]] bool is_diverse(std::size_t session, std::size_t symbol, Mask taken) {
    if (correlations_row_ != session) correlations_.move_to(session, first_bar_);
    correlations_row_ = session;
    return correlations_.is_diverse(symbol, taken, 0);
  }

  // Not above zero where there are too few returns.
  [[nodiscard]] double volatility_of(std::size_t i, std::size_t symbol) const {
    if (window_ < 2 || (long_enough_[i] >> symbol & 1) == 0) return 0;
    return decide::sample_deviation(squares_.at(i, symbol), window_);
  }

  const decide::Options& options_;
  std::size_t window_;  // of the volatility
  std::size_t top_;
  Gates gates_;
  PanelReturns panel_returns_;
  Weighing weighing_;
  Matrix scores_, squares_;  // a row each session
  Mask passing_[kSessions] = {}, long_enough_[kSessions] = {};
  std::vector<Accepted> accepted_;  // as many as there may be
  RecentRows returns_;
  std::vector<std::size_t> first_bar_;
  std::size_t begun_ = 0;  // columns with a bar so far
  RollingCorrelations correlations_;
  std::size_t correlations_row_ = 0;
};

}  // namespace

Targets targets_of_few(const Panel& panel, const decide::Options& options, std::span<const std::uint8_t> due) {
  return DeciderOfFew(panel, options).run(due);
}

}  // namespace bot::research
