// Every key of the configuration: how it is read, what it may hold, how it is shown, and the one member it sets.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "config/kinds.hpp"
#include "config/settings.hpp"
#include "config/yaml_tree.hpp"

namespace bot::config {

struct KeySpec {
  std::string path;  // dotted
  // fixed_weights, keep and walkforward.grid: the names below are the person's, entries of several files merge.
  bool open_map = false;
  bool is_list = false;
  // Sets the value; of an open map, the entry `name`.
  std::function<std::optional<Refusal>(Settings&, const std::string& name, const YamlNode&)> read;
  std::function<Shown(const Settings&)> show;            // not of open maps
  std::function<ShownEntries(const Settings&)> entries;  // of open maps
};

// In the order in which they are shown.
[[nodiscard]] const std::vector<KeySpec>& schema();
// The spec of exactly this path, or of the open map it lies in; nullptr when there is none.
[[nodiscard]] const KeySpec* find_key(const std::string& path);
[[nodiscard]] bool is_section(const std::string& path);  // "features.macd"
// "selection.top_n" for "top_n" or "selection.topn": same last name elsewhere, else nearest sibling, else nearest of
// all.
[[nodiscard]] std::string nearest_key(const std::string& path);

}  // namespace bot::config
