// Since when an account is looked after, and as what the program introduced itself to its owner:
// <paths.state>/<account>/in-service.json. Remove it, and the next preflight introduces itself again.
#pragma once

#include <optional>
#include <string>

#include "base/result.hpp"
#include "base/time.hpp"
#include "monitor/account.hpp"
#include "ports/files.hpp"

namespace bot::checks {

struct InService {
  std::string version;
  std::string mode;
  UtcTime since{};

  bool operator==(const InService&) const = default;
};
// None: not introduced yet, or a file of another kind.
[[nodiscard]] std::optional<InService> in_service(const ports::Files& files, const monitor::MonitoredAccount& account);
// Runs are expected from then on; none: not introduced yet.
[[nodiscard]] std::optional<UtcTime> in_service_since(const ports::Files& files,
                                                      const monitor::MonitoredAccount& account);
[[nodiscard]] Result<void> note_in_service(ports::Files& files, const monitor::MonitoredAccount& account,
                                           const InService& what);

}  // namespace bot::checks
