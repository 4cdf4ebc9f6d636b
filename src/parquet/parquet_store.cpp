#include "parquet/parquet_store.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>

#include "parquet/atomic_write.hpp"

namespace bot::parquet {
namespace {

// Far above any daily file (a thousand years of bars are some 20 MB); what is larger is not ours and is not loaded.
constexpr std::streamoff kMaxFile = 256L * 1024 * 1024;

}  // namespace

ParquetStore::ParquetStore(std::string folder) : folder_(std::move(folder)) {}

std::string ParquetStore::path_of(const Symbol& symbol) const { return fmt::format("{}/{}.parquet", folder_, symbol); }

Result<std::optional<BarSeries>> ParquetStore::load(const Symbol& symbol) const {
  const std::string path = path_of(symbol);
  errno = 0;
  if (!std::ifstream(path, std::ios::binary) && errno == ENOENT) return std::optional<BarSeries>{};
  BOT_TRY(BarSeries series, read_bars(path, symbol));
  return std::optional<BarSeries>(std::move(series));
}

Result<void> ParquetStore::save(const BarSeries& series) {
  BOT_TRY(const std::string bytes, encode_bars(series));
  return write_whole_file(path_of(series.symbol), bytes);
}

Result<BarSeries> read_bars(const std::string& path, const Symbol& symbol) {
  errno = 0;
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  const auto unreadable = [&](const std::string& why) {
    return fail(ErrorCode::kData, fmt::format("cannot read the file: {}", why), path, "Check its permissions.");
  };
  if (!file) return unreadable(std::strerror(errno));
  const std::streamoff size = file.tellg();
  if (size < 0) return unreadable("not a plain file");
  if (size > kMaxFile) return unreadable(fmt::format("{} bytes are no file of daily bars", size));
  std::string bytes(static_cast<std::size_t>(size), '\0');
  file.seekg(0);
  if (!file.read(bytes.data(), size)) return unreadable("it ended early");
  return decode_bars(bytes, path, symbol);
}

}  // namespace bot::parquet
