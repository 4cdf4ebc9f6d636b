#include "research/momentum_many.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <vector>

#include "decide/formulas.hpp"
#include "decide/selection.hpp"
#include "research/kernels.hpp"
#include "research/momentum_parts.hpp"

namespace bot::research {
namespace {

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
class DeciderOfMany {
 public:
  DeciderOfMany(const Panel& panel, const decide::Options& options)
      : panel_(panel),
        options_(options),
        gates_(panel, options),
        returns_(panel, gates_.features()),
        weighing_(returns_, options),
        scores_(1, panel.symbol_count()) {}
  DeciderOfMany(const DeciderOfMany&) = delete;
  DeciderOfMany& operator=(const DeciderOfMany&) = delete;
  ~DeciderOfMany() = default;

  void move_on() { gates_.move_on(); }

  [[nodiscard]] std::optional<std::span<const Target>> decide(std::size_t session) {
    score_candidates();
    accepted_.clear();
    centred_until_ = 0;
    const auto top = static_cast<std::size_t>(std::max(options_.selection.top_n, 0));
    while (accepted_.size() < top && !candidates_.empty()) {
      const std::size_t symbol = candidates_.take_best();
      if (!accepted_.empty() && !is_diverse_from_accepted(session, symbol)) continue;
      const double volatility = volatility_of(session, symbol);
      if (decide::is_moving(volatility)) accepted_.push_back({symbol, volatility});
    }
    std::ranges::sort(accepted_, {}, &Accepted::symbol);
    return weighing_.weigh(session, accepted_);
  }

 private:
  // Returns less their mean over the window up to a session with a bar: products of two of them say what the
  // correlation is, but for the order of the sums.
  struct Centred {
    std::vector<double> returns;  // empty: too few, or no bar on the session
    double squares = 0;
  };
  void centre(std::size_t session, std::size_t symbol, Centred& centred) const {
    const auto count = static_cast<std::size_t>(std::max(options_.selection.corr_window, 0));
    centred.returns.clear();
    if (count < 2 || !panel_.has_bar(session, symbol) || returns_.count_until(session, session, symbol) < count) return;
    double sum = 0;
    for (std::size_t i = 0; i < count; ++i) {
      centred.returns.push_back(returns_.at(session - i, symbol));
      sum += centred.returns.back();
    }
    for (double& value : centred.returns) value -= sum / static_cast<double>(count);
    centred.squares = sum_of_products(centred.returns.data(), centred.returns.data(), count);
  }
  [[nodiscard]] bool is_diverse_from_accepted(std::size_t session, std::size_t symbol) {
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

  void score_candidates() {
    const auto [close, ema_fast, atr] = gates_.score_parts();
    make_scores(close, ema_fast, atr, scores_.row(0), scores_.columns());
    candidates_.clear();
    for (std::size_t begin = 0; begin < scores_.stride(); begin += kColumnsOfMask) {
      const std::size_t width = std::min(kColumnsOfMask, scores_.stride() - begin);
      const std::uint64_t scored = columns_from(scores_.row(0) + begin, options_.selection.min_score, width);
      for (std::uint64_t rest = gates_.passing(begin) & scored; rest != 0; rest &= rest - 1) {
        const std::size_t s = begin + static_cast<std::size_t>(std::countr_zero(rest));
        candidates_.add({scores_.at(0, s), s});
      }
    }
  }

  // Not above zero where there are too few returns.
  [[nodiscard]] double volatility_of(std::size_t session, std::size_t symbol) const {
    const auto count = static_cast<std::size_t>(options_.weights.vol_window);
    if (count < 2 || static_cast<std::size_t>(gates_.features().bars(symbol)) < count + 1) return 0;
    const std::size_t first = returns_.last_row(session, symbol) + 1 - count;
    return decide::sample_deviation(
        decide::squared_deviations<double>(count, [&](std::size_t i) { return returns_.at(first + i, symbol); }),
        count);
  }
  [[nodiscard]] bool is_diverse(std::size_t session, std::size_t a, std::size_t b) const {
    const auto count = static_cast<std::size_t>(std::max(options_.selection.corr_window, 0));
    const std::size_t last = std::min(returns_.last_row(session, a), returns_.last_row(session, b));
    if (count < 2 || returns_.count_until(last, session, a) < count || returns_.count_until(last, session, b) < count)
      return false;
    const decide::Comovement moved = decide::comovement(
        count, [&](std::size_t i) { return returns_.at(last - i, a); },
        [&](std::size_t i) { return returns_.at(last - i, b); });
    return !decide::is_undefined(moved, count) &&
           decide::is_diverse(decide::correlation_of(moved), options_.selection.corr_cap);
  }

  const Panel& panel_;
  const decide::Options& options_;
  Gates gates_;
  PanelReturns returns_;
  Weighing weighing_;
  Candidates candidates_;
  Matrix scores_;  // one row
  std::vector<Accepted> accepted_;
  std::vector<Centred> centred_;  // of the accepted, then of the one that is tried
  std::size_t centred_until_ = 0;
};

}  // namespace

Targets targets_of_many(const Panel& panel, const decide::Options& options, std::span<const std::uint8_t> due) {
  Targets targets(panel.session_count());
  DeciderOfMany decider(panel, options);
  for (std::size_t session = 0; session < panel.session_count(); ++session) {
    decider.move_on();
    if (due[session] == 0)
      targets.add_undecided();
    else
      targets.add_if_decided(decider.decide(session));
  }
  return targets;
}

}  // namespace bot::research
