// YAML text as a small tree that keeps lines. Stricter than YAML: one document, maps with text keys that occur once, no
// tags, and a bounded size, depth and number of nodes (anchors included, so that aliases cannot multiply).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace bot::config {

struct YamlEntry;

struct YamlNode {
  enum class Kind { kNull, kScalar, kList, kMap };
  Kind kind = Kind::kNull;
  std::string text;                // of a scalar
  bool quoted = false;             // a quoted scalar is always text
  int line = 0;                    // from 1
  std::vector<YamlEntry> entries;  // of a map, in order; the node's line is its key's
  std::vector<YamlNode> items;     // of a list
};
struct YamlEntry {
  std::string key;
  YamlNode node;
};

inline constexpr std::size_t kMaxYamlBytes = 256UL * 1024;

// kConfig with "name:line".
[[nodiscard]] Result<YamlNode> parse_yaml(std::string_view text, const std::string& name);

}  // namespace bot::config
