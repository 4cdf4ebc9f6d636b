#include "app/installation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "base/text.hpp"
#include "base/web_address.hpp"
#include "config/env_file.hpp"
#include "config/mode.hpp"

namespace bot::app {
namespace {

std::string variable_text(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

// What ProtectHome= and PrivateTmp= of the units take out of their sight (systemd.exec(5)).
bool is_hidden_from_units(const std::string& path) {
  for (const std::string_view folder : {"/home/", "/root/", "/run/user/", "/tmp/", "/var/tmp/"})
    if (path.starts_with(folder)) return true;
  return false;
}

tl::unexpected<Error> unit_path_error(const config::Loaded& loaded, const std::string& key, std::string what,
                                      std::string fix) {
  return fail(ErrorCode::kConfig, std::move(what), to_text(config::find_origin(loaded, key)), std::move(fix));
}

Result<void> check_read_path(const config::Loaded& loaded, const std::string& key, const std::string& path,
                             const systemd::Layout& layout) {
  if (path.empty()) return {};
  if (!path.starts_with('/'))
    return unit_path_error(loaded, key,
                           fmt::format("{} is {}, and the units start in {}", key, path, layout.state_folder),
                           "Write it as an absolute path.");
  if (layout.scope == systemd::Scope::kSystem && is_hidden_from_units(path))
    return unit_path_error(loaded, key, fmt::format("{} is {}, which the units cannot see", key, path),
                           fmt::format("Put it below {} or another folder outside home and tmp.", layout.state_folder));
  return {};
}

Result<std::vector<std::string>> written_outside(const config::Loaded& loaded, const systemd::Layout& layout) {
  const config::Settings& settings = loaded.settings;
  std::vector<std::string> outside;
  for (const auto& [key, path] : {std::pair<std::string, std::string>{"paths.state", settings.paths.state},
                                  {"paths.cache", settings.paths.cache},
                                  {"paths.reports", settings.paths.reports},
                                  {"embedded.state", settings.embedded.state}}) {
    if (!path.starts_with('/') || path.starts_with(layout.state_folder + "/")) continue;
    BOT_TRY_VOID(check_read_path(loaded, key, path, layout));
    if (std::ranges::find(outside, path) == outside.end()) outside.push_back(path);
  }
  return outside;
}

bool is_number_address(const std::string& host) {
  return !host.empty() &&
         (host.find(':') != std::string::npos || host.find_first_not_of("0123456789.") == std::string::npos);
}

Result<std::string> gateway_address(const config::Loaded& loaded) {
  const config::Settings& settings = loaded.settings;
  const bool embedded = settings.gateway.kind == config::GatewayKind::kEmbedded;
  if (embedded && settings.gateway.attach.empty()) return std::string();
  std::string host = embedded ? config::attached_endpoint(settings.gateway).host : settings.tws.endpoint.host;
  if (host.empty() || host == "localhost" || host.starts_with("127.") || host == "::1" || host == "[::1]")
    return std::string();
  if (is_number_address(host)) return host;
  const std::string key = embedded ? "embedded.attach" : "gateway.host";
  return unit_path_error(
      loaded, key, fmt::format("{} is {}: the units reach the gateway alone and so cannot ask for a name", key, host),
      "Write its IP address.");
}

std::vector<std::string> loopback_name_servers(const ports::Files& files) {
  std::vector<std::string> servers;
  const auto text = files.read("/etc/resolv.conf");
  if (!text) return servers;
  for (std::string_view line : split(*text, '\n')) {
    line = trim(line);
    if (!line.starts_with("nameserver")) continue;
    const std::string server(trim(line.substr(std::string_view("nameserver").size())));
    const bool loopback = server.starts_with("127.") || server == "::1";
    const bool known = server == "127.0.0.53" || server == "127.0.0.54";
    if (loopback && !known) servers.push_back(server);
  }
  return servers;
}

}  // namespace

Result<systemd::Layout> layout_for(systemd::Scope scope, const std::string& prefix) {
  if (scope == systemd::Scope::kSystem) return systemd::system_layout(prefix);
  systemd::Folders folders{.home = variable_text("HOME"),
                           .xdg_config = variable_text("XDG_CONFIG_HOME"),
                           .xdg_state = variable_text("XDG_STATE_HOME")};
  if (!folders.home.starts_with('/'))
    return fail(ErrorCode::kUsage, "HOME is not set", "environment", "Set it to your home folder.");
  return systemd::user_layout(folders, prefix);
}

Result<config::Loaded> load_as_installed(const std::string& config_file, const std::string& environment_text,
                                         const systemd::Layout& layout) {
  config::Remarks remarks;
  const config::EnvFile lines = config::parse_env(environment_text, layout.environment_file, remarks);
  if (!remarks.errors.empty()) return fail(remarks.errors.front());
  config::Sources sources;
  sources.folder = layout.state_folder;
  sources.config_file = config_file;
  sources.environment = [&lines](const std::string& name) -> std::optional<std::string> {
    const auto found = lines.lines.find(name);
    if (found == lines.lines.end() || !name.starts_with("IB_")) return std::nullopt;
    return found->second.value;
  };
  return config::load(sources);
}

Result<systemd::Options> unit_options(const config::Loaded& loaded, Mode mode, const systemd::Layout& layout,
                                      const ports::Files& files) {
  const config::Settings& settings = loaded.settings;
  const std::vector<Error> problems = config::check_mode(loaded, mode);
  if (!problems.empty()) return fail(problems.front());
  BOT_TRY(const AccountId account, config::account_for(loaded, mode));
  systemd::Options options;
  options.mode = mode;
  options.schedule = settings.run.schedule;
  options.account = account.value();
  options.records_folder = settings.paths.state;
  options.ledger_folder = config::ledger_folder(settings, account);
  options.embedded = settings.gateway.kind == config::GatewayKind::kEmbedded;
  BOT_TRY(options.gateway_address, gateway_address(loaded));
  BOT_TRY(options.outside_folders, written_outside(loaded, layout));
  if (options.embedded) {
    BOT_TRY_VOID(check_read_path(loaded, "embedded.replay", settings.embedded.replay, layout));
    // A number is a seed, a text with blanks the script itself.
    if (!parse_int(settings.embedded.faults) && settings.embedded.faults.find(' ') == std::string::npos)
      BOT_TRY_VOID(check_read_path(loaded, "embedded.faults", settings.embedded.faults, layout));
  }
  options.variables = settings.alerts;
  options.name_servers = loopback_name_servers(files);
  const std::string secret = layout.on_disk(layout.credentials_folder + "/");
  for (const std::string& variable : {options.variables.webhook, options.variables.dead_man})
    if (const auto address = files.read(secret + variable))
      options.notifier_needs_loopback = options.notifier_needs_loopback || is_loopback_address(trim(*address));
  return options;
}

Result<config::Loaded> load_installed(const systemd::Layout& layout, const ports::Files& files) {
  const std::string environment_file = layout.on_disk(layout.environment_file);
  std::string environment_text;
  if (files.exists(environment_file)) {
    BOT_TRY(environment_text, files.read(environment_file));
  }
  return load_as_installed(layout.on_disk(layout.config_file), environment_text, layout);
}

Result<systemd::Options> installed_options(const systemd::Layout& layout, Mode mode, const ports::Files& files) {
  BOT_TRY(const config::Loaded loaded, load_installed(layout, files));
  return unit_options(loaded, mode, layout, files);
}

}  // namespace bot::app
