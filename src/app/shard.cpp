#include "app/shard.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <numeric>
#include <string_view>

#include "base/text.hpp"

namespace bot::app {

std::string to_text(const Shard& shard) { return fmt::format("{}/{}", shard.index, shard.count); }

std::optional<Shard> parse_shard(const std::string& text) {
  constexpr std::int64_t kMaxShards = 1'000'000;
  const auto slash = text.find('/');
  if (slash == std::string::npos) return std::nullopt;
  const auto index = parse_int(std::string_view(text).substr(0, slash));
  const auto count = parse_int(std::string_view(text).substr(slash + 1));
  if (!index || !count || *index < 1 || *count < *index || *count > kMaxShards) return std::nullopt;
  return Shard{static_cast<std::size_t>(*index), static_cast<std::size_t>(*count)};
}

std::vector<std::size_t> list_items(const Shard& shard, std::size_t item_count) {
  const std::size_t first = item_count * (shard.index - 1) / shard.count;
  std::vector<std::size_t> items(item_count * shard.index / shard.count - first);
  std::iota(items.begin(), items.end(), first);
  return items;
}

}  // namespace bot::app
