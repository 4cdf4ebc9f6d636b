// Every other response, field by field in the order of the wire (docs/protocol.md 6). The id is written by the codec.
#pragma once

#include "wire/layout_parts.hpp"

namespace bot::wire {

template <class Io>
void lay_out(Io& io, Of<Io, NextValidId> m) {
  io.constant(1);
  io.integer(m.order_id);
}
template <class Io>
void lay_out(Io& io, Of<Io, ManagedAccounts> m) {
  io.constant(1);
  io.text(m.list);
}
template <class Io>
void lay_out(Io& io, Of<Io, CurrentTime> m) {
  io.constant(1);
  io.integer(m.seconds);
}
template <class Io>
void lay_out(Io& io, Of<Io, CurrentTimeMillis> m) {
  io.integer(m.millis);
}
template <class Io>
void lay_out(Io& io, Of<Io, ErrorMessage> m) {
  if (!io.since(since::kErrorTime)) io.constant(2);
  io.integer(m.id);
  io.integer(m.code);
  io.escaped(m.text);
  if (io.since(since::kAdvancedOrderReject)) io.text(m.advanced_reject_json);
  if (io.since(since::kErrorTime)) io.integer(m.time_millis);
}
template <class Io>
void lay_out_fund(Io& io, Of<Io, FundFields> fund) {
  io.text(fund.name);
  io.text(fund.family);
  io.text(fund.type);
  io.text(fund.front_load);
  io.text(fund.back_load);
  io.text(fund.back_load_time_interval);
  io.text(fund.management_fee);
  io.text(fund.closed);
  io.text(fund.closed_for_new_investors);
  io.text(fund.closed_for_new_money);
  io.text(fund.notify_amount);
  io.text(fund.minimum_initial_purchase);
  io.text(fund.subsequent_minimum_purchase);
  io.text(fund.blue_sky_states);
  io.text(fund.blue_sky_territories);
  io.text(fund.distribution_policy_indicator);
  io.text(fund.asset_type);
}
template <class Io>
void lay_out(Io& io, Of<Io, ContractData> m) {
  if (!io.since(since::kSizeRules)) io.constant(8);
  io.integer(m.req_id);
  io.text(m.contract.symbol);
  io.text(m.contract.sec_type);
  io.text(m.contract.last_trade_date);
  if (io.since(since::kLastTradeDate)) io.text(m.last_trade_date_exact);
  io.number(m.contract.strike);
  io.text(m.contract.right);
  io.text(m.contract.exchange);
  io.text(m.contract.currency);
  io.text(m.contract.local_symbol);
  io.text(m.market_name);
  io.text(m.contract.trading_class);
  io.integer(m.contract.con_id);
  io.number(m.min_tick);
  if (!io.since(since::kSizeRules)) io.constant(100);
  io.text(m.contract.multiplier);
  io.text(m.order_types);
  io.text(m.valid_exchanges);
  io.integer(m.price_magnifier, 1);
  io.integer(m.under_con_id);
  io.escaped(m.long_name);
  io.text(m.contract.primary_exchange);
  io.text(m.contract_month);
  io.text(m.industry);
  io.text(m.category);
  io.text(m.subcategory);
  io.text(m.time_zone_id);
  io.text(m.trading_hours);
  io.text(m.liquid_hours);
  io.text(m.ev_rule);
  io.number(m.ev_multiplier, Unset::kEmpty);
  lay_out_tag_list(io, m.sec_ids);
  io.integer(m.agg_group, Unset::kEmpty);
  io.text(m.under_symbol);
  io.text(m.under_sec_type);
  io.text(m.market_rule_ids);
  io.text(m.real_expiration_date);
  io.text(m.stock_type);
  if (io.since(since::kFractionalSizes) && !io.since(since::kSizeRules)) io.decimal(m.size_min_tick);
  if (io.since(since::kSizeRules)) {
    io.decimal(m.min_size);
    io.decimal(m.size_increment);
    io.decimal(m.suggested_size_increment);
  }
  if (io.since(since::kFundData) && m.contract.sec_type == "FUND") lay_out_fund(io, m.fund);
  if (io.since(since::kIneligibilityReasons)) lay_out_tag_list(io, m.ineligibility_reasons);
}
template <class Io>
void lay_out(Io& io, Of<Io, ContractDataEnd> m) {
  io.constant(1);
  io.integer(m.req_id);
}
template <class Io>
void lay_out(Io& io, Of<Io, HistoricalData> m) {
  io.integer(m.req_id);
  if (!io.since(since::kHistoricalDataEnd)) {
    io.text(m.start);
    io.text(m.end);
  }
  io.list(m.bars, 8, [&](Of<Io, HistoricalBar> bar) {
    io.text(bar.date);
    io.reported_number(bar.open);
    io.reported_number(bar.high);
    io.reported_number(bar.low);
    io.reported_number(bar.close);
    io.volume(bar.volume);
    io.number(bar.wap);
    io.integer(bar.count);
  });
}
template <class Io>
void lay_out(Io& io, Of<Io, HistoricalDataEnd> m) {
  io.integer(m.req_id);
  io.text(m.start);
  io.text(m.end);
}
template <class Io>
void lay_out(Io& io, Of<Io, HistoricalDataUpdate> m) {
  io.integer(m.req_id);
  io.integer(m.bar.count);
  io.text(m.bar.date);
  io.number(m.bar.open);
  io.number(m.bar.close);
  io.number(m.bar.high);
  io.number(m.bar.low);
  io.number(m.bar.wap);
  io.volume(m.bar.volume);
}
template <class Io>
void lay_out(Io& io, Of<Io, TickPrice> m) {
  io.constant(6);
  io.integer(m.req_id);
  io.integer(m.type);
  io.tick_price(m.price);
  io.size(m.size);
  io.integer(m.attributes);
}
template <class Io>
void lay_out(Io& io, Of<Io, TickSize> m) {
  io.constant(6);
  io.integer(m.req_id);
  io.integer(m.type);
  io.size(m.size);
}
template <class Io>
void lay_out(Io& io, Of<Io, TickGeneric> m) {
  io.constant(6);
  io.integer(m.req_id);
  io.integer(m.type);
  io.number(m.value, Unset::kEmpty, Style::kJava);
}
template <class Io>
void lay_out(Io& io, Of<Io, TickString> m) {
  io.constant(6);
  io.integer(m.req_id);
  io.integer(m.type);
  io.text(m.value);
}
template <class Io>
void lay_out(Io& io, Of<Io, TickReqParams> m) {
  io.integer(m.req_id);
  io.number(m.min_tick);
  io.text(m.bbo_exchange);
  io.integer(m.snapshot_permissions);
}
template <class Io>
void lay_out(Io& io, Of<Io, TickSnapshotEnd> m) {
  io.constant(1);
  io.integer(m.req_id);
}
template <class Io>
void lay_out(Io& io, Of<Io, MarketDataTypeNotice> m) {
  io.constant(1);
  io.integer(m.req_id);
  io.integer(m.type);
}

}  // namespace bot::wire
