#include <fmt/format.h>

#include <map>

#include "base/text.hpp"
#include "monitor/doctor.hpp"
#include "schedule/timers.hpp"

namespace bot::monitor {
namespace {

constexpr std::chrono::days kMinHorizon{400};

}  // namespace

Check judge_private_file(const std::string& what, const std::string& path, const ports::FileMode& mode) {
  if (mode.is_symlink)
    return bad("secrets",
               fmt::format("{} ({}) is a symbolic link: whoever may change what it points to reads or replaces it",
                           what, path),
               "Put the file itself there, mode 0600.");
  if (!mode.is_ours)
    return bad("secrets", fmt::format("{} ({}) belongs to another user", what, path),
               fmt::format("chown it to the user bot runs as, then chmod 600 {}.", path));
  if ((mode.bits & 077U) != 0)
    return bad("secrets", fmt::format("{} ({}) has mode {:04o}: others can read or change it", what, path, mode.bits),
               fmt::format("chmod 600 {}; renew the secrets if somebody else uses this machine.", path));
  return good("secrets", fmt::format("{} ({}) is readable by its owner alone", what, path));
}

Check judge_horizon(Date today, Date last_day) {
  const std::string text = fmt::format("the calendar of sessions reaches to {}", to_iso(last_day));
  if (today > last_day) return bad("calendar", text + ": today is not in it", "Install a newer bot.");
  if (last_day - today < kMinHorizon) return warning("calendar", text, "Install a newer bot before then.");
  return good("calendar", text);
}

Check judge_timer(const std::string& shown, TimerScope scope) {
  const bool is_user = scope == TimerScope::kUser;
  const std::string_view owner = is_user ? "user" : "system";
  std::map<std::string, std::string, std::less<>> values;
  for (const std::string_view line : split(shown, '\n')) {
    const auto equals = line.find('=');
    if (equals != std::string_view::npos)
      values[std::string(line.substr(0, equals))] = std::string(trim(line.substr(equals + 1)));
  }
  const std::string install = "Run bot schedule install --paper (or --live).";
  if (values["LoadState"] != "loaded")
    return warning("timer", "no timer is installed: runs start by hand only", install);
  if (values["ActiveState"] != "active")
    return bad("timer",
               fmt::format("the {} timer is installed but {}: no run will start", owner, values["ActiveState"]),
               fmt::format("systemctl {}enable --now {}.timer", is_user ? "--user " : "", schedule::kUnitName));
  const std::string next = values["NextElapseUSecRealtime"];
  if (next.empty()) return bad("timer", fmt::format("the {} timer is active but will not fire again", owner), install);
  return good("timer", fmt::format("the {} timer next fires {}", owner, next));
}

}  // namespace bot::monitor
