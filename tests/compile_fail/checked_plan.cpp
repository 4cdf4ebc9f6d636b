// CASE 1: invalid initialization|cannot convert|no known conversion
// CASE 2: is private|no matching function
// CASE 3: is private
// CASE 4: read-only|discards qualifiers
#include "run/written_plan.hpp"

using namespace bot;

void write(run::Runtime& runtime, const run::Decided& decided, const run::Planned& planned,
           const run::CheckedPlan& checked) {
#if BOT_CASE == 0
  (void)run::write_plan(runtime, decided, checked);
#elif BOT_CASE == 1
  (void)run::write_plan(runtime, decided, planned);
#elif BOT_CASE == 2
  const run::CheckedPlan mine(planned);
#elif BOT_CASE == 3
  run::CheckedPlan mine = checked;
  mine.planned_.plan = {};
#elif BOT_CASE == 4
  run::CheckedPlan mine = checked;
  mine.planned().plan.budget = Money{};
#endif
  (void)runtime, (void)decided, (void)planned, (void)checked;
}
