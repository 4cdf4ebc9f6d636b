#include "research/momentum.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <optional>
#include <vector>

#include "decide/formulas.hpp"
#include "decide/selection.hpp"
#include "decide/target_weights.hpp"
#include "research/kernels.hpp"
#include "research/recent_rows.hpp"
#include "research/rolling_correlations.hpp"
#include "research/running_features.hpp"

namespace bot::research {
namespace {

// The averages a decision looks at, in the order RunningFeatures has them.
enum Average : std::size_t { kFast, kSlow, kMacdFast, kMacdSlow };

RunningFeatures running_features(const Panel& panel, const decide::FeatureOptions& options) {
  std::vector<int> emas{options.ema_fast, options.ema_slow};
  if (options.macd.enabled) emas.insert(emas.end(), {options.macd.fast, options.macd.slow});
  const int atrs[] = {options.atr_window};
  return {panel, emas, atrs};
}

struct Scored {
  double score = 0;
  std::size_t symbol = 0;
};

// Candidates, taken as they rank. Mostly there are few, of which few are asked for; of thousands a heap knows the best.
class Candidates {
 public:
  void clear() {
    list_.clear();
    is_heap_ = false;
  }
  void add(const Scored& one) { list_.push_back(one); }
  [[nodiscard]] bool empty() const { return list_.empty(); }
  [[nodiscard]] std::size_t take_best() {
    if (!is_heap_ && list_.size() > kFew) {
      std::ranges::make_heap(list_, ranks_after);
      is_heap_ = true;
    }
    if (is_heap_)
      std::ranges::pop_heap(list_, ranks_after);
    else
      std::swap(*best(), list_.back());
    const std::size_t symbol = list_.back().symbol;
    list_.pop_back();
    return symbol;
  }

 private:
  static constexpr std::size_t kFew = 32;
  static bool ranks_after(const Scored& a, const Scored& b) { return decide::ranks_before(b, a); }
  [[nodiscard]] Scored* best() {
    Scored* found = list_.data();
    for (Scored& one : list_)
      if (decide::ranks_before(one, *found)) found = &one;
    return found;
  }

  std::vector<Scored> list_;
  bool is_heap_ = false;
};

// One session's decision after another, with its scratch space.
class Decider {
 public:
  Decider(const Panel& panel, const decide::Options& options)
      : panel_(panel),
        options_(options),
        features_(running_features(panel, options.features)),
        scores_(1, panel.symbol_count()) {
    if (!can_roll(panel)) return;
    const int longest = std::max({options.selection.corr_window, options.weights.vol_window, 1});
    returns_.emplace(panel.symbol_count(), RollingCorrelations::rows_kept(longest));
    squares_ = Matrix(1, panel.symbol_count());
    squares_row_.assign(squares_.stride() / kLanes, panel.session_count());
    first_bar_.assign(panel.symbol_count(), panel.session_count());
    correlations_.emplace(*returns_, options.selection.corr_window, std::vector<double>{options.selection.corr_cap});
  }
  Decider(const Decider&) = delete;
  Decider& operator=(const Decider&) = delete;
  ~Decider() = default;

  void move_to(std::size_t session) {
    features_.move_on(returns_ ? returns_->add() : nullptr);
    if (begun_ == first_bar_.size()) return;
    for (std::size_t s = 0; s < first_bar_.size(); ++s) {
      if (first_bar_[s] < session || features_.bars(s) == 0) continue;
      first_bar_[s] = session;
      ++begun_;
    }
  }

  [[nodiscard]] std::span<const Target> decide(std::size_t session) {
    score_candidates(session);
    accepted_.clear();
    centred_until_ = 0;
    const auto top = static_cast<std::size_t>(std::max(options_.selection.top_n, 0));
    while (accepted_.size() < top && !candidates_.empty()) {
      const std::size_t symbol = candidates_.take_best();
      if (!is_diverse_from_accepted(session, symbol)) continue;
      const double volatility = volatility_of(session, symbol);
      if (decide::is_moving(volatility)) accepted_.push_back({symbol, volatility});
    }
    return weigh(session);
  }

 private:
  struct Accepted {
    std::size_t symbol = 0;
    double volatility = 0;
  };

  [[nodiscard]] bool is_diverse_from_accepted(std::size_t session, std::size_t symbol) {
    if (accepted_.empty()) return true;
    if (!correlations_) return is_diverse_by_itself(session, symbol);
    if (correlations_row_ != session) correlations_->move_to(session, first_bar_);
    correlations_row_ = session;
    RollingCorrelations::Mask others = 0;
    for (const Accepted& other : accepted_) others |= RollingCorrelations::Mask{1} << other.symbol;
    return correlations_->is_diverse(symbol, others, 0);
  }

