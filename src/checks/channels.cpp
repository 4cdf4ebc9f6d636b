#include "checks/channels.hpp"

namespace bot::checks {

Result<void> send(const report::CheckNotices& notices, const Channels& channels) {
  for (const ports::Alert& alert : notices.alerts) BOT_TRY_VOID(channels.notifier.put(alert));
  if (notices.failure) channels.report_failure(*notices.failure);
  return {};
}

}  // namespace bot::checks
