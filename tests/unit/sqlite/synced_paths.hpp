// What of the disk this program has had written through, in order.
#pragma once

#include <string>
#include <vector>

namespace bot::sqlite {

[[nodiscard]] std::vector<std::string>& synced_paths();

}  // namespace bot::sqlite
