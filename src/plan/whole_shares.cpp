#include "plan/whole_shares.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numeric>
#include <optional>
#include <utility>

#include "base/check.hpp"

// How it is solved. The symbols meet in one constraint only, the budget. With a price L on a dollar of budget the sum
// falls apart into one small problem a symbol, and their minima give a lower bound (Lagrange). The search goes symbol
// by symbol over states (spent, sum so far); a state is dropped when another has spent no more and is no farther from
// the goals, or when its bound exceeds what is being looked for. The search begins with a narrow slack above the lower
// bound, widened until a solution is inside of it; that solution is then the best there is.

namespace bot::plan {
namespace {

// Sums of squares nearer than this are the same number: rounding errors are two orders smaller, one share far larger.
constexpr double kTie = 1e-15;
constexpr double kRounding = 4 * kTie;  // of a bound
constexpr std::size_t kQuickStates = 3'000, kMaxStates = 100'000, kMaxSteps = 2'000'000;

double squared(double value) { return value * value; }

double choice_distance(const ShareChoice& choice, std::int64_t n) {
  return squared(choice.held_weight + static_cast<double>(n) * choice.share_weight - choice.goal);
}

std::int64_t choice_cost(const ShareChoice& choice, const ShareProblem& problem, std::int64_t n) {
  if (n == 0 || (n < 0 && !problem.sells_count)) return 0;
  const Quantity shares = Quantity::from_whole(std::abs(n));
  const Money fee = commission(shares, problem.costs);
  const Price one = Price::from_raw(n > 0 ? choice.buy_cost.raw() : choice.sell_proceeds.raw());
  const Money value = multiply(one, shares, Rounding::kHalfEven);
  return n > 0 ? (value + fee).raw() : (fee - value).raw();
}

struct Span {
  std::int64_t first, last;
};

enum class Allowed { kSells, kSellsAndBuys };

// Where n may lie: nothing, a sell, a buy.
class Spans {
 public:
  Spans(const ShareChoice& choice, Allowed allowed) {
    add({0, 0});
    if (choice.lowest <= -choice.least_order) add({choice.lowest, -choice.least_order});
    if (allowed == Allowed::kSellsAndBuys && choice.highest >= choice.least_order)
      add({choice.least_order, choice.highest});
  }
  [[nodiscard]] const Span* begin() const { return spans_.data(); }
  [[nodiscard]] const Span* end() const { return spans_.data() + count_; }

 private:
  void add(const Span& span) { spans_[count_++] = span; }

  std::array<Span, 3> spans_{};
  std::size_t count_ = 0;
};

// The distance plus L x cost, convex inside of each span.
class PricedChoice {
 public:
  PricedChoice(const ShareChoice& choice, const ShareProblem& problem, double price)
      : choice_(choice), problem_(problem), price_(price) {}

  [[nodiscard]] double at(std::int64_t n) const {
    return choice_distance(choice_, n) + price_ * static_cast<double>(choice_cost(choice_, problem_, n)) * 1e-9;
  }

  // The n of `span` where it is least.
  [[nodiscard]] std::int64_t argmin(const Span& span) const {
    if (span.first == span.last) return span.first;
    const bool buying = span.first > 0;
    const double per_share = problem_.costs.per_share.to_double();
    const double each = !buying && !problem_.sells_count ? 0
                        : buying                         ? choice_.buy_cost.to_double()
                                                         : choice_.sell_proceeds.to_double();
    const double fee = !buying && !problem_.sells_count ? 0 : (buying ? per_share : -per_share);
    const double turn =
        per_share > 0 ? problem_.costs.minimum.to_double() / per_share : 0;  // shares the minimum pays for
    std::int64_t best = span.first;
    double least = at(best);
    // Most of what is considered is the same few numbers again.
    std::int64_t last = best;
    const auto consider = [&](double where) {
      for (const double rounded : {std::floor(where), std::ceil(where)}) {
        const double inside = std::clamp(rounded, static_cast<double>(span.first), static_cast<double>(span.last));
        const auto n = static_cast<std::int64_t>(inside);
        if (n == best || n == std::exchange(last, n)) continue;
        const double value = at(n);
        if (value < least || (value == least && std::abs(n) < std::abs(best))) {
          least = value;
          best = n;
        }
      }
    };
    const auto stationary = [&](double slope) {
      return (choice_.goal - choice_.held_weight - price_ * slope / (2 * choice_.share_weight)) / choice_.share_weight;
    };
    consider(stationary(each));
    consider(stationary(each + fee));
    consider(buying ? turn : -turn);
    consider(static_cast<double>(span.last));
    return best;
  }

