// What the official Python client's callbacks would get, from our decoded messages.
#pragma once

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <vector>

#include "wire/messages.hpp"

namespace bot::wire::test {

using nlohmann::json;

// Our values under the names that the official Python client uses, for comparison with what it decoded.
inline json shown(const std::optional<double>& value) { return value ? json(*value) : json("UNSET_DOUBLE"); }
inline json shown(const std::optional<int>& value) { return value ? json(*value) : json("UNSET_INTEGER"); }
inline json shown(const std::optional<Quantity>& value) { return value ? json(value->str()) : json(""); }
inline json shown_margin(const std::optional<double>& value) {
  return value ? json(*value) : json("1.7976931348623157E308");
}
inline json shown(const std::vector<TagValue>& values) {
  json out = json::array();
  for (const auto& [tag, value] : values) out.push_back({{"tag", tag}, {"value", value}});
  return out;
}

inline json shown(const Contract& c) {
  return {{"conId", c.con_id},
          {"symbol", c.symbol},
          {"secType", c.sec_type},
          {"lastTradeDateOrContractMonth", c.last_trade_date},
          {"strike", c.strike},
          {"right", c.right},
          {"multiplier", c.multiplier},
          {"exchange", c.exchange},
          {"primaryExchange", c.primary_exchange},
          {"currency", c.currency},
          {"localSymbol", c.local_symbol},
          {"tradingClass", c.trading_class}};
}

inline json shown(const Order& o) {
  return {{"orderId", o.order_id},
          {"clientId", o.client_id},
          {"permId", o.perm_id},
          {"action", o.action},
          {"totalQuantity", shown(o.total_quantity)},
          {"orderType", o.order_type},
          {"lmtPrice", shown(o.limit_price)},
          {"auxPrice", shown(o.aux_price)},
          {"tif", o.tif},
          {"ocaType", o.oca_type},
          {"orderRef", o.order_ref},
          {"displaySize", shown(o.display_size)},
          {"volatilityType", shown(o.volatility_type)},
          {"deltaNeutralOrderType", o.delta_neutral_order_type},
          {"deltaNeutralOpenClose", o.delta_neutral_open_close},
          {"referencePriceType", shown(o.reference_price_type)},
          {"account", o.account},
          {"clearingIntent", o.clearing_intent},
          {"adjustedOrderType", o.adjusted_order_type},
          {"cashQty", shown(o.cash_quantity)},
          {"dontUseAutoPriceForHedge", o.dont_use_auto_price_for_hedge},
          {"usePriceMgmtAlgo", o.use_price_mgmt_algo.value_or(0) != 0},
          {"whatIf", o.what_if},
          {"algoStrategy", o.algo_strategy},
          {"algoParams", shown(o.algo_params)},
          {"filledQuantity", shown(o.filled_quantity)},
          {"refFuturesConId", shown(o.ref_futures_con_id)},
          {"shareholder", o.shareholder},
          {"routeMarketableToBbo", o.route_marketable_to_bbo},
          {"parentPermId", o.parent_perm_id ? json(*o.parent_perm_id) : json("UNSET_LONG")},
          {"trailStopPrice", shown(o.trail_stop_price_again)},
          {"triggerPrice", shown(o.trigger_price)}};
}

inline json shown(const OrderState& s) {
  json out = {{"status", s.status},
              {"commissionAndFees", shown(s.commission)},
              {"minCommissionAndFees", shown(s.min_commission)},
              {"maxCommissionAndFees", shown(s.max_commission)},
              {"commissionAndFeesCurrency", s.commission_currency},
              {"marginCurrency", s.margin_currency},
              {"suggestedSize", shown(s.suggested_size)},
              {"warningText", s.warning_text},
              {"completedTime", s.completed_time},
              {"completedStatus", s.completed_status}};
  const auto add = [&out](const Margins& m, const std::string& suffix, auto show) {
    out["initMarginBefore" + suffix] = show(m.init_before);
    out["maintMarginBefore" + suffix] = show(m.maint_before);
    out["equityWithLoanBefore" + suffix] = show(m.equity_before);
    out["initMarginChange" + suffix] = show(m.init_change);
    out["maintMarginChange" + suffix] = show(m.maint_change);
    out["equityWithLoanChange" + suffix] = show(m.equity_change);
    out["initMarginAfter" + suffix] = show(m.init_after);
    out["maintMarginAfter" + suffix] = show(m.maint_after);
    out["equityWithLoanAfter" + suffix] = show(m.equity_after);
  };
  add(s.margins, "", shown_margin);
  add(s.margins_outside_rth, "OutsideRTH", [](const std::optional<double>& value) { return shown(value); });
  return out;
}

inline json shown(const HistoricalBar& b) {
  return {{"date", b.date},   {"open", b.open},     {"high", b.high}, {"low", b.low},
          {"close", b.close}, {"volume", b.volume}, {"wap", b.wap},   {"barCount", b.count}};
}

inline json shown(const ContractData& d) {
  auto contract = shown(d.contract);
  return {{"contract", contract},
          {"marketName", d.market_name},
          {"minTick", d.min_tick},
          {"orderTypes", d.order_types},
          {"validExchanges", d.valid_exchanges},
          {"priceMagnifier", d.price_magnifier},
          {"longName", d.long_name},
          {"timeZoneId", d.time_zone_id},
          {"tradingHours", d.trading_hours},
          {"liquidHours", d.liquid_hours},
          {"aggGroup", shown(d.agg_group)},
          {"marketRuleIds", d.market_rule_ids},
          {"secIdList", shown(d.sec_ids)},
          {"stockType", d.stock_type},
          {"minSize", shown(d.min_size)},
          {"sizeIncrement", shown(d.size_increment)},
          {"suggestedSizeIncrement", shown(d.suggested_size_increment)},
          {"ineligibilityReasonList", shown(d.ineligibility_reasons)}};
}

inline json shown(const ExecutionData& e) {
  return {{"execId", e.exec_id},
          {"time", e.time},
          {"acctNumber", e.account},
          {"exchange", e.exchange},
          {"side", e.side},
          {"shares", shown(e.shares)},
          {"price", e.price},
          {"permId", e.perm_id},
          {"clientId", e.client_id},
          {"orderId", e.order_id},
          {"cumQty", shown(e.cumulative)},
          {"avgPrice", e.average_price},
          {"orderRef", e.order_ref},
          {"lastLiquidity", shown(e.last_liquidity)},
          {"evMultiplier", shown(e.ev_multiplier)},
          {"pendingPriceRevision", e.pending_price_revision},
          {"submitter", e.submitter}};
}

// The arguments that the official Python client's first callback would get.
struct ToArguments {
  json operator()(const UnknownMessage& m) const { return {m.id}; }
  json operator()(const NextValidId& m) const { return {m.order_id}; }
  json operator()(const ManagedAccounts& m) const { return {m.list}; }
  json operator()(const CurrentTime& m) const { return {m.seconds}; }
  json operator()(const CurrentTimeMillis& m) const { return {m.millis}; }
  json operator()(const ErrorMessage& m) const { return {m.id, m.time_millis, m.code, m.text, m.advanced_reject_json}; }
  json operator()(const ContractData& m) const { return {m.req_id, shown(m)}; }
  json operator()(const ContractDataEnd& m) const { return {m.req_id}; }
  json operator()(const HistoricalData& m) const {
    return m.bars.empty() ? json{m.req_id, m.start, m.end} : json{m.req_id, shown(m.bars.front())};
  }
  json operator()(const HistoricalDataEnd& m) const { return {m.req_id, m.start, m.end}; }
  json operator()(const HistoricalDataUpdate& m) const { return {m.req_id, shown(m.bar)}; }
  json operator()(const TickPrice& m) const { return {m.req_id, m.type, m.price.value_or(-1)}; }
  json operator()(const TickSize& m) const { return {m.req_id, m.type, shown(m.size)}; }
  json operator()(const TickGeneric& m) const { return {m.req_id, m.type, shown(m.value)}; }
  json operator()(const TickString& m) const { return {m.req_id, m.type, m.value}; }
  json operator()(const TickReqParams& m) const {
    return {m.req_id, m.min_tick, m.bbo_exchange, m.snapshot_permissions};
  }
  json operator()(const TickSnapshotEnd& m) const { return {m.req_id}; }
  json operator()(const MarketDataTypeNotice& m) const { return {m.req_id, m.type}; }
  json operator()(const AccountValue& m) const { return {m.key, m.value, m.currency, m.account}; }
  json operator()(const PortfolioValue& m) const {
    return {shown(m.contract),     shown(m.position),       shown(m.market_price), shown(m.market_value),
            shown(m.average_cost), shown(m.unrealized_pnl), shown(m.realized_pnl), m.account};
  }
  json operator()(const AccountUpdateTime& m) const { return {m.time}; }
  json operator()(const AccountDownloadEnd& m) const { return {m.account}; }
  json operator()(const AccountSummary& m) const { return {m.req_id, m.account, m.tag, m.value, m.currency}; }
  json operator()(const AccountSummaryEnd& m) const { return {m.req_id}; }
  json operator()(const PositionData& m) const {
    return {m.account, shown(m.contract), shown(m.position), shown(m.average_cost)};
  }
  json operator()(const PositionEnd&) const { return json::array(); }
  json operator()(const OpenOrderData& m) const {
    return {m.order.order_id, shown(m.contract), shown(m.order), shown(m.state)};
  }
  json operator()(const OpenOrderEnd&) const { return json::array(); }
  json operator()(const OrderStatus& m) const {
    return {m.order_id,  m.status,          shown(m.filled), shown(m.remaining), m.average_fill_price, m.perm_id,
            m.parent_id, m.last_fill_price, m.client_id,     m.why_held,         m.market_cap_price};
  }
  json operator()(const ExecutionData& m) const { return {m.req_id, shown(m.contract), shown(m)}; }
  json operator()(const ExecutionDataEnd& m) const { return {m.req_id}; }
  json operator()(const CommissionReport& m) const {
    return json::array({json{{"execId", m.exec_id},
                             {"commissionAndFees", shown(m.commission)},
                             {"currency", m.currency},
                             {"realizedPNL", shown(m.realized_pnl)},
                             {"yield_", shown(m.yield)},
                             {"yieldRedemptionDate", m.yield_redemption_date.value_or(0)}}});
  }
  json operator()(const CompletedOrderData& m) const { return {shown(m.contract), shown(m.order), shown(m.state)}; }
  json operator()(const CompletedOrdersEnd&) const { return json::array(); }
  json operator()(const OrderBound& m) const { return {m.perm_id, m.client_id, m.order_id}; }
  json operator()(const AccountUpdateMulti& m) const { return {m.req_id}; }
  json operator()(const AccountUpdateMultiEnd& m) const { return {m.req_id}; }
  json operator()(const Pnl& m) const { return {m.req_id, shown(m.daily), shown(m.unrealized), shown(m.realized)}; }
  json operator()(const PnlSingle& m) const {
    return {m.req_id, shown(m.position), shown(m.daily), shown(m.unrealized), shown(m.realized), shown(m.value)};
  }
};

}  // namespace bot::wire::test
