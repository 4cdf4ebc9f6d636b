// `bot runs`, `bot trades`: the same rows as a document, a table or CSV.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>

#include "monitor/history.hpp"
#include "report/table.hpp"

namespace bot::report {

[[nodiscard]] nlohmann::ordered_json runs_json(std::span<const monitor::RecordedRun> runs);
[[nodiscard]] std::string runs_text(std::span<const monitor::RecordedRun> runs, const TextStyle& style);
[[nodiscard]] std::string runs_csv(std::span<const monitor::RecordedRun> runs);

[[nodiscard]] nlohmann::ordered_json trades_json(std::span<const monitor::Trade> trades);
[[nodiscard]] std::string trades_text(std::span<const monitor::Trade> trades, const TextStyle& style);
[[nodiscard]] std::string trades_csv(std::span<const monitor::Trade> trades);  // numbers plain

}  // namespace bot::report
