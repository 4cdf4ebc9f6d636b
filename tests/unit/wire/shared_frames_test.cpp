// Frames of other programs: what stock clients sent and decoded. Skipped where the folder with them is missing.
#include <gtest/gtest.h>

#include <charconv>
#include <map>
#include <optional>
#include <set>

#include "base/text.hpp"
#include "support/shared.hpp"
#include "unit/wire/golden_file.hpp"
#include "wire/codec.hpp"
#include "wire/frame.hpp"
#include "wire/handshake.hpp"

namespace bot::wire {
namespace {

using nlohmann::json;

constexpr const char* kFile = "tws-golden-frames.json";

const json& shared_frames() {
  static const json frames = json::parse(bot::test::read_file(bot::test::shared_folder() + "/" + kFile));
  return frames;
}

// One text for all spellings of one meaning: unset and zero, numbers with and without point.
std::string same_meaning(const std::string& field) {
  if (field == "2147483647") return "";
  double value = 0;
  const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), value);
  if (field.empty() || end != field.data() + field.size()) return field;
  if (error != std::errc{} || value == 0 || value >= 1e308) return "";
  return std::to_string(value);
}

// What the clients say differently although they mean the same (tws-protocol 3).
Request without_habits(Request request) {
  if (auto* placed = std::get_if<PlaceOrder>(&request)) {
    if (placed->order.open_close == "O") placed->order.open_close.clear();
    if (placed->order.use_price_mgmt_algo == 0) placed->order.use_price_mgmt_algo.reset();
  }
  return request;
}

TEST(SharedFrames, EveryRequestDecodesAndClientsMeanTheSame) {
  BOT_NEEDS_SHARED(kFile);
  std::map<std::string, Request> meanings;
  int seen = 0;
  for (const auto& row : shared_frames().at("requests")) {
    const auto name = row.at("case").get<std::string>();
    const auto decoded = decode_request(test::payload_of(row), row.at("server_version").get<int>());
    ASSERT_TRUE(decoded.has_value()) << name << ": " << decoded.error().text();
    EXPECT_EQ(message_name(*decoded), row.at("message").get<std::string>());
    const auto [known, is_new] = meanings.try_emplace(name, without_habits(*decoded));
    EXPECT_TRUE(known->second == without_habits(*decoded)) << name << " of " << row.at("client");
    ++seen;
  }
  EXPECT_EQ(seen, 325);
}

TEST(SharedFrames, WhatRequestsMean) {
  BOT_NEEDS_SHARED(kFile);
  for (const auto& row : shared_frames().at("requests")) {
    const auto request = decode_request(test::payload_of(row), row.at("server_version").get<int>()).value();
    const auto name = row.at("case").get<std::string>();
    if (name == "PLACE_ORDER LMT IOC outside RTH") {
      const auto& placed = std::get<PlaceOrder>(request);
      EXPECT_EQ(placed.contract.symbol, "SPY");
      EXPECT_EQ(placed.contract.con_id, 756733);
      EXPECT_EQ(placed.order.order_id, 110);
      EXPECT_EQ(placed.order.total_quantity, Quantity::from_whole(3));
      EXPECT_EQ(placed.order.limit_price, 651.0);
      EXPECT_EQ(placed.order.tif, "IOC");
      EXPECT_TRUE(placed.order.outside_rth);
      EXPECT_TRUE(placed.order.transmit);
      EXPECT_EQ(placed.order.exempt_code, -1);
      EXPECT_EQ(placed.order.trigger_price, std::nullopt);
      EXPECT_EQ(placed.order.adjustable_trailing_unit, 0);
      EXPECT_EQ(placed.order.order_ref, "rb-20250915-SPY-1");
    } else if (name == "PLACE_ORDER MKT fractional") {
      EXPECT_EQ(std::get<PlaceOrder>(request).order.total_quantity, Quantity::parse("1.5"));
    } else if (name == "PLACE_ORDER Adaptive LMT") {
      const auto& order = std::get<PlaceOrder>(request).order;
      EXPECT_EQ(order.algo_params, (std::vector<TagValue>{{"adaptivePriority", "Normal"}}));
    } else if (name == "PLACE_ORDER what-if") {
      EXPECT_TRUE(std::get<PlaceOrder>(request).order.what_if);
    } else if (name == "REQ_EXECUTIONS filtered") {
      const auto& asked = std::get<ExecutionsRequest>(request);
      EXPECT_EQ(asked.client_id, 7);
      EXPECT_EQ(asked.account, "DU1234567");
      EXPECT_EQ(asked.last_days, std::nullopt);
    }
  }
}

