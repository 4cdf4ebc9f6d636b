// A part of a search, as `--shard i/n` names it.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace bot::app {

// The i-th of n, from 1 on. 1/1 is the whole search.
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
// Nothing: it is not i/n with 1 <= i <= n <= 1,000,000.
[[nodiscard]] std::optional<Shard> parse_shard(const std::string& text);
// Its items of `item_count`: each in one shard, every shard as many as any other, or one more. May be empty.
[[nodiscard]] std::vector<std::size_t> items_of(const Shard& shard, std::size_t item_count);

}  // namespace bot::app
