// Field groups that several messages share.
#pragma once

#include "wire/fields.hpp"
#include "wire/messages.hpp"
#include "wire/server_versions.hpp"

namespace bot::wire {

enum class LegFields { kOfData, kOfOrder };

template <class Io>
void lay_out_legs(Io& io, Of<Io, std::vector<ComboLeg>> legs, LegFields which) {
  io.list(legs, which == LegFields::kOfOrder ? 8 : 4, [&](Of<Io, ComboLeg> leg) {
    io.integer(leg.con_id);
    io.integer(leg.ratio);
    io.text(leg.action);
    io.text(leg.exchange);
    if (which == LegFields::kOfData) return;
    io.integer(leg.open_close);
    io.integer(leg.short_sale_slot);
    io.text(leg.designated_location);
    io.integer(leg.exempt_code, -1);
  });
}

template <class Io>
void lay_out_tag_list(Io& io, Of<Io, std::vector<TagValue>> list) {
  io.list(list, 2, [&](Of<Io, TagValue> pair) {
    io.text(pair.tag);
    io.text(pair.value);
  });
}

// The twelve fields of every request about a contract.
template <class Io>
void lay_out_contract(Io& io, Of<Io, Contract> contract) {
  io.integer(contract.con_id);
  io.text(contract.symbol);
  io.text(contract.sec_type);
  io.text(contract.last_trade_date);
  io.number(contract.strike);
  io.text(contract.right);
  io.text(contract.multiplier);
  io.text(contract.exchange);
  io.text(contract.primary_exchange);
  io.text(contract.currency);
  io.text(contract.local_symbol);
  io.text(contract.trading_class);
}

// The eleven fields of a contract in answers: no primary exchange.
template <class Io>
void lay_out_reported_contract(Io& io, Of<Io, Contract> contract, Style strike) {
  io.integer(contract.con_id);
  io.text(contract.symbol);
  io.text(contract.sec_type);
  io.text(contract.last_trade_date);
  io.number(contract.strike, strike);
  io.text(contract.right);
  io.text(contract.multiplier);
  io.text(contract.exchange);
  io.text(contract.currency);
  io.text(contract.local_symbol);
  io.text(contract.trading_class);
}

template <class Io>
void lay_out_delta_neutral_contract(Io& io, Of<Io, std::optional<DeltaNeutralContract>> contract) {
  if constexpr (Io::kWriting) {
    io.flag(contract.has_value());
  } else {
    bool present = false;
    io.flag(present);
    contract.reset();
    if (present) contract.emplace();
  }
  if (!contract) return;
  io.integer(contract->con_id);
  io.number(contract->delta);
  io.number(contract->price);
}

template <class Io>
void lay_out_combo_prices(Io& io, Of<Io, Order> order) {
  io.list(order.combo_leg_prices, 1, [&](Of<Io, std::optional<double>> price) { io.number(price, Unset::kEmpty); });
  lay_out_tag_list(io, order.smart_combo_routing);
}

template <class Io>
void lay_out_scale(Io& io, Of<Io, Order> order, Unset levels, Style style) {
  io.integer(order.scale_init_level_size, levels);
  io.integer(order.scale_subs_level_size, levels);
  io.number(order.scale_price_increment, Unset::kEmpty, style);
  if (order.scale_price_increment.value_or(0) <= 0) return;
  io.number(order.scale_price_adjust_value, Unset::kEmpty, style);
  io.integer(order.scale_price_adjust_interval, Unset::kEmpty);
  io.number(order.scale_profit_offset, Unset::kEmpty, style);
  io.flag(order.scale_auto_reset);
  io.integer(order.scale_init_position, Unset::kEmpty);
  io.integer(order.scale_init_fill_quantity, Unset::kEmpty);
  io.flag(order.scale_random_percent);
}

template <class Io>
void lay_out_hedge(Io& io, Of<Io, Order> order) {
  io.text(order.hedge_type);
  if (!order.hedge_type.empty()) io.text(order.hedge_param);
}

template <class Io>
void lay_out_algo(Io& io, Of<Io, Order> order) {
  io.text(order.algo_strategy);
  if (!order.algo_strategy.empty()) lay_out_tag_list(io, order.algo_params);
}

inline bool is_peg_bench(const Order& order) {
  return order.order_type == "PEG BENCH" || order.order_type == "PEGBENCH";
}
inline bool is_peg_best(const Order& order) { return order.order_type == "PEG BEST" || order.order_type == "PEGBEST"; }
inline bool is_peg_mid(const Order& order) { return order.order_type == "PEG MID" || order.order_type == "PEGMID"; }

template <class Io>
void lay_out_peg_bench(Io& io, Of<Io, Order> order) {
  if (!is_peg_bench(order)) return;
  io.integer(order.reference_contract_id);
  io.flag(order.is_pegged_change_decrease);
  io.number(order.pegged_change_amount);
  io.number(order.reference_change_amount);
  io.text(order.reference_exchange);
}

template <class Io>
void lay_out_condition_kind(Io& io, Of<Io, Condition> condition) {
  if constexpr (Io::kWriting) {
    io.integer(static_cast<std::int64_t>(condition.kind));
    io.text(condition.is_and ? "a" : "o");
  } else {
    int kind = 0;
    io.integer(kind);
    if (kind < 1 || kind == 2 || kind > 7) {
      io.fail_here("is not a kind of condition", std::to_string(kind));
      kind = 1;
    }
    condition.kind = static_cast<ConditionKind>(kind);
    std::string conjunction;
    io.text(conjunction);
    condition.is_and = conjunction != "o";
  }
}

enum class DeltaNeutralFields { kAll, kWithoutClearing };

template <class Io>
void lay_out_volatility(Io& io, Of<Io, Order> order, DeltaNeutralFields which, Style style) {
  io.number(order.volatility, Unset::kEmpty, style);
  io.integer(order.volatility_type, Unset::kEmpty);
  io.text(order.delta_neutral_order_type);
  io.number(order.delta_neutral_aux_price, Unset::kEmpty, style);
  if (!order.delta_neutral_order_type.empty()) {
    io.integer(order.delta_neutral_con_id);
    if (which == DeltaNeutralFields::kAll) {
      io.text(order.delta_neutral_settling_firm);
      io.text(order.delta_neutral_clearing_account);
      io.text(order.delta_neutral_clearing_intent);
      io.text(order.delta_neutral_open_close);
    }
    io.flag(order.delta_neutral_short_sale);
    io.integer(order.delta_neutral_short_sale_slot);
    io.text(order.delta_neutral_designated_location);
  }
  io.flag(order.continuous_update);
  io.integer(order.reference_price_type, Unset::kEmpty);
  io.number(order.trail_stop_price, Unset::kEmpty, style);
  io.number(order.trailing_percent, Unset::kEmpty, style);
}

template <class Io>
void lay_out_condition(Io& io, Of<Io, Condition> condition) {
  lay_out_condition_kind(io, condition);
  if (condition.kind != ConditionKind::kExecution) io.flag(condition.is_more);
  switch (condition.kind) {
    case ConditionKind::kPrice:
      io.number(condition.price);
      io.integer(condition.con_id);
      io.text(condition.exchange);
      io.integer(condition.trigger_method);
      break;
    case ConditionKind::kTime:
      io.text(condition.time);
      break;
    case ConditionKind::kMargin:
      io.integer(condition.percent);
      break;
    case ConditionKind::kExecution:
      io.text(condition.sec_type);
      io.text(condition.exchange);
      io.text(condition.symbol);
      break;
    case ConditionKind::kVolume:
      io.integer(condition.volume);
      io.integer(condition.con_id);
      io.text(condition.exchange);
      break;
    case ConditionKind::kPercentChange:
      io.number(condition.change_percent);
      io.integer(condition.con_id);
      io.text(condition.exchange);
      break;
  }
}

template <class Io>
void lay_out_conditions(Io& io, Of<Io, Order> order) {
  io.list(order.conditions, 4, [&](Of<Io, Condition> condition) { lay_out_condition(io, condition); });
  if (order.conditions.empty()) return;
  io.flag(order.conditions_ignore_rth);
  io.flag(order.conditions_cancel_order);
}

}  // namespace bot::wire
