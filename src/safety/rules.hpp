// The rules one by one. A rule says nothing when it has no objection. Inside of this room; check.hpp runs them.
#pragma once

#include <optional>
#include <vector>

#include "model/order.hpp"
#include "plan/make_plan.hpp"
#include "safety/input.hpp"
#include "safety/refused.hpp"

namespace bot::safety {

using Objection = std::optional<Refused>;
enum class Moment { kPlanning, kSending };

// An order as a rule sees it, planned or about to be sent.
struct OrderView {
  Symbol symbol{};
  Side side = Side::kBuy;
  Quantity shares{};
  Price limit{};
};

// None: nothing is known of its symbol.
[[nodiscard]] inline const SymbolFacts* facts_of(const SafetyInput& input, const OrderView& order) {
  const auto found = input.symbols.find(order.symbol);
  return found == input.symbols.end() ? nullptr : &found->second;
}

// rules_of_state.cpp
[[nodiscard]] Objection rule_01_kill_switch(const SafetyInput& input);
[[nodiscard]] Objection rule_02_mode_and_account(const SafetyInput& input);
[[nodiscard]] Objection rule_03_arming(const SafetyInput& input);
[[nodiscard]] Objection rule_22_bad_sessions(const SafetyInput& input);

// rules_of_time.cpp
[[nodiscard]] Objection rule_04_window(const SafetyInput& input, Moment moment);
[[nodiscard]] Objection rule_05_clock(const SafetyInput& input);
[[nodiscard]] Objection warn_05_clock(const SafetyInput& input);

// rules_of_instrument.cpp
[[nodiscard]] Objection rule_07_instrument(const SafetyInput& input, const OrderView& order);
[[nodiscard]] Objection rule_08_quote(const SafetyInput& input, const OrderView& order);
[[nodiscard]] Objection rule_09_collar(const SafetyInput& input, const OrderView& order);
[[nodiscard]] Objection rule_10_limit(const SafetyInput& input, const OrderView& order);

// rules_of_size.cpp
[[nodiscard]] Objection rule_06_long_only(const SafetyInput& input, const OrderView& order);
[[nodiscard]] Objection rule_11_order_cap(const SafetyInput& input, const OrderView& order);
[[nodiscard]] Objection rule_12_turnover(const SafetyInput& input, const std::vector<OrderView>& orders);
[[nodiscard]] Objection rule_13_order_count(const SafetyInput& input, std::size_t orders);
[[nodiscard]] Objection rule_14_volume(const SafetyInput& input, const OrderView& order);
[[nodiscard]] Objection warn_14_book(const SafetyInput& input, const OrderView& order);
[[nodiscard]] Objection rule_15_minimum(const SafetyInput& input, const OrderView& order);
[[nodiscard]] Objection rule_19_whole_shares(const SafetyInput& input, const OrderView& order);

// rules_of_money.cpp
[[nodiscard]] Objection rule_16_nav(const SafetyInput& input);
[[nodiscard]] Objection rule_17_weights(const SafetyInput& input);
[[nodiscard]] Objection rule_18_cash_of_plan(const plan::PlanInput& plan_input, const plan::Plan& plan);
[[nodiscard]] Objection rule_18_cash_of_order(const SafetyInput& input, const OrderView& order);
[[nodiscard]] Objection rule_20_nearer(const plan::PlanInput& plan_input, const plan::Plan& plan);
[[nodiscard]] Objection rule_21_loss(const SafetyInput& input);

}  // namespace bot::safety
