// OPEN_ORDER and COMPLETED_ORDER, field by field in the order of the wire (docs/protocol.md 6.3).
#pragma once

#include "wire/layout_parts.hpp"

namespace bot::wire {

enum class Report { kOpen, kCompleted };

template <class Io>
void lay_out_reported_terms(Io& io, Of<Io, Order> order, Report report) {
  const bool open = report == Report::kOpen;
  io.text(order.action);
  io.decimal(order.total_quantity);
  io.text(order.order_type);
  io.number(order.limit_price, Unset::kEmpty, Style::kJava);
  io.number(order.aux_price, Unset::kEmpty, Style::kJava);
  io.text(order.tif);
  io.text(order.oca_group);
  io.text(order.account);
  io.text(order.open_close);
  io.integer(order.origin);
  io.text(order.order_ref);
  if (open) io.integer(order.client_id);
  io.integer(order.perm_id);
  io.flag(order.outside_rth);
  io.flag(order.hidden);
  io.number(order.discretionary_amount);
  io.text(order.good_after_time);
  if (open) io.text(order.shares_allocation);
  io.text(order.fa_group);
  io.text(order.fa_method);
  io.text(order.fa_percentage);
  if (!io.since(since::kNoFaProfile)) io.text(order.fa_profile);
  io.text(order.model_code);
  io.text(order.good_till_date);
  io.text(order.rule80a);
  io.number(order.percent_offset, Unset::kEmpty, Style::kJava);
  io.text(order.settling_firm);
  io.integer(order.short_sale_slot);
  io.text(order.designated_location);
  io.integer(order.exempt_code, -1);
  if (open) io.integer(order.auction_strategy);
  io.number(order.starting_price, Unset::kEmpty, Style::kJava);
  io.number(order.stock_ref_price, Unset::kEmpty, Style::kJava);
  io.number(order.delta, Unset::kEmpty, Style::kJava);
  io.number(order.stock_range_lower, Unset::kEmpty, Style::kJava);
  io.number(order.stock_range_upper, Unset::kEmpty, Style::kJava);
  io.integer(order.display_size, Unset::kMax);
  if (open) io.flag(order.block_order);
  io.flag(order.sweep_to_fill);
  io.flag(order.all_or_none);
  io.integer(order.min_quantity, Unset::kEmpty);
  io.integer(order.oca_type);
  if (open) {
    io.flag(order.e_trade_only);
    io.flag(order.firm_quote_only);
    io.number(order.nbbo_price_cap, Unset::kEmpty, Style::kJava);
    io.integer(order.parent_id);
  }
  io.integer(order.trigger_method);
}

template <class Io>
void lay_out_reported_structure(Io& io, Of<Io, Contract> contract, Of<Io, Order> order, Report report) {
  io.text(contract.combo_legs_description);
  lay_out_legs(io, contract.combo_legs, LegFields::kOfOrder);
  lay_out_combo_prices(io, order);
  lay_out_scale(io, order, Unset::kMax, Style::kJava);
  lay_out_hedge(io, order);
  if (report == Report::kOpen) io.flag(order.opt_out_smart_routing);
  io.text(order.clearing_account);
  io.text(order.clearing_intent);
  io.flag(order.not_held);
  lay_out_delta_neutral_contract(io, contract.delta_neutral);
  lay_out_algo(io, order);
  io.flag(order.solicited);
}

template <class Io>
void lay_out_margins(Io& io, Of<Io, Margins> margins, Unset unset) {
  io.number(margins.init_before, unset, Style::kJava);
  io.number(margins.maint_before, unset, Style::kJava);
  io.number(margins.equity_before, unset, Style::kJava);
  io.number(margins.init_change, unset, Style::kJava);
  io.number(margins.maint_change, unset, Style::kJava);
  io.number(margins.equity_change, unset, Style::kJava);
  io.number(margins.init_after, unset, Style::kJava);
  io.number(margins.maint_after, unset, Style::kJava);
  io.number(margins.equity_after, unset, Style::kJava);
}

template <class Io>
void lay_out_preview(Io& io, Of<Io, OrderState> state) {
  io.text(state.margin_currency);
  lay_out_margins(io, state.margins_outside_rth, Unset::kEmpty);
  io.decimal(state.suggested_size);
  io.text(state.reject_reason);
  io.list(state.allocations, 7, [&](Of<Io, OrderAllocation> allocation) {
    io.text(allocation.account);
    io.decimal(allocation.position);
    io.decimal(allocation.position_desired);
    io.decimal(allocation.position_after);
    io.decimal(allocation.desired_quantity);
    io.decimal(allocation.allowed_quantity);
    io.flag(allocation.is_monetary);
  });
}

template <class Io>
void lay_out_open_state(Io& io, Of<Io, OrderState> state) {
  io.text(state.status);
  lay_out_margins(io, state.margins, Unset::kMax);
  io.number(state.commission, Unset::kEmpty, Style::kJava);
  io.number(state.min_commission, Unset::kEmpty, Style::kJava);
  io.number(state.max_commission, Unset::kEmpty, Style::kJava);
  io.text(state.commission_currency);
  if (io.since(since::kFullOrderPreview)) lay_out_preview(io, state);
  io.escaped(state.warning_text);
}

template <class Io>
void lay_out_open_adjustment(Io& io, Of<Io, Order> order) {
  io.text(order.adjusted_order_type);
  io.number(order.trigger_price, Unset::kMax, Style::kJava);
  io.number(order.trail_stop_price_again, Unset::kMax, Style::kJava);
  io.number(order.limit_price_offset, Unset::kMax, Style::kJava);
  io.number(order.adjusted_stop_price, Unset::kMax, Style::kJava);
  io.number(order.adjusted_stop_limit_price, Unset::kMax, Style::kJava);
  io.number(order.adjusted_trailing_amount, Unset::kMax, Style::kJava);
  io.integer(order.adjustable_trailing_unit);
  io.text(order.soft_dollar_tier.name);
  io.text(order.soft_dollar_tier.value);
  io.text(order.soft_dollar_tier.display_name);
  io.number(order.cash_quantity, Unset::kEmpty);
  io.flag(order.dont_use_auto_price_for_hedge);
  io.flag(order.is_oms_container);
  io.flag(order.discretionary_up_to_limit_price);
  io.integer(order.use_price_mgmt_algo, Unset::kEmpty);
}

template <class Io>
void lay_out_peg_offsets(Io& io, Of<Io, Order> order) {
  if (!io.since(since::kPegBestPegMidOffsets)) return;
  io.integer(order.min_trade_quantity, Unset::kEmpty);
  io.integer(order.min_compete_size, Unset::kEmpty);
  io.number_or_infinity(order.compete_against_best_offset);
  io.number(order.mid_offset_at_whole, Unset::kEmpty, Style::kJava);
  io.number(order.mid_offset_at_half, Unset::kEmpty, Style::kJava);
}

template <class Io>
void lay_out(Io& io, Of<Io, OpenOrderData> m) {
  Of<Io, Order> order = m.order;
  io.integer(order.order_id);
  lay_out_reported_contract(io, m.contract, Style::kPlain);
  lay_out_reported_terms(io, order, Report::kOpen);
  lay_out_volatility(io, order, DeltaNeutralFields::kAll, Style::kJava);
  io.number(order.basis_points, Unset::kEmpty, Style::kJava);
  io.integer(order.basis_points_type, Unset::kEmpty);
  lay_out_reported_structure(io, m.contract, order, Report::kOpen);
  io.flag(order.what_if);
  lay_out_open_state(io, m.state);
  io.flag(order.randomize_size);
  io.flag(order.randomize_price);
  lay_out_peg_bench(io, order);
  lay_out_conditions(io, order);
  lay_out_open_adjustment(io, order);
  if (io.since(since::kDuration)) io.integer(order.duration, Unset::kEmpty);
  if (io.since(since::kPostToAts)) io.integer(order.post_to_ats, Unset::kEmpty);
  if (io.since(since::kAutoCancelParent)) io.flag(order.auto_cancel_parent);
  lay_out_peg_offsets(io, order);
  if (io.since(since::kCustomerAccount)) io.text(order.customer_account);
  if (io.since(since::kProfessionalCustomer)) io.flag(order.professional_customer);
  if (io.since(since::kBondAccruedInterest)) io.text(order.bond_accrued_interest);
  if (io.since(since::kIncludeOvernight)) io.flag(order.include_overnight);
  if (io.since(since::kCmeTaggingInOpenOrder)) {
    io.text(order.ext_operator);
    io.integer(order.manual_order_indicator, Unset::kEmpty);
  }
  if (io.since(since::kSubmitter)) io.text(order.submitter);
  if (io.since(since::kImbalanceOnly)) io.flag(order.imbalance_only);
}

template <class Io>
void lay_out(Io& io, Of<Io, CompletedOrderData> m) {
  Of<Io, Order> order = m.order;
  lay_out_reported_contract(io, m.contract, Style::kPlain);
  lay_out_reported_terms(io, order, Report::kCompleted);
  lay_out_volatility(io, order, DeltaNeutralFields::kWithoutClearing, Style::kJava);
  lay_out_reported_structure(io, m.contract, order, Report::kCompleted);
  io.text(m.state.status);
  io.flag(order.randomize_size);
  io.flag(order.randomize_price);
  lay_out_peg_bench(io, order);
  lay_out_conditions(io, order);
  io.number(order.trail_stop_price_again, Unset::kMax, Style::kJava);
  io.number(order.limit_price_offset, Unset::kMax, Style::kJava);
  io.number(order.cash_quantity, Unset::kEmpty);
  io.flag(order.dont_use_auto_price_for_hedge);
  io.flag(order.is_oms_container);
  io.text(order.auto_cancel_date);
  io.decimal(order.filled_quantity);
  io.integer(order.ref_futures_con_id, Unset::kMax);
  io.flag(order.auto_cancel_parent);
  io.text(order.shareholder);
  io.flag(order.imbalance_only);
  io.flag(order.route_marketable_to_bbo);
  io.integer(order.parent_perm_id);
  io.text(m.state.completed_time);
  io.escaped(m.state.completed_status);
  lay_out_peg_offsets(io, order);
  if (io.since(since::kCustomerAccount)) io.text(order.customer_account);
  if (io.since(since::kProfessionalCustomer)) io.flag(order.professional_customer);
  if (io.since(since::kSubmitter)) io.text(order.submitter);
}

}  // namespace bot::wire
