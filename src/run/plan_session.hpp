// From the market to a plan that safety approved and this account is permitted to carry out.
#pragma once

#include "run/decide.hpp"
#include "run/open.hpp"
#include "run/plan_trades.hpp"

namespace bot::run {

struct Session {
  Decided decided;
  Planned planned;
};

// What was decided and planned is shown in `result` as it is known, for a run that stops on the way.
[[nodiscard]] Staged<Session> plan_session(Runtime& runtime, const Opened& opened, ledger::RunResult& result);

}  // namespace bot::run
