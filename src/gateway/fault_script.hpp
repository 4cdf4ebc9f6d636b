// The text form of the faults: docs/formats/gateway-faults.md.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "gateway/faults.hpp"

namespace bot::gateway {

// kConfig naming the line. An empty text: no faults.
[[nodiscard]] Result<Faults> parse_faults(std::string_view script);

// The script that says these faults, a line each, instants to the second; parse_faults reads the same ones back. A
// text in it has neither line ends nor double quotes.
[[nodiscard]] std::string write_faults(const Faults& faults);

}  // namespace bot::gateway
