// Account, position, status and execution messages, field by field in the order of the wire (docs/protocol.md 6).
#pragma once

#include "wire/layout_parts.hpp"

namespace bot::wire {

template <class Io>
void lay_out(Io& io, Of<Io, AccountValue> m) {
  io.constant(2);
  io.text(m.key);
  io.text(m.value);
  io.text(m.currency);
  io.text(m.account);
}
template <class Io>
void lay_out(Io& io, Of<Io, PortfolioValue> m) {
  io.constant(8);
  io.integer(m.contract.con_id);
  io.text(m.contract.symbol);
  io.text(m.contract.sec_type);
  io.text(m.contract.last_trade_date);
  io.number(m.contract.strike, Style::kJava);
  io.text(m.contract.right);
  io.text(m.contract.multiplier);
  io.text(m.contract.primary_exchange);
  io.text(m.contract.currency);
  io.text(m.contract.local_symbol);
  io.text(m.contract.trading_class);
  io.decimal(m.position);
  io.number(m.market_price, Unset::kMax, Style::kJava);
  io.number(m.market_value, Unset::kMax, Style::kJava);
  io.number(m.average_cost, Unset::kMax, Style::kJava);
  io.number(m.unrealized_pnl, Unset::kMax, Style::kJava);
  io.number(m.realized_pnl, Unset::kMax, Style::kJava);
  io.text(m.account);
}
template <class Io>
void lay_out(Io& io, Of<Io, AccountUpdateTime> m) {
  io.constant(1);
  io.text(m.time);
}
template <class Io>
void lay_out(Io& io, Of<Io, AccountDownloadEnd> m) {
  io.constant(1);
  io.text(m.account);
}
template <class Io>
void lay_out(Io& io, Of<Io, AccountSummary> m) {
  io.constant(1);
  io.integer(m.req_id);
  io.text(m.account);
  io.text(m.tag);
  io.text(m.value);
  io.text(m.currency);
}
template <class Io>
void lay_out(Io& io, Of<Io, AccountSummaryEnd> m) {
  io.constant(1);
  io.integer(m.req_id);
}
template <class Io>
void lay_out(Io& io, Of<Io, PositionData> m) {
  io.constant(3);
  io.text(m.account);
  lay_out_reported_contract(io, m.contract, Style::kJava);
  io.decimal(m.position);
  io.number(m.average_cost, Unset::kMax, Style::kJava);
}
template <class Io>
void lay_out(Io& io, Of<Io, PositionEnd>) {
  io.constant(1);
}
template <class Io>
void lay_out(Io& io, Of<Io, OpenOrderEnd>) {
  io.constant(1);
}
template <class Io>
void lay_out(Io& io, Of<Io, OrderStatus> m) {
  io.integer(m.order_id);
  io.text(m.status);
  io.decimal(m.filled);
  io.decimal(m.remaining);
  io.number(m.average_fill_price);
  io.integer(m.perm_id);
  io.integer(m.parent_id);
  io.number(m.last_fill_price);
  io.integer(m.client_id);
  io.text(m.why_held);
  io.number(m.market_cap_price);
}
template <class Io>
void lay_out(Io& io, Of<Io, ExecutionData> m) {
  io.integer(m.req_id);
  io.integer(m.order_id);
  lay_out_reported_contract(io, m.contract, Style::kJava);
  io.text(m.exec_id);
  io.text(m.time);
  io.text(m.account);
  io.text(m.exchange);
  io.text(m.side);
  io.decimal(m.shares);
  io.reported_number(m.price);
  io.integer(m.perm_id);
  io.integer(m.client_id);
  io.integer(m.liquidation);
  io.decimal(m.cumulative);
  io.number(m.average_price);
  io.text(m.order_ref);
  io.text(m.ev_rule);
  io.number(m.ev_multiplier, Unset::kEmpty, Style::kJava);
  io.text(m.model_code);
  io.integer(m.last_liquidity, Unset::kEmpty);
  if (io.since(since::kPendingPriceRevision)) io.flag(m.pending_price_revision);
  if (io.since(since::kSubmitter)) io.text(m.submitter);
}
template <class Io>
void lay_out(Io& io, Of<Io, ExecutionDataEnd> m) {
  io.constant(1);
  io.integer(m.req_id);
}
template <class Io>
void lay_out(Io& io, Of<Io, CommissionReport> m) {
  io.constant(1);
  io.text(m.exec_id);
  io.number(m.commission, Unset::kMax, Style::kJava);
  io.text(m.currency);
  io.number(m.realized_pnl, Unset::kMax, Style::kJava);
  io.number(m.yield, Unset::kMax, Style::kJava);
  io.integer(m.yield_redemption_date, Unset::kEmpty);
}
template <class Io>
void lay_out(Io&, Of<Io, CompletedOrdersEnd>) {}
template <class Io>
void lay_out(Io& io, Of<Io, OrderBound> m) {
  io.integer(m.perm_id);
  io.integer(m.client_id);
  io.integer(m.order_id);
}
template <class Io>
void lay_out(Io& io, Of<Io, AccountUpdateMulti> m) {
  io.constant(1);
  io.integer(m.req_id);
  io.text(m.account);
  io.text(m.model_code);
  io.text(m.key);
  io.text(m.value);
  io.text(m.currency);
}
template <class Io>
void lay_out(Io& io, Of<Io, AccountUpdateMultiEnd> m) {
  io.constant(1);
  io.integer(m.req_id);
}
template <class Io>
void lay_out(Io& io, Of<Io, Pnl> m) {
  io.integer(m.req_id);
  io.number(m.daily, Unset::kMax, Style::kJava);
  io.number(m.unrealized, Unset::kMax, Style::kJava);
  io.number(m.realized, Unset::kMax, Style::kJava);
}
template <class Io>
void lay_out(Io& io, Of<Io, PnlSingle> m) {
  io.integer(m.req_id);
  io.decimal(m.position);
  io.number(m.daily, Unset::kMax, Style::kJava);
  io.number(m.unrealized, Unset::kMax, Style::kJava);
  io.number(m.realized, Unset::kMax, Style::kJava);
  io.number(m.value, Unset::kMax, Style::kJava);
}

}  // namespace bot::wire
