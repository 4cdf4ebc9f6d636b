#include "decide/decide.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "base/text.hpp"
#include "support/shared.hpp"

namespace bot::decide {
namespace {

std::vector<Bar> scaled_bars(const std::string& symbol) {
  std::vector<Bar> bars;
  const std::string text = test::read_file(test::shared_folder() + "/data/daily/" + symbol + ".csv");
  bool header = true;
  for (const std::string_view line : split(text, '\n')) {
    const auto fields = split(trim(line), ',');
    if (!std::exchange(header, false) && fields.size() == 7) {
      const double factor = *parse_double(fields[6]) / *parse_double(fields[4]);
      bars.push_back({.date = *parse_date(fields[0]),
                      .open = *parse_double(fields[1]) * factor,
                      .high = *parse_double(fields[2]) * factor,
                      .low = *parse_double(fields[3]) * factor,
                      .close = *parse_double(fields[6]),
                      .volume = *parse_double(fields[5])});
    }
  }
  return bars;
}

const std::vector<SymbolBars>& staged() {
  static const std::vector<SymbolBars> all = [] {
    std::vector<SymbolBars> result;
    for (const char* symbol : {"SPY", "QQQ", "VTI", "TLT", "IEF", "GLD", "XLE", "BND", "BITO"})
      result.push_back({.symbol = Symbol(symbol), .bars = scaled_bars(symbol), .valid = true});
    return result;
  }();
  return all;
}

// The decision once more, plainly and without regard to speed.
namespace plain {

double ema(const std::vector<double>& x, int n) {
  const double alpha = 2.0 / (n + 1);
  double value = x[0];
  for (std::size_t i = 1; i < x.size(); ++i) value = alpha * x[i] + (1 - alpha) * value;
  return value;
}
double pearson(const std::vector<double>& x, const std::vector<double>& y) {
  const auto n = static_cast<double>(x.size());
  double sx = 0, sy = 0;
  for (std::size_t i = 0; i < x.size(); ++i) sx += x[i], sy += y[i];
  double xx = 0, yy = 0, xy = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    xx += (x[i] - sx / n) * (x[i] - sx / n);
    yy += (y[i] - sy / n) * (y[i] - sy / n);
    xy += (x[i] - sx / n) * (y[i] - sy / n);
  }
  return xy / std::sqrt(xx * yy);
}

struct Answer {
  std::map<std::string, double> scores;
  std::vector<std::string> selected;
  std::map<std::string, double> weights;
};

Answer decide(const std::vector<SymbolBars>& symbols, Date asof, const Options& o) {
  Answer answer;
  std::map<std::string, std::map<Date, double>> returns;
  std::map<std::string, double> volatility;
  std::vector<std::pair<double, std::string>> order;
  for (const SymbolBars& s : symbols) {
    std::vector<Bar> bars;
    for (const Bar& bar : s.bars)
      if (bar.date <= asof) bars.push_back(bar);
    if (bars.empty()) continue;
    std::vector<double> closes;
    double atr = 0;
    for (std::size_t i = 0; i < bars.size(); ++i) {
      closes.push_back(bars[i].close);
      double range = bars[i].high - bars[i].low;
      if (i == 0) {
        atr = range;
        continue;
      }
      returns[s.symbol.value()][bars[i].date] = bars[i].close / bars[i - 1].close - 1;
      range = std::max({range, std::abs(bars[i].high - bars[i - 1].close), std::abs(bars[i].low - bars[i - 1].close)});
      atr = atr * (o.features.atr_window - 1) / o.features.atr_window + range / o.features.atr_window;
    }
    const double fast = ema(closes, o.features.ema_fast);
    const double slow = ema(closes, o.features.ema_slow);
    const double score = (closes.back() / fast - 1) / std::max(atr / closes.back(), 1e-6);
    answer.scores[s.symbol.value()] = score;
    if (static_cast<int>(bars.size()) < o.min_bars || fast <= slow || score < o.selection.min_score) continue;
    std::vector<double> last;
    for (std::size_t i = closes.size() - static_cast<std::size_t>(o.weights.vol_window); i < closes.size(); ++i)
      last.push_back(closes[i] / closes[i - 1] - 1);
    double mean = 0, squares = 0;
    for (const double r : last) mean += r / static_cast<double>(last.size());
    for (const double r : last) squares += (r - mean) * (r - mean);
    volatility[s.symbol.value()] = std::sqrt(squares / static_cast<double>(last.size() - 1));
    order.emplace_back(-score, s.symbol.value());
  }
  std::sort(order.begin(), order.end());
  for (const auto& [negative, symbol] : order) {
    if (static_cast<int>(answer.selected.size()) == o.selection.top_n) break;
    bool accept = true;
    for (const std::string& other : answer.selected) {
      std::vector<double> x, y;
      for (auto it = returns[symbol].rbegin(); it != returns[symbol].rend(); ++it) {
        const auto partner = returns[other].find(it->first);
        if (partner == returns[other].end()) continue;
        x.push_back(it->second);
        y.push_back(partner->second);
        if (static_cast<int>(x.size()) == o.selection.corr_window) break;
      }
      accept = accept && static_cast<int>(x.size()) == o.selection.corr_window &&
               std::abs(pearson(x, y)) <= o.selection.corr_cap;
    }
    if (accept) answer.selected.push_back(symbol);
  }
  double total = 0;
  for (const std::string& symbol : answer.selected) total += 1 / volatility[symbol];
  for (const std::string& symbol : answer.selected) answer.weights[symbol] = 1 / volatility[symbol] / total;
  for (int round = 0; round < 20; ++round) {
    double excess = 0, below = 0;
    for (auto& [symbol, weight] : answer.weights)
      if (weight > o.weights.max_weight_per_asset) {
        excess += weight - o.weights.max_weight_per_asset;
        weight = o.weights.max_weight_per_asset;
      }
    for (auto& [symbol, weight] : answer.weights)
      if (weight < o.weights.max_weight_per_asset) below += weight;
    for (auto& [symbol, weight] : answer.weights)
      if (weight < o.weights.max_weight_per_asset && below > 0) weight += excess * weight / below;
  }
  for (auto& [symbol, weight] : answer.weights) weight *= 1 - o.weights.cash_buffer;
  return answer;
}

}  // namespace plain

TEST(Decide, AgreesWithThePlainReadingOfTheContractOnRealPrices) {
  BOT_NEEDS_SHARED("data/daily/SPY.csv");
  Options options;
  int held = 0;
  for (const int top_n : {1, 2, 3, 5}) {
    options.selection.top_n = top_n;
    options.selection.corr_cap = top_n == 5 ? 0.95 : 0.7;
    options.weights.max_weight_per_asset = top_n > 2 ? 0.35 : 0.5;
    for (std::size_t i = 60; i < staged()[0].bars.size(); i += 61) {
      const Date asof = staged()[0].bars[i].date;
      const Decision decision = decide(staged(), asof, options);
      const plain::Answer expected = plain::decide(staged(), asof, options);
      std::vector<std::string> selected;
      for (const Symbol& symbol : decision.selected) selected.push_back(symbol.value());
      ASSERT_EQ(selected, expected.selected) << to_iso(asof);
      double sum = decision.cash;
      for (const auto& [symbol, weight] : decision.weights) {
        EXPECT_NEAR(weight, expected.weights.at(symbol.value()), 1e-12);
        sum += weight;
        ++held;
      }
      EXPECT_NEAR(sum, 1, 1e-12);
      for (const SymbolScore& score : decision.symbols)
        if (score.score) {
          EXPECT_NEAR(*score.score, expected.scores.at(score.symbol.value()), 1e-9);
        }
      EXPECT_EQ(decision.reasons.size(), staged().size());
    }
  }
  EXPECT_GT(held, 100);
}

std::vector<Bar> wave(double start, double trend, double phase, int count = 150) {
  std::vector<Bar> bars;
  for (int day = 0; day < count; ++day) {
    const double close = start * std::exp(trend * day) * (1 + 0.01 * std::sin(day * (0.7 + phase)));
    bars.push_back({.date = make_date(2020, 1, 1) + std::chrono::days{day},
                    .open = close,
                    .high = close * 1.01,
                    .low = close * 0.99,
                    .close = close,
                    .volume = 1});
  }
  return bars;
}

const Date kAsof = make_date(2020, 1, 1) + std::chrono::days{149};

SymbolBars one(const char* symbol, std::vector<Bar> bars) {
  return {.symbol = Symbol(symbol), .bars = std::move(bars), .valid = true};
}

TEST(Decide, GivesEverySymbolItsReason) {
  SymbolBars broken = one("BAD", {});
  broken.valid = false;
  broken.invalid_reason = "rule 6: 3 sessions old";
  const std::vector<SymbolBars> symbols = {one("UPA", wave(100, 0.004, 0)),
                                           one("UPB", wave(50, 0.004, 0)),
                                           one("UPC", wave(70, 0.003, 0.9)),
                                           one("UPD", wave(70, 0.003, 1.7)),
                                           one("DOWN", wave(100, -0.004, 0)),
                                           one("NEW", wave(100, 0.004, 0, 30)),
                                           broken};
  Options options;
  const Decision decision = decide(symbols, kAsof, options);
  ASSERT_EQ(decision.selected.size(), 2u);
  EXPECT_EQ(decision.excluded, std::vector<Symbol>{Symbol("BAD")});
  EXPECT_EQ(decision.reasons.at(Symbol("BAD")), "data: rule 6: 3 sessions old");
  EXPECT_EQ(decision.reasons.at(Symbol("NEW")), "30 bars < 120");
  EXPECT_NE(decision.reasons.at(Symbol("DOWN")).find("EMA 20"), std::string::npos);
  // UPA and UPB are one series twice.
  const bool a_first =
      decision.symbols[3].symbol == Symbol("UPA") && *decision.symbols[3].score >= *decision.symbols[4].score;
  EXPECT_EQ(decision.reasons.at(Symbol(a_first ? "UPB" : "UPA")),
            std::string("correlation 1.00 > 0.70 with ") + (a_first ? "UPA" : "UPB"));
  EXPECT_EQ(decision.correlations.size(), 6u);
  EXPECT_NEAR(decision.cash, 0.05, 1e-12);
}

TEST(Decide, HoldsCashWhenNothingPasses) {
  const Decision decision = decide({one("DOWN", wave(100, -0.004, 0))}, kAsof, Options{});
  EXPECT_TRUE(decision.weights.empty());
  EXPECT_EQ(decision.cash, 1.0);
}

TEST(Decide, MacdIsAGateOnlyWhereItIsOn) {
  // Long up, then a slow fall that leaves the score above the gate but the MACD line below zero.
  Options options;
  options.features.macd.enabled = true;
  options.selection.min_score = -100;
  auto bars = wave(100, 0.01, 0);
  for (std::size_t i = 130; i < bars.size(); ++i)
    bars[i].close = bars[i].low = bars[i].high = bars[i - 1].close * (i % 2 == 0 ? 0.98 : 0.99);
  options.features.ema_fast = 60;
  options.features.ema_slow = 110;
  const Decision with = decide({one("A", bars)}, kAsof, options);
  ASSERT_TRUE(with.symbols[0].macd);
  EXPECT_LT(with.symbols[0].macd->line, 0);
  EXPECT_EQ(with.symbols[0].gates.macd, false);
  EXPECT_TRUE(with.symbols[0].gates.trend);
  EXPECT_FALSE(with.symbols[0].passed);
  options.features.macd.enabled = false;
  const Decision without = decide({one("A", bars)}, kAsof, options);
  EXPECT_TRUE(without.symbols[0].passed);
  EXPECT_FALSE(without.symbols[0].macd);
  EXPECT_FALSE(without.symbols[0].gates.macd.has_value());
}

TEST(Decide, FixedWeightsKnowNoCapAndGiveNothingOn) {
  Options options;
  options.kind = StrategyKind::kFixed;
  options.fixed_weights = {{Symbol("A"), 0.7}, {Symbol("B"), 0.2}};
  SymbolBars broken = one("B", wave(1, 0.1, 0, 5));
  broken.valid = false;
  broken.invalid_reason = "rule 2";
  const Decision decision =
      decide({one("C", wave(5, 0, 0)), broken, one("A", wave(100, -0.004, 0, 3))}, kAsof, options);
  EXPECT_EQ(decision.selected, std::vector<Symbol>{Symbol("A")});
  EXPECT_NEAR(decision.weights.at(Symbol("A")), 0.665, 1e-15);
  EXPECT_NEAR(decision.cash, 0.335, 1e-15);
  EXPECT_EQ(decision.excluded, std::vector<Symbol>{Symbol("B")});
  EXPECT_EQ(decision.reasons.at(Symbol("C")), "no fixed weight");
}

TEST(Decide, EveryMethodFillsTheAccountAndRespectsTheCap) {
  BOT_NEEDS_SHARED("data/daily/SPY.csv");
  Options options;
  options.selection = {.top_n = 4, .corr_window = 90, .corr_cap = 0.99, .min_score = -5};
  options.weights.max_weight_per_asset = 0.4;
  int compared = 0;
  for (const WeightMethod method :
       {WeightMethod::kInvVol, WeightMethod::kEqual, WeightMethod::kErc, WeightMethod::kHrp, WeightMethod::kMinVar}) {
    options.weights.method = method;
    for (std::size_t i = 200; i < 1763; i += 97) {
      const Decision decision = decide(staged(), staged()[0].bars[i].date, options);
      for (const auto& [symbol, weight] : decision.weights) {
        EXPECT_GE(weight, 0);
        EXPECT_LE(weight, 0.38 + 1e-12);
      }
      if (decision.weights.size() < 3) continue;
      if (method != WeightMethod::kMinVar) {
        EXPECT_NEAR(decision.cash, 0.05, 1e-12);
      }
      ++compared;
    }
  }
  EXPECT_GT(compared, 30);
}

// "At least", as the documents say: a score that is the configured minimum to the bit passes.
TEST(Decide, AScoreOfExactlyTheMinimumPasses) {
  Options options;
  const std::vector<SymbolBars> symbols = {one("UPA", wave(100, 0.004, 0))};
  const Decision free = decide(symbols, kAsof, options);
  ASSERT_TRUE(free.symbols[0].passed);
  options.selection.min_score = *free.symbols[0].score;
  EXPECT_EQ(decide(symbols, kAsof, options).selected, std::vector<Symbol>{Symbol("UPA")});
  options.selection.min_score = std::nextafter(*free.symbols[0].score, 1e9);
  EXPECT_TRUE(decide(symbols, kAsof, options).selected.empty());
}

}  // namespace
}  // namespace bot::decide
