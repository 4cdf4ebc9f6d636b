#include "research/backtest.hpp"

#include <gtest/gtest.h>

#include "drawn_market.hpp"
#include "research/lived_account.hpp"
#include "research/metrics.hpp"
#include "support/research.hpp"

namespace bot::research {
namespace {

// One symbol at these closes on the sessions from 2021-03-01 on, real and adjusted prices alike.
Panel panel_of(const std::vector<std::vector<double>>& closes) {
  const std::vector<Date> dates = kCalendar.session_dates(make_date(2021, 3, 1), make_date(2021, 12, 31));
  std::vector<BarSeries> series;
  for (std::size_t s = 0; s < closes.size(); ++s) {
    BarSeries one{.symbol = Symbol(std::string("S") + static_cast<char>('A' + s))};
    for (std::size_t t = 0; t < closes[s].size(); ++t) {
      const double close = closes[s][t];
      if (close > 0)
        one.bars.push_back(
            {.date = dates[t], .open = close, .high = close * 1.01, .low = close * 0.99, .close = close, .volume = 1});
    }
    series.push_back(std::move(one));
  }
  return make_panel(series, kCalendar, {.data = {}, .with_opens = true});
}

Targets targets_of(const std::vector<std::vector<Target>>& rows) {
  Targets targets(rows.size());
  for (const auto& row : rows) targets.add(row);
  return targets;
}

BacktestOptions free_of_costs(const Panel& panel) {
  return {.last = panel.session_count() - 1,
          .costs = {.commission_per_share = 0, .min_commission = 0, .slippage_bps = 0},
          .drift_band = 0};
}

TEST(Backtest, WeightsLagReturnsByOneBar) {
  const Panel panel = panel_of({{100, 110, 121, 100}});
  const AccountHistory history =
      run_backtest(panel, targets_of({{{0, 0.5}}, {{0, 0.5}}, {}, {}}), free_of_costs(panel));
  EXPECT_DOUBLE_EQ(history.equity[0], 10'000);
  EXPECT_DOUBLE_EQ(history.equity[1], 10'500);
  EXPECT_DOUBLE_EQ(history.equity[2], 10'500 * 1.05);
  EXPECT_DOUBLE_EQ(history.equity[3], 10'500 * 1.05);  // sold at the close before the fall
  EXPECT_EQ(history.fills.size(), 3u);
}

TEST(Backtest, CostsAreOnTheSharesReallyTraded) {
  const Panel panel = panel_of({{100, 100, 100}});
  BacktestOptions options = free_of_costs(panel);
  options.costs = {.commission_per_share = 0.01, .min_commission = 0.35, .slippage_bps = 10};
  const AccountHistory history = run_backtest(panel, targets_of({{{0, 0.5}}, {}, {}}), options);
  // 50 shares: $0.50 and $5 of slippage each way, the second on what the first left.
  EXPECT_DOUBLE_EQ(history.commission, 1.0);
  EXPECT_DOUBLE_EQ(history.slippage, 10.0);
  EXPECT_DOUBLE_EQ(history.equity[2], 10'000 - 11.0);
}

TEST(Backtest, BuysShrinkTogetherWhenCashIsShort) {
  const Panel panel = panel_of({{100, 100, 100}, {50, 50, 50}});
  BacktestOptions options = free_of_costs(panel);
  options.costs.slippage_bps = 100;
  options.costs.min_commission = 1;
  const AccountHistory history =
      run_backtest(panel, targets_of({{{0, 0.6}, {1, 0.4}}, {{0, 0.6}, {1, 0.4}}, {}}), options);
  ASSERT_EQ(history.fills.size(), 2u);
  EXPECT_NEAR(history.fills[0].notional / history.fills[1].notional, 1.5, 1e-12);
  EXPECT_NEAR(history.cash[0], 0, 1e-9);
  EXPECT_NEAR(history.fills[0].notional + history.fills[1].notional, (10'000 - 2) / 1.01, 1e-9);
}

TEST(Backtest, TheBandAndTheLeastOrderLeavePositionsAlone) {
  const Panel panel = panel_of({{100, 103, 103, 103}});
  BacktestOptions options = free_of_costs(panel);
  options.drift_band = 0.02;
  const Targets half = targets_of({{{0, 0.5}}, {{0, 0.5}}, {{0, 0.502}}, {}});
  EXPECT_EQ(run_backtest(panel, half, options).fills.size(), 1u);
  options.drift_band = 0.001;
  EXPECT_EQ(run_backtest(panel, half, options).fills.size(), 2u);  // $74 back to a half; then $20 are below the least
}

TEST(Backtest, AMissingBarIsNotTradedAndKeepsItsValue) {
  const Panel panel = panel_of({{100, 110, 0, 110}, {50, 50, 50, 50}});
  const AccountHistory history =
      run_backtest(panel, targets_of({{{0, 0.5}}, {{0, 0.5}}, {}, {}}), free_of_costs(panel));
  EXPECT_DOUBLE_EQ(history.equity[2], history.equity[1]);
  for (const Fill& fill : history.fills) EXPECT_NE(fill.session, 2u);
}

TEST(Backtest, NextOpenFillsTheUnitsOfTheClose) {
  Panel panel = panel_of({{100, 100, 100}});
  panel.open.at(1, 0) = panel.real_open.at(1, 0) = 105;
  BacktestOptions options = free_of_costs(panel);
  options.fills = Fills::kNextOpen;
  const AccountHistory history = run_backtest(panel, targets_of({{{0, 0.5}}, {{0, 0.5}}, {}}), options);
  ASSERT_GE(history.fills.size(), 1u);
  EXPECT_EQ(history.fills[0].session, 1u);
  EXPECT_DOUBLE_EQ(history.fills[0].shares, 50);
  EXPECT_DOUBLE_EQ(history.equity[1], 10'000 - 50 * 5);
}

TEST(Backtest, WholeSharesAreCutTowardsZero) {
  const Panel panel = panel_of({{300, 300, 300}});
  BacktestOptions options = free_of_costs(panel);
  options.shares = Shares::kWhole;
  const AccountHistory history = run_backtest(panel, targets_of({{{0, 0.5}}, {{0, 0.5}}, {}}), options);
  EXPECT_DOUBLE_EQ(history.fills[0].shares, 16);
}

// Ten thousand dollars at half in each of two: what is sold today is there tomorrow, what it bought is locked longer.
TEST(LivedAccount, BuysWholeSharesInsideItsBudgetAndWaitsForLocks) {
  const Panel panel = panel_of({{100, 100, 100, 100, 100, 100, 100}, {50, 50, 50, 50, 50, 50, 50}});
  const std::vector<Target> first{{0, 0.475}, {1, 0.475}};
  const std::vector<Target> second{{1, 0.95}};
  const std::vector<Target> none;
  LivedAccountOptions options{.backtest = free_of_costs(panel), .plan = {}, .weight_cap = {.max_weight_per_asset = 1}};
  options.backtest.costs = {};
  options.plan.drift_band = 0.001;
  const AccountHistory history =
      run_lived_account(panel, targets_of({first, second, none, none, none, none, none}), options, kCalendar);
  for (const Fill& fill : history.fills) EXPECT_EQ(fill.shares, std::floor(fill.shares));
  for (const double cash : history.cash) EXPECT_GE(cash, 50);  // the reserve
  // Monday bought with settled cash, sold on Tuesday; what Tuesday's proceeds bought may not be sold on Wednesday.
  const auto traded_on = [&](std::size_t session, Side side) {
    double shares = 0;
    for (const Fill& fill : history.fills)
      if (fill.session == session && fill.side == side) shares += fill.shares;
    return shares;
  };
  EXPECT_GT(traded_on(1, Side::kSell), 40);
  EXPECT_GT(traded_on(1, Side::kBuy), 80);
  EXPECT_LT(traded_on(2, Side::kSell), traded_on(1, Side::kBuy) + traded_on(0, Side::kBuy));
  EXPECT_GT(traded_on(3, Side::kSell) + traded_on(4, Side::kSell), 0);
}

TEST(LivedAccount, DistributionsMakeAPositionEarnItsAdjustedReturn) {
  Panel panel = panel_of({{100, 99, 99}});
  panel.close.at(0, 0) = 99;  // a dollar was paid on the second session
  LivedAccountOptions options{.backtest = free_of_costs(panel), .plan = {}, .weight_cap = {.max_weight_per_asset = 1}};
  options.plan.costs = {.per_share = Money{}, .minimum = Money{}};
  const AccountHistory history = run_lived_account(panel, targets_of({{{0, 0.9}}, {{0, 0.9}}, {}}), options, kCalendar);
  EXPECT_DOUBLE_EQ(history.equity[1], 10'000);
  EXPECT_DOUBLE_EQ(history.cash[1], history.cash[0] + history.fills[0].shares);
}

}  // namespace
}  // namespace bot::research
