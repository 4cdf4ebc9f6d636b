#include <fmt/format.h>

#include <map>

#include "app/doctor/check_list.hpp"
#include "base/text.hpp"

namespace bot::app {
namespace {

constexpr Duration kSkewToTell = std::chrono::seconds(2);
constexpr Duration kSkewToRefuse = std::chrono::seconds(10);
constexpr std::chrono::days kHorizonToTell{400};
constexpr std::uint64_t kMegabyte = 1'000'000;
constexpr std::uint64_t kSpaceNeeded = 200 * kMegabyte;
constexpr std::uint64_t kSpaceWanted = 1000 * kMegabyte;
constexpr std::uint64_t kFilesNeeded = 1000;

}  // namespace

Check judge_private_file(const std::string& what, const std::string& path, const os::FileMode& mode) {
  if (mode.is_symlink)
    return {"secrets", Mark::kBad,
            fmt::format("{} ({}) is a symbolic link: whoever may change what it points to reads or "
                        "replaces it",
                        what, path),
            fmt::format("Put the file itself there, mode 0600.")};
  if (!mode.is_ours)
    return {"secrets", Mark::kBad, fmt::format("{} ({}) belongs to another user", what, path),
            fmt::format("chown it to the user bot runs as, then chmod 600 {}.", path)};
  if ((mode.bits & 077U) != 0)
    return {"secrets", Mark::kBad,
            fmt::format("{} ({}) has mode {:04o}: others can read or change it", what, path, mode.bits),
            fmt::format("chmod 600 {}; renew the secrets if somebody else uses this machine.", path)};
  return {"secrets", Mark::kGood, fmt::format("{} ({}) is readable by its owner alone", what, path), {}};
}

Check judge_clock(Duration skew) {
  const Duration apart = skew < Duration{0} ? -skew : skew;
  const std::string text =
      fmt::format("this computer's clock is {:.1f} s {} the gateway's", static_cast<double>(apart.count()) / 1000,
                  skew < Duration{0} ? "behind" : "ahead of");
  const std::string fix = "Switch time synchronisation on: timedatectl set-ntp true.";
  if (apart > kSkewToRefuse) return {"clock", Mark::kBad, text + "; above 10 s no order is sent", fix};
  if (apart > kSkewToTell) return {"clock", Mark::kWarning, text, fix};
  return {"clock", Mark::kGood, "this computer's clock and the gateway's agree", {}};
}

Check judge_horizon(Date today, Date last_day) {
  const std::string text = fmt::format("the calendar of sessions reaches to {}", to_iso(last_day));
  if (today > last_day) return {"calendar", Mark::kBad, text + ": today is not in it", "Install a newer bot."};
  if (last_day - today < kHorizonToTell) return {"calendar", Mark::kWarning, text, "Install a newer bot before then."};
  return {"calendar", Mark::kGood, text, {}};
}

Check judge_disk(const std::string& folder, const os::DiskLeft& left) {
  const std::string text = fmt::format("{} MB free for {}", left.bytes / kMegabyte, folder);
  const std::string fix = "Free some space: an intent that cannot be written is an order that is not sent.";
  if (left.files < kFilesNeeded)
    return {"disk", Mark::kBad, fmt::format("only {} more files fit on the disk of {}", left.files, folder), fix};
  if (left.bytes < kSpaceNeeded) return {"disk", Mark::kBad, text + ", 200 MB are needed", fix};
  if (left.bytes < kSpaceWanted) return {"disk", Mark::kWarning, text, fix};
  return {"disk", Mark::kGood, text, {}};
}

Check judge_timer(const std::string& shown, const std::string& scope) {
  std::map<std::string, std::string, std::less<>> values;
  for (const std::string_view line : split(shown, '\n')) {
    const auto equals = line.find('=');
    if (equals != std::string_view::npos)
      values[std::string(line.substr(0, equals))] = std::string(trim(line.substr(equals + 1)));
  }
  const std::string install = "Run bot schedule install --paper (or --live).";
  if (values["LoadState"] != "loaded")
    return {"timer", Mark::kWarning, "no timer is installed: runs start by hand only", install};
  if (values["ActiveState"] != "active")
    return {"timer", Mark::kBad,
            fmt::format("the {} timer is installed but {}: no run will start", scope, values["ActiveState"]),
            fmt::format("systemctl {}enable --now portfolio-rebalance.timer", scope == "user" ? "--user " : "")};
  const std::string next = values["NextElapseUSecRealtime"];
  if (next.empty())
    return {"timer", Mark::kBad, fmt::format("the {} timer is active but will not fire again", scope), install};
  return {"timer", Mark::kGood, fmt::format("the {} timer next fires {}", scope, next), {}};
}

}  // namespace bot::app
