#include "research/momentum.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

#include "decide/formulas.hpp"
#include "decide/selection.hpp"
#include "decide/target_weights.hpp"
#include "research/rolling_correlations.hpp"

namespace bot::research {
namespace {

// The exponential averages of every symbol as of the session it was last moved to.
class RunningFeatures {
 public:
  RunningFeatures(const Panel& panel, const decide::FeatureOptions& options)
      : panel_(panel),
        macd_(options.macd),
        fast_alpha_(decide::ema_alpha(options.ema_fast)),
        slow_alpha_(decide::ema_alpha(options.ema_slow)),
        atr_alpha_(decide::wilder_alpha(options.atr_window)),
        count_(panel.symbol_count(), 0),
        values_(macd_.enabled ? 6 : 3, panel.symbol_count()) {}

  void move_to(std::size_t session) {
    const double* close = panel_.close.row(session);
    const double* high = panel_.high.row(session);
    const double* low = panel_.low.row(session);
    const double* before = session == 0 ? close : panel_.close.row(session - 1);
    const BarAge* age = panel_.age.row(session);
    double* fast = values_.row(0);
    double* slow = values_.row(1);
    double* atr = values_.row(2);
    for (std::size_t s = 0; s < count_.size(); ++s) {
      if (age[s] != kBarToday) continue;
      const bool first = count_[s] == 0;
      fast[s] = first ? close[s] : decide::average_step(fast[s], fast_alpha_, close[s]);
      slow[s] = first ? close[s] : decide::average_step(slow[s], slow_alpha_, close[s]);
      atr[s] = first ? high[s] - low[s]
                     : decide::average_step(atr[s], atr_alpha_, decide::true_range(high[s], low[s], before[s]));
      if (macd_.enabled) move_macd(s, close[s], first);
      ++count_[s];
    }
  }

  [[nodiscard]] int bars(std::size_t symbol) const { return count_[symbol]; }
  [[nodiscard]] double fast(std::size_t symbol) const { return values_.at(0, symbol); }
  [[nodiscard]] double slow(std::size_t symbol) const { return values_.at(1, symbol); }
  [[nodiscard]] double atr(std::size_t symbol) const { return values_.at(2, symbol); }
  [[nodiscard]] double macd_line(std::size_t symbol) const { return values_.at(3, symbol) - values_.at(4, symbol); }

 private:
  void move_macd(std::size_t s, double close, bool first) {
    double* fast = values_.row(3);
    double* slow = values_.row(4);
    fast[s] = first ? close : decide::average_step(fast[s], decide::ema_alpha(macd_.fast), close);
    slow[s] = first ? close : decide::average_step(slow[s], decide::ema_alpha(macd_.slow), close);
  }

  const Panel& panel_;
  decide::MacdOptions macd_;
  double fast_alpha_;
  double slow_alpha_;
  double atr_alpha_;
  std::vector<int> count_;
  Matrix values_;
};

struct Scored {
  double score = 0;
  std::size_t symbol = 0;
};

// One session's decision after another, with its scratch space.
class Decider {
 public:
  Decider(const Panel& panel, const decide::Options& options)
      : panel_(panel), options_(options), features_(panel, options.features) {
    if (!can_roll(panel)) return;
    returns_ = Matrix(panel.session_count(), panel.symbol_count());
    first_bar_.assign(panel.symbol_count(), panel.session_count());
    correlations_.emplace(returns_, options.selection.corr_window, std::vector<double>{options.selection.corr_cap});
  }
  Decider(const Decider&) = delete;
  Decider& operator=(const Decider&) = delete;

  void move_to(std::size_t session) {
    features_.move_to(session);
    if (correlations_) keep_returns(session);
  }

  [[nodiscard]] std::span<const Target> decide(std::size_t session) {
    score_candidates(session);
    const auto ranks_after = [](const Scored& a, const Scored& b) { return decide::ranks_before(b, a); };
    std::ranges::make_heap(candidates_, ranks_after);
    accepted_.clear();
    const auto top = static_cast<std::size_t>(std::max(options_.selection.top_n, 0));
    while (accepted_.size() < top && !candidates_.empty()) {
      std::ranges::pop_heap(candidates_, ranks_after);
      const std::size_t symbol = candidates_.back().symbol;
      candidates_.pop_back();
      const double volatility = volatility_of(session, symbol);
      if (!decide::is_moving(volatility)) continue;
      if (is_diverse_from_accepted(session, symbol)) accepted_.push_back({symbol, volatility});
    }
    return weigh(session);
  }

 private:
  struct Accepted {
    std::size_t symbol = 0;
    double volatility = 0;
  };

  void keep_returns(std::size_t session) {
    for (std::size_t s = 0; s < panel_.symbol_count(); ++s) {
      if (features_.bars(s) == 0) continue;
      if (first_bar_[s] > session) first_bar_[s] = session;
      if (first_bar_[s] < session) returns_.at(session, s) = return_at(session, s);
    }
  }
  [[nodiscard]] bool is_diverse_from_accepted(std::size_t session, std::size_t symbol) {
    if (accepted_.empty()) return true;
    if (!correlations_)
      return std::ranges::all_of(accepted_,
                                 [&](const Accepted& other) { return is_diverse(session, symbol, other.symbol); });
    if (correlations_row_ != session) correlations_->move_to(session, first_bar_);
    correlations_row_ = session;
    RollingCorrelations::Mask others = 0;
    for (const Accepted& other : accepted_) others |= RollingCorrelations::Mask{1} << other.symbol;
    return correlations_->is_diverse(symbol, others, 0);
  }

