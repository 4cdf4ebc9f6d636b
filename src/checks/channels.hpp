// The ways to the owner that a check has: alerts, and a word for the dead-man's switch, which watches from outside.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "base/result.hpp"
#include "ports/notifier.hpp"
#include "report/check_notices.hpp"

namespace bot::checks {

struct Channels {
  ports::Notifier& notifier;
  std::function<Result<bool>(const ports::Alert&)> knows;      // whether an alert of the same cause is kept
  std::function<Result<std::uint64_t>()> alerts_waiting;       // as notify::count_waiting_alerts counts them
  std::function<void(const std::string& why)> report_failure;  // to the dead-man's switch
};
// The failure is reported after all alerts are stored.
[[nodiscard]] Result<void> send(const report::CheckNotices& notices, const Channels& channels);

}  // namespace bot::checks
