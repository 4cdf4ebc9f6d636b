// An alert as it lies in the outbox, and back. Lossless for valid UTF-8; money, prices and quantities as decimal text.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "ports/notifier.hpp"

namespace bot::notify {

[[nodiscard]] std::string alert_to_json(const ports::Alert& alert);
[[nodiscard]] Result<ports::Alert> alert_from_json(std::string_view json);

}  // namespace bot::notify
