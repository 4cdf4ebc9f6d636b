// What a decision may be asked for; defaults are those of config/config.yaml. Values are checked by `config` before
// they get here.
#pragma once

#include <map>
#include <optional>

#include "decide/weight_rows.hpp"
#include "model/symbol.hpp"
#include "model/weight_cap.hpp"

namespace bot::decide {

enum class StrategyKind { kMomentum, kFixed, kFile };
enum class WeightMethod { kInvVol, kEqual, kErc, kHrp, kMinVar };

struct MacdOptions {
  bool enabled = false;
  int fast = 12;
  int slow = 26;
  int signal = 9;
};

struct FeatureOptions {
  int ema_fast = 20;
  int ema_slow = 50;
  int atr_window = 20;
  MacdOptions macd;
};

struct SelectionOptions {
  int top_n = 2;
  int corr_window = 90;
  double corr_cap = 0.7;
  double min_score = 0.0;
};

struct WeightOptions {
  WeightMethod method = WeightMethod::kInvVol;
  int vol_window = 20;
  double max_weight_per_asset = 0.5;
  double cash_buffer = 0.05;
};

struct Options {
  StrategyKind kind = StrategyKind::kMomentum;
  std::map<Symbol, double> fixed_weights;  // only with kFixed; sum <= 1
  // Only with kFile: what the file has for the session, put here by whoever decides. None: all cash.
  std::optional<WeightRow> file_row{};
  FeatureOptions features;
  SelectionOptions selection;
  WeightOptions weights;
  int min_bars = 120;
};

// From the very options that made the target.
[[nodiscard]] inline WeightCap weight_cap(const Options& options) {
  return {.max_weight_per_asset = options.weights.max_weight_per_asset,
          .fixed_strategy = options.kind != StrategyKind::kMomentum};
}

// The weights that are wanted whatever the bars say, after the cash buffer; none with kMomentum.
[[nodiscard]] std::map<Symbol, double> given_weights(const Options& options);

}  // namespace bot::decide
