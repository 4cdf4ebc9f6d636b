// Keys by their path, and the nearest one to a path that is not there.
#include <algorithm>

#include "base/text.hpp"
#include "config/schema.hpp"

namespace bot::config {
namespace {

std::string last_name(const std::string& path) { return path.substr(path.rfind('.') + 1); }
std::string section_above(const std::string& path) {
  const auto dot = path.rfind('.');
  return dot == std::string::npos ? std::string() : path.substr(0, dot + 1);
}

}  // namespace

const KeySpec* find_key(const std::string& path) {
  for (const KeySpec& key : schema())
    if (key.path == path || (key.open_map && path.starts_with(key.path + "."))) return &key;
  return nullptr;
}

bool is_section(const std::string& path) {
  return std::ranges::any_of(schema(), [&](const KeySpec& key) { return key.path.starts_with(path + "."); });
}

std::string nearest_key(const std::string& path) {
  std::vector<std::string> all;
  std::vector<std::string> siblings;
  const std::string section = section_above(path);
  const auto note = [&](const std::string& candidate) {
    all.push_back(candidate);
    if (section_above(candidate) == section) siblings.push_back(candidate);
  };
  for (const KeySpec& key : schema()) {
    std::string above = section_above(key.path);
    while (!above.empty()) {
      above.pop_back();
      if (std::ranges::find(all, above) == all.end()) note(above);
      above = section_above(above);
    }
    note(key.path);
  }
  const std::string wanted = last_name(path);
  for (const std::string& candidate : all)
    if (last_name(candidate) == wanted) return candidate;
  std::vector<std::string> names;
  for (const std::string& sibling : siblings) names.push_back(last_name(sibling));
  if (const std::string near = nearest(wanted, names); !near.empty()) return section + near;
  names.clear();
  for (const std::string& candidate : all) names.push_back(last_name(candidate));
  const std::string near = nearest(wanted, names);
  for (const std::string& candidate : all)
    if (!near.empty() && last_name(candidate) == near) return candidate;
  return nearest(path, all);
}

}  // namespace bot::config
