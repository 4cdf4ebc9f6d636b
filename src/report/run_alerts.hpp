// What the owner is told of a run. Pure. Facts only: positions are those read after reconciliation, targets never stand
// in for them. A closed day and another timer's slot give no alert.
#pragma once

#include <optional>

#include <string>
#include <vector>

#include "ports/notifier.hpp"
#include "trade/run_result.hpp"

namespace bot::report {

struct RunAlertContext {
  std::optional<double> day_return{};  // of equity since the session before
  std::optional<double> year_to_date_return{};
  std::string account_masked{};  // "DU***001"
};

// At most one alert about the run itself, then one a symbol whose data failed or that may not be bought.
[[nodiscard]] std::vector<ports::Alert> run_alerts(const trade::RunResult& result, const RunAlertContext& context = {});
// "DU0000001" -> "DU***001"
[[nodiscard]] std::string masked(const std::string& account);

}  // namespace bot::report
