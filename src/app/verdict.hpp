// The verdict of the last overfitting dossier, kept beside the reports, and the check of it before live trading is
// armed.
#pragma once

#include "app/environment.hpp"
#include "research/dossier.hpp"

namespace bot::app {

// <paths.reports>/dossier.json: verdict and sentence, bound to the strategy of this configuration.
Result<void> keep_verdict(Environment& environment, const research::Dossier& dossier, Date last_session);

// With research.require_verdict: kSafety unless the kept dossier is for this exact strategy and holds up.
[[nodiscard]] Result<void> check_verdict(const Environment& environment);

}  // namespace bot::app
