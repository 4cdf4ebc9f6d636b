// What holds of every decision, whatever the prices.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>

#include "base/rng.hpp"
#include "decide/decide.hpp"
#include "decide/weights.hpp"

namespace bot::decide {
namespace {

const Date kStart = make_date(2020, 1, 1);

std::vector<SymbolBars> drawn_symbols(std::uint64_t seed) {
  Rng rng(seed);
  const std::size_t count = 1 + rng.below(7);
  std::vector<SymbolBars> symbols;
  const int days = 60 + static_cast<int>(rng.below(60));
  std::vector<double> market;
  for (int day = 0; day < days; ++day) market.push_back(0.01 * rng.normal());
  for (std::size_t s = 0; s < count; ++s) {
    SymbolBars symbol{.symbol = Symbol(std::string("S") + static_cast<char>('A' + s)),
                      .valid = rng.below(10) != 0,
                      .invalid_reason = "drawn so"};
    const double drift = 0.004 * (rng.uniform() - 0.3);
    const double beta = rng.uniform() * 2 - 0.5;
    const int first = rng.below(4) == 0 ? static_cast<int>(rng.below(40)) : 0;
    double close = 20 + 100 * rng.uniform();
    for (int day = first; day < days; ++day) {
      const double open = close;
      close *= 1 + drift + beta * market[static_cast<std::size_t>(day)] + 0.008 * rng.normal();
      symbol.bars.push_back({.date = kStart + std::chrono::days{day},
                             .open = open,
                             .high = std::max(open, close) * 1.004,
                             .low = std::min(open, close) * 0.996,
                             .close = close,
                             .volume = 1});
    }
    symbols.push_back(std::move(symbol));
  }
  return symbols;
}

Options drawn_options(std::uint64_t seed) {
  Rng rng(seed, {1});
  Options options;
  options.kind = rng.below(6) == 0 ? StrategyKind::kFixed : StrategyKind::kMomentum;
  options.fixed_weights = {{Symbol("SA"), 0.3}, {Symbol("SC"), 0.7}};
  options.features = {.ema_fast = 3 + static_cast<int>(rng.below(5)),
                      .ema_slow = 9 + static_cast<int>(rng.below(10)),
                      .atr_window = 5,
                      .macd = {}};
  options.features.macd = {.enabled = rng.below(2) == 0, .fast = 4, .slow = 9, .signal = 3};
  options.selection = {.top_n = 1 + static_cast<int>(rng.below(5)),
                       .corr_window = 15,
                       .corr_cap = 0.3 + 0.7 * rng.uniform(),
                       .min_score = rng.uniform() - 0.7};
  options.weights.method = static_cast<WeightMethod>(rng.below(5));
  options.weights.vol_window = 10;
  options.weights.max_weight_per_asset = 0.2 + 0.8 * rng.uniform();
  options.weights.cash_buffer = 0.1 * rng.uniform();
  options.min_bars = 25;
  return options;
}

Date drawn_asof(std::uint64_t seed) { return kStart + std::chrono::days{Rng(seed, {2}).below(125)}; }

RC_GTEST_PROP(DecideProperty, TheOrderOfTheSymbolsDoesNotMatter, (std::uint64_t seed)) {
  auto symbols = drawn_symbols(seed);
  const Decision decision = decide(symbols, drawn_asof(seed), drawn_options(seed));
  std::rotate(symbols.begin(), symbols.begin() + static_cast<std::ptrdiff_t>(Rng(seed, {3}).below(symbols.size())),
              symbols.end());
  RC_ASSERT(decide(symbols, drawn_asof(seed), drawn_options(seed)) == decision);
}

RC_GTEST_PROP(DecideProperty, NothingAfterTheDayChangesTheDecision, (std::uint64_t seed)) {
  auto symbols = drawn_symbols(seed);
  const Date asof = drawn_asof(seed);
  const Decision decision = decide(symbols, asof, drawn_options(seed));
  Rng rng(seed, {4});
  for (SymbolBars& symbol : symbols) {
    for (Bar& bar : symbol.bars) {
      if (bar.date <= asof) continue;
      bar.close *= rng.uniform() * 3;
      bar.high = rng.below(2) == 0 ? std::nan("") : bar.close * 9;
      bar.low = 0;
    }
    if (rng.below(2) == 0) std::erase_if(symbol.bars, [&](const Bar& bar) { return bar.date > asof; });
  }
  RC_ASSERT(decide(symbols, asof, drawn_options(seed)) == decision);
}

RC_GTEST_PROP(DecideProperty, WeightsAndCashAreAnAccount, (std::uint64_t seed)) {
  const auto symbols = drawn_symbols(seed);
  const Options options = drawn_options(seed);
  const Decision decision = decide(symbols, drawn_asof(seed), options);
  double sum = decision.cash;
  for (const auto& [symbol, weight] : decision.weights) {
    RC_ASSERT(weight >= 0);
    if (options.kind == StrategyKind::kMomentum)
      RC_ASSERT(weight <= options.weights.max_weight_per_asset * (1 - options.weights.cash_buffer) + 1e-12);
    RC_ASSERT(std::find(decision.selected.begin(), decision.selected.end(), symbol) != decision.selected.end());
    sum += weight;
  }
  RC_ASSERT(std::abs(sum - 1) < 1e-12);
  RC_ASSERT(decision.cash > options.weights.cash_buffer * 0.999999 || decision.weights.empty());
  RC_ASSERT(decision.weights.size() == decision.selected.size());
  RC_ASSERT(decision.reasons.size() == symbols.size());
  if (options.kind == StrategyKind::kMomentum) {
    RC_ASSERT(static_cast<int>(decision.selected.size()) <= options.selection.top_n);
    for (const Correlation& pair : decision.correlations) {
      const auto held = [&](const Symbol& symbol) { return decision.weights.count(symbol) > 0; };
      if (held(pair.a) && held(pair.b)) RC_ASSERT(pair.rho && std::abs(*pair.rho) <= options.selection.corr_cap);
    }
  }
}

RC_GTEST_PROP(DecideProperty, TheScaleOfPricesDoesNotMatter, (std::uint64_t seed)) {
  auto symbols = drawn_symbols(seed);
  const Options options = drawn_options(seed);
  const Decision decision = decide(symbols, drawn_asof(seed), options);
  for (SymbolBars& symbol : symbols)  // a power of two, so that no rounding comes in
    for (Bar& bar : symbol.bars)
      for (double* price : {&bar.open, &bar.high, &bar.low, &bar.close}) *price *= 0.25;
  const Decision scaled = decide(symbols, drawn_asof(seed), options);
  RC_ASSERT(scaled.selected == decision.selected);
  RC_ASSERT(scaled.weights == decision.weights);
}

RC_GTEST_PROP(CapProperty, KeepsTheSumWhereThereIsRoomAndTheOrder, (std::uint64_t seed)) {
  Rng rng(seed);
  std::vector<double> weights(1 + rng.below(10));
  double total = 0;
  for (double& weight : weights) total += weight = rng.uniform() + 1e-3;
  for (double& weight : weights) weight /= total;
  const double cap = 0.02 + 0.98 * rng.uniform();
  std::vector<double> capped = weights;
  apply_cap_in_place(capped, cap);
  double sum = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    RC_ASSERT(capped[i] <= cap);
    RC_ASSERT(capped[i] >= std::min(weights[i], cap));
    for (std::size_t j = 0; j < weights.size(); ++j)
      if (weights[i] < weights[j]) RC_ASSERT(capped[i] <= capped[j] + 1e-15);
    sum += capped[i];
  }
  RC_ASSERT(std::abs(sum - std::min(1.0, cap * static_cast<double>(weights.size()))) < 1e-12);
}

}  // namespace
}  // namespace bot::decide
