// Execution ids of the broker: a correction has the id of the execution it corrects, but for its last part.
#pragma once

#include <cstdint>
#include <string>

#include "model/order.hpp"

namespace bot::broker {

// "0000e0d5.5f1b.01.01" -> "0000e0d5.5f1b.01": equal for an execution and its corrections.
[[nodiscard]] std::string execution_base(const ExecId& id);
// The last part as a number; a later correction has a higher one.
[[nodiscard]] std::int64_t execution_version(const ExecId& id);

}  // namespace bot::broker
