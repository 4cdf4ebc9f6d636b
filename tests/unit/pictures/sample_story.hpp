// A story of three years and two symbols, from a few formulas.
#pragma once

#include <cmath>

#include "pictures/story.hpp"

namespace bot::pictures::test {

inline Story sample_story() {
  Story story{.title = "Back-test of <two> & more", .subtitle = "momentum, 2 symbols, $10,000", .version = "9.9.9"};
  for (Date day = make_date(2018, 1, 2); day < make_date(2021, 1, 1); day += std::chrono::days{1})
    if (const std::chrono::weekday weekday{std::chrono::sys_days{day.time_since_epoch()}};
        weekday != std::chrono::Saturday && weekday != std::chrono::Sunday)
      story.dates.push_back(day);
  const std::size_t sessions = story.dates.size();
  const auto curve = [&](const char* name, Role role, double drift, double swing) {
    Curve made{.name = name, .role = role, .equity = {}, .metrics = {}};
    for (std::size_t i = 0; i < sessions; ++i) {
      const auto t = static_cast<double>(i);
      made.equity.push_back(10'000 * std::exp(drift * t + swing * std::sin(t / 40)));
    }
    made.metrics.returns = research::return_metrics(made.equity);
    made.metrics.final_equity = made.equity.back();
    made.metrics.sessions = sessions;
    story.curves.push_back(std::move(made));
  };
  curve("Strategy", Role::kStrategy, 0.0004, 0.05);
  curve("As this account", Role::kAccount, 0.00037, 0.05);
  curve("SPY", Role::kBenchmark, 0.0005, 0.1);
  curve("60/40", Role::kSecondBenchmark, 0.0003, 0.06);
  story.symbols = {"SPY", "TLT"};
  story.weights.assign(2, std::vector<double>(sessions));
  story.turnover.assign(sessions, 0);
  for (std::size_t i = 0; i < sessions; ++i) {
    story.weights[i / 100 % 2][i] = 0.95;
    if (i % 100 != 0) continue;
    story.turnover[i] = 0.95;
    story.trades.push_back({.date = story.dates[i],
                            .symbol = story.symbols[i / 100 % 2],
                            .side = Side::kBuy,
                            .shares = 10,
                            .price = 95,
                            .notional = 950,
                            .commission = 1,
                            .slippage = 0.095});
  }
  return story;
}

}  // namespace bot::pictures::test
