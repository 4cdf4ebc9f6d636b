#include "config/env_file.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include "base/text.hpp"
#include "base/web_address.hpp"
#include "config/text_file.hpp"

namespace bot::config {
namespace {

bool is_variable_name(std::string_view name) {
  return !name.empty() && !(name.front() >= '0' && name.front() <= '9') && std::ranges::all_of(name, [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
}

// Quotes taken off; outside quotes a comment after a blank is no part of the value.
std::optional<std::string> unquoted_value(std::string_view text) {
  if (!text.empty() && (text.front() == '"' || text.front() == '\'')) {
    const auto end = text.find(text.front(), 1);
    if (end == std::string_view::npos) return std::nullopt;
    const std::string_view rest = trim(text.substr(end + 1));
    if (!rest.empty() && rest.front() != '#') return std::nullopt;
    return std::string(text.substr(1, end - 1));
  }
  const auto comment = text.find(" #");
  return std::string(trim(text.substr(0, comment)));
}

// To root a person's own folder is no less trustworthy with a file of the same person in it: `sudo bot schedule
// install`.
bool is_of_folder_owner(const std::string& path, ::uid_t owner) {
  const auto slash = path.rfind('/');
  const std::string folder = slash == std::string::npos ? "." : path.substr(0, slash + 1);
  struct stat status {};
  return ::geteuid() == 0 && ::stat(folder.c_str(), &status) == 0 && status.st_uid == owner;
}

}  // namespace

EnvFile parse_env(std::string_view text, const std::string& shown, Remarks& remarks) {
  EnvFile env;
  env.found = true;
  int number = 0;
  for (std::string_view line : split(text, '\n')) {
    ++number;
    line = trim(line);
    if (line.empty() || line.front() == '#') continue;
    if (line.starts_with("export ")) line = trim(line.substr(7));
    const auto equals = line.find('=');
    const std::string_view name = trim(line.substr(0, equals));
    const auto value = equals == std::string_view::npos ? std::nullopt : unquoted_value(trim(line.substr(equals + 1)));
    if (!is_variable_name(name) || !value) {
      remarks.errors.push_back({ErrorCode::kConfig, "not a line of the form NAME=VALUE",
                                fmt::format("{}:{}", shown, number),
                                "Write NAME=VALUE, quotes closed; a line that begins with # is a comment."});
      continue;
    }
    env.lines[std::string(name)] = {*value, number};
  }
  return env;
}

EnvFile read_env_file(const std::string& path, const std::string& shown, Remarks& remarks) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return {};
  const auto text = read_text_file(path, shown);
  if (!text) {
    remarks.errors.push_back(text.error());
    return {};
  }
  EnvFile env = parse_env(*text, shown, remarks);
  env.readable_by_others = (status.st_mode & (S_IRWXG | S_IRWXO)) != 0;
  env.is_foreign = status.st_uid != ::geteuid() && status.st_uid != 0 && !is_of_folder_owner(path, status.st_uid);
  struct stat itself {};
  env.is_link = ::lstat(path.c_str(), &itself) == 0 && S_ISLNK(itself.st_mode);
  return env;
}

FoundSecret find_secret(const std::string& name, const Environment& environment, const EnvFile& env,
                        const std::string& env_shown, Remarks& remarks) {
  FoundSecret found;
  if (name.empty()) return found;
  const auto from_environment = environment ? environment(name) : std::nullopt;
  const auto line = env.lines.find(name);
  const auto folder = environment ? environment("CREDENTIALS_DIRECTORY") : std::nullopt;
  // Also where another place wins: what lies open there is no secret any more.
  if (line != env.lines.end() && !line->second.value.empty()) {
    const std::string where = to_place({.kind = OriginKind::kEnvFile, .name = env_shown, .line = line->second.line});
    if (env.readable_by_others)
      remarks.errors.push_back({ErrorCode::kConfig, fmt::format("{} lies in a file that others can read", name), where,
                                fmt::format("chmod 600 {}", env_shown)});
    if (env.is_link)
      remarks.errors.push_back({ErrorCode::kConfig, fmt::format("{} lies behind a symbolic link", name), where,
                                fmt::format("Put the file itself at {}, mode 0600.", env_shown)});
    if (env.is_foreign)
      remarks.errors.push_back({ErrorCode::kConfig, fmt::format("{} lies in a file of another user", name), where,
                                fmt::format("chown {} to the user bot runs as.", env_shown)});
  }
  if (from_environment && !trim(*from_environment).empty()) {
    found = {std::string(trim(*from_environment)), {.kind = OriginKind::kVariable, .name = name}};
  } else if (line != env.lines.end() && !line->second.value.empty()) {
    found = {line->second.value, {.kind = OriginKind::kEnvFile, .name = env_shown, .line = line->second.line}};
  } else if (folder && !folder->empty()) {
    struct stat status {};
    const std::string path = fmt::format("{}/{}", *folder, name);
    const auto text =
        ::stat(path.c_str(), &status) == 0 ? read_text_file(path, path) : Result<std::string>(std::string());
    if (!text) {
      remarks.errors.push_back(text.error());
    } else if (!trim(*text).empty()) {
      found = {std::string(trim(*text)), {.kind = OriginKind::kCredential, .name = name}};
    }
  }
  if (found.origin.kind != OriginKind::kNone && !is_allowed_address(found.value)) {
    remarks.errors.push_back({ErrorCode::kConfig, fmt::format("{} is not an https address", name),
                              to_place(found.origin),
                              "Only https is allowed; http to a loopback address is the exception."});
    return {};
  }
  return found;
}

}  // namespace bot::config
