#include "run/settled_cash.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/money_text.hpp"
#include "broker/cash.hpp"
#include "run/alerts.hpp"

namespace bot::run {
namespace {

Money unsettled_proceeds(const Runtime& runtime) {
  Money sum;
  for (const ledger::SaleProceeds& proceeds : runtime.state().unsettled_proceeds(runtime.timing.asof))
    sum += proceeds.net;
  return sum;
}

Money bought_today(const Runtime& runtime) {
  Money sum;
  for (const orders::OrderRecord* order : runtime.state().orders_of(runtime.timing.asof))
    if (order->side == Side::kBuy) sum += multiply(order->limit, order->executed(), Rounding::kUp);
  return sum;
}

Money sold_today(const Runtime& runtime) {
  Money sum;
  for (const ledger::SaleProceeds& proceeds : runtime.state().unsettled_proceeds(runtime.timing.asof))
    if (runtime.state().orders.at(proceeds.key).session == runtime.timing.asof) sum += proceeds.net;
  return sum;
}

// What may stand against settled cash by our own doing: purchases of today, and of earlier sessions such as were paid
// with proceeds that have not settled yet.
Money explained_debit(const Runtime& runtime) {
  Money sum = bought_today(runtime);
  for (const ledger::SaleProceeds& proceeds : runtime.state().unsettled_proceeds(runtime.timing.asof))
    if (runtime.state().orders.at(proceeds.key).session < runtime.timing.asof) sum += proceeds.net;
  return sum == Money{} ? sum : sum + broker::commissions_to_come();
}

}  // namespace

plan::SettledCashInput settled_cash_facts(const Runtime& runtime, const AccountValues& values) {
  // What the broker's values do not show yet of today's own orders: of buys the smaller of its cash and ours counts
  // (docs/reliability.md G12), and proceeds that are not in its cash need not be taken out of it.
  const auto total = broker::dollar_cash(values);
  const auto expected = runtime.state().expected_cash();
  const Money ahead = expected && total ? *total - *expected : Money{};
  return {.settled_cash_tag = values.usd("SettledCash"),
          .total_cash_value = total,
          .unsettled_proceeds = unsettled_proceeds(runtime) - min(max(-ahead, Money{}), sold_today(runtime)),
          .unreflected_buys = min(max(ahead, Money{}), bought_today(runtime))};
}

std::optional<std::string> settled_cash_doubt(const Runtime& runtime, const AccountValues& values) {
  if (!broker::dollar_cash(values)) return "the account does not report how much of its cash is in US dollars";
  const auto settled = values.usd("SettledCash");
  if (!settled) return "the account does not report its settled cash (SettledCash in USD)";
  if (*settled + explained_debit(runtime) < Money{})
    return fmt::format("the account's settled cash is {}", money_text(*settled));
  return std::nullopt;
}

void note_settled_cash(Runtime& runtime, const AccountValues& values) {
  const auto doubt = settled_cash_doubt(runtime, values);
  if (!doubt) return;
  const bool is_new = std::ranges::none_of(
      runtime.findings, [](const ledger::FindingLine& line) { return line.code == ledger::FindingCode::kSettledCash; });
  runtime.error(std::nullopt, ledger::FindingCode::kSettledCash, *doubt + ": nothing is bought");
  if (!is_new) return;
  ports::Alert alert = make_alert(runtime, ports::AlertKind::kDeferred, ports::Severity::kWarning);
  alert.title = "No buys: settled cash in doubt";
  alert.text = fmt::format("In this run {}.", *doubt);
  alert.not_done = "nothing is bought in this run; sells go on";
  alert.to_do = "look at the account's cash in IBKR before the next session";
  alert.dedupe_key = "settled_cash";
  notify(runtime, alert);
}

}  // namespace bot::run
