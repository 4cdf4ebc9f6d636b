// A file of target weights that another program writes.
#pragma once

#include <string>

#include "base/result.hpp"
#include "model/weight_table.hpp"

namespace bot::ports {

struct WeightFile {
  std::string sha256;  // of its bytes
  WeightTable table;
};

class WeightSource {
 public:
  virtual ~WeightSource() = default;
  // The file as it is at this moment. kIo where it cannot be read, kData where it is no such file.
  [[nodiscard]] virtual Result<WeightFile> read(const std::string& path) const = 0;
};

}  // namespace bot::ports
