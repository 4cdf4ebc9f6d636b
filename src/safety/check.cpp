#include "safety/check.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "model/order_key.hpp"
#include "safety/independent_check.hpp"
#include "safety/rules.hpp"

namespace bot::safety {
namespace {

// What concerns the whole run, in order of the rules; the window differs by moment.
std::vector<Refused> run_objections(const SafetyInput& input, Moment moment) {
  std::vector<Refused> found;
  for (const Objection& objection : {rule_01_kill_switch(input), rule_02_mode_and_account(input), rule_03_arming(input),
                                     rule_04_window(input, moment), rule_05_clock(input), rule_16_nav(input),
                                     rule_17_weights(input), rule_22_bad_sessions(input)})
    if (objection) found.push_back(*objection);
  return found;
}

std::vector<Refused> order_objections(const SafetyInput& input, const OrderView& order) {
  std::vector<Refused> found;
  for (const Objection& objection :
       {rule_06_long_only(input, order), rule_07_instrument(input, order), rule_08_quote(input, order),
        rule_09_collar(input, order), rule_10_limit(input, order), rule_11_order_cap(input, order),
        rule_14_volume(input, order), rule_15_minimum(input, order), rule_19_whole_shares(input, order)})
    if (objection) found.push_back(*objection);
  return found;
}

void sort_by_rule(std::vector<Refused>& refusals) { std::ranges::stable_sort(refusals, {}, &Refused::rule); }

// The ticket itself: for our account, under a key of ours that means this order, dying before the close.
Objection ticket_objection(const SafetyInput& input, const OrderTicket& ticket) {
  const auto refuse = [&](SafetyRule rule, std::string sentence) {
    return Refused{.rule = rule, .sentence = std::move(sentence), .symbol = ticket.symbol};
  };
  if (!input.session) return std::nullopt;  // R04 has said no
  if (ticket.account != input.account) return refuse(SafetyRule::kModeAndAccount, "the order is for another account");
  const auto key = parse_order_key(ticket.key.value(), ticket.account);
  if (!key || key->symbol != ticket.symbol || key->side != ticket.side || key->session != input.session->date)
    return refuse(SafetyRule::kModeAndAccount,
                  fmt::format("the key {} is not one of this order, account and session", ticket.key));
  if (ticket.expires <= input.now || ticket.expires >= input.session->closes)
    return refuse(SafetyRule::kWindow,
                  fmt::format("expires {}, which is not between now and the close", to_iso(ticket.expires)));
  const auto facts = input.symbols.find(ticket.symbol);
  if (facts != input.symbols.end() && facts->second.instrument &&
      (facts->second.instrument->con_id != ticket.con_id ||
       facts->second.instrument->primary_exchange != ticket.primary_exchange))
    return refuse(
        SafetyRule::kInstrument,
        fmt::format("the order names contract {} at {}, the gateway {} at {}", ticket.con_id, ticket.primary_exchange,
                    facts->second.instrument->con_id, facts->second.instrument->primary_exchange));
  return std::nullopt;
}

}  // namespace

bool PlanVerdict::symbols_only() const {
  return std::ranges::all_of(refusals, [](const Refused& refused) { return refused.symbol.has_value(); });
}

PlanVerdict check_plan(const SafetyInput& input, const plan::PlanInput& plan_input, const plan::Plan& plan) {
  PlanVerdict verdict;
  verdict.refusals = run_objections(input, Moment::kPlanning);
  std::vector<OrderView> orders;
  bool buys = false;
  for (const plan::PlannedOrder& order : plan.orders) {
    orders.push_back({order.symbol, order.side, order.shares, order.limit_price});
    buys = buys || order.side == Side::kBuy;
    for (Refused& refused : order_objections(input, orders.back())) verdict.refusals.push_back(std::move(refused));
    if (auto warning = warn_14_book(input, orders.back())) verdict.warnings.push_back(*warning);
  }
  for (const Objection& objection : {rule_12_turnover(input, orders), rule_13_order_count(input, orders.size()),
                                     rule_18_cash_of_plan(plan_input, plan), rule_20_nearer(plan_input, plan),
                                     buys ? rule_21_loss(input) : std::nullopt})
    if (objection) verdict.refusals.push_back(*objection);
  if (auto wrong = independent_check(plan_input, plan))
    verdict.refusals.push_back({.rule = SafetyRule::kSecondOpinion, .sentence = *wrong});
  if (auto warning = warn_05_clock(input)) verdict.warnings.push_back(*warning);
  sort_by_rule(verdict.refusals);
  sort_by_rule(verdict.warnings);
  return verdict;
}

OrderVerdict check_order(const SafetyInput& input, const OrderTicket& ticket) {
  const OrderView order{ticket.symbol, ticket.side, ticket.quantity, ticket.limit};
  std::vector<Refused> refusals = run_objections(input, Moment::kSending);
  for (Refused& refused : order_objections(input, order)) refusals.push_back(std::move(refused));
  const bool buys = ticket.side == Side::kBuy;
  for (const Objection& objection :
       {ticket_objection(input, ticket), buys ? rule_12_turnover(input, {order}) : std::nullopt,
        rule_13_order_count(input, 1), rule_18_cash_of_order(input, order), buys ? rule_21_loss(input) : std::nullopt})
    if (objection) refusals.push_back(*objection);
  if (input.mode == Mode::kDryRun)
    refusals.push_back({.rule = SafetyRule::kModeAndAccount, .sentence = "a dry run sends nothing"});
  sort_by_rule(refusals);
  if (!refusals.empty()) return refusals.front();
  return Approved(ticket);
}

}  // namespace bot::safety
