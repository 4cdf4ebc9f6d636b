// A file of target weights on the disk, CSV or Parquet by its first bytes.
#pragma once

#include "ports/files.hpp"
#include "ports/weight_source.hpp"

namespace bot::app {

class WeightFileReader final : public ports::WeightSource {
 public:
  explicit WeightFileReader(const ports::Files& files) : files_(files) {}
  [[nodiscard]] Result<ports::WeightFile> read(const std::string& path) const override;

 private:
  const ports::Files& files_;
};

}  // namespace bot::app
