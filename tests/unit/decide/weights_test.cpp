#include "decide/weights.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <nlohmann/json.hpp>
#include <numeric>

#include "base/rng.hpp"
#include "decide/target_weights.hpp"
#include "support/shared.hpp"

namespace bot::decide {
namespace {

// A table both this test and the script that made the expected numbers (numpy, scipy, scikit-learn) can draw: a linear
// congruential generator, one common factor.
ReturnTable drawn_returns(std::size_t assets, std::size_t observations, std::uint64_t seed) {
  ReturnTable table(assets, std::vector<double>(observations));
  std::uint64_t x = seed;
  for (std::size_t t = 0; t < observations; ++t) {
    std::vector<double> draws;
    for (std::size_t a = 0; a <= assets; ++a) {
      x = (1103515245 * x + 12345) % 2147483648ULL;
      draws.push_back(static_cast<double>(x) / 2147483648.0 - 0.5);
    }
    for (std::size_t a = 0; a < assets; ++a)
      table[a][t] = 0.01 * static_cast<double>(a + 1) * draws[a] + 0.02 * draws[assets] * (a % 3 != 0 ? 1.0 : -0.5);
  }
  return table;
}

SquareMatrix matrix(std::initializer_list<std::initializer_list<double>> rows) {
  SquareMatrix result(rows.size());
  std::size_t i = 0;
  for (const auto& row : rows) {
    std::size_t j = 0;
    for (const double value : row) result.at(i, j++) = value;
    ++i;
  }
  return result;
}

void expect_near(const std::vector<double>& got, const std::vector<double>& expected, double tolerance) {
  ASSERT_EQ(got.size(), expected.size());
  for (std::size_t i = 0; i < got.size(); ++i) EXPECT_NEAR(got[i], expected[i], tolerance) << i;
}

TEST(Cap, MovesTheExcessInProportionAndLeavesTheRestInCash) {
  struct Case {
    std::vector<double> weights;
    double cap;
    std::vector<double> expected;
  };
  const Case cases[] = {
      {{0.7, 0.2, 0.1}, 0.5, {0.5, 1.0 / 3, 1.0 / 6}},
      {{0.6, 0.4}, 0.5, {0.5, 0.5}},
      {{1.0}, 0.5, {0.5}},
      {{0.8, 0.15, 0.05}, 0.4, {0.4, 0.4, 0.2}},  // the second goes over in its turn
      {{0.9, 0.1, 0.0}, 0.4, {0.4, 0.4, 0.0}},    // a weight of 0 takes none
      {{0.25, 0.25, 0.25, 0.25}, 0.25, {0.25, 0.25, 0.25, 0.25}},
      {{0.5, 0.3, 0.2}, 1.0, {0.5, 0.3, 0.2}},
      {{0.4, 0.35, 0.25}, 0.2, {0.2, 0.2, 0.2}},
  };
  for (const Case& c : cases) {
    std::vector<double> weights = c.weights;
    apply_cap_in_place(weights, c.cap);
    expect_near(weights, c.expected, 1e-15);
  }
}

TEST(Weights, InverseVolatilityAndEqual) {
  std::vector<double> weights = {0.01, 0.02, 0.04};
  make_inverse_volatility_weights(weights);
  expect_near(weights, {4.0 / 7, 2.0 / 7, 1.0 / 7}, 1e-15);
  expect_near(equal_weights(4), {0.25, 0.25, 0.25, 0.25}, 0);
}

TEST(EqualRisk, AgreesWithThePublishedCases) {
  BOT_NEEDS_SHARED("data/oracles/erc_small.json");
  const auto oracle = nlohmann::json::parse(test::read_file(test::shared_folder() + "/data/oracles/erc_small.json"));
  for (const auto& one : oracle["cases"]) {
    SquareMatrix covariance(2);
    for (std::size_t i = 0; i < 2; ++i)
      for (std::size_t j = 0; j < 2; ++j) covariance.at(i, j) = one["covariance"][i][j];
    expect_near(*equal_risk_weights(covariance), one["expected_weights"].get<std::vector<double>>(), 1e-6);
  }
}

SquareMatrix covariance_of(const std::vector<double>& volatilities,
                           const std::function<double(std::size_t, std::size_t)>& correlation) {
  SquareMatrix covariance(volatilities.size());
  for (std::size_t i = 0; i < volatilities.size(); ++i)
    for (std::size_t j = 0; j < volatilities.size(); ++j)
      covariance.at(i, j) = volatilities[i] * volatilities[j] * (i == j ? 1.0 : correlation(i, j));
  return covariance;
}

std::vector<double> in_proportion(std::vector<double> values) {
  const double sum = std::accumulate(values.begin(), values.end(), 0.0);
  for (double& value : values) value /= sum;
  return values;
}

// Maillard, Roncalli, Teiletche, "The properties of equally weighted risk contribution portfolios", Journal of
// Portfolio Management 36 (2010): two assets whatever their correlation, and any number with one correlation, weigh in
// inverse proportion to their volatilities.
TEST(EqualRisk, IsInverseVolatilityForTwoAssetsOrOneCorrelation) {
  for (const double rho : {-0.9, -0.3, 0.0, 0.5, 0.95})
    expect_near(*equal_risk_weights(covariance_of({0.1, 0.35}, [&](auto, auto) { return rho; })),
                {0.35 / 0.45, 0.1 / 0.45}, 1e-9);
  for (const double rho : {-0.2, 0.0, 0.4, 0.9})
    expect_near(*equal_risk_weights(covariance_of({0.1, 0.2, 0.25, 0.4}, [&](auto, auto) { return rho; })),
                in_proportion({10, 5, 4, 2.5}), 1e-9);
}

// The four assets of the same article: its weights in per cent, as printed, of both methods.
SquareMatrix four_assets_of_the_article() {
  return covariance_of({0.1, 0.2, 0.3, 0.4}, [](std::size_t i, std::size_t j) {
    if (i + j == 1) return 0.8;
    return i + j == 5 ? -0.5 : 0.0;
  });
}

TEST(EqualRisk, AgreesWithThePrintedFourAssets) {
  expect_near(*equal_risk_weights(four_assets_of_the_article()), {0.384, 0.192, 0.243, 0.182}, 5e-4);
  // Exactly: inverse volatilities inside of the pairs, which have no correlation with each other.
  const double pair = std::sqrt(1.8 / 0.5);
  expect_near(*equal_risk_weights(four_assets_of_the_article()), in_proportion({10, 5, pair / 0.3, pair / 0.4}), 1e-9);
}

TEST(MinimumVariance, AgreesWithThePrintedFourAssets) {
  expect_near(*minimum_variance_weights(four_assets_of_the_article()), {0.745, 0.0, 0.152, 0.103}, 5e-4);
}

// Two assets (Markowitz 1952; Elton, Gruber, "Modern Portfolio Theory and Investment Analysis", chapter 5): w1 = (s2^2
// - rho s1 s2) / (s1^2 + s2^2 - 2 rho s1 s2), nothing of the second where that is above 1.
TEST(MinimumVariance, IsTheClosedFormForTwoAssets) {
  for (const double rho : {-0.8, 0.0, 0.3, 0.4, 0.9}) {
    const double s1 = 0.12, s2 = 0.3;
    const double first = (s2 * s2 - rho * s1 * s2) / (s1 * s1 + s2 * s2 - 2 * rho * s1 * s2);
    const double kept = std::min(first, 1.0);
    expect_near(*minimum_variance_weights(covariance_of({s1, s2}, [&](auto, auto) { return rho; })), {kept, 1 - kept},
                1e-9);
  }
}

// Without correlations the minimum variance is at weights in inverse proportion to the variances, and the bisection
// gives the same (Lopez de Prado, "Building diversified portfolios that outperform out of sample", Journal of Portfolio
// Management 42 (2016), appendix A.2); so it does for two assets whatever their correlation.
TEST(Hierarchical, IsInverseVarianceWithoutCorrelationsAndForTwoAssets) {
  const std::vector<double> volatilities{0.1, 0.15, 0.2, 0.3, 0.4};
  std::vector<double> inverse;
  for (const double one : volatilities) inverse.push_back(1 / (one * one));
  const SquareMatrix covariance = covariance_of(volatilities, [](auto, auto) { return 0.0; });
  expect_near(hierarchical_weights(covariance), in_proportion(inverse), 1e-9);
  expect_near(*minimum_variance_weights(covariance), in_proportion(inverse), 1e-9);
  for (const double rho : {-0.7, 0.0, 0.6})
    expect_near(hierarchical_weights(covariance_of({0.1, 0.3}, [&](auto, auto) { return rho; })), {0.9, 0.1}, 1e-9);
}

// A portfolio of them all without any risk has none to share, and no least of it either.
TEST(CovarianceMethods, HaveNoAnswerWhereAHedgeIsPerfect) {
  const SquareMatrix opposite = covariance_of({0.1, 0.2}, [](auto, auto) { return -1.0; });
  EXPECT_FALSE(equal_risk_weights(opposite));
  EXPECT_FALSE(minimum_variance_weights(opposite));
  const ReturnTable few = drawn_returns(6, 3, 7);
  EXPECT_FALSE(covariance_weights(few, WeightMethod::kErc)) << "six assets, three returns";
  EXPECT_TRUE(covariance_weights(few, WeightMethod::kHrp));
}

TEST(EqualRisk, ContributionsAreEqualToOneInTenToTheTenth) {
  Rng rng(11);
  for (std::size_t assets = 2; assets <= 20; ++assets) {
    ReturnTable returns(assets, std::vector<double>(60));
    for (std::size_t t = 0; t < 60; ++t) {
      const double common = rng.normal();
      for (std::size_t a = 0; a < assets; ++a)
        returns[a][t] =
            std::pow(10.0, -static_cast<double>(a % 5)) * (common * (a % 2 == 0 ? 1.0 : -0.98) + 0.05 * rng.normal());
    }
    const SquareMatrix covariance = sample_covariance(returns);
    const std::vector<double> weights = *equal_risk_weights(covariance);
    double least = 1e300;
    double most = 0;
    for (std::size_t i = 0; i < assets; ++i) {
      double slope = 0;
      for (std::size_t j = 0; j < assets; ++j) slope += covariance.at(i, j) * weights[j];
      least = std::min(least, weights[i] * slope);
      most = std::max(most, weights[i] * slope);
    }
    EXPECT_GT(least, 0);
    EXPECT_LT(most / least - 1, 1e-10) << assets;
  }
}

TEST(EqualRisk, AgreesWithCoordinateDescent) {
  expect_near(*equal_risk_weights(sample_covariance(drawn_returns(6, 90, 7))),
              {0.501358760035663, 0.136371532441201, 0.10884904532024166, 0.11241963252816375, 0.08066495811411847,
               0.06033607156061212},
              1e-12);
}

TEST(Hierarchical, AgreesWithScipysLinkageOnEuclideanDistances) {
  expect_near(hierarchical_weights(sample_covariance(drawn_returns(6, 90, 7))),
              {0.6649207970722913, 0.08974862567821866, 0.06330746980913783, 0.10666862831717039, 0.03710474874736285,
               0.03824973037581894},
              1e-12);
}

TEST(Hierarchical, EqualDistancesGoByTheSmallestNumbers) {
  // All distances equal: 0+1 -> 4, then 2+3 (both smaller than 4), so the halves are {0,1} and {2,3}.
  SquareMatrix same(4);
  const double variances[] = {1, 2, 3, 4};
  for (std::size_t i = 0; i < 4; ++i) same.at(i, i) = variances[i];
  const auto pair_variance = [](double a, double b) { return a * b / (a + b); };
  const double left = pair_variance(1, 2);
  const double right = pair_variance(3, 4);
  const double share = 1 - left / (left + right);
  expect_near(hierarchical_weights(same), {share * 2 / 3, share / 3, (1 - share) * 4 / 7, (1 - share) * 3 / 7}, 1e-14);
}

TEST(MinimumVariance, IsTheBestOfAllSubsets) {
  expect_near(*minimum_variance_weights(ledoit_wolf_covariance(drawn_returns(6, 90, 7))),
              {0.5380732352259697, 0.16964384059628423, 0.09932184268774376, 0.10255691849783592, 0.06533569049571464,
               0.02506847249645176},
              1e-12);
  expect_near(*minimum_variance_weights(matrix({{1, 1.5}, {1.5, 4}})), {1, 0}, 0);
}

TEST(MinimumVariance, MeetsTheConditionsOfTheOptimumWhereShortingWouldPay) {
  Rng rng(5);
  for (int round = 0; round < 200; ++round) {
    const std::size_t assets = 2 + rng.below(12);
    ReturnTable returns(assets, std::vector<double>(40));
    for (std::size_t t = 0; t < 40; ++t) {
      const double common = rng.normal();
      for (std::size_t a = 0; a < assets; ++a)
        returns[a][t] = (0.3 + static_cast<double>(a)) * 0.01 * common + 0.003 * rng.normal();
    }
    const SquareMatrix covariance = ledoit_wolf_covariance(returns);
    const std::vector<double> weights = *minimum_variance_weights(covariance);
    double variance = 0;
    double sum = 0;
    std::vector<double> slope(assets, 0.0);
    for (std::size_t i = 0; i < assets; ++i) {
      for (std::size_t j = 0; j < assets; ++j) slope[i] += covariance.at(i, j) * weights[j];
      variance += weights[i] * slope[i];
      sum += weights[i];
    }
    EXPECT_NEAR(sum, 1, 1e-12);
    for (std::size_t i = 0; i < assets; ++i) {
      EXPECT_GE(weights[i], 0);
      EXPECT_GE(slope[i], variance * (1 - 1e-9));
      if (weights[i] > 1e-12) {
        EXPECT_NEAR(slope[i], variance, 1e-9 * variance);
      }
    }
  }
}

TEST(LedoitWolf, AgreesWithScikitLearn) {
  const SquareMatrix covariance = ledoit_wolf_covariance(drawn_returns(6, 90, 7));
  EXPECT_NEAR(covariance.at(0, 0), 3.0460955406246233e-05, 1e-17);
  EXPECT_NEAR(covariance.at(0, 1), -1.691800099062616e-05, 1e-17);
  EXPECT_NEAR(covariance.at(2, 3), -1.993563506865429e-05, 1e-17);
  EXPECT_NEAR(covariance.at(5, 5), 0.00026056711513066765, 1e-16);
}

}  // namespace
}  // namespace bot::decide