TEST(SharedFrames, OurRequestsReadLikeTheOfficialClients) {
  BOT_NEEDS_SHARED(kFile);
  int compared = 0;
  for (const auto& row : shared_frames().at("requests")) {
    if (row.at("client") != "ibapi_python") continue;
    const int version = row.at("server_version").get<int>();
    const auto theirs = test::fields_of_payload(test::payload_of(row));
    const auto ours =
        test::fields_of_payload(encode_request(decode_request(test::payload_of(row), version).value(), version));
    ASSERT_EQ(ours.size(), theirs.size()) << row.at("case");
    for (std::size_t i = 0; i < ours.size(); ++i) {
      EXPECT_EQ(same_meaning(ours[i]), same_meaning(theirs[i])) << row.at("case") << ": " << row.at("fields")[i];
    }
    ++compared;
  }
  EXPECT_GE(compared, 100);
}

TEST(SharedFrames, EveryResponseEncodesBackToTheSameBytes) {
  BOT_NEEDS_SHARED(kFile);
  // A price written with a zero too many: a number keeps no zeros.
  const std::set<std::string> inexact = {"PORTFOLIO_VALUE fractional"};
  int exact = 0;
  for (const auto& row : shared_frames().at("responses")) {
    const int version = row.at("server_version").get<int>();
    const auto decoded = decode_response(test::payload_of(row), version);
    ASSERT_TRUE(decoded.has_value()) << row.at("case") << decoded.error().text();
    EXPECT_EQ(message_name(*decoded), row.at("message").get<std::string>());
    const auto bytes = frame(encode_response(*decoded, version));
    if (inexact.contains(row.at("case"))) {
      const auto ours = test::fields_of_payload(bytes.substr(4));
      const auto theirs = test::fields_of_payload(test::payload_of(row));
      ASSERT_EQ(ours.size(), theirs.size());
      for (std::size_t i = 0; i < ours.size(); ++i) EXPECT_EQ(same_meaning(ours[i]), same_meaning(theirs[i]));
    } else {
      EXPECT_EQ(test::to_hex(bytes), row.at("frame_hex").get<std::string>()) << row.at("case") << " " << version;
      ++exact;
    }
  }
  EXPECT_EQ(exact, 222);
}

// Our values under the names that the official Python client uses, for comparison with what it decoded.
json shown(const std::optional<double>& value) { return value ? json(*value) : json("UNSET_DOUBLE"); }
json shown(const std::optional<int>& value) { return value ? json(*value) : json("UNSET_INTEGER"); }
json shown(const std::optional<Quantity>& value) { return value ? json(value->str()) : json(""); }
json shown_margin(const std::optional<double>& value) { return value ? json(*value) : json("1.7976931348623157E308"); }
json shown(const std::vector<TagValue>& values) {
  json out = json::array();
  for (const auto& [tag, value] : values) out.push_back({{"tag", tag}, {"value", value}});
  return out;
}

