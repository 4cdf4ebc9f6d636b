// The cache of final daily bars, one file a symbol.
#pragma once

#include <optional>
#include <vector>

#include "base/result.hpp"
#include "model/bar.hpp"

namespace bot::ports {

class BarStore {
 public:
  virtual ~BarStore() = default;
  // No file: an empty optional. A file that cannot be read: kData with the path.
  [[nodiscard]] virtual Result<std::optional<BarSeries>> load(const Symbol& symbol) const = 0;
  // Whole or not at all; a failed save leaves the old file.
  virtual Result<void> save(const BarSeries& series) = 0;
};

}  // namespace bot::ports