  // The symbols that pass every gate but that of the volatility, which only those are asked for that may be taken.
  void score_candidates(std::size_t session) {
    const std::uint8_t* valid = panel_.valid.row(session);
    const double* close = panel_.close.row(session);
    candidates_.clear();
    for (std::size_t s = 0; s < panel_.symbol_count(); ++s) {
      if (valid[s] == 0 || features_.bars(s) < options_.min_bars) continue;
      if (!decide::is_trending(features_.fast(s), features_.slow(s))) continue;
      const double score = decide::momentum_score(close[s], features_.fast(s), features_.atr(s));
      if (!decide::is_scored_enough(score, options_.selection.min_score)) continue;
      if (options_.features.macd.enabled && !decide::is_macd_up(features_.macd_line(s))) continue;
      candidates_.push_back({score, s});
    }
  }

  // Row of the newest bar at or before a session; of a valid symbol its bars lie in one piece before it.
  [[nodiscard]] std::size_t last_row(std::size_t session, std::size_t symbol) const {
    return session - (panel_.age.at(session, symbol) - std::size_t{1});
  }
  [[nodiscard]] double return_at(std::size_t row, std::size_t symbol) const {
    return decide::simple_return_of(panel_.close.at(row, symbol), panel_.close.at(row - 1, symbol));
  }
  // Not above zero where there are too few returns.
  [[nodiscard]] double volatility_of(std::size_t session, std::size_t symbol) const {
    const auto count = static_cast<std::size_t>(options_.weights.vol_window);
    if (count < 2 || static_cast<std::size_t>(features_.bars(symbol)) < count + 1) return 0;
    const std::size_t first = last_row(session, symbol) + 1 - count;
    return decide::sample_deviation(
        decide::squared_deviations<double>(count, [&](std::size_t i) { return return_at(first + i, symbol); }), count);
  }
  // Returns of a symbol up to and including those of a row no later than its newest bar.
  [[nodiscard]] std::size_t returns_until(std::size_t row, std::size_t session, std::size_t symbol) const {
    const std::size_t later = last_row(session, symbol) - row;
    const auto bars = static_cast<std::size_t>(features_.bars(symbol));
    return bars > later ? bars - later - 1 : 0;
  }
  [[nodiscard]] bool is_diverse(std::size_t session, std::size_t a, std::size_t b) const {
    const auto count = static_cast<std::size_t>(std::max(options_.selection.corr_window, 0));
    const std::size_t last = std::min(last_row(session, a), last_row(session, b));
    if (count < 2 || returns_until(last, session, a) < count || returns_until(last, session, b) < count) return false;
    const decide::Comovement moved = decide::comovement(
        count, [&](std::size_t i) { return return_at(last - i, a); },
        [&](std::size_t i) { return return_at(last - i, b); });
    return !decide::is_undefined(moved, count) &&
           decide::is_diverse(decide::correlation_of(moved), options_.selection.corr_cap);
  }

  [[nodiscard]] decide::ReturnTable common_returns(std::size_t session) const {
    std::size_t last = session;
    auto count = static_cast<std::size_t>(std::max(options_.selection.corr_window, 0));
    for (const Accepted& one : accepted_) last = std::min(last, last_row(session, one.symbol));
    for (const Accepted& one : accepted_) count = std::min(count, returns_until(last, session, one.symbol));
    decide::ReturnTable table(accepted_.size());
    for (std::size_t i = 0; i < table.size(); ++i)
      for (std::size_t row = last + 1 - count; row <= last; ++row)
        table[i].push_back(return_at(row, accepted_[i].symbol));
    return table;
  }

  [[nodiscard]] std::span<const Target> weigh(std::size_t session) {
    row_.clear();
    if (accepted_.empty()) return row_;
    std::ranges::sort(accepted_, {}, &Accepted::symbol);
    weights_.clear();
    for (const Accepted& one : accepted_) weights_.push_back(one.volatility);
    decide::make_target_weights(
        weights_, [&] { return common_returns(session); }, options_.weights);
    for (std::size_t i = 0; i < accepted_.size(); ++i)
      row_.push_back({static_cast<std::uint32_t>(accepted_[i].symbol), weights_[i]});
    return row_;
  }

  const Panel& panel_;
  const decide::Options& options_;
  RunningFeatures features_;
  std::vector<Scored> candidates_;
  std::vector<Accepted> accepted_;
  std::vector<double> weights_;
  std::vector<Target> row_;
  // Of a panel that can_roll().
  Matrix returns_;
  std::vector<std::size_t> first_bar_;
  std::optional<RollingCorrelations> correlations_;
  std::size_t correlations_row_ = 0;
};

}  // namespace

Targets momentum_targets(const Panel& panel, const decide::Options& options, std::span<const std::uint8_t> due) {
  Targets targets(panel.session_count());
  Decider decider(panel, options);
  for (std::size_t session = 0; session < panel.session_count(); ++session) {
    decider.move_to(session);
    if (due[session] == 0)
      targets.add_undecided();
    else
      targets.add(decider.decide(session));
  }
  return targets;
}

}  // namespace bot::research
