// The verdict of the last overfitting dossier, kept beside the reports, and the check of it before live trading is
// armed.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "app/environment.hpp"
#include "research/dossier.hpp"

namespace bot::app {

// What a verdict is of.
struct JudgedRecord {
  Date first_session, last_session;
  bool is_whole = false;      // neither --start nor --end was given, and every symbol has bars
  bool is_simulated = false;  // some of its bars
  std::vector<std::pair<std::string, double>> settings;  // of the point that was judged, by key of the grid
};

// <paths.reports>/dossier.json: verdict and sentence, bound to the strategy of this configuration.
Result<void> keep_verdict(Environment& environment, const research::Dossier& dossier, const JudgedRecord& record);

// With research.require_verdict: kSafety unless the kept dossier is for this exact strategy, judged the settings that
// are configured on the whole record of real bars, and holds up.
[[nodiscard]] Result<void> check_verdict(const Environment& environment);

}  // namespace bot::app
