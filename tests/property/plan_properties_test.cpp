// What must hold for every plan, over random accounts: it is the best by exhaustive search over the plan's
// formulas, the second opinion agrees with it and disagrees with a spoilt one, and it does not want to trade again.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <chrono>
#include <cmath>
#include <cstdio>
#include <random>

#include "plan/make_plan.hpp"
#include "safety/independent_check.hpp"

namespace bot::plan {
namespace {

struct Shape {
  int symbols_max = 6;
  double equity_low = 2'000, equity_high = 60'000;
  double price_low = 15, price_high = 900;
  bool plenty_of_cash = false;
};

class Draw {
 public:
  explicit Draw(unsigned seed) : random_(seed) {}
  double real(double low, double high) { return std::uniform_real_distribution<double>(low, high)(random_); }
  int whole(int low, int high) { return std::uniform_int_distribution<int>(low, high)(random_); }
  bool chance(double p) { return real(0, 1) < p; }
  double cents(double low, double high) { return std::round(real(low, high) * 100) / 100; }

 private:
  std::mt19937 random_;
};

PlanInput random_account(unsigned seed, const Shape& shape) {
  Draw draw(seed);
  PlanInput input;
  const double equity = draw.cents(shape.equity_low, shape.equity_high);
  input.equity = Money::from_double(equity);
  const int count = draw.whole(1, shape.symbols_max);
  double weight_left = 0.95, value_left = shape.plenty_of_cash ? 0.4 * equity : equity;
  for (int i = 0; i < count; ++i) {
    const Symbol symbol{std::string(1, static_cast<char>('A' + i % 26)) + std::to_string(i / 26)};
    const double bid = draw.chance(0.3) ? 50.0 * draw.whole(1, 8) : draw.cents(shape.price_low, shape.price_high);
    const double ask = bid + (draw.chance(0.2) ? 0.0 : draw.cents(0.01, 0.03));
    input.quotes[symbol] = {.bid = Price::from_double(bid),
                            .ask = Price::from_double(ask),
                            .last_close = Price::from_double(bid * draw.real(0.9, 1.1))};
    if (draw.chance(0.1)) input.quotes[symbol].ask = Price::from_double(bid - 0.5);
    if (draw.chance(0.6)) {
      const double held = std::floor(draw.real(0, value_left / bid));
      value_left -= held * bid;
      const double fraction = draw.chance(0.15) ? 0.37 : 0;
      input.positions[symbol] = {
          .shares = Quantity::from_double(held + fraction),
          .locked = Quantity::from_double(draw.chance(0.3) ? std::floor(draw.real(0, held + 1)) : 0)};
    }
    if (draw.chance(0.7)) {
      const double weight = draw.real(0, std::min(weight_left, 0.475));
      weight_left -= weight;
      input.targets[symbol] = draw.chance(0.1) ? 0 : weight;
    }
  }
  input.settled_cash = Money::from_double(shape.plenty_of_cash ? equity : draw.cents(-200, std::max(0.0, value_left)));
  input.unsettled_proceeds = Money::from_double(draw.chance(0.3) ? draw.cents(0, 2000) : 0);
  if (draw.chance(0.3)) input.available_funds = Money::from_double(draw.cents(0, equity));
  input.options.cash_rule = draw.chance(0.3) ? CashRule::kSettledOnly : CashRule::kAuto;
  input.weight_cap.fixed_strategy = draw.chance(0.2);
  return input;
}

// ------------------------------------------------------------------ exhaustive search over the plan's formulas

struct Free {
  Symbol symbol{};
  double held = 0, locked = 0, target = 0, bid = 0, ask = 0, mid = 0, goal = 0;
  bool exits = false;
};

struct Best {
  double sum = 1e300, traded = 0, scale = 1;
  std::map<Symbol, double> after;
};

Best search_all(const PlanInput& input) {
  const double equity = input.equity.to_double(), offset = 0.001;
  const bool automatic = input.options.cash_rule == CashRule::kAuto;
  double granted = input.settled_cash.to_double() + (automatic ? input.unsettled_proceeds.to_double() : 0);
  if (input.available_funds) granted = std::min(granted, input.available_funds->to_double());
  const double budget = granted - std::max(50.0, equity * 0.005);
  std::vector<Free> free;
  std::set<Symbol> symbols;
  for (const auto& [symbol, holding] : input.positions) symbols.insert(symbol);
  for (const auto& [symbol, target] : input.targets) symbols.insert(symbol);
  double cost = 0, proceeds = 0;
  for (const Symbol& symbol : symbols) {
    Free one{.symbol = symbol};
    if (input.positions.contains(symbol)) {
      one.held = input.positions.at(symbol).shares.to_double();
      one.locked = input.positions.at(symbol).locked.to_double();
    }
    if (input.targets.contains(symbol)) one.target = input.targets.at(symbol);
    one.bid = input.quotes.at(symbol).bid->to_double();
    one.ask = input.quotes.at(symbol).ask->to_double();
    one.mid = (one.bid + one.ask) / 2;
    if (one.bid > one.ask || std::abs(one.mid / input.quotes.at(symbol).last_close->to_double() - 1) > 0.15) continue;
    if (one.held == 0 && one.target == 0) continue;
    if (one.held > 0 && one.target > 0 && std::abs(one.held * one.mid / equity - one.target) <= 0.02) continue;
    one.exits = one.target == 0;
    const double unlocked = one.held - one.locked;
    const double wanted = one.target * equity / one.mid - one.held;
    if (one.exits)
      proceeds += std::floor(unlocked) * one.bid * (1 - offset);
    else if (wanted < 0)
      proceeds += std::min(-wanted, unlocked) * one.bid * (1 - offset);
    else
      cost += wanted * one.ask * (1 + offset);
    free.push_back(one);
  }
  Best best;
  best.scale = cost > 0 ? std::clamp((budget + (automatic ? proceeds : 0)) / cost, 0.0, 1.0) : 1;
  for (Free& one : free) {
    const double held = one.held * one.mid / equity;
    one.goal = one.target > held ? held + best.scale * (one.target - held) : one.target;
  }
  std::map<Symbol, double> after;
  const auto visit = [&](auto&& self, std::size_t i, double sum, double traded, double spent, bool buys) -> void {
    if (sum > best.sum + 1e-13) return;
    if (i == free.size()) {
      if (buys && spent > budget + 1e-9) return;
      if (sum < best.sum - 1e-13 || traded < best.traded - 1e-9) {
        best.sum = sum;
        best.traded = traded;
        best.after = after;
      }
      return;
    }
    const Free& one = free[i];
    const int most_sold = static_cast<int>(std::floor(one.held - one.locked));
    const double cap = (input.weight_cap.fixed_strategy ? one.target : 0.5) * equity;
    const int most_bought =
        one.exits ? 0 : static_cast<int>(std::ceil(std::max(0.0, one.goal * equity / one.mid - one.held))) + 2;
    for (int n = one.exits ? -most_sold : most_bought; n >= -most_sold; --n) {
      const double count = std::abs(n), fee = n == 0 ? 0 : std::max(0.35, 0.0035 * count);
      if (n != 0 && !one.exits && count * one.mid < 50 - 1e-9) continue;
      if (n > 0 && (one.held + n) * one.mid > cap + 1e-9) continue;
      after[one.symbol] = one.held + n;
      const double d = one.exits ? 0 : (one.held + n) * one.mid / equity - one.goal;
      const double paid = n > 0                ? count * one.ask * (1 + offset) + fee
                          : n < 0 && automatic ? fee - count * one.bid * (1 - (one.exits ? 0.003 : offset))
                                               : 0;
      self(self, i + 1, sum + d * d, traded + count * one.mid, spent + paid, buys || n > 0);
    }
  };
  visit(visit, 0, 0, 0, 0, false);
  return best;
}

TEST(PlanProperties, IsTheBestOfAllByExhaustiveSearch) {
  EXPECT_TRUE(rc::check("the same sum of squares and trading as an exhaustive search", [] {
    const unsigned seed = *rc::gen::resize(100, rc::gen::arbitrary<unsigned>());
    const PlanInput input =
        random_account(seed, {.symbols_max = 4, .equity_low = 2'000, .equity_high = 8'000, .price_low = 60});
    const Plan plan = make_plan(input);
    const Best best = search_all(input);
    RC_LOG() << "seed " << seed;
    RC_ASSERT(std::abs(plan.scale - best.scale) < 1e-9);
    double traded = 0, sum = 0;
    for (const PlannedOrder& order : plan.orders) traded += order.shares.to_double() * order.mid.to_double();
    for (const auto& [symbol, goal] : plan.goals) {
      if (input.targets.contains(symbol) && input.targets.at(symbol) > 0) {
        const double d = plan.shares_after.at(symbol).to_double() * 0.5 *
                             (input.quotes.at(symbol).bid->to_double() + input.quotes.at(symbol).ask->to_double()) /
                             input.equity.to_double() -
                         goal;
        sum += d * d;
      }
    }
    RC_ASSERT(std::abs(sum - best.sum) < 1e-12);
    RC_ASSERT(std::abs(traded - best.traded) < 1e-6);
  }));
}

TEST(PlanProperties, TheSecondOpinionAgrees) {
  EXPECT_TRUE(rc::check("independent_check has no objection", [] {
    const unsigned seed = *rc::gen::resize(100, rc::gen::arbitrary<unsigned>());
    const PlanInput input = random_account(seed, {.symbols_max = *rc::gen::element(3, 8, 30)});
    const Plan plan = make_plan(input);
    const auto wrong = safety::independent_check(input, plan);
    RC_LOG() << "seed " << seed << ": " << wrong.value_or("");
    RC_ASSERT(!wrong);
  }));
}

TEST(PlanProperties, FractionsKeepToCashLocksAndCaps) {
  EXPECT_TRUE(rc::check("fractional plans break no constraint", [] {
    const unsigned seed = *rc::gen::resize(100, rc::gen::arbitrary<unsigned>());
    PlanInput input = random_account(seed, {.symbols_max = 8});
    input.fractional = true;
    const Plan plan = make_plan(input);
    const auto wrong = safety::independent_check(input, plan);
    RC_LOG() << "seed " << seed << ": " << wrong.value_or("");
    RC_ASSERT(!wrong);
    for (const PlannedOrder& order : plan.orders) {
      RC_ASSERT(order.shares.raw() % 100'000 == 0);
      const bool bought = order.side == Side::kBuy;
      const double cap =
          input.weight_cap.fixed_strategy ? input.targets[order.symbol] : input.weight_cap.max_weight_per_asset;
      const double after =
          plan.shares_after.at(order.symbol).to_double() * order.mid.to_double() / input.equity.to_double();
      RC_ASSERT(!bought || after <= cap + 1e-9);
      RC_ASSERT(order.full_exit ||
                multiply(order.mid, order.shares, Rounding::kUp) >= input.options.min_order_notional);
    }
  }));
}

TEST(PlanProperties, TheSecondOpinionSeesASpoiltPlan) {
  int spoilt = 0, seen = 0;
  for (unsigned seed = 1; seed <= 300; ++seed) {
    const PlanInput input = random_account(seed, {.symbols_max = 5});
    const Plan plan = make_plan(input);
    for (std::size_t i = 0; i < plan.orders.size(); ++i) {
      for (const int by : {-1, 1}) {
        Plan other = plan;
        PlannedOrder& order = other.orders[i];
        order.shares += Quantity::from_whole(by);
        if (order.shares <= Quantity{}) continue;
        other.shares_after[order.symbol] +=
            order.side == Side::kBuy ? Quantity::from_whole(by) : -Quantity::from_whole(by);
        ++spoilt;
        seen += safety::independent_check(input, other) ? 1 : 0;
      }
    }
  }
  EXPECT_GT(spoilt, 500);
  EXPECT_EQ(seen, spoilt) << "one share more or less went unnoticed";
}

PlanInput as_planned(const PlanInput& input, const Plan& plan) {
  PlanInput after = input;
  after.positions.clear();
  for (const auto& [symbol, shares] : plan.shares_after) {
    if (shares == Quantity{}) continue;
    const auto before = input.positions.find(symbol);
    after.positions[symbol] = {.shares = shares,
                               .locked = before == input.positions.end() ? Quantity{} : before->second.locked};
  }
  for (const PlannedOrder& order : plan.orders) {
    const Money value = multiply(order.limit_price, order.shares, Rounding::kUp);
    const bool buy = order.side == Side::kBuy;
    Money& pocket = buy ? after.settled_cash : after.unsettled_proceeds;
    pocket += buy ? -value - order.commission : value - order.commission;
    if (after.available_funds) *after.available_funds += buy ? -value - order.commission : value - order.commission;
  }
  return after;
}

// Whether another share of anything could have been paid: the budget held nothing back.
bool has_room(const PlanInput& input, const Plan& plan) {
  Money left = plan.budget;
  for (const PlannedOrder& order : plan.orders)
    if (order.side == Side::kBuy) left -= multiply(order.limit_price, order.shares, Rounding::kUp) + order.commission;
  return std::ranges::all_of(input.quotes, [&](const auto& one) {
    const auto& ask = one.second.ask;
    return !ask || multiply(*ask, Quantity::from_whole(1), Rounding::kUp) + Money::from_raw(ask->raw() / 50) < left;
  });
}

TEST(PlanProperties, AnAccountAsPlannedIsLeftAlone) {
  EXPECT_TRUE(rc::check("planning again plans nothing", [] {
    const unsigned seed = *rc::gen::resize(100, rc::gen::arbitrary<unsigned>());
    const PlanInput input = random_account(seed, {.symbols_max = 6, .plenty_of_cash = true});
    const Plan plan = make_plan(input);
    RC_PRE(plan.scale == 1 && has_room(input, plan));
    const Plan again = make_plan(as_planned(input, plan));
    RC_LOG() << "seed " << seed;
    RC_ASSERT(again.orders.empty());
  }));
}

TEST(PlanProperties, ThirtySymbolsArePlannedInTime) {
  double slowest = 0;
  for (unsigned seed = 1; seed <= 60; ++seed) {
    const double equity = seed % 3 == 0 ? 5'000 : seed % 3 == 1 ? 20'000 : 2'000'000;
    PlanInput input =
        random_account(seed, {.symbols_max = 30, .equity_low = equity, .equity_high = equity, .price_low = 20});
    Draw draw(seed);
    for (int i = 0; i < 30; ++i) {
      const Symbol symbol{std::string(1, static_cast<char>('A' + i % 26)) + std::to_string(i / 26)};
      const double price = seed % 5 == 0 ? 300 : draw.cents(20, 900);
      input.quotes[symbol] = {.bid = Price::from_double(price),
                              .ask = Price::from_double(price + 0.01),
                              .last_close = Price::from_double(price)};
      input.targets[symbol] = draw.real(0.01, 0.06) * 0.95;
    }
    const auto begin = std::chrono::steady_clock::now();
    const Plan plan = make_plan(input);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    EXPECT_TRUE(plan.exact) << seed;
    EXPECT_FALSE(safety::independent_check(input, plan)) << seed << " " << *safety::independent_check(input, plan);
    slowest = std::max(slowest, took.count());
  }
  std::printf("slowest of 60 plans over 30 symbols: %.0f ms\n", 1000 * slowest);
}

}  // namespace
}  // namespace bot::plan
