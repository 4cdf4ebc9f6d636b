#include "run/cash_up_front.hpp"

#include <fmt/format.h>

#include "broker/cash.hpp"
#include "broker/tws_codes.hpp"
#include "run/alerts.hpp"

namespace bot::run {
namespace {

constexpr int kMinWithheldRuns = 2;
constexpr std::chrono::days kRemembered{90};  // as long as the broker's restriction lasts; new signs renew it

// The newest sign that is not remembered yet.
std::optional<ledger::CashUpFront> new_sign(const Runtime& runtime) {
  std::optional<ledger::CashUpFront> newest;
  const ledger::LedgerState& state = runtime.state();
  const auto take = [&](Date session, std::string why) {
    if (runtime.timing.asof > session + kRemembered) return;
    if (state.cash_up_front && session <= state.cash_up_front->session) return;
    if (newest && session <= newest->session) return;
    newest = ledger::CashUpFront{.session = session, .until = session + kRemembered, .why = std::move(why)};
  };
  for (const auto& [key, order] : state.orders)
    if (order.side == Side::kBuy && order.state == OrderState::kRejected &&
        broker::is_want_of_settled_cash(order.reason))
      take(order.session, fmt::format("the buy of {} was refused: {}", order.symbol, order.reason));
  if (state.proceeds_withheld >= kMinWithheldRuns)
    take(runtime.timing.asof,
         fmt::format("after the sells of {} runs AvailableFunds stayed at settled cash", kMinWithheldRuns));
  return newest;
}

void notify_owner(Runtime& runtime, const ledger::CashUpFront& cash) {
  ports::Alert alert = make_alert(runtime, ports::AlertKind::kDeferred, ports::Severity::kWarning);
  alert.title = "Buys with settled cash only";
  alert.text = fmt::format("The account takes settled cash only: {}.", cash.why);
  alert.not_done = fmt::format(
      "until {} no buy is planned with unsettled proceeds: what is sold in one session is "
      "bought for in the next",
      to_iso(cash.until));
  alert.to_do = "look in IBKR whether the account is restricted; execution.cash_rule: settled_only plans so for good";
  alert.dedupe_key = "cash_up_front";
  notify(runtime, alert);
}

}  // namespace

plan::CashRule cash_rule(const Runtime& runtime) {
  return runtime.state().buys_with_settled_cash_only(runtime.timing.asof) ? plan::CashRule::kSettledOnly
                                                                          : runtime.options.plan.cash_rule;
}

std::optional<bool> proceeds_granted(const plan::PlanInput& input, CashAfterSells cash) {
  const Money to_come = broker::commissions_to_come();
  if (cash == CashAfterSells::kLags || !input.available_funds || input.unsettled_proceeds <= to_come + to_come)
    return std::nullopt;
  const Money beyond = *input.available_funds - input.settled_cash;
  if (beyond > to_come) return true;
  if (beyond < -to_come) return std::nullopt;  // something else ties money up
  return false;
}

Result<void> note_cash_up_front(Runtime& runtime) {
  if (runtime.options.plan.cash_rule == plan::CashRule::kSettledOnly) return {};
  const bool known = runtime.state().buys_with_settled_cash_only(runtime.timing.asof);
  if (const auto sign = new_sign(runtime)) {
    BOT_TRY_VOID(runtime.record(*sign));
    if (!known) notify_owner(runtime, *sign);
  }
  if (runtime.state().buys_with_settled_cash_only(runtime.timing.asof)) {
    const ledger::CashUpFront& cash = *runtime.state().cash_up_front;
    runtime.warn(std::nullopt, ledger::FindingCode::kCashUpFront,
                 fmt::format("buys are planned with settled cash only until {}: {}", to_iso(cash.until), cash.why));
  }
  return {};
}

}  // namespace bot::run
