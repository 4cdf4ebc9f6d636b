// The text form of the faults: docs/formats/gateway-faults.md.
#pragma once

#include <string_view>

#include "base/result.hpp"
#include "gateway/faults.hpp"

namespace bot::gateway {

// kConfig naming the line. An empty text: no faults.
[[nodiscard]] Result<Faults> parse_faults(std::string_view script);

}  // namespace bot::gateway
