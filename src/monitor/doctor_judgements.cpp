#include <fmt/format.h>

#include "calendar/new_york.hpp"
#include "monitor/doctor.hpp"
#include "schedule/timers.hpp"

namespace bot::monitor {
namespace {

constexpr std::chrono::days kMinHorizon{400};
constexpr const char* kInstall = "Run bot schedule install --paper (or --live).";

Check judge_loaded(const TradingTimer& timer) {
  const bool is_user = timer.scope == TimerScope::kUser;
  const std::string_view owner = is_user ? "user" : "system";
  if (timer.active != "active")
    return bad("timer", fmt::format("the {} timer is installed but {}: no run will start", owner, timer.active),
               fmt::format("systemctl {}enable --now {}.timer", is_user ? "--user " : "", schedule::kUnitName));
  if (!timer.next) return bad("timer", fmt::format("the {} timer is active but will not fire again", owner), kInstall);
  return good("timer", fmt::format("the {} timer next fires {}", owner, calendar::new_york_text(*timer.next)));
}

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

Check judge_timers(const std::optional<std::vector<TradingTimer>>& timers) {
  if (!timers)
    return warning(
        "timer", "systemd does not run here, so no timer can be installed: runs start by hand or by cron",
        "On a machine with systemd: bot schedule install --paper (or --live). docs/scheduling.md has lines for cron.");
  Check best = warning("timer", "no timer is installed: runs start by hand only", kInstall);
  for (const TradingTimer& timer : *timers) {
    if (!timer.loaded) continue;
    best = judge_loaded(timer);
    if (best.status == CheckStatus::kGood) break;
  }
  return best;
}

}  // namespace bot::monitor
