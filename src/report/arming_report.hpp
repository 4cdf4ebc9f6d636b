// `bot arm` and `bot disarm`: what a person agrees to, what is printed, and the alerts.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "ledger/events.hpp"
#include "ports/notifier.hpp"

namespace bot::report {

struct ArmingFrame {
  UtcTime at{};
  bool simulated = false;
  std::string dead_man_variable;  // that would hold the dead-man's address
  std::string by;                 // who arms or disarms, in alerts
};

// What the sentence that is typed agrees to.
[[nodiscard]] std::string arming_terms(const ledger::Armed& armed, const ArmingFrame& frame);
[[nodiscard]] nlohmann::ordered_json arming_json(const ledger::Armed& armed, const ArmingFrame& frame);
[[nodiscard]] std::string armed_text(const ledger::Armed& armed, const ArmingFrame& frame);
[[nodiscard]] ports::Alert armed_alert(const ledger::Armed& armed, const ArmingFrame& frame);

[[nodiscard]] nlohmann::ordered_json disarming_json(const AccountId& account, bool was_armed);
[[nodiscard]] ports::Alert disarmed_alert(const AccountId& account, const std::string& why, const ArmingFrame& frame);

}  // namespace bot::report
