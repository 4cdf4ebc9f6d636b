// Forty sessions of random orders in a generated market, against plain bookkeeping that knows nothing of the gateway's.
#include <gtest/gtest.h>

#include <cmath>

#include "base/rng.hpp"
#include "client.hpp"
#include "gateway/generator.hpp"

namespace bot::gateway {
namespace {

using testing::GatewayFixture;
using testing::new_york;
using testing::order;

struct Books {
  double cash = 10'000;
  std::map<std::string, double> shares;
  std::vector<std::pair<Date, double>> unsettled;

  void trade(const Execution& fill, const calendar::Calendar& calendar) {
    const bool buy = fill.side == Side::kBuy;
    const double value = fill.price.to_double() * fill.quantity.to_double();
    const double change = (buy ? -value : value) - fill.commission.value().to_double();
    cash += change;
    shares[fill.symbol.value()] += (buy ? 1 : -1) * fill.quantity.to_double();
    if (!buy)
      unsettled.emplace_back(calendar.next_settlement_day(calendar::to_new_york(fill.time.value()).date), change);
  }
  [[nodiscard]] double settled(Date today) const {
    double settled = cash;
    for (const auto& [day, amount] : unsettled) settled -= day > today ? amount : 0;
    return settled;
  }
};

void forty_sessions(std::uint64_t seed) {
  const calendar::Calendar calendar;
  GatewayFixture fixture("2022-10-03 15:55:00");  // with Columbus Day, Veterans Day and Thanksgiving
  fixture.options.replay.clear();
  fixture.options.seed = seed;
  fixture.options.grants_unsettled = seed % 2 == 0;
  fixture.start();
  const auto client = fixture.client();
  const auto actions = make_generator({seed, fixture.options.first_date}, calendar);
  const char* const symbols[] = {"SPY", "TLT", "BND", "XLE"};
  Books books;
  Rng rng(seed);
  std::int64_t id = 0;
  std::size_t booked = 0;
  Date day = make_date(2022, 10, 3);
  for (int session = 0; session < 40; ++session) {
    for (int n = 0; n < 4; ++n) {
      const std::string symbol = symbols[rng.below(4)];
      testing::OrderText text;
      text.id = ++id;
      text.symbol = symbol;
      text.action = rng.chance(0.6) ? "BUY" : "SELL";
      text.shares = static_cast<double>(1 + rng.below(25));
      client->ask(order(text), 1'500);  // refused where cash or shares do not reach
    }
    for (const auto& trades = fixture.gateway->ground_truth().trades; booked < trades.size(); ++booked)
      books.trade(trades[booked], calendar);
    const auto next = calendar.next_after(day).value();
    fixture.loop.sleep_until(next.closes - std::chrono::minutes{5});
    for (const char* const symbol : symbols)
      for (const Action& action : actions->find(Symbol(symbol))->actions)
        if (action.ex_date > day && action.ex_date <= next.date) books.cash += action.value * books.shares[symbol];
    day = next.date;
    const GroundTruth truth = fixture.gateway->ground_truth();
    ASSERT_NEAR(truth.cash.to_double(), books.cash, 1e-6) << to_iso(day);
    ASSERT_NEAR(truth.settled_cash.to_double(), books.settled(day), 1e-6) << to_iso(day);
    ASSERT_GE(truth.lowest_cash.to_double(), 0) << to_iso(day);
    for (const auto& [symbol, shares] : books.shares) {
      const auto found = truth.positions.find(Symbol(symbol));
      ASSERT_EQ(found == truth.positions.end() ? 0 : found->second.to_double(), shares) << symbol;
      ASSERT_GE(shares, 0);
    }
  }
  EXPECT_GT(booked, 40U);
  EXPECT_EQ(fixture.gateway->ground_truth().frames.size(), static_cast<std::size_t>(id));
}

TEST(Books, AgreeWithPlainBookkeepingOverFortySessions) {
  for (std::uint64_t seed = 1; seed <= 4; ++seed) forty_sessions(seed);
}

}  // namespace
}  // namespace bot::gateway
