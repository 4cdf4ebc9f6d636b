// Is everything there for the next run? From facts somebody gathered to "trade-ready: yes" or the one thing to do.
// Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "calendar/calendar.hpp"
#include "ledger/explained.hpp"
#include "ledger/state.hpp"
#include "model/account.hpp"
#include "monitor/account.hpp"
#include "monitor/check.hpp"
#include "monitor/strategy_file.hpp"
#include "ports/disk.hpp"
#include "ports/kill_file.hpp"

namespace bot::monitor {

struct SymbolFacts {
  Symbol symbol;
  std::optional<Date> last;  // newest final bar in the cache
  std::string problem;       // of fetching or validation; empty: fit for a decision
};

struct PreflightFacts {
  UtcTime now{};
  std::optional<Error> gateway;     // why it cannot be talked to; none: it is logged in (accounts and next id answered)
  std::vector<AccountId> accounts;  // it manages
  std::optional<UtcTime> server_time;  // read at the same moment as `now`
  AccountValues values;                // of the account
  std::vector<Position> outside;       // of the account, beyond what is managed
  std::vector<ledger::UnexplainedPosition>
      unexplained;                                // positions that the ledger did not make: no run trades beside them
  std::vector<ledger::UnbookedFill> unbooked;     // of orders of ours: the run books them before it looks
  std::map<Symbol, std::string> pin_differences;  // of symbols whose pinned contract is not the broker's any more
  std::vector<SymbolFacts> data;
  std::optional<WeightsOfNextRun> weights;  // with strategy.kind file
  std::optional<Error> ledger;              // why it cannot be opened
  // Rows at the ledger's end that the audit file lacks; none: only the records since the last checkpoint were
  // verified, as opening does.
  std::optional<std::uint64_t> rows_missing_in_audit;
  std::optional<ports::KillFile> kill_file;
  std::optional<std::string> arming;            // why live trading is refused; none: allowed, or not asked for
  std::optional<UtcTime> arming_expires;        // in live mode
  std::optional<ports::DiskSpace> disk;         // where the ledger lies; none: it could not be asked
  std::string silence;                          // why no alert gets through; empty: they do, as far as is known
  std::optional<std::uint64_t> alerts_waiting;  // longer than a notifier needs
  std::optional<Error> outbox;                  // why it cannot be read: then no alert goes out
};

struct Readiness {
  bool ready = false;
  int exit_code = 0;
  CheckList checks;   // in the order in which they would stop a run
  std::string to_do;  // the one thing; empty when ready
};

[[nodiscard]] Readiness judge_readiness(const PreflightFacts& facts, const ledger::LedgerState& state,
                                        const MonitoredAccount& account, const calendar::Calendar& calendar);

}  // namespace bot::monitor
