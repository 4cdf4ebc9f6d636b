// Whole or not at all: temporary file beside the target, flush, rename, flush of the folder.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace bot::parquet {

// kIo naming the path; the file that was there before is then unchanged.
[[nodiscard]] Result<void> write_whole_file(const std::string& path, std::string_view bytes);

}  // namespace bot::parquet