 private:
  const ShareChoice& choice_;
  const ShareProblem& problem_;
  double price_;
};

struct PricedMinimum {
  double value = 0;
  double cost = 0;  // dollars, at the minimum
};

PricedMinimum priced_minimum(const ShareChoice& choice, const ShareProblem& problem, double price) {
  const PricedChoice priced(choice, problem, price);
  PricedMinimum best{std::numeric_limits<double>::infinity(), 0};
  for (const Span& span : Spans(choice, Allowed::kSellsAndBuys)) {
    const std::int64_t n = priced.argmin(span);
    const double value = priced.at(n);
    if (value < best.value) best = {value, static_cast<double>(choice_cost(choice, problem, n)) * 1e-9};
  }
  return best;
}

double lower_bound_at(const ShareProblem& problem, double price, double& excess) {
  PricedMinimum sum;
  for (const ShareChoice& choice : problem.choices) {
    const PricedMinimum one = priced_minimum(choice, problem, price);
    sum.value += one.value;
    sum.cost += one.cost;
  }
  excess = sum.cost - problem.budget.to_double();
  return sum.value - price * problem.budget.to_double();
}

// The price of a dollar that gives the highest lower bound.
double best_price(const ShareProblem& problem) {
  double excess = 0;
  lower_bound_at(problem, 0, excess);
  if (excess <= 0) return 0;
  double low = 0, high = 1e-9;
  while (high < 1e6) {
    lower_bound_at(problem, high, excess);
    if (excess <= 0) break;
    low = high;
    high *= 4;
  }
  for (int step = 0; step < 60; ++step) {
    const double middle = 0.5 * (low + high);
    lower_bound_at(problem, middle, excess);
    (excess > 0 ? low : high) = middle;
  }
  return high;
}

struct State {
  double distance = 0;
  std::int64_t spent = 0;
  std::int64_t traded = 0;  // at mid, billionths of a dollar
  std::int64_t trade = 0;   // of the symbol of this layer
  std::uint32_t parent = 0;
};

class Search {
 public:
  explicit Search(const ShareProblem& problem) : problem_(problem), order_(problem.choices.size()) {
    // Big shares first: they decide most, the small ones fill what is left.
    std::iota(order_.begin(), order_.end(), std::size_t{0});
    std::ranges::stable_sort(order_, [&](std::size_t a, std::size_t b) {
      return problem.choices[a].share_weight > problem.choices[b].share_weight;
    });
    const double price = best_price(problem);
    double excess = 0;
    lower_bound_ = lower_bound_at(problem, price, excess);
    add_price(price);
    if (price == 0) return;  // the budget does not bind: the others were the same
    for (const double factor : {0.0, 0.3, 0.6, 0.8, 0.9, 0.97, 1.03, 1.1, 1.3, 1.7, 3.0, 10.0})
      add_price(price * factor);
  }

  // The best solution no farther than `worst_useful`; none when there is none.
  std::optional<ShareSolution> run(double worst_useful) {
    // Small against what one share of the smallest symbol changes, so that the first rounds are cheap.
    double smallest = 1;
    for (const ShareChoice& choice : problem_.choices) smallest = std::min(smallest, choice.share_weight);
    for (double slack = std::clamp(1e-3 * smallest * smallest, 1e-16, 1e-9);; slack *= 4) {
      const bool last = lower_bound_ + slack >= worst_useful;
      const double limit = last ? worst_useful : lower_bound_ + slack;
      auto quick = search(limit, kQuickStates);
      if (quick && quick->exact) return quick;
      // What the quick search dropped may be nearer: look again, no farther than what it found.
      if (quick) {
        const auto whole = search(quick->squared_distance, kMaxStates);
        return whole ? whole : quick;
      }
      if (last) return exact_ ? std::nullopt : search(limit, kMaxStates);
    }
  }

 private:
  struct Candidate {
    std::int64_t n, cost, traded;
    double distance;
  };

