// The overfitting dossier: one page with one verdict.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "report/table.hpp"
#include "research/dossier.hpp"

namespace bot::report {

[[nodiscard]] nlohmann::ordered_json dossier_json(const research::Dossier& dossier);
[[nodiscard]] std::string dossier_text(const research::Dossier& dossier, const TextStyle& style);

}  // namespace bot::report
