// Where each value came from, while the layers are merged.
#pragma once

#include <initializer_list>
#include <map>
#include <string>
#include <vector>

#include "base/error.hpp"

namespace bot::config {

struct Origin {
  int layer = 0;     // 0 is the built-in copy; a higher one wins
  std::string text;  // "config/config.local.yaml:12"
};

class Origins {
 public:
  void set(const std::string& path, Origin origin) { origins_[path] = std::move(origin); }
  [[nodiscard]] std::string text(const std::string& path) const {
    const auto found = origins_.find(path);
    return found == origins_.end() ? std::string() : found->second.text;
  }
  // Of several keys that do not fit together, the place of the one set last: that is what the person changed.
  [[nodiscard]] std::string latest(std::initializer_list<std::string> paths) const {
    const Origin* best = nullptr;
    for (const std::string& path : paths) {
      const auto found = origins_.find(path);
      if (found != origins_.end() && (best == nullptr || found->second.layer > best->layer)) best = &found->second;
    }
    return best == nullptr ? std::string() : best->text;
  }

 private:
  std::map<std::string, Origin> origins_;
};

struct Remarks {
  std::vector<Error> errors;
  std::vector<Error> warnings;
};

}  // namespace bot::config
