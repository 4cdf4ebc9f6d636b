// Takes secrets out of texts: the exact ones given, and anything that looks like a webhook's id and token.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/secret.hpp"

namespace bot::notify {

[[nodiscard]] std::string redact(std::string_view text, const std::vector<Secret>& secrets = {});

}  // namespace bot::notify
