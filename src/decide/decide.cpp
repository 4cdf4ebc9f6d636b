#include "decide/decide.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <span>

#include "base/check.hpp"
#include "decide/returns.hpp"
#include "decide/selection.hpp"
#include "decide/target_weights.hpp"

namespace bot::decide {
namespace {

// One symbol as the decision looks at it: its bars up to asof and what was made of them.
struct Candidate {
  Symbol symbol;
  std::span<const Bar> bars{};
  std::optional<std::string> invalid_reason{};
  Features features{};
};

Candidate prepare(const SymbolBars& given, Date asof, const Options& options) {
  Candidate candidate{.symbol = given.symbol};
  if (!given.valid) {
    candidate.invalid_reason = given.invalid_reason;
    // The bars may be anything: they are counted, not used.
    for (const Bar& bar : given.bars) {
      if (bar.date > asof) continue;
      ++candidate.features.bars;
      if (!candidate.features.last || *candidate.features.last < bar.date) candidate.features.last = bar.date;
    }
    return candidate;
  }
  const auto after = std::ranges::upper_bound(given.bars, asof, {}, &Bar::date);
  candidate.bars = std::span(given.bars.begin(), after);
  if (candidate.bars.empty()) {
    candidate.invalid_reason = "no bars";
  } else {
    candidate.features = features_at_end(candidate.bars, options.features, options.weights.vol_window);
  }
  return candidate;
}

SymbolScore score_of(const Candidate& candidate, const Options& options) {
  const Features& features = candidate.features;
  GateVerdict verdict = judge(features, candidate.invalid_reason, options);
  SymbolScore score{.symbol = candidate.symbol,
                    .bars = features.bars,
                    .last = features.last,
                    .close = features.close,
                    .ema_fast = features.ema_fast,
                    .ema_slow = features.ema_slow,
                    .atr = features.atr,
                    .score = features.score,
                    .volatility = features.volatility,
                    .macd = features.macd,
                    .gates = verdict.gates,
                    .passed = verdict.gates.all(),
                    .reason = std::move(verdict.reason)};
  if (options.kind != StrategyKind::kMomentum && score.gates.data) {
    score.passed = true;
    score.reason = "passed";
  }
  return score;
}

// Two numbers with as many decimals, at least two, as it takes to distinguish them.
std::pair<std::string, std::string> distinct_texts(double a, double b) {
  constexpr int kMaxDecimals = 17;
  for (int decimals = 2;; ++decimals) {
    std::pair texts{fmt::format("{:.{}f}", a, decimals), fmt::format("{:.{}f}", b, decimals)};
    if (texts.first != texts.second || decimals == kMaxDecimals) return texts;
  }
}

std::string rejection(const SelectionStep& step, const Symbol& against, const SelectionOptions& options) {
  if (!step.rho)
    return fmt::format("correlation with {} undefined over {} common returns, counted as too correlated", against,
                       options.corr_window);
  const auto [rho, cap] = distinct_texts(std::abs(*step.rho), options.corr_cap);
  if (*step.rho < 0) return fmt::format("|correlation -{}| > {} with {}", rho, cap, against);
  return fmt::format("correlation {} > {} with {}", rho, cap, against);
}

void refuse(std::span<const Candidate* const> chosen, const Options& options, Decision& decision) {
  std::string symbols;
  for (const Candidate* candidate : chosen) symbols += (symbols.empty() ? "" : ", ") + candidate->symbol.value();
  decision.refusal = fmt::format(
      "no weights: weights.method has no answer for the last {} returns of {} (singular covariance); set another "
      "method or a longer selection.corr_window",
      options.selection.corr_window, symbols);
  for (const Candidate* candidate : chosen)
    decision.reasons[candidate->symbol] = "chosen, but there are no weights (singular covariance)";
}

void decide_momentum(std::span<const Candidate> candidates, const Options& options, Decision& decision) {
  std::vector<std::size_t> passed;  // into candidates
  std::vector<Ranked> ranked;
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    if (!decision.symbols[i].passed) continue;
    passed.push_back(i);
    ranked.push_back({candidates[i].symbol, *candidates[i].features.score});
  }
  const std::size_t count = passed.size();
  std::vector<std::optional<double>> rho(count * count);
  for (std::size_t i = 0; i < count; ++i) {
    for (std::size_t j = i + 1; j < count; ++j) {
      const Candidate& a = candidates[passed[i]];
      const Candidate& b = candidates[passed[j]];
      rho[i * count + j] = rho[j * count + i] = correlation(a.bars, b.bars, options.selection.corr_window);
      decision.correlations.push_back({.a = a.symbol, .b = b.symbol, .rho = rho[i * count + j]});
    }
  }
  const auto steps =
      select(ranked, options.selection, [&](std::size_t i, std::size_t j) { return rho[i * count + j]; });
  std::vector<const Candidate*> chosen;
  for (std::size_t place = 0; place < steps.size(); ++place) {
    const SelectionStep& step = steps[place];
    const Symbol& symbol = ranked[step.index].symbol;
    std::string& reason = decision.reasons[symbol];
    if (step.accepted) {
      decision.selected.push_back(symbol);
      chosen.push_back(&candidates[passed[step.index]]);
      reason =
          fmt::format("held: score {:.4f}, number {} of {} that passed", ranked[step.index].score, place + 1, count);
    } else if (step.full) {
      reason = fmt::format("score {:.4f} is number {} and top_n {} was reached before it", ranked[step.index].score,
                           place + 1, options.selection.top_n);
    } else {
      reason = rejection(step, ranked[*step.against].symbol, options.selection);
    }
  }
  if (chosen.empty()) return;
  std::ranges::sort(chosen, {}, &Candidate::symbol);
  std::vector<double> weights;
  for (const Candidate* candidate : chosen) weights.push_back(*candidate->features.volatility);
  const auto returns = [&] {
    std::vector<std::span<const Bar>> series;
    for (const Candidate* candidate : chosen) series.push_back(candidate->bars);
    return common_returns(series, options.selection.corr_window);
  };
  if (!make_target_weights(weights, returns, options.weights)) return refuse(chosen, options, decision);
  for (std::size_t i = 0; i < chosen.size(); ++i) decision.weights[chosen[i]->symbol] = weights[i];
}

// Weights as somebody gave them, and what they are called in a reason.
struct Given {
  std::map<Symbol, double> weights;
  std::string name;
  std::string none;
};

Given given_by(const Options& options) {
  switch (options.kind) {
    case StrategyKind::kMomentum:
      return {};
    case StrategyKind::kFixed:
      return {.weights = options.fixed_weights, .name = "fixed weight", .none = "no fixed weight"};
    case StrategyKind::kFile:
      if (!options.file_row) return {.weights = {}, .name = {}, .none = "no row of the weights file was used"};
      const std::string of_row = "in the file's row of " + to_iso(options.file_row->date);
      return {.weights = options.file_row->weights, .name = "weight " + of_row + ":", .none = "no weight " + of_row};
  }
  BOT_CHECK(false);
}

void decide_given(const Options& options, Decision& decision) {
  const Given given = given_by(options);
  for (const SymbolScore& score : decision.symbols) {
    if (!score.passed) continue;
    const auto found = given.weights.find(score.symbol);
    if (found == given.weights.end()) {
      decision.reasons[score.symbol] = given.none;
      continue;
    }
    decision.selected.push_back(score.symbol);
    decision.weights[score.symbol] = found->second * (1.0 - options.weights.cash_buffer);
    decision.reasons[score.symbol] = fmt::format("held: {} {:g}", given.name, found->second);
  }
}

}  // namespace

