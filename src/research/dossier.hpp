// How much of a back-test's record is luck: what was tried, put on one page, with one verdict. Definitions and sources:
// sharpe_statistics.hpp, overfitting.hpp, bootstrap.hpp.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "research/bootstrap.hpp"
#include "research/trials.hpp"

namespace bot::research {

enum class Verdict { kHoldsUp, kCouldBeLuck, kOverfitted, kTooShort };
[[nodiscard]] constexpr std::string_view name(Verdict verdict) {
  switch (verdict) {
    case Verdict::kHoldsUp:
      return "holds_up";
    case Verdict::kCouldBeLuck:
      return "could_be_luck";
    case Verdict::kOverfitted:
      return "overfitted";
    case Verdict::kTooShort:
      return "too_short";
  }
  return "too_short";
}

struct Dossier {
  std::size_t trials = 0;
  std::size_t observations = 0;  // sessions with a return
  bool are_alike = false;        // all trials have the same returns; one always has
  // The selected trial's; absent where its returns do not vary.
  std::optional<double> sharpe_per_session, skewness, kurtosis;  // kurtosis of the normal distribution: 3
  std::optional<double> psr;                                     // that its true Sharpe ratio is above 0
  std::optional<double> dsr;                        // that it is above what the best of so many tries shows by luck
  std::optional<double> min_track_record_sessions;  // for a psr of 95 %; absent: the ratio is not above 0
  std::size_t blocks = 0;
  std::size_t combinations = 0;
  std::optional<double> pbo;                      // absent: one trial, all alike, or too few sessions
  std::optional<double> reality_check;            // p: no trial earns more than cash
  std::optional<double> reality_check_benchmark;  // p: no trial earns more than the benchmark
  std::optional<Intervals> intervals;             // of the selected trial
  Verdict verdict = Verdict::kTooShort;
  std::string sentence;  // the verdict in plain words

  // There were settings to choose between, but what was varied had no effect.
  [[nodiscard]] bool tried_nothing() const { return trials > 1 && are_alike; }
};

struct DossierOptions {
  BootstrapOptions bootstrap;
  double confidence = 0.95;  // of psr, dsr; 1 - it: the most a reality check's p may be
};

// `selected`: the trial that the search chose over all these sessions. `benchmark`: its returns of the same sessions;
// empty: none. Holds up: dsr at least the confidence, pbo below one half and the reality check's p at most its rest;
// never a record of fewer sessions than the overfitting test needs, nor one on which nothing was tried.
[[nodiscard]] Dossier make_dossier(const TrialReturns& trials, std::size_t selected, std::span<const double> benchmark,
                                   const DossierOptions& options = {});

}  // namespace bot::research
