// Every other request, field by field in the order of the wire (docs/protocol.md 5). The id is written by the codec.
#pragma once

#include "wire/layout_parts.hpp"

namespace bot::wire {

template <class Io>
void lay_out(Io& io, Of<Io, StartApi> m) {
  io.constant(2);
  io.integer(m.client_id);
  io.text(m.optional_capabilities);
}
template <class Io>
void lay_out(Io& io, Of<Io, CurrentTimeRequest>) {
  io.constant(1);
}
template <class Io>
void lay_out(Io&, Of<Io, CurrentTimeMillisRequest>) {}
template <class Io>
void lay_out(Io& io, Of<Io, IdsRequest> m) {
  io.constant(1);
  io.integer(m.count);
}
template <class Io>
void lay_out(Io& io, Of<Io, ManagedAccountsRequest>) {
  io.constant(1);
}
template <class Io>
void lay_out(Io& io, Of<Io, MarketDataTypeRequest> m) {
  io.constant(1);
  io.integer(m.type);
}
template <class Io>
void lay_out(Io& io, Of<Io, MarketDataRequest> m) {
  io.constant(11);
  io.integer(m.req_id);
  lay_out_contract(io, m.contract);
  if (m.contract.sec_type == "BAG") lay_out_legs(io, m.contract.combo_legs, LegFields::kOfData);
  lay_out_delta_neutral_contract(io, m.contract.delta_neutral);
  io.text(m.generic_ticks);
  io.flag(m.snapshot);
  io.flag(m.regulatory_snapshot);
  io.tag_values(m.options);
}
template <class Io>
void lay_out(Io& io, Of<Io, CancelMarketData> m) {
  io.constant(2);
  io.integer(m.req_id);
}
template <class Io>
void lay_out(Io& io, Of<Io, HistoricalDataRequest> m) {
  io.integer(m.req_id);
  lay_out_contract(io, m.contract);
  io.flag(m.contract.include_expired);
  io.text(m.end);
  io.text(m.bar_size);
  io.text(m.duration);
  io.flag(m.use_rth);
  io.text(m.what_to_show);
  io.integer(m.format_date, 1);
  if (m.contract.sec_type == "BAG") lay_out_legs(io, m.contract.combo_legs, LegFields::kOfData);
  io.flag(m.keep_up_to_date);
  io.tag_values(m.options);
}
template <class Io>
void lay_out(Io& io, Of<Io, CancelHistoricalData> m) {
  io.constant(1);
  io.integer(m.req_id);
}
template <class Io>
void lay_out(Io& io, Of<Io, ContractDataRequest> m) {
  io.constant(8);
  io.integer(m.req_id);
  lay_out_contract(io, m.contract);
  io.flag(m.contract.include_expired);
  io.text(m.contract.sec_id_type);
  io.text(m.contract.sec_id);
  if (io.since(since::kBondIssuerId)) io.text(m.contract.issuer_id);
}
template <class Io>
void lay_out(Io& io, Of<Io, AccountDataRequest> m) {
  io.constant(2);
  io.flag(m.subscribe);
  io.text(m.account);
}
template <class Io>
void lay_out(Io& io, Of<Io, AccountSummaryRequest> m) {
  io.constant(1);
  io.integer(m.req_id);
  io.text(m.group);
  io.text(m.tags);
}
template <class Io>
void lay_out(Io& io, Of<Io, CancelAccountSummary> m) {
  io.constant(1);
  io.integer(m.req_id);
}
template <class Io>
void lay_out(Io& io, Of<Io, PositionsRequest>) {
  io.constant(1);
}
template <class Io>
void lay_out(Io& io, Of<Io, CancelPositions>) {
  io.constant(1);
}
template <class Io>
void lay_out(Io& io, Of<Io, OpenOrdersRequest>) {
  io.constant(1);
}
template <class Io>
void lay_out(Io& io, Of<Io, AllOpenOrdersRequest>) {
  io.constant(1);
}
template <class Io>
void lay_out(Io& io, Of<Io, AutoOpenOrdersRequest> m) {
  io.constant(1);
  io.flag(m.bind);
}
template <class Io>
void lay_out(Io& io, Of<Io, CompletedOrdersRequest> m) {
  io.flag(m.api_only);
}
template <class Io>
void lay_out(Io& io, Of<Io, ExecutionsRequest> m) {
  io.constant(3);
  io.integer(m.req_id);
  io.integer(m.client_id);
  io.text(m.account);
  io.text(m.time);
  io.text(m.symbol);
  io.text(m.sec_type);
  io.text(m.exchange);
  io.text(m.side);
  if (!io.since(since::kParametrizedExecutions)) return;
  io.integer(m.last_days, Unset::kMax);
  if constexpr (!Io::kWriting) {
    if (m.last_days == 0) m.last_days.reset();
  }
  io.list(m.specific_dates, 1, [&](Of<Io, int> date) { io.integer(date); });
}
template <class Io>
void lay_out(Io& io, Of<Io, CancelOrder> m) {
  if (!io.since(since::kCmeTagging)) io.constant(1);
  io.integer(m.order_id);
  if (io.since(since::kManualOrderTime)) io.text(m.manual_cancel_time);
  if (io.since(since::kRfqFields) && !io.since(since::kNoRfqFields)) {
    io.ignored("");
    io.ignored("");
    io.ignored("2147483647");
  }
  if (!io.since(since::kCmeTagging)) return;
  io.text(m.ext_operator);
  io.integer(m.manual_order_indicator, Unset::kMax);
}
template <class Io>
void lay_out(Io& io, Of<Io, GlobalCancel> m) {
  if (!io.since(since::kCmeTagging)) {
    io.constant(1);
    return;
  }
  io.text(m.ext_operator);
  io.integer(m.manual_order_indicator, Unset::kMax);
}
template <class Io>
void lay_out(Io& io, Of<Io, AccountUpdatesMultiRequest> m) {
  io.constant(1);
  io.integer(m.req_id);
  io.text(m.account);
  io.text(m.model_code);
  io.flag(m.ledger_and_nlv);
}
template <class Io>
void lay_out(Io& io, Of<Io, CancelAccountUpdatesMulti> m) {
  io.constant(1);
  io.integer(m.req_id);
}
template <class Io>
void lay_out(Io& io, Of<Io, PnlRequest> m) {
  io.integer(m.req_id);
  io.text(m.account);
  io.text(m.model_code);
}
template <class Io>
void lay_out(Io& io, Of<Io, CancelPnl> m) {
  io.integer(m.req_id);
}
template <class Io>
void lay_out(Io& io, Of<Io, PnlSingleRequest> m) {
  io.integer(m.req_id);
  io.text(m.account);
  io.text(m.model_code);
  io.integer(m.con_id);
}
template <class Io>
void lay_out(Io& io, Of<Io, CancelPnlSingle> m) {
  io.integer(m.req_id);
}

}  // namespace bot::wire
