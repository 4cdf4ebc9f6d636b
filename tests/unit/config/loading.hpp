// A folder with configuration files and a made-up environment, loaded.
#pragma once

#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "config/load.hpp"
#include "support/shared.hpp"

namespace bot::config::test {

class Loading {
 public:
  Loading() { make_folder("config"); }
  Loading& file(const std::string& name, const std::string& text, unsigned mode = 0600);
  Loading& local(const std::string& text) { return file("config/config.local.yaml", text); }
  Loading& env(const std::string& text, unsigned mode = 0600) { return file(".env", text, mode); }
  Loading& variable(const std::string& name, const std::string& value) {
    environment_[name] = value;
    return *this;
  }
  Loading& set(const std::string& assignment) {
    sets_.push_back(assignment);
    return *this;
  }
  Loading& config_file(const std::string& path) {
    config_file_ = path;
    return *this;
  }
  [[nodiscard]] std::string path(const std::string& name) const { return folder_ / name; }
  [[nodiscard]] LoadReport load() const;
  [[nodiscard]] Salvage salvaged() const;
  [[nodiscard]] Loaded loaded() const;            // fails the test when there are errors
  [[nodiscard]] std::string first_error() const;  // "where: what | fix", the folder taken out of `where`
  [[nodiscard]] std::string errors() const;       // all, a line each
  [[nodiscard]] std::string origin(const std::string& key) const;

 private:
  void make_folder(const std::string& name) const;
  bot::test::ScratchFolder folder_;
  std::map<std::string, std::string> environment_;
  std::vector<std::string> sets_;
  std::optional<std::string> config_file_;
};

}  // namespace bot::config::test
