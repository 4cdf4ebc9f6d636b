#include "run/permission.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "broker/tws_codes.hpp"
#include "ports/what_if.hpp"
#include "run/connect.hpp"
#include "run/fraction_probe.hpp"
#include "run/order_ids.hpp"

namespace bot::run {
namespace {

// A gateway under load answers late: each further attempt waits twice as long.
constexpr Duration kFirstTimeout = std::chrono::seconds{10};
constexpr int kMaxAttempts = 3;
constexpr int kMaxFractionAttempts = 2;
// The part of the window that further attempts must leave for the orders themselves.
constexpr Duration kLeftForOrders = std::chrono::seconds{60};
const Quantity kWholeProbe = Quantity::from_whole(1);

// The broker's answer for each. What nobody answers stays unknown; it never costs the run.
std::vector<Result<ports::WhatIf>> ask_what_ifs(Runtime& runtime, const std::vector<OrderTicket>& tickets,
                                                int max_attempts) {
  if (tickets.empty()) return {};
  using Answers = std::vector<Result<ports::WhatIf>>;
  Duration timeout = kFirstTimeout;
  auto answers = ask_each<OrderTicket, ports::WhatIf>(
      runtime, "asking what may be traded", max_attempts, tickets, [&](const std::vector<OrderTicket>& open) {
        UtcTime until = runtime.bounded(runtime.now() + timeout);
        if (const auto end = runtime.last_wait(); end && timeout > kFirstTimeout)
          until = std::min(until, *end - kLeftForOrders);
        if (until <= runtime.now())
          return Answers(open.size(), fail(ErrorCode::kTimeout, "no answer, and no time is left to ask again"));
        timeout *= 2;
        if (const auto durable = use_order_ids(runtime, open.size()); !durable)
          return Answers(open.size(), fail(durable.error()));
        return runtime.ports.broker.what_ifs(open, until);
      });
  return answers ? std::move(*answers) : Answers(tickets.size(), fail(answers.error()));
}

enum class Permission { kGranted, kRefused, kUnproven };
struct Judged {
  Permission permission = Permission::kGranted;
  std::string why{};  // it is not granted
};

Staged<Judged> judge(Runtime& runtime, const Symbol& symbol, const Result<ports::WhatIf>& answer) {
  const auto not_granted = [&](Permission permission, std::string why) {
    runtime.error(symbol, ledger::FindingCode::kPermission, why);
    return Judged{.permission = permission, .why = std::move(why)};
  };
  if (!answer)
    return not_granted(Permission::kUnproven,
                       fmt::format("permission to buy {} could not be proven: {}", symbol, answer.error().text()));
  if (answer->accepted) {
    BOT_STAGE_VOID(runtime.record(ledger::PermissionProven{.symbol = symbol, .how = "what-if"}));
    return Judged{};
  }
  if (broker::is_read_only(answer->code, answer->reason))
    return stopped(Ending::kRefused,
                   fmt::format("the gateway's API is read-only ({}: {}); switch \"Read-Only API\" off in its settings",
                               answer->code, answer->reason));
  if (broker::is_want_of_money(answer->code, answer->reason)) return Judged{};
  Judged refused = not_granted(Permission::kRefused,
                               fmt::format("this account may not buy {}: {} {}", symbol, answer->code, answer->reason));
  BOT_STAGE_VOID(
      runtime.record(ledger::PermissionRefused{.symbol = symbol, .code = answer->code, .reason = answer->reason}));
  return refused;
}

FractionAnswer fraction_answer(const Result<ports::WhatIf>& answer) {
  if (!answer) return FractionAnswer::kNotTaken;
  if (answer->accepted) return FractionAnswer::kTaken;
  return broker::is_want_of_money(answer->code, answer->reason) ? FractionAnswer::kNoMoney : FractionAnswer::kNotTaken;
}

}  // namespace

Staged<AskedPermissions> ask_permissions(Runtime& runtime, const TradeFacts& facts, const plan::Plan& plan,
                                         Permissions permissions) {
  std::vector<OrderTicket> probes;
  for (const plan::PlannedOrder& order : plan.orders)
    if (order.side == Side::kBuy && !runtime.state().proven.contains(order.symbol))
      probes.push_back(ports::what_if_ticket(facts.quotes.instruments.at(order.symbol), runtime.options.account,
                                             Side::kBuy, kWholeProbe, order.limit_price, runtime.deadlines().expiry));
  const auto answers = ask_what_ifs(runtime, probes, kMaxAttempts);
  if (runtime.asked_to_stop()) return stopped(Ending::kInterruptedUnsent);
  AskedPermissions asked{.permissions = std::move(permissions)};
  for (std::size_t index = 0; index < probes.size(); ++index) {
    const Symbol& symbol = probes[index].symbol;
    BOT_STAGE(Judged judged, judge(runtime, symbol, answers[index]));
    if (judged.permission == Permission::kGranted) continue;
    asked.must_plan_again = true;
    Exclusions& kind =
        judged.permission == Permission::kRefused ? asked.permissions.refused : asked.permissions.unproven;
    kind[symbol] = std::move(judged.why);
  }
  return asked;
}

Result<FractionProof> prove_fractions(Runtime& runtime, const TradeFacts& facts, Permissions permissions) {
  FractionProof proof{.permissions = std::move(permissions)};
  std::map<Symbol, FractionAnswer>& known = proof.permissions.fractions;
  const std::vector<Symbol> symbols = held_or_wanted(runtime, facts);
  if (runtime.options.fractional != Fractional::kAuto || symbols.empty()) return proof;
  const Date today = runtime.timing.asof;
  const auto was_refused = [&](const Symbol& symbol) {
    const auto until = runtime.state().fraction_refused_until.find(symbol);
    return until != runtime.state().fraction_refused_until.end() && today <= until->second;
  };
  if (std::ranges::any_of(symbols, was_refused)) return proof;
  std::vector<OrderTicket> probes;
  for (const Symbol& symbol : symbols) {
    if (known.contains(symbol)) continue;
    const plan::QuoteInput quote = plan_quote(runtime, symbol, facts.quotes, facts.series);
    const auto instrument = facts.quotes.instruments.find(symbol);
    if (quote.problem || !quote.bid || !quote.ask || instrument == facts.quotes.instruments.end()) return proof;
    probes.push_back(fraction_probe(runtime, facts, instrument->second, quote));
  }
  const auto answers = ask_what_ifs(runtime, probes, kMaxFractionAttempts);
  for (std::size_t index = 0; index < probes.size(); ++index) {
    const Symbol& symbol = probes[index].symbol;
    const auto& answer = answers[index];
    known[symbol] = fraction_answer(answer);
    if (answer && broker::is_fraction_refusal(answer->code))
      BOT_TRY_VOID(runtime.record(ledger::FractionRefused{.symbol = symbol, .until = today + kFractionMemory}));
  }
  // Whole shares always go. Where only the money is missing, another symbol's proof is the account's; should the order
  // be refused all the same, that is remembered.
  const auto is_answer = [&](FractionAnswer answer) {
    return [&known, answer](const Symbol& symbol) { return known.at(symbol) == answer; };
  };
  proof.are_proven = std::ranges::none_of(symbols, is_answer(FractionAnswer::kNotTaken)) &&
                     std::ranges::any_of(symbols, is_answer(FractionAnswer::kTaken));
  return proof;
}

}  // namespace bot::run
