// PLACE_ORDER, field by field in the order of the wire (docs/protocol.md 5.4).
#pragma once

#include <cmath>

#include "wire/layout_parts.hpp"

namespace bot::wire {

template <class Io>
void lay_out_placed_terms(Io& io, Of<Io, PlaceOrder> m) {
  Of<Io, Order> order = m.order;
  io.text(order.action);
  io.decimal(order.total_quantity);
  io.text(order.order_type);
  io.number(order.limit_price, Unset::kEmpty);
  io.number(order.aux_price, Unset::kEmpty);
  io.text(order.tif);
  io.text(order.oca_group);
  io.text(order.account);
  io.text(order.open_close);
  io.integer(order.origin);
  io.text(order.order_ref);
  io.flag(order.transmit);
  io.integer(order.parent_id);
  io.flag(order.block_order);
  io.flag(order.sweep_to_fill);
  io.integer(order.display_size, Unset::kZero);
  io.integer(order.trigger_method);
  io.flag(order.outside_rth);
  io.flag(order.hidden);
  if (m.contract.sec_type == "BAG") {
    lay_out_legs(io, m.contract.combo_legs, LegFields::kOfOrder);
    lay_out_combo_prices(io, order);
  }
}

template <class Io>
void lay_out_placed_limits(Io& io, Of<Io, Order> order) {
  io.text(order.shares_allocation);
  io.number(order.discretionary_amount);
  io.text(order.good_after_time);
  io.text(order.good_till_date);
  io.text(order.fa_group);
  io.text(order.fa_method);
  io.text(order.fa_percentage);
  if (!io.since(since::kNoFaProfile)) io.text(order.fa_profile);
  io.text(order.model_code);
  io.integer(order.short_sale_slot);
  io.text(order.designated_location);
  io.integer(order.exempt_code, -1);
  io.integer(order.oca_type);
  io.text(order.rule80a);
  io.text(order.settling_firm);
  io.flag(order.all_or_none);
  io.integer(order.min_quantity, Unset::kEmpty);
  io.number(order.percent_offset, Unset::kEmpty);
  io.flag(order.e_trade_only);
  io.flag(order.firm_quote_only);
  io.number(order.nbbo_price_cap, Unset::kEmpty);
  io.integer(order.auction_strategy);
  io.number(order.starting_price, Unset::kEmpty);
  io.number(order.stock_ref_price, Unset::kEmpty);
  io.number(order.delta, Unset::kEmpty);
  io.number(order.stock_range_lower, Unset::kEmpty);
  io.number(order.stock_range_upper, Unset::kEmpty);
  io.flag(order.override_percentage_constraints);
}

template <class Io>
void lay_out_placed_adjustment(Io& io, Of<Io, Order> order) {
  io.text(order.adjusted_order_type);
  io.number(order.trigger_price, Unset::kEmpty);
  io.number(order.limit_price_offset, Unset::kEmpty);
  io.number(order.adjusted_stop_price, Unset::kEmpty);
  io.number(order.adjusted_stop_limit_price, Unset::kEmpty);
  io.number(order.adjusted_trailing_amount, Unset::kEmpty);
  io.integer(order.adjustable_trailing_unit);
  io.text(order.ext_operator);
  io.text(order.soft_dollar_tier.name);
  io.text(order.soft_dollar_tier.value);
  io.number(order.cash_quantity, Unset::kEmpty);
  io.text(order.mifid2_decision_maker);
  io.text(order.mifid2_decision_algo);
  io.text(order.mifid2_execution_trader);
  io.text(order.mifid2_execution_algo);
  io.flag(order.dont_use_auto_price_for_hedge);
  io.flag(order.is_oms_container);
  io.flag(order.discretionary_up_to_limit_price);
  io.integer(order.use_price_mgmt_algo, Unset::kEmpty);
}

// What came after version 157.
template <class Io>
void lay_out_fields_since_158(Io& io, Of<Io, PlaceOrder> m) {
  Of<Io, Order> order = m.order;
  if (io.since(since::kDuration)) io.integer(order.duration, Unset::kEmpty);
  if (io.since(since::kPostToAts)) io.integer(order.post_to_ats, Unset::kEmpty);
  if (io.since(since::kAutoCancelParent)) io.flag(order.auto_cancel_parent);
  if (io.since(since::kAdvancedOrderReject)) io.text(order.advanced_error_override);
  if (io.since(since::kManualOrderTime)) io.text(order.manual_order_time);
  if (io.since(since::kPegBestPegMidOffsets)) {
    if (m.contract.exchange == "IBKRATS") io.integer(order.min_trade_quantity, Unset::kEmpty);
    if (is_peg_best(order)) {
      io.integer(order.min_compete_size, Unset::kEmpty);
      io.number_or_infinity(order.compete_against_best_offset);
    }
    const bool up_to_mid = is_peg_best(order) && std::isinf(order.compete_against_best_offset.value_or(0));
    if (is_peg_mid(order) || up_to_mid) {
      io.number(order.mid_offset_at_whole, Unset::kEmpty);
      io.number(order.mid_offset_at_half, Unset::kEmpty);
    }
  }
  if (io.since(since::kCustomerAccount)) io.text(order.customer_account);
  if (io.since(since::kProfessionalCustomer)) io.flag(order.professional_customer);
  if (io.since(since::kRfqFields) && !io.since(since::kNoRfqFields)) {
    io.ignored("");
    io.ignored("2147483647");
  }
  if (io.since(since::kIncludeOvernight)) io.flag(order.include_overnight);
  if (io.since(since::kCmeTagging)) io.integer(order.manual_order_indicator, Unset::kMax);
  if (io.since(since::kImbalanceOnly)) io.flag(order.imbalance_only);
}

template <class Io>
void lay_out(Io& io, Of<Io, PlaceOrder> m) {
  Of<Io, Order> order = m.order;
  io.integer(order.order_id);
  lay_out_contract(io, m.contract);
  io.text(m.contract.sec_id_type);
  io.text(m.contract.sec_id);
  lay_out_placed_terms(io, m);
  lay_out_placed_limits(io, order);
  lay_out_volatility(io, order, DeltaNeutralFields::kAll, Style::kPlain);
  lay_out_scale(io, order, Unset::kEmpty, Style::kPlain);
  io.text(order.scale_table);
  io.text(order.active_start_time);
  io.text(order.active_stop_time);
  lay_out_hedge(io, order);
  io.flag(order.opt_out_smart_routing);
  io.text(order.clearing_account);
  io.text(order.clearing_intent);
  io.flag(order.not_held);
  lay_out_delta_neutral_contract(io, m.contract.delta_neutral);
  lay_out_algo(io, order);
  io.text(order.algo_id);
  io.flag(order.what_if);
  io.tag_values(order.misc_options);
  io.flag(order.solicited);
  io.flag(order.randomize_size);
  io.flag(order.randomize_price);
  lay_out_peg_bench(io, order);
  lay_out_conditions(io, order);
  lay_out_placed_adjustment(io, order);
  lay_out_fields_since_158(io, m);
}

}  // namespace bot::wire
