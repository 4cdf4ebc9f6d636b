#include "research/dossier.hpp"

#include <fmt/format.h>

#include <cmath>

#include "base/check.hpp"
#include "research/metrics.hpp"
#include "research/overfitting.hpp"
#include "research/sharpe_statistics.hpp"

namespace bot::research {
namespace {

constexpr double kCoin = 0.5;

std::vector<double> sharpes_of(const TrialReturns& trials) {
  std::vector<double> sharpes;
  for (std::size_t trial = 0; trial < trials.trials(); ++trial) {
    const auto shape = shape_of(trials.of_trial(trial));
    sharpes.push_back(shape ? shape->sharpe : 0);  // cash all the time
  }
  return sharpes;
}

TrialReturns less_benchmark(const TrialReturns& trials, std::span<const double> benchmark) {
  std::vector<std::vector<double>> excess;
  for (std::size_t trial = 0; trial < trials.trials(); ++trial) {
    excess.push_back(trials.of_trial(trial));
    for (std::size_t session = 0; session < benchmark.size(); ++session) excess.back()[session] -= benchmark[session];
  }
  return TrialReturns(excess);
}

Verdict judge(const Dossier& dossier, bool was_chosen, double confidence) {
  if (!dossier.dsr || (!dossier.pbo && was_chosen)) return Verdict::kTooShort;
  if (dossier.pbo.value_or(0) >= kCoin) return Verdict::kOverfitted;
  const bool is_sure = *dossier.dsr >= confidence && *dossier.reality_check <= 1 - confidence;
  if (is_sure) return Verdict::kHoldsUp;
  const bool is_short = dossier.min_track_record_sessions &&
                        *dossier.min_track_record_sessions > static_cast<double>(dossier.observations);
  return is_short ? Verdict::kTooShort : Verdict::kCouldBeLuck;
}

// "1 case in 20", for a person; never more exact than it is.
std::string cases(double probability) {
  if (probability < 0.001) return "less than 1 case in 1,000";
  if (probability > 0.4) return fmt::format("{:.0f} cases in 10", std::min(std::round(probability * 10), 9.0));
  return fmt::format("1 case in {:.0f}", 1 / probability);
}

std::string years(double sessions) { return fmt::format("{:.1f}", sessions / kSessionsPerYear); }

std::string tries(std::size_t count) {
  return count == 1 ? std::string("one setting") : fmt::format("the best of {} settings", count);
}

std::string in_words(const Dossier& dossier) {
  switch (dossier.verdict) {
    case Verdict::kHoldsUp:
      return fmt::format(
          "Holds up. The record of {} over {} years is better than luck explains: without any skill the best of so "
          "many "
          "tries looks this good in {}. It does not promise the same for the years to come.",
          tries(dossier.trials), years(static_cast<double>(dossier.observations)), cases(1 - *dossier.dsr));
    case Verdict::kCouldBeLuck:
      return fmt::format(
          "Could be luck. The record of {} over {} years is no better than what so many tries may show: without any "
          "skill the best of them looks this good in {}.",
          tries(dossier.trials), years(static_cast<double>(dossier.observations)),
          cases(std::max(1 - *dossier.dsr, *dossier.reality_check)));
    case Verdict::kOverfitted:
      return fmt::format(
          "Overfitted. Settings that were best in one half of the years fell below the middle in the other half in "
          "{:.0f} "
          "of 100 cases: choosing them by their past is no better than drawing lots.",
          100 * *dossier.pbo);
    case Verdict::kTooShort:
      if (dossier.min_track_record_sessions)
        return fmt::format(
            "Too short to tell. {} years of record are there; to tell a result like this from none at all takes {}.",
            years(static_cast<double>(dossier.observations)), years(*dossier.min_track_record_sessions));
      return "Too short to tell. There are too few returns, or they do not vary.";
  }
  BOT_CHECK(false);
}

}  // namespace

Dossier make_dossier(const TrialReturns& trials, std::size_t selected, std::span<const double> benchmark,
                     const DossierOptions& options) {
  BOT_CHECK(selected < trials.trials(), "{} of {}", selected, trials.trials());
  BOT_CHECK(benchmark.empty() || benchmark.size() == trials.sessions(), "{}", benchmark.size());
  Dossier dossier;
  dossier.trials = trials.trials();
  dossier.observations = trials.sessions();
  const std::vector<double> returns = trials.of_trial(selected);
  if (const auto shape = shape_of(returns)) {
    dossier.sharpe_per_session = shape->sharpe;
    dossier.skewness = shape->skewness;
    dossier.kurtosis = shape->kurtosis;
    dossier.psr = probabilistic_sharpe(*shape, 0);
    dossier.dsr = probabilistic_sharpe(*shape, expected_best_sharpe(sharpes_of(trials)));
    dossier.min_track_record_sessions = min_track_record(*shape, 0, options.confidence);
    dossier.reality_check = reality_check(trials, options.bootstrap);
    if (!benchmark.empty())
      dossier.reality_check_benchmark = reality_check(less_benchmark(trials, benchmark), options.bootstrap);
    dossier.intervals = bootstrap_intervals(returns, options.bootstrap);
  }
  // Among trials that are all alike, none was chosen.
  const bool was_chosen = !trials.are_alike();
  if (const auto overfitting = was_chosen ? probability_of_overfitting(trials) : std::nullopt) {
    dossier.blocks = overfitting->blocks;
    dossier.combinations = overfitting->combinations;
    dossier.pbo = overfitting->probability;
  }
  dossier.verdict = judge(dossier, was_chosen, options.confidence);
  dossier.sentence = in_words(dossier);
  return dossier;
}

}  // namespace bot::research