  // Returns less their mean over the window up to a session with a bar: products of two of them say what the
  // correlation is, but for the order of the sums.
  struct Centred {
    std::vector<double> returns;  // empty: too few, or no bar on the session
    double squares = 0;
  };
  void centre(std::size_t session, std::size_t symbol, Centred& centred) const {
    const auto count = static_cast<std::size_t>(std::max(options_.selection.corr_window, 0));
    centred.returns.clear();
    if (count < 2 || !panel_.has_bar(session, symbol) || returns_until(session, session, symbol) < count) return;
    double sum = 0;
    for (std::size_t i = 0; i < count; ++i) {
      centred.returns.push_back(return_at(session - i, symbol));
      sum += centred.returns.back();
    }
    for (double& value : centred.returns) value -= sum / static_cast<double>(count);
    centred.squares = sum_of_products(centred.returns.data(), centred.returns.data(), count);
  }
  [[nodiscard]] bool is_diverse_by_itself(std::size_t session, std::size_t symbol) {
    centred_.resize(std::max(centred_.size(), accepted_.size() + 1));
    for (std::size_t i = centred_until_; i < accepted_.size(); ++i) centre(session, accepted_[i].symbol, centred_[i]);
    centred_until_ = accepted_.size();
    Centred& own = centred_[accepted_.size()];
    centre(session, symbol, own);
    for (std::size_t i = 0; i < accepted_.size(); ++i)
      if (!is_apart(session, {symbol, own}, {accepted_[i].symbol, centred_[i]})) return false;
    return true;
  }
  struct OfSymbol {
    std::size_t symbol;
    const Centred& centred;
  };
  // What is close to the cap, or to a constant, is computed as decide does.
  [[nodiscard]] bool is_apart(std::size_t session, const OfSymbol& a, const OfSymbol& b) const {
    constexpr double kMargin = 1e-9;
    constexpr double kFarFromConstant = 1e6;
    const std::size_t count = a.centred.returns.size();
    const double least = decide::constant_limit(count) * kFarFromConstant;
    if (count == 0 || b.centred.returns.empty() || a.centred.squares < least || b.centred.squares < least)
      return is_diverse(session, a.symbol, b.symbol);
    const double products = sum_of_products(a.centred.returns.data(), b.centred.returns.data(), count);
    const double squared = products * products / (a.centred.squares * b.centred.squares);
    const double cap = options_.selection.corr_cap * options_.selection.corr_cap;
    if (std::abs(squared - cap) < kMargin) return is_diverse(session, a.symbol, b.symbol);
    return squared < cap;
  }

  // The symbols that pass every gate but that of the volatility, which only those are asked for that may be taken.
  void score_candidates(std::size_t session) {
    const double* fast = features_.ema(kFast);
    const double* slow = features_.ema(kSlow);
    make_scores(panel_.close.row(session), fast, features_.atr(0), scores_.row(0),
                computed_columns(panel_.symbol_count()));
    candidates_.clear();
    for (std::size_t begin = 0; begin < panel_.close.stride(); begin += kColumnsOfMask) {
      const std::size_t width = std::min(kColumnsOfMask, panel_.close.stride() - begin);
      std::uint64_t rest = columns_above(fast + begin, slow + begin, width);
      rest &= columns_from(scores_.row(0) + begin, options_.selection.min_score, width);
      rest &= columns_of_ones(panel_.valid.row(session) + begin, width);
      for (; rest != 0; rest &= rest - 1) {
        const std::size_t s = begin + static_cast<std::size_t>(std::countr_zero(rest));
        if (features_.bars(s) < options_.min_bars) continue;
        if (options_.features.macd.enabled &&
            !decide::is_macd_up(features_.ema(kMacdFast)[s] - features_.ema(kMacdSlow)[s]))
          continue;
        candidates_.add({scores_.at(0, s), s});
      }
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
  [[nodiscard]] double volatility_of(std::size_t session, std::size_t symbol) {
    const auto count = static_cast<std::size_t>(options_.weights.vol_window);
    if (count < 2 || static_cast<std::size_t>(features_.bars(symbol)) < count + 1) return 0;
    const std::size_t first = last_row(session, symbol) + 1 - count;
    if (!returns_)
      return decide::sample_deviation(
          decide::squared_deviations<double>(count, [&](std::size_t i) { return return_at(first + i, symbol); }),
          count);
    // Its neighbours' with it: one of them is likely to be asked for next.
    const std::size_t group = symbol / kLanes;
    if (squares_row_[group] != session)
      square_deviations(returns_->row(first) + group * kLanes, count, returns_->stride(), kLanes,
                        squares_.row(0) + group * kLanes);
    squares_row_[group] = session;
    return decide::sample_deviation(squares_.at(0, symbol), count);
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
  Candidates candidates_;
  Matrix scores_;  // one row
  std::vector<Accepted> accepted_;
  std::vector<Centred> centred_;  // of the accepted, then of the one that is tried
  std::size_t centred_until_ = 0;
  std::vector<double> weights_;
  std::vector<Target> row_;
  // Of a panel that can_roll().
  std::optional<RecentRows> returns_;
  Matrix squares_;                        // one row: squared deviations by column
  std::vector<std::size_t> squares_row_;  // by eight columns: the session they are of
  std::vector<std::size_t> first_bar_;
  std::size_t begun_ = 0;  // columns with a bar so far
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
