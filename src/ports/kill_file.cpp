#include "ports/kill_file.hpp"

#include <fmt/format.h>

#include "base/text.hpp"

namespace bot::ports {

std::optional<KillFile> read_kill_file(const Files& files, const std::string& path) {
  if (path.empty() || !files.exists(path)) return std::nullopt;
  const auto text = files.read(path);
  if (!text) return KillFile{.why = path + ", which cannot be read", .unreadable = text.error()};
  KillFile kill{.why = path};
  for (const std::string_view line : split(*text, '\n'))
    if (!trim(line).empty()) kill.reasons.emplace_back(trim(line));
  if (!kill.reasons.empty()) kill.why = fmt::format("{}", fmt::join(kill.reasons, "; "));
  return kill;
}

std::string kill_sentence(const KillFile& kill) { return "the kill switch is set: " + kill.why; }

Result<void> write_kill_file(Files& files, const std::string& path, const std::string& why) {
  std::string text;
  if (const auto before = files.read(path)) text = trim(*before).empty() ? "" : std::string(trim(*before)) + "\n";
  return files.write_atomically(path, text + why + "\n", 0640);
}

}  // namespace bot::ports
