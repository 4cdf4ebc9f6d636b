// The JSON of `bot plan --account FILE` (docs/formats/account.md).
#pragma once

#include <string>

#include "plan/plan_account.hpp"

namespace bot::plan {

// kData where it is no JSON, holds a key twice or one that is unknown, lacks one that must be there, or a value is not
// of its type; `file` is how errors name the text. Whether the numbers are possible plan_input() says.
[[nodiscard]] Result<DescribedAccount> parse_account(const std::string& text, const std::string& file);

}  // namespace bot::plan
