// Made-up bars for the tests of research: correlated symbols with distributions, late listings and, where asked for,
// every fault that validation knows.
#pragma once

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "base/rng.hpp"
#include "calendar/calendar.hpp"
#include "decide/options.hpp"
#include "model/bar.hpp"

namespace bot::research {

inline const calendar::Calendar kCalendar;

struct MarketDraw {
  std::uint64_t seed = 1;
  std::size_t symbols = 5;
  Date first = make_date(2019, 1, 2);
  std::size_t sessions = 150;
  bool with_faults = false;
  bool late_listings = true;
};

inline void draw_fault(std::vector<Bar>& bars, Rng& rng) {
  if (bars.size() < 12) return;
  Bar& bar = bars[10 + rng.below(bars.size() - 10)];
  switch (rng.below(9)) {
    case 0:
      bar.close = std::numeric_limits<double>::quiet_NaN();
      break;
    case 1:
      bar.high = bar.low / 2;
      break;
    case 2:
      bar.volume = 0;
      break;
    case 3:
      bar.volume = -1;
      break;
    case 4:
      bar.adj_close.reset();
      break;
    case 5:
      bar.date += std::chrono::days{1};
      break;  // twice, or no session
    case 6:
      bars.erase(bars.begin() + (&bar - bars.data()));
      break;
    case 7:
      bars.resize(bars.size() - 1 - rng.below(6));
      break;
    case 8:
      std::swap(bar.date, bars[rng.below(bars.size())].date);
      break;
  }
}

inline std::vector<BarSeries> draw_market(const MarketDraw& draw) {
  const calendar::Calendar calendar;
  std::vector<Date> dates = calendar.session_dates(draw.first, draw.first + std::chrono::days{draw.sessions * 2});
  dates.resize(draw.sessions);
  Rng rng(draw.seed);
  std::vector<double> market;
  for (std::size_t day = 0; day < dates.size(); ++day) market.push_back(0.01 * rng.normal());
  std::vector<BarSeries> series;
  for (std::size_t s = 0; s < draw.symbols; ++s) {
    BarSeries one{.symbol = Symbol(std::string("S") + static_cast<char>('A' + s))};
    const double drift = 0.004 * (rng.uniform() - 0.3);
    const double beta = rng.uniform() * 2 - 0.5;
    const std::size_t listed = draw.late_listings && rng.below(4) == 0 ? rng.below(dates.size() / 2) : 0;
    double close = 20 + 100 * rng.uniform();
    for (std::size_t day = listed; day < dates.size(); ++day) {
      const double open = close * (1 + 0.002 * rng.normal());
      close = open * (1 + drift + beta * market[day] + 0.008 * rng.normal());
      one.bars.push_back({.date = dates[day],
                          .open = open,
                          .high = std::max(open, close) * 1.004,
                          .low = std::min(open, close) * 0.996,
                          .close = close,
                          .volume = 1000,
                          .adj_close = 0.0});
    }
    double factor = 1;
    for (std::size_t i = one.bars.size(); i-- > 0;) {
      one.bars[i].adj_close = one.bars[i].close * factor;
      if (rng.below(40) == 0) factor *= 0.99;  // a distribution on this day
    }
    if (draw.with_faults && rng.below(2) == 0)
      for (std::uint64_t faults = 1 + rng.below(2); faults > 0; --faults) draw_fault(one.bars, rng);
    series.push_back(std::move(one));
  }
  return series;
}

inline decide::Options draw_options(std::uint64_t seed) {
  Rng rng(seed, {1});
  decide::Options options;
  options.kind = rng.below(8) == 0 ? decide::StrategyKind::kFixed : decide::StrategyKind::kMomentum;
  options.fixed_weights = {{Symbol("SA"), 0.3}, {Symbol("SC"), 0.7}};
  options.features = {.ema_fast = 3 + static_cast<int>(rng.below(5)),
                      .ema_slow = 9 + static_cast<int>(rng.below(10)),
                      .atr_window = 5,
                      .macd = {}};
  options.features.macd = {.enabled = rng.below(3) == 0, .fast = 4, .slow = 9, .signal = 3};
  options.selection = {.top_n = 1 + static_cast<int>(rng.below(5)),
                       .corr_window = 15,
                       .corr_cap = 0.2 + 0.8 * rng.uniform(),
                       .min_score = rng.uniform() - 0.7};
  options.weights.method = static_cast<decide::WeightMethod>(rng.below(5));
  options.weights.vol_window = 10;
  options.weights.max_weight_per_asset = 0.2 + 0.8 * rng.uniform();
  options.weights.cash_buffer = 0.1 * rng.uniform();
  options.min_bars = 25;
  return options;
}

}  // namespace bot::research
