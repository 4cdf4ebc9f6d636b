// An alert as it lies in the outbox, and back. Lossless for valid UTF-8; money, prices and quantities as decimal text.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "ports/notifier.hpp"

namespace bot::notify {

[[nodiscard]] nlohmann::ordered_json alert_to_json(const ports::Alert& alert);
[[nodiscard]] std::string alert_to_text(const ports::Alert& alert);
[[nodiscard]] Result<ports::Alert> alert_from_json(const nlohmann::ordered_json& json);
[[nodiscard]] Result<ports::Alert> alert_from_text(std::string_view json);

}  // namespace bot::notify
