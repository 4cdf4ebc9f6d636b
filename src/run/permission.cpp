#include "run/permission.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "broker/tws_codes.hpp"
#include "run/connect.hpp"

namespace bot::run {
namespace {

constexpr std::chrono::days kFractionMemory{30};
const Quantity kWholeProbe = Quantity::from_whole(1);
const Quantity kFractionProbe = Quantity::from_raw(500'000'000);

Result<ports::WhatIf> ask_what_if(Runtime& runtime, const Instrument& instrument, Quantity shares, Price limit) {
  const OrderTicket ticket{.symbol = instrument.symbol,
                           .con_id = instrument.con_id,
                           .primary_exchange = instrument.primary_exchange,
                           .account = runtime.options.account,
                           .side = Side::kBuy,
                           .quantity = shares,
                           .limit = limit,
                           .expires = runtime.timing.deadlines.expiry};
  return ask<ports::WhatIf>(runtime, fmt::format("asking whether {} may be bought", instrument.symbol),
                            [&] { return runtime.ports.broker.what_if(ticket, runtime.request_deadline()); });
}

// Not enough cash before the sells are done says nothing of permission.
bool is_about_money(const std::string& reason) {
  constexpr std::string_view kWords[] = {"margin",       "insufficient",     "available funds", "settled cash",
                                         "buying power", "equity with loan", "cash balance"};
  const std::string text = lower(reason);
  return std::ranges::any_of(kWords, [&](std::string_view word) { return text.find(word) != std::string::npos; });
}

enum class Permission { kGranted, kRefused };

Permission refuse(Runtime& runtime, Exclusions& exclusions, const Symbol& symbol, const std::string& why) {
  exclusions[symbol] = why;
  runtime.error(symbol, ledger::FindingCode::kPermission, why);
  return Permission::kRefused;
}

Staged<Permission> ask_permission(Runtime& runtime, const Instrument& instrument, Price limit,
                                  Permissions& permissions) {
  const Symbol& symbol = instrument.symbol;
  if (runtime.state().proven.contains(symbol)) return Permission::kGranted;
  const auto answer = ask_what_if(runtime, instrument, kWholeProbe, limit);
  if (!answer)
    return refuse(runtime, permissions.unproven, symbol,
                  fmt::format("permission to buy {} could not be proven: {}", symbol, answer.error().text()));
  if (answer->accepted) {
    BOT_STAGE_VOID(runtime.record(ledger::PermissionProven{.symbol = symbol, .how = "what-if"}));
    return Permission::kGranted;
  }
  if (answer->code == broker::code::kInvalidRequest)
    return stopped(Ending::kRefused,
                   fmt::format("the gateway's API is read-only ({}: {}); switch \"Read-Only API\" off in its settings",
                               answer->code, answer->reason));
  if (is_about_money(answer->reason)) return Permission::kGranted;
  const Permission refused =
      refuse(runtime, permissions.refused, symbol,
             fmt::format("this account may not buy {}: {} {}", symbol, answer->code, answer->reason));
  BOT_STAGE_VOID(
      runtime.record(ledger::PermissionRefused{.symbol = symbol, .code = answer->code, .reason = answer->reason}));
  return refused;
}

}  // namespace

Staged<bool> ask_permissions(Runtime& runtime, const TradeFacts& facts, const plan::Plan& plan,
                             Permissions& permissions) {
  bool excluded = false;
  for (const plan::PlannedOrder& order : plan.orders) {
    if (order.side != Side::kBuy) continue;
    BOT_STAGE(const Permission permission,
              ask_permission(runtime, facts.quotes.instruments.at(order.symbol), order.limit_price, permissions));
    excluded = excluded || permission == Permission::kRefused;
  }
  return excluded;
}

Result<bool> prove_fractions(Runtime& runtime, const TradeFacts& facts, const std::set<Symbol>& symbols) {
  if (runtime.options.fractional != Fractional::kAuto || symbols.empty()) return false;
  // A what-if travels as an order does, and no order frame leaves from a dry run.
  if (runtime.is_dry()) return false;
  const Date today = runtime.timing.asof;
  const auto was_refused = [&](const Symbol& symbol) {
    const auto until = runtime.state().fraction_refused_until.find(symbol);
    return until != runtime.state().fraction_refused_until.end() && today <= until->second;
  };
  if (std::ranges::any_of(symbols, was_refused)) return false;
  for (const Symbol& symbol : symbols) {
    const plan::QuoteInput quote = plan_quote(runtime, symbol, facts.quotes, facts.series);
    const auto instrument = facts.quotes.instruments.find(symbol);
    if (quote.problem || !quote.ask || instrument == facts.quotes.instruments.end()) return false;
    const Price limit = plan::buy_limit(*quote.ask, runtime.options.plan.limit_offset_bps, quote.tick);
    const auto answer = ask_what_if(runtime, instrument->second, kFractionProbe, limit);
    if (!answer) return false;  // not proven today; whole shares always go
    if (answer->accepted) continue;
    if (broker::is_fraction_refusal(answer->code))
      BOT_TRY_VOID(runtime.record(ledger::FractionRefused{.symbol = symbol, .until = today + kFractionMemory}));
    return false;
  }
  return true;
}

}  // namespace bot::run
