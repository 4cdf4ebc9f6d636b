// A machine of the tests: files in memory, and programs that only note how they were called.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "systemd/install.hpp"

namespace bot::systemd {

class NotedFiles final : public ports::Files {
 public:
  std::map<std::string, std::string> texts;
  std::map<std::string, unsigned> modes;
  std::set<std::string> folders;

  [[nodiscard]] bool exists(const std::string& path) const override {
    if (texts.contains(path) || folders.contains(path)) return true;
    const auto below = texts.lower_bound(path + "/");
    return below != texts.end() && below->first.starts_with(path + "/");
  }
  [[nodiscard]] Result<std::string> read(const std::string& path) const override {
    const auto found = texts.find(path);
    if (found == texts.end()) return fail(ErrorCode::kIo, "not there", path);
    return found->second;
  }
  Result<void> write_atomically(const std::string& path, std::string_view bytes, unsigned mode) override {
    texts[path] = bytes;
    modes[path] = mode;
    return {};
  }
  Result<void> append_durably(const std::string& path, std::string_view bytes, unsigned) override {
    texts[path] += bytes;
    return {};
  }
  Result<void> rename(const std::string& from, const std::string& to) override {
    texts[to] = texts[from];
    texts.erase(from);
    return {};
  }
  Result<void> remove(const std::string& path) override {
    texts.erase(path);
    return {};
  }
  Result<void> make_folders(const std::string& path, unsigned) override {
    folders.insert(path);
    return {};
  }
  [[nodiscard]] Result<std::vector<std::string>> list(const std::string& folder) const override {
    std::set<std::string> names;
    for (const auto& [path, text] : texts)
      if (path.starts_with(folder + "/"))
        names.insert(path.substr(folder.size() + 1, path.find('/', folder.size() + 1) - folder.size() - 1));
    return std::vector<std::string>(names.begin(), names.end());
  }
  Result<std::unique_ptr<ports::FileLock>> lock(const std::string& path) override {
    return fail(ErrorCode::kLocked, "not here", path);
  }
};

class NotedProcesses final : public ports::Processes {
 public:
  explicit NotedProcesses(NotedFiles& files) : files_(files) {}
  std::vector<std::string> calls;                    // words joined by blanks
  std::map<std::string, ports::ProcessEnd> answers;  // by the beginning of the call

  Result<ports::ProcessEnd> run(const std::vector<std::string>& arguments) override {
    std::string call;
    for (const std::string& word : arguments) call += (call.empty() ? "" : " ") + word;
    calls.push_back(call);
    if (arguments[0] == "rm") remove_below(arguments.back());
    for (const auto& [beginning, answer] : answers)
      if (call.starts_with(beginning)) return answer;
    return ports::ProcessEnd{};
  }
  [[nodiscard]] bool called(const std::string& call) const {
    return std::find(calls.begin(), calls.end(), call) != calls.end();
  }
  [[nodiscard]] std::size_t position(const std::string& beginning) const {
    for (std::size_t at = 0; at < calls.size(); ++at)
      if (calls[at].starts_with(beginning)) return at;
    return calls.size();
  }

 private:
  void remove_below(const std::string& folder) {
    std::erase_if(files_.texts, [&](const auto& file) { return file.first.starts_with(folder + "/"); });
  }
  NotedFiles& files_;
};

}  // namespace bot::systemd
