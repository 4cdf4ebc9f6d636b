// An account under "cash up front": the broker takes settled cash only. It shows by a refused buy whose text says so,
// or by AvailableFunds that stay at settled cash after the sells of two runs in a row (reliability.md 3.3, G10).
#include <algorithm>

#include "base/text.hpp"
#include "run/context.hpp"

namespace bot::run {
namespace {

constexpr int kRunsThatShowIt = 2;
constexpr std::chrono::days kRemembered{90};    // as long as the broker's restriction lasts; new signs renew it
const Money kSameMoney = Money::from_whole(5);  // commissions to come

bool asks_for_settled_cash(const std::string& refusal) {
  const std::string text = lower(refusal);
  return std::ranges::any_of(
      std::initializer_list<std::string_view>{"settled cash", "settled funds", "cash up front", "cash-up-front"},
      [&](std::string_view words) { return text.find(words) != std::string::npos; });
}

// The newest sign that is not remembered yet.
std::optional<ledger::CashUpFront> new_sign(const RunContext& run) {
  std::optional<ledger::CashUpFront> newest;
  const ledger::LedgerState& state = run.state();
  const auto take = [&](Date session, std::string why) {
    if (run.asof > session + kRemembered) return;
    if (state.cash_up_front && session <= state.cash_up_front->session) return;
    if (newest && session <= newest->session) return;
    newest = ledger::CashUpFront{.session = session, .until = session + kRemembered, .why = std::move(why)};
  };
  for (const auto& [key, order] : state.orders)
    if (order.side == Side::kBuy && order.state == OrderState::kRejected && asks_for_settled_cash(order.reason))
      take(order.session, fmt::format("the buy of {} was refused: {}", order.symbol, order.reason));
  if (state.proceeds_withheld >= kRunsThatShowIt)
    take(run.asof, fmt::format("after the sells of {} runs AvailableFunds stayed at settled cash", kRunsThatShowIt));
  return newest;
}

void tell_owner(RunContext& run, const ledger::CashUpFront& cash) {
  if (run.notifier == nullptr) return;
  ports::Alert alert = alert_of(run, ports::AlertKind::kDeferred, ports::Severity::kWarning);
  alert.title = "Buys with settled cash only";
  alert.text = fmt::format("The account takes settled cash only: {}.", cash.why);
  alert.not_done = fmt::format(
      "until {} no buy is planned with unsettled proceeds: what is sold in one session is "
      "bought for in the next",
      to_iso(cash.until));
  alert.to_do = "look in IBKR whether the account is restricted; execution.cash_rule: settled_only plans so for good";
  alert.dedupe_key = "cash_up_front";
  if (auto put = run.notifier->put(alert); !put) run.ports.log.error(put.error().text());
}

}  // namespace

plan::CashRule cash_rule_of(const RunContext& run) {
  return run.state().buys_with_settled_cash_only(run.asof) ? plan::CashRule::kSettledOnly : run.options.cash_rule;
}

std::optional<bool> proceeds_granted(const plan::PlanInput& input, bool fresh) {
  if (!fresh || !input.available_funds || input.unsettled_proceeds <= kSameMoney + kSameMoney) return std::nullopt;
  const Money beyond = *input.available_funds - input.settled_cash;
  if (beyond > kSameMoney) return true;
  if (beyond < -kSameMoney) return std::nullopt;  // something else ties money up
  return false;
}

Result<void> note_cash_up_front(RunContext& run) {
  if (run.options.cash_rule == plan::CashRule::kSettledOnly) return {};
  const bool known = run.state().buys_with_settled_cash_only(run.asof);
  if (const auto sign = new_sign(run)) {
    BOT_TRY_VOID(run.record(*sign));
    if (!known) tell_owner(run, *sign);
  }
  if (run.state().buys_with_settled_cash_only(run.asof)) {
    const ledger::CashUpFront& cash = *run.state().cash_up_front;
    run.find(std::nullopt, false, ledger::FindingCode::kCashUpFront,
             fmt::format("buys are planned with settled cash only until {}: {}", to_iso(cash.until), cash.why));
  }
  return {};
}

}  // namespace bot::run
