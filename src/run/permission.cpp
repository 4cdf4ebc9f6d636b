#include "run/permission.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "broker/tws_codes.hpp"
#include "run/connect.hpp"

namespace bot::run {
namespace {

constexpr std::chrono::days kFractionMemory{30};
constexpr Duration kTimeout = std::chrono::seconds{10};
constexpr int kMaxAttempts = 1;
const Quantity kWholeProbe = Quantity::from_whole(1);
const Quantity kFractionProbe = Quantity::from_raw(500'000'000);

struct Probe {
  const Instrument* instrument;
  Price limit;
};

// Of each the broker's answer. What nobody answers is not known; it never costs the run.
std::vector<Result<ports::WhatIf>> ask_what_ifs(Runtime& runtime, const std::vector<Probe>& probes, Quantity shares) {
  std::vector<OrderTicket> tickets;
  for (const auto& [instrument, limit] : probes)
    tickets.push_back({.symbol = instrument->symbol,
                       .con_id = instrument->con_id,
                       .primary_exchange = instrument->primary_exchange,
                       .account = runtime.options.account,
                       .side = Side::kBuy,
                       .quantity = shares,
                       .limit = limit,
                       .expires = runtime.timing.deadlines.expiry});
  if (tickets.empty()) return {};
  auto answers = ask_each<OrderTicket, ports::WhatIf>(
      runtime, "asking what may be bought", kMaxAttempts, tickets, [&](const std::vector<OrderTicket>& open) {
        return runtime.ports.broker.what_ifs(open, runtime.bounded(runtime.now() + kTimeout));
      });
  return answers ? std::move(*answers) : std::vector<Result<ports::WhatIf>>(tickets.size(), fail(answers.error()));
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

Staged<Permission> judge(Runtime& runtime, const Symbol& symbol, const Result<ports::WhatIf>& answer,
                         Permissions& permissions) {
  if (!answer)
    return refuse(runtime, permissions.unproven, symbol,
                  fmt::format("permission to buy {} could not be proven: {}", symbol, answer.error().text()));
  if (answer->accepted) {
    BOT_STAGE_VOID(runtime.record(ledger::PermissionProven{.symbol = symbol, .how = "what-if"}));
    return Permission::kGranted;
  }
  if (broker::is_read_only(answer->code, answer->reason))
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
  std::vector<Probe> probes;
  for (const plan::PlannedOrder& order : plan.orders)
    if (order.side == Side::kBuy && !runtime.state().proven.contains(order.symbol))
      probes.push_back({.instrument = &facts.quotes.instruments.at(order.symbol), .limit = order.limit_price});
  const auto answers = ask_what_ifs(runtime, probes, kWholeProbe);
  if (runtime.asked_to_stop()) return stopped(Ending::kInterruptedUnsent);
  bool excluded = false;
  for (std::size_t index = 0; index < probes.size(); ++index) {
    BOT_STAGE(const Permission permission,
              judge(runtime, probes[index].instrument->symbol, answers[index], permissions));
    excluded = excluded || permission == Permission::kRefused;
  }
  return excluded;
}

Result<bool> prove_fractions(Runtime& runtime, const TradeFacts& facts, Permissions& permissions) {
  const std::vector<Symbol> symbols = held_or_wanted(runtime, facts);
  if (runtime.options.fractional != Fractional::kAuto || symbols.empty()) return false;
  // A what-if travels as an order does, and no order frame leaves from a dry run.
  if (runtime.is_dry()) return false;
  const Date today = runtime.timing.asof;
  const auto was_refused = [&](const Symbol& symbol) {
    const auto until = runtime.state().fraction_refused_until.find(symbol);
    return until != runtime.state().fraction_refused_until.end() && today <= until->second;
  };
  if (std::ranges::any_of(symbols, was_refused)) return false;
  std::vector<Probe> probes;
  for (const Symbol& symbol : symbols) {
    if (permissions.fractions.contains(symbol)) continue;
    const plan::QuoteInput quote = plan_quote(runtime, symbol, facts.quotes, facts.series);
    const auto instrument = facts.quotes.instruments.find(symbol);
    if (quote.problem || !quote.ask || instrument == facts.quotes.instruments.end()) return false;
    probes.push_back({.instrument = &instrument->second,
                      .limit = plan::buy_limit(*quote.ask, runtime.options.plan.limit_offset_bps, quote.tick)});
  }
  const auto answers = ask_what_ifs(runtime, probes, kFractionProbe);
  for (std::size_t index = 0; index < probes.size(); ++index) {
    const Symbol& symbol = probes[index].instrument->symbol;
    const auto& answer = answers[index];
    permissions.fractions[symbol] = answer && answer->accepted;
    if (answer && !answer->accepted && broker::is_fraction_refusal(answer->code))
      BOT_TRY_VOID(runtime.record(ledger::FractionRefused{.symbol = symbol, .until = today + kFractionMemory}));
  }
  // Not proven where nobody answered; whole shares always go.
  return std::ranges::all_of(symbols, [&](const Symbol& symbol) { return permissions.fractions.at(symbol); });
}

}  // namespace bot::run
