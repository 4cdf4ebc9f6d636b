// .env: NAME=VALUE lines, with or without `export`, quotes and comments; and the secrets a run may hold.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "config/origin.hpp"
#include "config/settings.hpp"

namespace bot::config {

struct EnvLine {
  std::string value;
  int line = 0;
};
struct EnvFile {
  bool found = false;
  bool readable_by_others = false;
  bool is_link = false;
  bool is_foreign = false;  // neither ours nor the system's
  std::map<std::string, EnvLine> lines;
};

// No error repeats a value. `shown` is how errors name the file.
[[nodiscard]] EnvFile parse_env(std::string_view text, const std::string& shown, Remarks& remarks);
[[nodiscard]] EnvFile read_env_file(const std::string& path, const std::string& shown, Remarks& remarks);

using Environment = std::function<std::optional<std::string>(const std::string&)>;
struct FoundSecret {
  std::string value;
  Origin origin{.kind = OriginKind::kNone};
};
// The environment, then .env, then systemd's $CREDENTIALS_DIRECTORY/NAME. https, or http to loopback; else an error.
[[nodiscard]] FoundSecret find_secret(const std::string& name, const Environment& environment, const EnvFile& env,
                                      const std::string& env_shown, Remarks& remarks);

}  // namespace bot::config
