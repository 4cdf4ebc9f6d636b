// Luck has to look like luck, and skill like skill: panels of pure noise pass at about the nominal rate, a planted edge
// is found.
#include "research/overfitting.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "research/dossier.hpp"
#include "support/sanitized.hpp"

namespace bot::research {
namespace {

constexpr double kDaily = 0.01;

// Returns of trials without skill that share `common` of their variance, plus `edge` a day for the last one.
TrialReturns panel(std::size_t trials, std::size_t sessions, std::uint64_t seed, double common = 0, double edge = 0) {
  Rng rng(seed, {9});
  std::vector<std::vector<double>> returns(trials, std::vector<double>(sessions));
  for (std::size_t t = 0; t < sessions; ++t) {
    const double shared = rng.normal();
    for (std::size_t k = 0; k < trials; ++k)
      returns[k][t] = kDaily * (std::sqrt(common) * shared + std::sqrt(1 - common) * rng.normal());
    returns.back()[t] += edge;
  }
  return TrialReturns(returns);
}

std::size_t best_of(const TrialReturns& trials) {
  std::size_t best = 0;
  double highest = -1e9;
  for (std::size_t k = 0; k < trials.trials(); ++k) {
    const std::vector<double> returns = trials.of_trial(k);
    const double sum = std::accumulate(returns.begin(), returns.end(), 0.0);
    if (sum > highest) highest = sum, best = k;
  }
  return best;
}

TEST(Overfitting, EveryHalfOfSixteenBlocksAndTheFirstRowsDropped) {
  const TrialReturns whole = panel(5, 16 * 20, 1);
  const auto result = probability_of_overfitting(whole);
  ASSERT_TRUE(result);
  EXPECT_EQ(result->combinations, 12'870U);
  // Three rows more in front change nothing.
  std::vector<std::vector<double>> longer;
  for (std::size_t k = 0; k < 5; ++k) {
    longer.push_back({9, -9, 3});
    const std::vector<double> returns = whole.of_trial(k);
    longer.back().insert(longer.back().end(), returns.begin(), returns.end());
  }
  EXPECT_EQ(probability_of_overfitting(TrialReturns(longer))->logits, result->logits);
}

TEST(Overfitting, ATrialBetterInEveryBlockIsNeverOverfitted) {
  std::vector<std::vector<double>> returns(3, std::vector<double>(64));
  for (std::size_t t = 0; t < 64; ++t)
    for (std::size_t k = 0; k < 3; ++k) returns[k][t] = (t % 2 == 0 ? 0.01 : -0.008) + 0.001 * static_cast<double>(k);
  const auto result = probability_of_overfitting(TrialReturns(returns));
  ASSERT_TRUE(result);
  EXPECT_EQ(result->probability, 0);
  // The highest of three: w = 3/4, logit ln 3.
  for (const double logit : result->logits) EXPECT_NEAR(logit, std::log(3.0), 1e-15);
}

TEST(Overfitting, TrialsThatAreAllTheSameAreDrawnByLot) {
  const std::vector<double> one = panel(1, 64, 3).of_trial(0);
  const auto result = probability_of_overfitting(TrialReturns({one, one, one}));
  ASSERT_TRUE(result);
  EXPECT_EQ(result->probability, 1) << "the mean rank is the middle: logit 0 counts";
}

TEST(Overfitting, TooLittleIsNoAnswer) {
  EXPECT_FALSE(probability_of_overfitting(panel(1, 320, 1)));
  EXPECT_FALSE(probability_of_overfitting(panel(3, 31, 1)));
}

TEST(Overfitting, NoiseIsOverfittedAboutEveryOtherTime) {
  double sum = 0;
  constexpr int kPanels = 30;
  for (int seed = 0; seed < kPanels; ++seed)
    sum += probability_of_overfitting(panel(10, 320, static_cast<std::uint64_t>(seed)))->probability;
  EXPECT_NEAR(sum / kPanels, 0.5, 0.12);
}

TEST(Bootstrap, BlocksHaveTheirMeanLengthAndEverySessionItsTurn) {
  Rng rng(5, {});
  std::vector<int> count(100);
  std::size_t breaks = 0;
  for (int draw = 0; draw < 500; ++draw) {
    const auto picked = stationary_resample(100, 5, rng);
    for (std::size_t i = 0; i < picked.size(); ++i) {
      ++count[picked[i]];
      breaks += i > 0 && picked[i] != (picked[i - 1] + 1) % 100 ? 1 : 0;
    }
  }
  EXPECT_NEAR(static_cast<double>(breaks) / (500.0 * 99), 0.2 * 0.99, 0.01);
  for (const int times : count) EXPECT_NEAR(times, 500, 150);
}

TEST(Bootstrap, AnIntervalHoldsTheTruthAboutAsOftenAsItSays) {
  int held = 0;
  constexpr int kPanels = test::by_build(120, 40);
  const double truth = 0.0006 / kDaily * std::sqrt(252.0);
  for (int seed = 0; seed < kPanels; ++seed) {
    const std::vector<double> returns = panel(1, 750, static_cast<std::uint64_t>(seed), 0, 0.0006).of_trial(0);
    const Intervals intervals = bootstrap_intervals(returns, {.resamples = 300, .seed = 7});
    EXPECT_LT(intervals.max_drawdown.high, 0);
    EXPECT_LT(intervals.cagr.low, intervals.cagr.high);
    held += intervals.sharpe.low <= truth && truth <= intervals.sharpe.high ? 1 : 0;
  }
  EXPECT_NEAR(held / static_cast<double>(kPanels), 0.9, 0.08);
}

TEST(RealityCheck, OnNoiseEveryPIsAsLikelyAndAnEdgeIsFound) {
  constexpr int kPanels = 200;
  std::vector<double> ps;
  for (int seed = 0; seed < kPanels; ++seed)
    ps.push_back(reality_check(panel(12, 300, static_cast<std::uint64_t>(seed), 0.5), {.resamples = 199, .seed = 3}));
  for (const double level : {0.05, 0.25, 0.5, 0.75}) {
    const auto below = std::ranges::count_if(ps, [&](double p) { return p <= level; });
    EXPECT_NEAR(static_cast<double>(below) / kPanels, level, 0.1) << level;
  }
  EXPECT_LT(reality_check(panel(12, 1000, 1, 0.5, 0.0015), {.resamples = 199, .seed = 3}), 0.05);
}

TEST(Dossier, TrialsThatAreAllAlikeWereNotChosenFrom) {
  const std::vector<double> one = panel(1, 640, 3).of_trial(0);
  const Dossier alike = make_dossier(TrialReturns({one, one, one}), 0, {}, {});
  const Dossier single = make_dossier(TrialReturns({one}), 0, {}, {});
  EXPECT_EQ(alike.trials, 3U);
  EXPECT_FALSE(alike.pbo);
  EXPECT_FALSE(single.pbo);
  EXPECT_EQ(alike.verdict, Verdict::kTooShort);
  EXPECT_EQ(alike.sentence,
            "Too short to tell. Over 2.5 years all 3 settings came to the same returns: nothing was tried.");
}

// However good it is.
TEST(Dossier, AFewWeeksAreTooShort) {
  const std::vector<double> returns = panel(1, 31, 3, 0, 0.05).of_trial(0);
  std::vector<double> other = returns;
  other.back() += 0.001;
  for (const auto& trials :
       {TrialReturns({returns}), TrialReturns({returns, returns}), TrialReturns({returns, other})}) {
    const Dossier dossier = make_dossier(trials, 0, {}, {});
    EXPECT_GT(*dossier.psr, 0.99);
    EXPECT_EQ(dossier.verdict, Verdict::kTooShort);
    EXPECT_EQ(dossier.sentence, "Too short to tell. 31 sessions of record are there; a dossier needs 32 at the least.");
  }
}

TEST(Dossier, OneSettingIsNotTheBestOfMany) {
  const Dossier good = make_dossier(TrialReturns({panel(1, 1512, 4, 0, 0.002).of_trial(0)}), 0, {}, {});
  EXPECT_TRUE(good.sentence.starts_with(
      "Holds up. The record of one setting over 6.0 years is better than luck explains: without any skill it looks"))
      << good.sentence;
  const Dossier luck = make_dossier(TrialReturns({panel(1, 1512, 4).of_trial(0)}), 0, {}, {});
  EXPECT_EQ(luck.sentence.find("tries"), std::string::npos) << luck.sentence;
  EXPECT_EQ(luck.sentence.find("best"), std::string::npos) << luck.sentence;
}

// "2.0 years are there; it takes 2.0" says nothing.
TEST(Dossier, WhatIsThereAndWhatItTakesAreNeverTheSameNumber) {
  int close = 0;
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    const Dossier dossier = make_dossier(TrialReturns({panel(1, 64, seed, 0, 0.0021).of_trial(0)}), 0, {},
                                         {.bootstrap = {.resamples = 20, .seed = 1}});
    if (dossier.verdict != Verdict::kTooShort || *dossier.min_track_record_sessions > 75) continue;
    ++close;
    EXPECT_TRUE(dossier.sentence.starts_with("Too short to tell. 64 sessions of record are there; "))
        << dossier.sentence;
  }
  EXPECT_GT(close, 0);
}

TEST(Dossier, NoisePassesAtMostAtTheNominalRateAndAPlantedEdgeIsFound) {
  const DossierOptions options{.bootstrap = {.resamples = 199, .seed = 11}};
  constexpr int kPanels = test::by_build(120, 40);
  int passed = 0;
  for (int seed = 0; seed < kPanels; ++seed) {
    // Nearly the same strategy six times, as neighbours in a grid are.
    const TrialReturns noise = panel(6, 480, static_cast<std::uint64_t>(seed), 0.95);
    passed += make_dossier(noise, best_of(noise), {}, options).verdict == Verdict::kHoldsUp ? 1 : 0;
  }
  EXPECT_LE(passed, kPanels / 10) << "5 % and what chance adds";
  EXPECT_GE(passed, 1) << "a test that never passes is none";
  int found = 0;
  for (int seed = 0; seed < 10; ++seed) {
    const TrialReturns skilled = panel(6, 1500, static_cast<std::uint64_t>(seed), 0.5, 0.002);
    const Dossier dossier = make_dossier(skilled, best_of(skilled), {}, options);
    found += dossier.verdict == Verdict::kHoldsUp ? 1 : 0;
  }
  EXPECT_GE(found, 9);
}

TEST(Dossier, SaysWhatItIsInWords) {
  const TrialReturns skilled = panel(6, 1512, 4, 0.5, 0.002);
  const Dossier good = make_dossier(skilled, 5, skilled.of_trial(0), {});
  EXPECT_EQ(good.verdict, Verdict::kHoldsUp);
  EXPECT_TRUE(good.sentence.starts_with("Holds up. The record of the best of 6 settings over 6.0 years"))
      << good.sentence;
  ASSERT_TRUE(good.reality_check_benchmark);
  EXPECT_LT(*good.reality_check_benchmark, 0.05);
  EXPECT_EQ(good.blocks, 16U);
  EXPECT_EQ(good.observations, 1512U);

  const TrialReturns cash(std::vector<std::vector<double>>(2, std::vector<double>(300)));
  const Dossier nothing = make_dossier(cash, 0, {}, {});
  EXPECT_EQ(nothing.verdict, Verdict::kTooShort);
  EXPECT_FALSE(nothing.psr || nothing.dsr || nothing.reality_check || nothing.intervals);

  const TrialReturns noise = panel(20, 1512, 8);
  const Dossier bad = make_dossier(noise, best_of(noise), {}, {});
  EXPECT_NE(bad.verdict, Verdict::kHoldsUp);
  EXPECT_GT(*bad.psr, *bad.dsr);
}

TEST(Dossier, SameSeedSamePage) {
  const TrialReturns trials = panel(4, 320, 2);
  const Dossier one = make_dossier(trials, 1, {}, {});
  const Dossier two = make_dossier(trials, 1, {}, {});
  EXPECT_EQ(one.reality_check, two.reality_check);
  EXPECT_EQ(one.intervals->sharpe.low, two.intervals->sharpe.low);
}

}  // namespace
}  // namespace bot::research