  void add_price(double price) {
    std::vector<double> rest(order_.size() + 1, 0.0);
    for (std::size_t k = order_.size(); k-- > 0;)
      rest[k] = rest[k + 1] + priced_minimum(problem_.choices[order_[k]], problem_, price).value;
    prices_.push_back(price);
    rest_.push_back(std::move(rest));
  }

  [[nodiscard]] double bound(double distance, std::int64_t spent, std::size_t next) const {
    const double over = static_cast<double>(spent - problem_.budget.raw()) * 1e-9;
    double best = 0;
    for (std::size_t j = 0; j < prices_.size(); ++j) best = std::max(best, rest_[j][next] + prices_[j] * over);
    return distance + best;
  }

  // The numbers of symbol k that can be part of a solution no farther than `limit`, by the bound at the best price.
  [[nodiscard]] std::vector<Candidate> candidates(std::size_t k, double limit) const {
    const ShareChoice& choice = problem_.choices[order_[k]];
    const PricedChoice priced(choice, problem_, prices_[0]);
    const double allowed = priced_minimum(choice, problem_, prices_[0]).value + (limit - lower_bound_) + kRounding;
    std::vector<Candidate> found;
    const auto add = [&](std::int64_t n) {
      found.push_back({n, choice_cost(choice, problem_, n),
                       multiply(choice.mid, Quantity::from_whole(std::abs(n)), Rounding::kHalfEven).raw(),
                       choice_distance(choice, n)});
    };
    for (const Span& span : Spans(choice, Allowed::kSellsAndBuys)) {
      const std::int64_t middle = priced.argmin(span);
      for (std::int64_t n = middle; n >= span.first && priced.at(n) <= allowed && found.size() < kMaxSteps; --n) add(n);
      for (std::int64_t n = middle + 1; n <= span.last && priced.at(n) <= allowed && found.size() < kMaxSteps; ++n)
        add(n);
    }
    return found;
  }

  [[nodiscard]] std::vector<std::int64_t> trades_of(const State& state, std::size_t layer) const {
    std::vector<std::int64_t> trades(problem_.choices.size(), 0);
    const State* at = &state;
    for (std::size_t k = layer + 1; k-- > 0;) {
      trades[order_[k]] = at->trade;
      if (k > 0) at = &layers_[k - 1][at->parent];
    }
    return trades;
  }

  // Whether a comes before b when both are equally far from the goals.
  [[nodiscard]] bool tie_prefers(const State& a, const State& b, std::size_t layer) const {
    if (a.traded != b.traded) return a.traded < b.traded;
    const auto left = trades_of(a, layer), right = trades_of(b, layer);
    for (std::size_t i = 0; i < left.size(); ++i)
      if (left[i] != right[i])
        return std::abs(left[i]) != std::abs(right[i]) ? std::abs(left[i]) > std::abs(right[i]) : left[i] > right[i];
    return false;
  }

  std::vector<State> without_dominated(std::vector<State> states, std::size_t layer) const {
    std::ranges::sort(states, [](const State& a, const State& b) {
      if (a.spent != b.spent) return a.spent < b.spent;
      if (a.distance != b.distance) return a.distance < b.distance;
      return a.traded < b.traded;
    });
    std::vector<State> kept;
    for (const State& state : states) {
      if (!kept.empty()) {
        const State& best = kept.back();
        if (state.distance > best.distance + kTie) continue;
        if (state.distance >= best.distance - kTie && !tie_prefers(state, best, layer)) continue;
      }
      kept.push_back(state);
    }
    return kept;
  }

  // Only a problem far larger than any real universe ever comes here: the states with the lowest bounds go on.
  void keep_nearest(std::vector<State>& states, std::size_t next, std::size_t count) {
    if (states.size() <= count) return;
    exact_ = false;
    std::ranges::stable_sort(states, [&](const State& a, const State& b) {
      return bound(a.distance, a.spent, next) < bound(b.distance, b.spent, next);
    });
    states.resize(count);
  }

