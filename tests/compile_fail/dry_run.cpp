// CASE 1: no matching function|could not convert|cannot convert|no known conversion|invalid initialization
// CASE 2: has no member named|no non-static data member named|designator
#include "trade/run.hpp"

using namespace bot;

trade::RunResult go(const trade::TradePorts& all, const trade::LedgerState& state, const trade::RunOptions& options) {
#if BOT_CASE == 0
  return trade::dry_run(all.read, state, options);
#elif BOT_CASE == 1
  return trade::dry_run(all, state, options);
#elif BOT_CASE == 2
  (void)all.read.door;
  return trade::dry_run(all.read, state, options);
#endif
}
