#include "systemd/machine.hpp"

#include <fmt/format.h>

#include "base/text.hpp"

namespace bot::systemd {
namespace {

constexpr const char* kSystemdFolder = "/run/systemd/system";

}  // namespace

Result<std::string> run_or_fail(const Machine& machine, const std::vector<std::string>& arguments) {
  BOT_TRY(const ports::ProcessEnd end, machine.processes.run(arguments));
  if (end.status == 0) return end.out;
  const std::string said(trim(end.err.empty() ? end.out : end.err));
  return fail(ErrorCode::kIo,
              fmt::format("{} ended with status {}{}{}", arguments[0], end.status, said.empty() ? "" : ": ", said),
              fmt::format("{}", fmt::join(arguments, " ")), "Correct what it names and start again.");
}

std::vector<std::string> systemctl(Scope scope, std::vector<std::string> arguments) {
  std::vector<std::string> all{"systemctl"};
  if (scope == Scope::kUser) all.emplace_back("--user");
  all.insert(all.end(), arguments.begin(), arguments.end());
  return all;
}

bool runs_systemd(const Machine& machine) { return machine.files.exists(kSystemdFolder); }

Result<void> check_systemd(const Machine& machine, const Layout& layout) {
  if (!is_real(layout)) return {};
  const std::string instead =
      "Use cron instead (docs/scheduling.md has the lines), or look at the units with --prefix DIR.";
  if (!runs_systemd(machine))
    return fail(ErrorCode::kConfig, "this machine was not started by systemd", kSystemdFolder, instead);
  if (layout.scope == Scope::kSystem) return {};
  const auto asked = machine.processes.run({"systemctl", "--user", "show-environment"});
  if (asked && asked->status == 0) return {};
  return fail(ErrorCode::kConfig,
              fmt::format("this user has no systemd of its own: {}",
                          asked ? std::string(trim(asked->err)) : asked.error().message()),
              "systemctl --user", "Log in as this user (not by su or sudo), or `sudo loginctl enable-linger USER`.");
}

std::vector<Library> private_libraries(std::string_view ldd_output) {
  std::vector<Library> found;
  for (const std::string_view line : split(ldd_output, '\n')) {
    const auto arrow = line.find(" => ");
    if (arrow == std::string_view::npos) continue;
    const std::string_view name = trim(line.substr(0, arrow));
    std::string_view path = trim(line.substr(arrow + 4));
    path = trim(path.substr(0, path.rfind(" (")));
    if (!path.starts_with('/')) continue;
    bool of_the_system = false;
    for (const std::string_view folder : {"/lib/", "/lib64/", "/usr/lib/", "/usr/lib64/"})
      of_the_system = of_the_system || path.starts_with(folder);
    if (!of_the_system) found.push_back({.name = std::string(name), .path = std::string(path)});
  }
  return found;
}

}  // namespace bot::systemd
