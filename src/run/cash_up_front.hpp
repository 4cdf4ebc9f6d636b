// An account under "cash up front": the broker takes settled cash only. It shows by a refused buy whose text says so,
// or by AvailableFunds that stay at settled cash after the sells of two runs in a row (docs/reliability.md, G10).
#pragma once

#include <optional>

#include "plan/make_plan.hpp"
#include "run/runtime.hpp"

namespace bot::run {

// As configured, or settled cash only while the broker is known to take nothing else.
[[nodiscard]] plan::CashRule cash_rule(const Runtime& runtime);
// What the broker's cash says after the sells.
enum class CashAfterSells { kShowsThem, kLags };
// Whether the broker grants the proceeds of the sells. None where it cannot be determined.
[[nodiscard]] std::optional<bool> proceeds_granted(const plan::PlanInput& input, CashAfterSells cash);
// Remembers what orders and values showed of it, and alerts the owner when it is new.
[[nodiscard]] Result<void> note_cash_up_front(Runtime& runtime);

}  // namespace bot::run
