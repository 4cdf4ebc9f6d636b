// What the configuration says of research.
#pragma once

#include "research/backtest.hpp"
#include "research/grid.hpp"
#include "research/permutation.hpp"

namespace bot::research {

struct WalkforwardOptions {
  int train_years = 3;
  int oos_months = 3;
  Objective objective = Objective::kCalmar;
  Grid grid = {
      {"ema_fast", {10, 20, 30}}, {"ema_slow", {40, 50, 80}}, {"top_n", {1, 2, 3}}, {"corr_cap", {0.6, 0.7, 0.8}}};
};

struct Options {
  BacktestOptions backtest;  // without rows, which follow from the bars
  WalkforwardOptions walkforward;
  PermutationOptions permutation;
  bool require_verdict = false;  // live trading is armed only for a strategy whose dossier holds up
};

}  // namespace bot::research