json shown(const Contract& c) {
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

json shown(const Order& o) {
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

json shown(const OrderState& s) {
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

json shown(const HistoricalBar& b) {
  return {{"date", b.date},   {"open", b.open},     {"high", b.high}, {"low", b.low},
          {"close", b.close}, {"volume", b.volume}, {"wap", b.wap},   {"barCount", b.count}};
}

json shown(const ContractData& d) {
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

json shown(const ExecutionData& e) {
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
    return {shown(m.contract), shown(m.position), m.market_price, m.market_value,
            m.average_cost,    m.unrealized_pnl,  m.realized_pnl, m.account};
  }
  json operator()(const AccountUpdateTime& m) const { return {m.time}; }
  json operator()(const AccountDownloadEnd& m) const { return {m.account}; }
  json operator()(const AccountSummary& m) const { return {m.req_id, m.account, m.tag, m.value, m.currency}; }
  json operator()(const AccountSummaryEnd& m) const { return {m.req_id}; }
  json operator()(const PositionData& m) const {
    return {m.account, shown(m.contract), shown(m.position), m.average_cost};
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
                             {"commissionAndFees", m.commission},
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
};

// Numbers as numbers, whether text or not; of objects what the client told (it leaves defaults out).
bool agrees(const json& ours, const json& theirs) {
  if (theirs.is_object()) {
    for (const auto& [key, value] : theirs.items()) {
      if (!ours.contains(key) || !agrees(ours.at(key), value)) {
        ADD_FAILURE() << key << ": ours " << (ours.contains(key) ? ours.at(key).dump() : "nothing") << ", theirs "
                      << value;
        return false;
      }
    }
    return true;
  }
  if (theirs.is_array()) {
    if (ours.size() != theirs.size()) return false;
    for (std::size_t i = 0; i < theirs.size(); ++i) {
      if (!agrees(ours[i], theirs[i])) return false;
    }
    return true;
  }
  const auto number = [](const json& value) -> std::optional<double> {
    if (value.is_number()) return value.get<double>();
    return value.is_string() ? parse_double(value.get<std::string>()) : std::nullopt;
  };
  const auto a = number(ours);
  const auto b = number(theirs);
  return a && b ? *a == *b : ours == theirs;
}

TEST(SharedFrames, EveryResponseDecodesToWhatTheOfficialClientDecoded) {
  BOT_NEEDS_SHARED(kFile);
  int compared = 0;
  for (const auto& row : shared_frames().at("responses")) {
    const auto response = decode_response(test::payload_of(row), row.at("server_version").get<int>()).value();
    const auto arguments = std::visit(ToArguments{}, response);
    for (const auto& decoded : row.at("decoded")) {
      if (decoded.at("client") != "ibapi_python" || decoded.at("callbacks").empty()) continue;
      auto theirs = decoded.at("callbacks")[0].at("args");
      if (decoded.at("callbacks")[0].at("callback") == "tickPrice") theirs.erase(3);  // attributes as an object
      EXPECT_TRUE(agrees(arguments, theirs)) << row.at("case") << "\nours   " << arguments << "\ntheirs " << theirs;
      ++compared;
    }
  }
  EXPECT_GE(compared, 220);
}

TEST(SharedFrames, HandshakesAreReadAndAnswered) {
  BOT_NEEDS_SHARED(kFile);
  for (const auto& row : shared_frames().at("handshakes")) {
    const auto hello_bytes = test::from_hex(row.at("hello_hex").get<std::string>());
    HelloReader reader;
    std::optional<ClientHello> hello;
    for (const char c : hello_bytes) {
      reader.feed(std::string_view(&c, 1));
      hello = reader.next().value();
    }
    ASSERT_TRUE(hello.has_value());
    EXPECT_EQ(client_hello_bytes(*hello), hello_bytes);
    const int version = row.at("server_version").get<int>();
    EXPECT_EQ(negotiate(hello->range, {157, version}), version);
    const ServerHello answer{version, row.at("reply_fields")[1].get<std::string>()};
    EXPECT_EQ(test::to_hex(server_hello_bytes(answer)), row.at("reply_hex").get<std::string>());
    EXPECT_EQ(parse_server_hello(server_hello_bytes(answer).substr(4), hello->range).value(), answer);
  }
}

TEST(SharedFrames, AllFramesAtOnceOrByteByByte) {
  BOT_NEEDS_SHARED(kFile);
  std::string stream;
  std::vector<std::string> payloads;
  for (const char* direction : {"requests", "responses"}) {
    for (const auto& row : shared_frames().at(direction)) {
      stream += test::from_hex(row.at("frame_hex").get<std::string>());
      payloads.push_back(test::payload_of(row));
    }
  }
  FrameSplitter at_once;
  at_once.feed(stream);
  FrameSplitter slowly;
  std::size_t found = 0;
  for (const char c : stream) {
    slowly.feed(std::string_view(&c, 1));
    while (const auto payload = slowly.next().value()) {
      ASSERT_EQ(*payload, payloads.at(found++));
      ASSERT_EQ(at_once.next().value(), payload);
    }
  }
  EXPECT_EQ(found, payloads.size());
}

TEST(SharedFrames, RawMessageIdsOfLaterVersionsAreErrorsOrUnknown) {
  BOT_NEEDS_SHARED(kFile);
  for (const auto& row : shared_frames().at("above_the_ceiling").at("frames")) {
    const auto decoded = decode_request(test::payload_of(row), 200);
    EXPECT_TRUE(!decoded.has_value() || std::holds_alternative<UnknownMessage>(*decoded)) << row;
  }
}

}  // namespace
}  // namespace bot::wire
