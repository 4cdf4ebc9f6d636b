// Every key: how it is read, what it may hold, how it is shown. The order is that of config/config.yaml.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "config/settings.hpp"
#include "config/yaml_tree.hpp"

namespace bot::config {

struct Refusal {
  std::string what;
  std::string fix;
  int line = 0;  // of the part that is wrong, where it is not the key's
};

struct Shown {
  std::string text;  // as YAML
  std::string json;
};

struct KeySpec {
  std::string path;  // dotted
  // fixed_weights, keep and walkforward.grid: the names below are the person's, entries of several files merge.
  bool open_map = false;
  bool is_list = false;
  // Sets the value; of an open map, the entry `name`.
  std::function<std::optional<Refusal>(Settings&, const std::string& name, const YamlNode&)> read;
  std::function<Shown(const Settings&)> show;                                          // not of open maps
  std::function<std::vector<std::pair<std::string, Shown>>(const Settings&)> entries;  // of open maps
};

[[nodiscard]] const std::vector<KeySpec>& schema();
// The spec of exactly this path, or of the open map it lies in; nullptr when there is none.
[[nodiscard]] const KeySpec* find_key(const std::string& path);
[[nodiscard]] bool is_section(const std::string& path);  // "features.macd"
// "selection.top_n" for "top_n" or "selection.topn": same last name elsewhere, else nearest sibling, else nearest of
// all.
[[nodiscard]] std::string nearest_key(const std::string& path);

}  // namespace bot::config
