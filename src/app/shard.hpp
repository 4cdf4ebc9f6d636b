// A part of a search, as `--shard i/n` names it.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace bot::app {

// The i-th of n, counted from 1; 1/1 is the whole search.
struct Shard {
  std::size_t index = 1;
  std::size_t count = 1;
  bool operator==(const Shard&) const = default;
  static void fields(auto& each) {
    each("index", &Shard::index);
    each("count", &Shard::count);
  }
};
[[nodiscard]] std::string to_text(const Shard& shard);  // "2/7"
// None unless the text is i/n with 1 <= i <= n <= 1,000,000.
[[nodiscard]] std::optional<Shard> parse_shard(const std::string& text);
// The shard's items out of `item_count`. Every item is in exactly one shard; shards differ by at most one item and may
// be empty.
[[nodiscard]] std::vector<std::size_t> list_items(const Shard& shard, std::size_t item_count);

}  // namespace bot::app
