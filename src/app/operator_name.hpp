// Who sits at the keyboard, for the record.
#pragma once

#include <string>

namespace bot::app {

[[nodiscard]] std::string operator_name();

}  // namespace bot::app
