// What must not be read in a log, an error or an alert.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/secret.hpp"

namespace bot {

// Replaces every text in `secrets` of four characters and more, a webhook's id and token, and bearer tokens by ***, and
// the middle of account numbers.
[[nodiscard]] std::string redact(std::string_view text, const std::vector<Secret>& secrets = {});

}  // namespace bot
