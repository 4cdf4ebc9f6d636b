// `bot explain`: why a symbol has the weight it has.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "base/time.hpp"
#include "model/symbol.hpp"
#include "report/table.hpp"

namespace bot::report {

struct ExplainReport {
  Date asof{};  // final bars up to this session
  Symbol symbol;
  std::string reason;
  double weight = 0;
  struct Recorded {
    std::string run_id;
    std::string reason;
    double weight = 0;
  };
  std::optional<Recorded> recorded{};  // of a run, from the bar that was still forming
};
[[nodiscard]] nlohmann::ordered_json explain_json(const ExplainReport& report);
[[nodiscard]] std::string explain_text(const ExplainReport& report, const TextStyle& style);

}  // namespace bot::report
