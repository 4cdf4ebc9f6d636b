// A past decision and plan computed again from what the ledger recorded of that run. Pure: no gateway, cache or clock.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "data/decision_bars.hpp"
#include "decide/options.hpp"
#include "ledger/events.hpp"

namespace bot::run {

// What of the recorded configuration a decision depends on.
struct ReplayOptions {
  decide::Options decide;
  data::Adjust adjust = data::Adjust::kTotalReturn;
};

struct Difference {
  std::string where;  // "decision 1", "plan: SPY"
  std::string recorded;
  std::string recomputed;
};

struct Compared {
  std::string recorded;    // SHA-256
  std::string recomputed;  // SHA-256
  [[nodiscard]] bool same() const { return recorded == recomputed; }
};

struct Replay {
  std::optional<Date> session;
  std::string version;              // of the program that ran
  std::vector<Compared> decisions;  // more than one where a permission was refused in between
  std::optional<Compared> plan;     // none: the run wrote none
  std::vector<Difference> differences;
  [[nodiscard]] bool matches() const { return differences.empty(); }
};

// The merged configuration as that run recorded it; kUsage when the ledger has no such run, kData when it recorded
// none.
[[nodiscard]] Result<std::string> recorded_configuration(const std::vector<ledger::LedgerEvent>& events,
                                                         const RunId& run);
// kData when the run decided nothing or did not record its inputs.
[[nodiscard]] Result<Replay> replay(const std::vector<ledger::LedgerEvent>& events, const RunId& run,
                                    const ReplayOptions& options);

}  // namespace bot::run
