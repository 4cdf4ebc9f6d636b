#include "research/dossier.hpp"

#include <fmt/format.h>

#include <cmath>

#include "base/check.hpp"
#include "base/wording.hpp"
#include "research/metrics.hpp"
#include "research/overfitting.hpp"
#include "research/sharpe_statistics.hpp"

namespace bot::research {
namespace {

constexpr double kCoin = 0.5;
constexpr std::string_view kDeflated = "deflated Sharpe ratio";

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

// What the blocks of the overfitting test need: nothing shorter is judged, whatever was tried on it.
constexpr std::size_t kLeastSessions = 2 * kBlocks;

Verdict judge(const Dossier& dossier, double confidence) {
  if (!dossier.dsr || dossier.observations < kLeastSessions || dossier.tried_nothing()) return Verdict::kTooShort;
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

// The p of a search, or of one setting, by which it might be luck.
std::string looks_this_good(const Dossier& dossier, double probability, std::string_view by) {
  return fmt::format("without any skill {} looks this good in {}, by the {}",
                     dossier.trials == 1 ? "it" : "the best of so many tries", cases(probability), by);
}

std::string in_words_too_short(const Dossier& dossier) {
  if (!dossier.dsr) return "There are too few returns, or they do not vary.";
  const auto sessions = static_cast<double>(dossier.observations);
  if (dossier.observations < kLeastSessions)
    return fmt::format("{} of record are there; a dossier needs {} at the least.",
                       counted(dossier.observations, "session"), kLeastSessions);
  if (dossier.tried_nothing())
    return fmt::format("Over {} years all {} settings came to the same returns: nothing was tried.", years(sessions),
                       dossier.trials);
  const double least = *dossier.min_track_record_sessions;
  if (years(sessions) == years(least))
    return fmt::format("{} of record are there; to tell a result like this from none at all takes {:.0f}.",
                       counted(dossier.observations, "session"), std::ceil(least));
  return fmt::format("{} years of record are there; to tell a result like this from none at all takes {}.",
                     years(sessions), years(least));
}

std::string in_words(const Dossier& dossier) {
  const double by_dsr = 1 - dossier.dsr.value_or(0);
  const double by_reality = dossier.reality_check.value_or(1);
  switch (dossier.verdict) {
    case Verdict::kHoldsUp:
      return fmt::format(
          "Holds up. The record of {} over {} years is better than luck explains: {}. It does not promise the same for "
          "the years to come.",
          tries(dossier.trials), years(static_cast<double>(dossier.observations)),
          looks_this_good(dossier, by_dsr, kDeflated));
    case Verdict::kCouldBeLuck:
      return fmt::format("Could be luck. The record of {} over {} years is no better than what {} may show: {}.",
                         tries(dossier.trials), years(static_cast<double>(dossier.observations)),
                         dossier.trials == 1 ? "chance" : "so many tries",
                         by_dsr >= by_reality ? looks_this_good(dossier, by_dsr, kDeflated)
                                              : looks_this_good(dossier, by_reality, "reality check"));
    case Verdict::kOverfitted:
      return fmt::format(
          "Overfitted. Settings that were best in one half of the years fell below the middle in the other half in "
          "{:.0f} "
          "of 100 cases: choosing them by their past is no better than drawing lots.",
          100 * *dossier.pbo);
    case Verdict::kTooShort:
      return "Too short to tell. " + in_words_too_short(dossier);
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
  dossier.are_alike = trials.are_alike();
  // Among trials that are all alike, none was chosen.
  if (const auto overfitting = dossier.are_alike ? std::nullopt : probability_of_overfitting(trials)) {
    dossier.blocks = overfitting->blocks;
    dossier.combinations = overfitting->combinations;
    dossier.pbo = overfitting->probability;
  }
  dossier.verdict = judge(dossier, options.confidence);
  dossier.sentence = in_words(dossier);
  return dossier;
}

}  // namespace bot::research
