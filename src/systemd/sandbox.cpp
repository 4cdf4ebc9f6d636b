#include "systemd/sandbox.hpp"

#include <fmt/format.h>

#include "base/check.hpp"

namespace bot::systemd {
namespace {

// Needs no privilege, so a user's own systemd can do it as well.
constexpr const char* kForEverybody =
    "UMask=0077\n"
    "NoNewPrivileges=yes\n"
    "LockPersonality=yes\n"
    "MemoryDenyWriteExecute=yes\n"
    "RestrictNamespaces=yes\n"
    "RestrictRealtime=yes\n"
    "RestrictSUIDSGID=yes\n"
    "SystemCallArchitectures=native\n"
    "SystemCallFilter=@system-service\n"
    "SystemCallFilter=~@privileged @resources\n"
    "SystemCallErrorNumber=EPERM\n"
    "LimitCORE=0\n";

constexpr const char* kSystemWide =
    "CapabilityBoundingSet=\n"
    "AmbientCapabilities=\n"
    "KeyringMode=private\n"
    "PrivateDevices=yes\n"
    "PrivateMounts=yes\n"
    "PrivateTmp=yes\n"
    "PrivateUsers=yes\n"
    "ProcSubset=pid\n"
    "ProtectClock=yes\n"
    "ProtectControlGroups=yes\n"
    "ProtectHome=yes\n"
    "ProtectHostname=yes\n"
    "ProtectKernelLogs=yes\n"
    "ProtectKernelModules=yes\n"
    "ProtectKernelTunables=yes\n"
    "ProtectProc=invisible\n"
    "ProtectSystem=strict\n"
    "RemoveIPC=yes\n"
    "MemoryMax=512M\n"
    "TasksMax=64\n";

std::string address_families(Reach reach) {
  return reach == Reach::kNothing ? "RestrictAddressFamilies=AF_UNIX\n"
                                  : "RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX\n";
}

std::string address_rules(const Sandbox& sandbox) {
  switch (sandbox.reach) {
    case Reach::kGateway: {
      const bool here = sandbox.gateway_address.empty() || sandbox.gateway_address == "localhost";
      return fmt::format("IPAddressDeny=any\nIPAddressAllow=localhost{}\n", here ? "" : " " + sandbox.gateway_address);
    }
    case Reach::kInternet: {
      if (sandbox.loopback) return "";
      std::string lines = "IPAddressDeny=localhost link-local multicast\nIPAddressAllow=127.0.0.53 127.0.0.54";
      for (const std::string& server : sandbox.name_servers) lines += " " + server;
      return lines + "\n";
    }
    case Reach::kNothing:
      return "IPAddressDeny=any\nPrivateNetwork=yes\n";
  }
  BOT_CHECK(false);
}

std::string escaped_percent(const std::string& text) {
  std::string out;
  for (const char c : text) out += c == '%' ? "%%" : std::string(1, c);
  return out;
}

}  // namespace

std::string unit_line(const std::string& text) { return escaped_percent(text); }

std::string unit_word(const std::string& text) {
  if (text.find_first_of(" \t\"'\\$") == std::string::npos) return escaped_percent(text);
  std::string out = "\"";
  for (const char c : escaped_percent(text)) {
    if (c == '"' || c == '\\') out += '\\';
    if (c == '$') out += '$';
    out += c;
  }
  return out + "\"";
}

std::string sandbox_lines(const Sandbox& sandbox, const Layout& layout) {
  std::string lines = fmt::format("WorkingDirectory={}\n", unit_line(layout.state_folder));
  lines += kForEverybody;
  lines += address_families(sandbox.reach);
  if (layout.scope == Scope::kUser) return lines;
  lines += fmt::format("User={0}\nGroup={0}\n", kName);
  if (sandbox.writes_state) lines += fmt::format("StateDirectory={}\nStateDirectoryMode=0700\n", kName);
  lines += kSystemWide;
  lines += address_rules(sandbox);
  lines += fmt::format("ReadWritePaths=-{} -{}\n", layout.log_file, layout.error_log_file);
  for (const std::string& path : sandbox.writable) lines += fmt::format("ReadWritePaths=-{}\n", unit_word(path));
  return lines;
}

}  // namespace bot::systemd
