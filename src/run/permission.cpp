// Whether this account may buy a symbol, and fractions of it: what-ifs, remembered in the ledger.
#include "base/text.hpp"
#include "plan/make_plan.hpp"
#include "run/planning.hpp"

namespace bot::run {
namespace {

constexpr int kFractionMemoryDays = 30;
constexpr int kReadOnlyApi = 321;
const Quantity kWholeProbe = Quantity::from_whole(1);
const Quantity kFractionProbe = Quantity::from_raw(500'000'000);

Result<ports::WhatIf> ask_what_if(RunContext& run, const Symbol& symbol, Quantity shares, Price limit) {
  const Instrument& instrument = run.instruments.at(symbol);
  const OrderTicket ticket{.key = {},
                           .symbol = symbol,
                           .con_id = instrument.con_id,
                           .primary_exchange = instrument.primary_exchange,
                           .account = run.options.account,
                           .side = Side::kBuy,
                           .quantity = shares,
                           .limit = limit,
                           .expires = run.deadlines.expiry};
  return ask_again<ports::WhatIf>(run, fmt::format("asking whether {} may be bought", symbol),
                                  [&] { return run.ports.broker.what_if(ticket, run.request_deadline()); });
}

bool is_fraction_refusal(int code) { return code == 10243 || (code >= 10244 && code <= 10252) || code == 10318; }

// Not enough cash before the sells are done says nothing of permission.
bool is_about_money(const std::string& reason) {
  const std::string text = lower(reason);
  for (const std::string_view word : {"margin", "insufficient", "available funds", "settled cash", "buying power",
                                      "equity with loan", "cash balance"})
    if (text.find(word) != std::string::npos) return true;
  return false;
}

}  // namespace

Result<bool> prove_fractions(RunContext& run, const std::set<Symbol>& symbols) {
  if (run.options.fractional != Fractional::kAuto || run.result.indicative || symbols.empty()) return false;
  for (const Symbol& symbol : symbols) {
    const auto refused = run.state().fraction_refused_until.find(symbol);
    if (refused != run.state().fraction_refused_until.end() && run.asof <= refused->second) return false;
  }
  for (const Symbol& symbol : symbols) {
    const auto quote = quote_input(run, symbol);
    if (quote.problem || !quote.ask || !run.instruments.contains(symbol)) return false;
    const Price limit = plan::buy_limit(*quote.ask, run.options.limit_offset_bps, quote.tick);
    auto answer = ask_what_if(run, symbol, kFractionProbe, limit);
    if (!answer) return false;  // not proven today; whole shares always go
    if (answer->accepted) continue;
    if (is_fraction_refusal(answer->code))
      BOT_TRY_VOID(run.record(
          ledger::FractionRefused{.symbol = symbol, .until = run.asof + std::chrono::days{kFractionMemoryDays}}));
    return false;
  }
  return true;
}

PermissionAnswer may_buy(RunContext& run, const plan::PlannedOrder& order) {
  if (run.state().proven.contains(order.symbol)) return {};
  auto answer = ask_what_if(run, order.symbol, kWholeProbe, order.limit_price);
  if (!answer) {
    const std::string why =
        fmt::format("permission to buy {} could not be proven: {}", order.symbol, answer.error().text());
    run.not_allowed[order.symbol] = why;
    run.find(order.symbol, true, ledger::FindingCode::kPermission, why);
    return {.permission = Permission::kTakenOut, .stop = std::nullopt};
  }
  if (answer->accepted) {
    if (auto recorded = run.record(ledger::PermissionProven{.symbol = order.symbol, .how = "what-if"}); !recorded)
      return {.permission = Permission::kStop, .stop = stop_of(recorded.error())};
    return {};
  }
  if (answer->code == kReadOnlyApi)
    return {
        .permission = Permission::kStop,
        .stop = refused_stop(fmt::format("the gateway's API is read-only ({}: {}); switch \"Read-Only API\" off in its "
                                         "settings",
                                         answer->code, answer->reason))};
  if (is_about_money(answer->reason)) return {};
  const std::string why = fmt::format("this account may not buy {}: {} {}", order.symbol, answer->code, answer->reason);
  run.not_allowed[order.symbol] = why;
  run.find(order.symbol, true, ledger::FindingCode::kPermission, why);
  if (auto recorded =
          run.record(ledger::PermissionRefused{.symbol = order.symbol, .code = answer->code, .reason = answer->reason});
      !recorded)
    return {.permission = Permission::kStop, .stop = stop_of(recorded.error())};
  return {.permission = Permission::kTakenOut, .stop = std::nullopt};
}

}  // namespace bot::run
