#include "app/weight_file.hpp"

#include <fmt/format.h>

#include "base/sha256.hpp"
#include "data/csv_weights.hpp"
#include "parquet/read_weights.hpp"

namespace bot::app {
namespace {

// Far above daily weights of a large universe; what is larger is not loaded.
constexpr std::uint64_t kMaxFile = 256ULL * 1024 * 1024;

Result<WeightTable> decode(const std::string& bytes, const std::string& path) {
  return parquet::is_parquet(bytes) ? parquet::decode_weights(bytes, path) : data::parse_weights_csv(bytes, path);
}

}  // namespace

Result<ports::WeightFile> WeightFileReader::read(const std::string& path) const {
  BOT_TRY(const std::uint64_t size, files_.size(path));
  if (size > kMaxFile)
    return fail(ErrorCode::kData, fmt::format("{} bytes are no file of daily weights", size), path,
                "Look at the path.");
  BOT_TRY(const std::string bytes, files_.read(path));
  BOT_TRY(WeightTable table, decode(bytes, path));
  return ports::WeightFile{.sha256 = sha256_hex(bytes), .table = std::move(table)};
}

}  // namespace bot::app
