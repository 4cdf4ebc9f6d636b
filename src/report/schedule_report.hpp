// `bot schedule`.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "base/check.hpp"
#include "model/mode.hpp"
#include "report/table.hpp"
#include "systemd/install.hpp"
#include "systemd/status.hpp"

namespace bot::report {

enum class ScheduleAction { kInstall, kUninstall, kStatus };
[[nodiscard]] constexpr std::string_view name(ScheduleAction action) {
  switch (action) {
    case ScheduleAction::kInstall:
      return "install";
    case ScheduleAction::kUninstall:
      return "uninstall";
    case ScheduleAction::kStatus:
      return "status";
  }
  BOT_CHECK(false);
}

struct ScheduleFacts {
  ScheduleAction action = ScheduleAction::kStatus;
  systemd::Scope scope = systemd::Scope::kSystem;
  std::optional<Mode> mode{};         // none: nothing is installed
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
