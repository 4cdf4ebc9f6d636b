#include "plan/whole_shares.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cmath>
#include <random>

namespace bot::plan {
namespace {

Money cost_of(const ShareProblem& problem, std::size_t i, std::int64_t n) {
  const ShareChoice& choice = problem.choices[i];
  if (n == 0 || (n < 0 && !problem.sells_count)) return Money{};
  const Quantity shares = Quantity::from_whole(std::abs(n));
  const Money fee = commission(shares, problem.costs);
  const Price one = Price::from_raw(n > 0 ? choice.buy_cost.raw() : choice.sell_proceeds.raw());
  const Money value = multiply(one, shares, Rounding::kHalfEven);
  return n > 0 ? value + fee : fee - value;
}

struct Tried {
  std::vector<std::int64_t> trades;
  double sum = 1e300;
  double traded = 0;
};

bool comes_before(const Tried& a, const Tried& b) {
  if (std::abs(a.sum - b.sum) > 1e-14) return a.sum < b.sum;
  if (std::abs(a.traded - b.traded) > 1e-7) return a.traded < b.traded;
  for (std::size_t i = 0; i < a.trades.size(); ++i)
    if (a.trades[i] != b.trades[i])
      return std::abs(a.trades[i]) != std::abs(b.trades[i]) ? std::abs(a.trades[i]) > std::abs(b.trades[i])
                                                            : a.trades[i] > b.trades[i];
  return false;
}

// Every combination.
Tried brute_force(const ShareProblem& problem) {
  Tried best;
  std::vector<std::int64_t> trades(problem.choices.size(), 0);
  const auto visit = [&](auto&& self, std::size_t i) -> void {
    if (i == trades.size()) {
      Tried tried{trades, 0, 0};
      Money spent;
      bool buys = false;
      for (std::size_t k = 0; k < trades.size(); ++k) {
        const ShareChoice& choice = problem.choices[k];
        const double d = choice.held_weight + static_cast<double>(trades[k]) * choice.share_weight - choice.goal;
        tried.sum = (k == 0 ? 0 : tried.sum) + d * d;
        tried.traded += static_cast<double>(std::abs(trades[k])) * choice.mid.to_double();
        spent += cost_of(problem, k, trades[k]);
        buys = buys || trades[k] > 0;
      }
      if (buys && spent > problem.budget) return;
      if (best.sum > 1e299 || comes_before(tried, best)) best = tried;
      return;
    }
    const ShareChoice& choice = problem.choices[i];
    for (std::int64_t n = choice.lowest; n <= choice.highest; ++n) {
      if (n != 0 && std::abs(n) < choice.least_order) continue;
      trades[i] = n;
      self(self, i + 1);
    }
    trades[i] = 0;
  };
  visit(visit, 0);
  return best;
}

ShareChoice random_choice(std::mt19937& random, double equity, std::int64_t held_max, std::int64_t buy_max) {
  const auto draw = [&](double low, double high) { return std::uniform_real_distribution<double>(low, high)(random); };
  const auto whole = [&](std::int64_t low, std::int64_t high) {
    return std::uniform_int_distribution<std::int64_t>(low, high)(random);
  };
  // Prices from a short list make ties frequent.
  const double mid = whole(0, 2) == 0 ? 100.0 * static_cast<double>(whole(1, 4)) : std::round(draw(5, 800) * 100) / 100;
  const std::int64_t held = whole(0, held_max);
  const double weight = mid / equity;
  const double goal = whole(0, 3) == 0 ? weight * (static_cast<double>(whole(0, 4)) + 0.5) : draw(0, 0.6);
  return {.held_weight = static_cast<double>(held) * weight,
          .share_weight = weight,
          .goal = goal,
          .lowest = -whole(0, held),
          .highest = whole(0, buy_max),
          .least_order = whole(1, 2),
          .buy_cost = Money::from_double(mid * 1.001),
          .sell_proceeds = Money::from_double(mid * 0.999),
          .mid = Price::from_double(mid)};
}

TEST(WholeShares, AreTheBestOfAllCombinations) {
  std::mt19937 random(7);
  int with_sold_to_fund = 0;
  for (int round = 0; round < 6000; ++round) {
    ShareProblem problem;
    const int count = 1 + round % 5;
    const std::int64_t most = count <= 3 ? 8 : 3;
    for (int i = 0; i < count; ++i) problem.choices.push_back(random_choice(random, 3000, most, most));
    problem.budget = Money::from_double(std::uniform_real_distribution<double>(-300, 2500)(random));
    problem.sells_count = round % 3 != 0;
    const Tried best = brute_force(problem);
    const ShareSolution found = best_whole_shares(problem);
    ASSERT_TRUE(found.exact);
    ASSERT_EQ(found.trades, best.trades) << "round " << round << " found " << found.squared_distance << " best "
                                         << best.sum;
    for (std::size_t i = 0; i < found.trades.size(); ++i)
      with_sold_to_fund += found.trades[i] < 0 && problem.choices[i].goal > problem.choices[i].held_weight ? 1 : 0;
  }
  EXPECT_GT(with_sold_to_fund, 0) << "the optimum outside floor and ceiling was never met";
}

TEST(WholeShares, TiesGoToTheFirstSymbol) {
  // Two equal symbols want half a share more than can be bought of both: one share each is wanted, one can be paid.
  ShareChoice choice{.held_weight = 0,
                     .share_weight = 0.1,
                     .goal = 0.1,
                     .lowest = 0,
                     .highest = 5,
                     .least_order = 1,
                     .buy_cost = Money::from_whole(100),
                     .sell_proceeds = Money::from_whole(100),
                     .mid = Price::from_whole(100)};
  ShareProblem problem{.choices = {choice, choice, choice}, .budget = Money::from_whole(205), .sells_count = true};
  EXPECT_EQ(best_whole_shares(problem).trades, (std::vector<std::int64_t>{1, 1, 0}));
}

TEST(WholeShares, HalfAShareIsNotTraded) {
  ShareChoice choice{.held_weight = 0.2,
                     .share_weight = 0.1,
                     .goal = 0.25,
                     .lowest = -2,
                     .highest = 5,
                     .least_order = 1,
                     .buy_cost = Money::from_whole(100),
                     .sell_proceeds = Money::from_whole(100),
                     .mid = Price::from_whole(100)};
  ShareProblem problem{.choices = {choice}, .budget = Money::from_whole(1000), .sells_count = true};
  EXPECT_EQ(best_whole_shares(problem).trades, (std::vector<std::int64_t>{0}));
  problem.choices[0].goal = 0.15;
  EXPECT_EQ(best_whole_shares(problem).trades, (std::vector<std::int64_t>{0}));
}

TEST(WholeShares, ThirtySymbolsTakeLessThanASecond) {
  double slowest = 0;
  for (unsigned seed = 1; seed <= 40; ++seed) {
    std::mt19937 random(seed);
    const double equity = seed % 4 == 0 ? 100'000 : seed % 4 == 1 ? 10'000 : seed % 4 == 2 ? 2'000 : 1'000'000;
    ShareProblem problem;
    for (int i = 0; i < 30; ++i) {
      ShareChoice choice = random_choice(random, equity, 20, 100'000);
      choice.highest = 100'000;
      choice.lowest = -std::llround(choice.held_weight / choice.share_weight);
      choice.goal = std::uniform_real_distribution<double>(0, 2.0 / 30)(random);
      if (seed % 5 == 0) {  // all alike
        choice = problem.choices.empty() ? choice : problem.choices[0];
        choice.goal = 0.0321;
      }
      problem.choices.push_back(choice);
    }
    problem.budget = Money::from_double(equity * 0.4);
    const auto begin = std::chrono::steady_clock::now();
    const ShareSolution found = best_whole_shares(problem);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    slowest = std::max(slowest, took.count());
    EXPECT_TRUE(found.exact) << seed;
  }
  RecordProperty("slowest_ms", static_cast<int>(slowest * 1000));
  std::printf("slowest of 40: %.0f ms\n", slowest * 1000);
}

}  // namespace
}  // namespace bot::plan
