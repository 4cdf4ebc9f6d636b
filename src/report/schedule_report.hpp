// `bot schedule`.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "report/table.hpp"
#include "systemd/install.hpp"
#include "systemd/status.hpp"

namespace bot::report {

struct ScheduleFacts {
  std::string action;                 // install, uninstall, status
  std::string scope;                  // system, user
  std::string mode;                   // paper, live; empty: none
  std::optional<UtcTime> next_run{};  // by calendar and configuration
  bool simulated = false;
};

[[nodiscard]] nlohmann::ordered_json schedule_json(const systemd::Report& report, const ScheduleFacts& facts);
[[nodiscard]] std::string schedule_text(const systemd::Report& report, const ScheduleFacts& facts,
                                        const TextStyle& style);
[[nodiscard]] nlohmann::ordered_json schedule_json(const systemd::Status& status, const ScheduleFacts& facts);
[[nodiscard]] std::string schedule_text(const systemd::Status& status, const ScheduleFacts& facts,
                                        const TextStyle& style);

}  // namespace bot::report