std::map<Symbol, double> given_weights(const Options& options) {
  std::map<Symbol, double> weights = given_by(options).weights;
  for (auto& [symbol, weight] : weights) weight *= 1.0 - options.weights.cash_buffer;
  return weights;
}

Decision decide(const std::vector<SymbolBars>& symbols, Date asof, const Options& options) {
  std::vector<Candidate> candidates;
  candidates.reserve(symbols.size());
  for (const SymbolBars& given : symbols) candidates.push_back(prepare(given, asof, options));
  std::ranges::sort(candidates, {}, &Candidate::symbol);
  Decision decision;
  decision.asof = asof;
  decision.symbols.reserve(candidates.size());
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    BOT_CHECK(i == 0 || candidates[i - 1].symbol != candidates[i].symbol, "{} twice", candidates[i].symbol);
    decision.symbols.push_back(score_of(candidates[i], options));
    const SymbolScore& score = decision.symbols.back();
    decision.reasons[score.symbol] = score.reason;
    if (!score.gates.data) decision.excluded.push_back(score.symbol);
  }
  switch (options.kind) {
    case StrategyKind::kMomentum:
      decide_momentum(candidates, options, decision);
      break;
    case StrategyKind::kFixed:
    case StrategyKind::kFile:
      decide_given(options, decision);
      break;
  }
  double invested = 0;
  for (const auto& [symbol, weight] : decision.weights) invested += weight;
  decision.cash = 1.0 - invested;
  return decision;
}

}  // namespace bot::decide
