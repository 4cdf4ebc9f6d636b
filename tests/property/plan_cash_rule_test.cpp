// The cash rule over sixty sessions with both bank holidays, against a checker that knows only the list of trades, a
// list of days written down here, and what Regulation T and IBKR ask: nothing sold before it settled, nothing bought
// with unsettled money sold before that money settled, no negative cash, nothing short.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <random>
#include <set>
#include <vector>

#include "plan/lots.hpp"
#include "plan/make_plan.hpp"
#include "plan/replan_buys.hpp"
#include "support/unsettled_proceeds.hpp"

namespace bot::plan {
namespace {

constexpr int kSessions = 60;

struct World {
  unsigned seed = 1;
  CashRule rule = CashRule::kAuto;
  int lock_margin = 1;
  bool broker_grants = true;  // AvailableFunds includes unsettled proceeds
  bool tag_is_total = false;  // SettledCash counts unsettled proceeds, too
  bool partial_fills = false;
  int sessions_per_target = 1;
  bool calm_prices = false;
};

struct Trade {
  Date day;
  Symbol symbol;
  double shares = 0;  // above 0: bought
  double cash = 0;    // what it brought, fees in
  double settled_before_buys = 0;
};

struct Story {
  std::vector<Trade> trades;
  std::vector<int> sessions_to_target;  // per target, -1: never
  double start_cash = 0;
};

// The checker's own calendar.
bool settles_on(Date day) {
  static const std::set<Date> closed{make_date(2026, 10, 12), make_date(2026, 11, 11), make_date(2026, 11, 26),
                                     make_date(2026, 12, 25)};
  const std::chrono::weekday weekday{day};
  return weekday != std::chrono::Saturday && weekday != std::chrono::Sunday && !closed.contains(day);
}
Date settlement_by_hand(Date day) {
  do day += std::chrono::days{1};
  while (!settles_on(day));
  return day;
}

// The strict reading of IBKR's rule: so many sessions after the money has settled.
Date sessions_later(Date day, int sessions) {
  static const std::set<Date> closed{make_date(2026, 11, 26), make_date(2026, 12, 25)};
  while (sessions > 0) {
    day += std::chrono::days{1};
    const std::chrono::weekday weekday{day};
    if (weekday != std::chrono::Saturday && weekday != std::chrono::Sunday && !closed.contains(day)) --sessions;
  }
  return day;
}

std::vector<std::string> violations(const Story& story, int lock_margin) {
  std::vector<std::string> found;
  const auto complain = [&](const Trade& trade, const char* what) {
    found.push_back(to_iso(trade.day) + " " + trade.symbol.value() + ": " + what);
  };
  struct Bought {
    Date settles, money_settles;
    double shares;
  };
  std::map<Symbol, std::vector<Bought>> lots;
  for (std::size_t i = 0; i < story.trades.size(); ++i) {
    const Trade& trade = story.trades[i];
    double total = story.start_cash, settled = story.start_cash, bought_today = 0;
    Date money_settles = trade.day;
    for (std::size_t k = 0; k <= i; ++k) total += story.trades[k].cash;
    for (std::size_t k = 0; k < story.trades.size() && story.trades[k].day <= trade.day; ++k) {
      const Trade& other = story.trades[k];
      const bool buy = other.shares > 0;
      if (buy && other.day == trade.day) bought_today -= other.cash;
      if (buy && other.day < trade.day) settled += other.cash;
      if (!buy && settlement_by_hand(other.day) <= trade.day) settled += other.cash;
      if (!buy && settlement_by_hand(other.day) > trade.day)
        money_settles = std::max(money_settles, settlement_by_hand(other.day));
    }
    if (total < -1e-6) complain(trade, "negative cash");
    if (trade.shares > 0) {
      lots[trade.symbol].push_back(
          {settlement_by_hand(trade.day),
           bought_today > settled + 1e-6 ? sessions_later(money_settles, lock_margin) : trade.day, trade.shares});
      continue;
    }
    double left = -trade.shares;
    auto& queue = lots[trade.symbol];
    while (left > 1e-9 && !queue.empty()) {
      if (trade.day < queue.front().settles) complain(trade, "sold before its own settlement");
      if (trade.day < queue.front().money_settles) complain(trade, "sold before the money it was bought with settled");
      const double taken = std::min(left, queue.front().shares);
      left -= taken;
      queue.front().shares -= taken;
      if (queue.front().shares < 1e-9) queue.erase(queue.begin());
    }
    if (left > 1e-9) complain(trade, "short");
  }
  return found;
}

// Days on which more was bought than was settled.
int days_over_settled(const Story& story) {
  int count = 0;
  std::set<Date> days;
  for (const Trade& trade : story.trades) days.insert(trade.day);
  for (const Date day : days) {
    double settled = story.start_cash, bought = 0;
    for (const Trade& trade : story.trades) {
      if (trade.shares > 0 && trade.day == day) bought -= trade.cash;
      if (trade.shares > 0 && trade.day < day) settled += trade.cash;
      if (trade.shares < 0 && settlement_by_hand(trade.day) <= day) settled += trade.cash;
    }
    count += bought > settled + 1e-6 ? 1 : 0;
  }
  return count;
}

class Account {
 public:
  explicit Account(const World& world) : world_(world), random_(world.seed) {
    cash_ = Money::from_whole(10'000);
    for (const char* name : {"AAA", "BBB", "CCC", "DDD"}) prices_[Symbol{name}] = draw(20, 250);
  }

  Story live() {
    Story story{.trades = {}, .sessions_to_target = {}, .start_cash = cash_.to_double()};
    auto session = *calendar_.next_after(make_date(2026, 9, 18));
    for (int n = 0; n < kSessions; ++n, session = *calendar_.next_after(session.date)) {
      if (n % world_.sessions_per_target == 0) {
        draw_targets();
        story.sessions_to_target.push_back(-1);
      }
      one_session(session.date, story);
      if (story.sessions_to_target.back() < 0 && on_target())
        story.sessions_to_target.back() = n % world_.sessions_per_target + 1;
      for (auto& [symbol, price] : prices_) price *= world_.calm_prices ? draw(0.9995, 1.0005) : draw(0.96, 1.04);
    }
    return story;
  }

 private:
  double draw(double low, double high) { return std::uniform_real_distribution<double>(low, high)(random_); }

  void draw_targets() {
    targets_.clear();
    std::vector<Symbol> symbols;
    for (const auto& [symbol, price] : prices_) symbols.push_back(symbol);
    std::shuffle(symbols.begin(), symbols.end(), random_);
    const int count = std::uniform_int_distribution<int>(0, 3)(random_);
    for (int i = 0; i < count; ++i) targets_[symbols[static_cast<std::size_t>(i)]] = std::min(0.475, 0.95 / count);
  }

  Quantity filled(Quantity asked) {
    if (!world_.partial_fills || draw(0, 1) < 0.5) return asked;
    return Quantity::from_whole(static_cast<std::int64_t>(draw(0, 1) * static_cast<double>(asked.whole() + 1)));
  }

  [[nodiscard]] Money broker_funds(Money unsettled) const { return world_.broker_grants ? cash_ : cash_ - unsettled; }

  [[nodiscard]] Money settled(Money unsettled) const {
    return settled_cash({.settled_cash_tag = world_.tag_is_total ? cash_ : cash_ - unsettled,
                         .total_cash_value = cash_,
                         .unsettled_proceeds = unsettled,
                         .unreflected_buys = {}});
  }

  PlanInput plan_input(Date day) {
    PlanInput input;
    input.options.cash_rule = world_.rule;
    input.targets = targets_;
    input.unsettled_proceeds = proceeds_.on(day);
    input.settled_cash = settled(input.unsettled_proceeds);
    input.available_funds = broker_funds(input.unsettled_proceeds);
    input.equity = cash_;
    for (const auto& [symbol, price] : prices_) {
      const Price mid = Price::from_double(price);
      input.quotes[symbol] = {.bid = Price::from_double(std::round(price * 0.9999 * 100) / 100),
                              .ask = Price::from_double(std::round(price * 1.0001 * 100 + 1) / 100),
                              .last_close = mid};
      if (const Quantity held = shares_[symbol]; held > Quantity{}) {
        input.positions[symbol] = {
            .shares = held, .locked = book_.locked(symbol, day), .locked_until = book_.locked_until(symbol, day)};
        input.equity += multiply(mid, held, Rounding::kHalfEven);
      }
    }
    return input;
  }

  void one_session(Date day, Story& story) {
    const PlanInput input = plan_input(day);
    const Plan plan = make_plan(input);
    std::map<Symbol, BuyIntent> intents;
    for (const PlannedOrder& order : plan.orders) {
      if (order.side == Side::kBuy) {
        intents[order.symbol] = {order.shares, order.mid};
        continue;
      }
      const Quantity sold = filled(order.shares);
      if (sold == Quantity{}) continue;
      const Money proceeds = multiply(order.limit_price, sold, Rounding::kDown) - commission(sold, input.options.costs);
      cash_ += proceeds;
      shares_[order.symbol] -= sold;
      book_.sell(order.symbol, sold);
      proceeds_.add(calendar_.next_settlement_day(day), proceeds);
      story.trades.push_back({day, order.symbol, -sold.to_double(), proceeds.to_double()});
    }
    PlanInput after = plan_input(day);
    const Funds funds = funds_after_sells(after.settled_cash, after.unsettled_proceeds, after.available_funds);
    after.settled_cash = funds.settled_cash;
    after.unsettled_proceeds = funds.unsettled_proceeds;
    after.available_funds = funds.available_funds;
    buy(day, replan_buys(after, intents), after, story);
  }

  void buy(Date day, const Plan& plan, const PlanInput& input, Story& story) {
    Money at_most;
    for (const PlannedOrder& order : plan.orders) at_most += order.notional + order.commission;
    const Date free = sellable_from({.today = day,
                                     .settled_only = at_most <= input.settled_cash - plan.reserve,
                                     .funding_settles = proceeds_.latest_settlement(day),
                                     .extra_settlement_sessions = world_.lock_margin},
                                    calendar_);
    for (const PlannedOrder& order : plan.orders) {
      const Quantity bought = filled(order.shares);
      if (bought == Quantity{}) continue;
      const Money cost = multiply(order.limit_price, bought, Rounding::kUp) + commission(bought, input.options.costs);
      cash_ -= cost;
      shares_[order.symbol] += bought;
      book_.buy({.symbol = order.symbol,
                 .quantity = bought,
                 .traded = day,
                 .settles = calendar_.next_settlement_day(day),
                 .sellable_from = free});
      story.trades.push_back({day, order.symbol, bought.to_double(), -cost.to_double()});
    }
  }

  // Each position within a share, or the band, of its target.
  bool on_target() {
    double equity = cash_.to_double();
    for (const auto& [symbol, held] : shares_) equity += held.to_double() * prices_[symbol];
    for (const auto& [symbol, price] : prices_) {
      const auto wanted = targets_.find(symbol);
      const double target = wanted == targets_.end() ? 0 : wanted->second;
      if (target == 0 && shares_[symbol] > Quantity{}) return false;
      if (std::abs(shares_[symbol].to_double() * price / equity - target) > std::max(0.021, 1.5 * price / equity))
        return false;
    }
    return true;
  }

  World world_;
  std::mt19937 random_;
  calendar::Calendar calendar_;
  Money cash_;
  std::map<Symbol, double> prices_;
  std::map<Symbol, Quantity> shares_;
  std::map<Symbol, double> targets_;
  LotBook book_;
  test::UnsettledProceeds proceeds_;
};

World arbitrary_world() {
  return {.seed = *rc::gen::resize(100, rc::gen::arbitrary<unsigned>()),
          .rule = *rc::gen::element(CashRule::kAuto, CashRule::kSettledOnly),
          .lock_margin = *rc::gen::element(0, 1, 2),
          .broker_grants = *rc::gen::arbitrary<bool>(),
          .tag_is_total = *rc::gen::arbitrary<bool>(),
          .partial_fills = *rc::gen::arbitrary<bool>(),
          .sessions_per_target = *rc::gen::element(1, 2, 5),
          .calm_prices = *rc::gen::arbitrary<bool>()};
}

TEST(PlanCashRule, NeverBreaksTheRulesOfACashAccount) {
  EXPECT_TRUE(rc::check("no violation in sixty sessions", [] {
    const World world = arbitrary_world();
    const Story story = Account(world).live();
    const auto found = violations(story, world.lock_margin);
    RC_LOG() << "seed " << world.seed << (found.empty() ? "" : " " + found.front());
    RC_ASSERT(found.empty());
    if (world.rule == CashRule::kSettledOnly || !world.broker_grants) RC_ASSERT(days_over_settled(story) == 0);
  }));
}

TEST(PlanCashRule, TheCheckerSeesWhatIsWrong) {
  // Bought on the Friday before Columbus Day, sold on that Monday; bought with Wednesday's proceeds, sold on Thursday.
  const Symbol symbol{"AAA"}, other{"BBB"};
  const Date friday = make_date(2026, 10, 9), monday = make_date(2026, 10, 12);
  EXPECT_EQ(violations({.trades = {{friday, symbol, 10, -1000}, {monday, symbol, -10, 1000}},
                        .sessions_to_target = {},
                        .start_cash = 2000},
                       0)
                .size(),
            1U);
  EXPECT_EQ(violations({.trades = {{friday, symbol, 10, -1000}, {monday + std::chrono::days{1}, symbol, -10, 1000}},
                        .sessions_to_target = {},
                        .start_cash = 2000},
                       0)
                .size(),
            0U);
  EXPECT_EQ(
      violations({.trades = {{friday, symbol, 10, -3000}}, .sessions_to_target = {}, .start_cash = 2000}, 0).size(),
      1U);
  EXPECT_EQ(
      violations({.trades = {{friday, symbol, -10, 3000}}, .sessions_to_target = {}, .start_cash = 2000}, 0).size(),
      1U);
  EXPECT_EQ(days_over_settled({.trades = {{friday, symbol, 10, -2000},
                                          {monday + std::chrono::days{1}, symbol, -10, 2000},
                                          {monday + std::chrono::days{1}, other, 10, -1500}},
                               .sessions_to_target = {},
                               .start_cash = 2000}),
            1);
}

// Weekly targets, whole fills: nothing is locked when a new target comes.
TEST(PlanCashRule, ReachesItsTargets) {
  for (const bool settled_only : {false, true}) {
    std::map<int, int> histogram;
    for (unsigned seed = 1; seed <= 60; ++seed) {
      const World world{.seed = seed,
                        .rule = settled_only ? CashRule::kSettledOnly : CashRule::kAuto,
                        .tag_is_total = seed % 2 == 0,
                        .sessions_per_target = 5 + static_cast<int>(seed % 3),
                        .calm_prices = true};
      for (const int sessions : Account(world).live().sessions_to_target) ++histogram[sessions];
    }
    EXPECT_FALSE(histogram.contains(-1)) << "a target was never reached";
    for (const auto& [sessions, count] : histogram) {
      EXPECT_LE(sessions, settled_only ? 3 : 1) << count << " targets";
    }
  }
}

}  // namespace
}  // namespace bot::plan
