// Whether a run may begin at all: halted, allowed in this mode, its session and window. Nothing is asked of the
// gateway.
#pragma once

#include "run/ending.hpp"
#include "run/runtime.hpp"

namespace bot::run {

struct Admission {
  std::optional<Date> session;  // of today, where it came to be looked at
  Staged<Timing> timing;        // stopped: halted, not allowed, closed, or not this start's slot
};
// While an order that an earlier start sent may still work at the broker: the session it was sent in. Whatever this
// start is refused for, such orders come first.
[[nodiscard]] std::optional<Timing> timing_of_live_orders(const Runtime& runtime);
[[nodiscard]] Admission admit(const Runtime& runtime);
// For a dry run, which may start at any time: outside a session it uses final bars and last closes.
[[nodiscard]] Staged<Timing> admit_dry_run(const Runtime& runtime);
// Whether this session belongs to another one's rebalance (weekly, monthly).
[[nodiscard]] bool is_idle_session(const Runtime& runtime, Date session);
// Once at seven, three and one day before live trading ends by itself.
void remind_of_expiry(Runtime& runtime);

}  // namespace bot::run
