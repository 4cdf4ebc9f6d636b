// What `bot walkforward` and `bot permute` say.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <utility>
#include <vector>

#include "report/research_report.hpp"
#include "report/table.hpp"
#include "research/permutation.hpp"
#include "research/walkforward.hpp"

namespace bot::report {

struct WalkforwardReport {
  const research::Panel& panel;
  const research::Grid& grid;
  const std::vector<research::GridPoint>& points;
  const std::vector<research::WindowChoice>& choices;
  const research::AccountHistory& history;  // over the test pieces
  research::Metrics metrics;
  std::vector<std::pair<std::string, research::Stability>> stability;
};
[[nodiscard]] nlohmann::ordered_json walkforward_json(const WalkforwardReport& report);
[[nodiscard]] std::string walkforward_text(const WalkforwardReport& report, const TextStyle& style);

struct PermutationReport {
  const research::Panel& panel;
  std::uint64_t seed = 0;
  std::size_t runs = 0;
  research::PermutationResult result;
};
[[nodiscard]] nlohmann::ordered_json permutation_json(const PermutationReport& report);
[[nodiscard]] std::string permutation_text(const PermutationReport& report, const TextStyle& style);

}  // namespace bot::report
