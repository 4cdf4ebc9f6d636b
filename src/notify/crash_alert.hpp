// What a crash left behind, as an alert. os/crash_record.hpp says what the record looks like.
#pragma once

#include <string_view>

#include "ports/notifier.hpp"

namespace bot::notify {

// Never fails: of a record cut short it says what is there.
[[nodiscard]] ports::Alert crash_alert(std::string_view record, UtcTime found);

}  // namespace bot::notify
