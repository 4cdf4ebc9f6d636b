// What preflight, watchdog and the daily summary share: whose account they look at, when they began to, how they speak.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "app/environment.hpp"
#include "app/world.hpp"
#include "ledger/state.hpp"
#include "report/watch_alerts.hpp"

namespace bot::app {

struct Watched {
  Mode mode = Mode::kPaper;
  AccountId account;
  run::RunOptions options;
};
// Of --paper or --live; of neither: live where execution.live says so and there is a live account, else paper.
[[nodiscard]] Result<Watched> watched_account(const Environment& environment, std::optional<Mode> asked);
// With its gateway, or, when that cannot be reached, without: the look goes on and says so. Other errors are errors.
struct LookedAt {
  std::unique_ptr<World> world;
  std::optional<Error> no_gateway;
};
[[nodiscard]] Result<LookedAt> look_at(Environment& environment, const Watched& watched, bool scheduled);
[[nodiscard]] report::AlertFrame frame_for(const Watched& watched, const World& world,
                                           const ledger::LedgerState& state);

// <paths.state>/<account>/in-service.json: which version, mode and account the owner was told of, and since when
// somebody looks after this account. Remove it, and the next preflight introduces itself again.
struct InService {
  std::string version;
  std::string mode;
  UtcTime since{};
};
[[nodiscard]] std::optional<InService> in_service(const Environment& environment, const AccountId& account);
Result<void> note_in_service(Environment& environment, const AccountId& account, const InService& what);

// What a timer's command could not do is told, too: nobody reads its exit code. Answers `done` as it is.
Result<int> told_if_failed(Environment& environment, const AccountId& account, bool scheduled, const std::string& what,
                           Result<int> done);

// From now on a crash of this process becomes an alert of this account.
void leave_crash_records(Environment& environment, const AccountId& account);

}  // namespace bot::app