  std::optional<ShareSolution> search(double limit, std::size_t states_max) {
    layers_.clear();
    exact_ = true;
    std::vector<State> before(1);
    for (std::size_t k = 0; k < order_.size(); ++k) {
      const auto choices = candidates(k, limit);
      keep_nearest(before, k, std::min(states_max, kMaxSteps / std::max<std::size_t>(1, choices.size())));
      if (k > 0) layers_[k - 1] = before;
      std::vector<State> after;
      for (std::size_t p = 0; p < before.size(); ++p) {
        for (const Candidate& candidate : choices) {
          const State next{before[p].distance + candidate.distance, before[p].spent + candidate.cost,
                           before[p].traded + candidate.traded, candidate.n, static_cast<std::uint32_t>(p)};
          if (bound(next.distance, next.spent, k + 1) <= limit + kRounding) after.push_back(next);
        }
      }
      layers_.emplace_back();
      after = without_dominated(std::move(after), k);
      if (after.empty()) return std::nullopt;
      layers_.back() = std::move(after);
      before = layers_.back();
    }
    return best_of_last(limit);
  }

  std::optional<ShareSolution> best_of_last(double limit) const {
    const std::size_t last = layers_.size() - 1;
    const State* best = nullptr;
    for (const State& state : layers_[last]) {
      if (state.spent > problem_.budget.raw() || state.distance > limit + kTie) continue;
      if (best == nullptr || state.distance < best->distance - kTie ||
          (state.distance <= best->distance + kTie && tie_prefers(state, *best, last)))
        best = &state;
    }
    if (best == nullptr) return std::nullopt;
    return ShareSolution{trades_of(*best, last), best->distance, exact_};
  }

  const ShareProblem& problem_;
  std::vector<std::size_t> order_;
  double lower_bound_ = 0;
  std::vector<double> prices_;             // the best one first
  std::vector<std::vector<double>> rest_;  // per price: sum of the minima from layer k on
  std::vector<std::vector<State>> layers_;
  bool exact_ = true;
};

// Nothing bought: each symbol by itself.
ShareSolution best_without_buys(const ShareProblem& problem) {
  ShareSolution solution;
  for (const ShareChoice& choice : problem.choices) {
    const PricedChoice priced(choice, problem, 0);
    std::int64_t best = 0;
    for (const Span& span : Spans(choice, Allowed::kSells)) {
      const std::int64_t n = priced.argmin(span);
      if (choice_distance(choice, n) < choice_distance(choice, best) - kTie) best = n;
    }
    // argmin may have met a tie between two neighbours from either side; less traded is the rule.
    if (best < -choice.least_order && choice_distance(choice, best + 1) <= choice_distance(choice, best) + kTie) ++best;
    solution.trades.push_back(best);
    solution.squared_distance += choice_distance(choice, best);
  }
  return solution;
}

// More than one share beyond the goal is never nearer, and one less is cheaper.
ShareChoice without_useless_buys(ShareChoice choice) {
  const double wanted = std::max(0.0, (choice.goal - choice.held_weight) / choice.share_weight);
  const double most = std::max(std::ceil(wanted), static_cast<double>(choice.least_order));
  choice.highest = std::min(choice.highest, static_cast<std::int64_t>(std::min(most, 9e15)));
  if (wanted <= 0) choice.highest = 0;
  return choice;
}

std::int64_t traded_at_mid(const ShareProblem& problem, const std::vector<std::int64_t>& trades) {
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < trades.size(); ++i)
    sum += multiply(problem.choices[i].mid, Quantity::from_whole(std::abs(trades[i])), Rounding::kHalfEven).raw();
  return sum;
}

}  // namespace

ShareSolution best_whole_shares(const ShareProblem& original) {
  ShareProblem problem = original;
  for (ShareChoice& choice : problem.choices) {
    BOT_CHECK(choice.share_weight > 0 && choice.least_order >= 1 && choice.lowest <= 0 && choice.highest >= 0,
              "{} {} {} {}", choice.share_weight, choice.least_order, choice.lowest, choice.highest);
    choice = without_useless_buys(choice);
  }
  ShareSolution selling = best_without_buys(problem);
  const bool can_buy = std::ranges::any_of(
      problem.choices, [](const ShareChoice& choice) { return choice.highest >= choice.least_order; });
  if (!can_buy) return selling;
  const auto found = Search(problem).run(selling.squared_distance);
  if (!found) return selling;
  if (found->squared_distance < selling.squared_distance - kTie) return *found;
  // A tie: less traded, and not buying is less than buying the same way round.
  return traded_at_mid(problem, found->trades) < traded_at_mid(problem, selling.trades) ? *found : selling;
}

}  // namespace bot::plan
