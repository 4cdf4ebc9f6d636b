// The kill switch beside a ledger: a file that can be written while a run holds the ledger, also by hand. While it
// exists nothing is sent.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "ports/files.hpp"

namespace bot::ports {

// How `bot resume --halt` names a halt that stands in the kill file alone.
inline constexpr std::string_view kKillFileHalt = "FILE";

struct KillFile {
  std::string why;                     // its reasons in one line; where it has none, its path
  std::vector<std::string> reasons{};  // what it says, a line each
  std::optional<Error> unreadable{};   // it counts all the same
};
// None: there is no such file, or `path` is empty.
[[nodiscard]] std::optional<KillFile> read_kill_file(const Files& files, const std::string& path);
// As everybody says it: "the kill switch is set: by Ann".
[[nodiscard]] std::string kill_sentence(const KillFile& kill);
// A second reason goes below the first.
Result<void> write_kill_file(Files& files, const std::string& path, const std::string& why);

}  // namespace bot::ports
