// CASE 1: no matching function|could not convert|cannot convert|no known conversion|invalid initialization
// CASE 2: has no member named|no non-static data member named|designator
#include "run/run.hpp"

using namespace bot;

ledger::RunResult go(const run::TradePorts& all, const ledger::LedgerState& state, const run::RunOptions& options) {
#if BOT_CASE == 0
  return run::dry_run(all.read, state, options);
#elif BOT_CASE == 1
  return run::dry_run(all, state, options);
#elif BOT_CASE == 2
  (void)all.read.orders;
  return run::dry_run(all.read, state, options);
#endif
}
