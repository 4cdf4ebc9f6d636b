#include "gateway/state_json.hpp"

#include <utility>

namespace bot::gateway {
namespace {

template <class T>
T read_fixed(const Json& json) {
  const auto value = T::parse(json.get<std::string>());
  if (!value) throw BadState{"not a decimal number: " + json.get<std::string>()};
  return *value;
}
UtcTime read_instant(const Json& json) {
  const auto time = parse_utc(json.get<std::string>());
  if (!time) throw BadState{"not an instant: " + json.get<std::string>()};
  return *time;
}
Date read_date(const Json& json) {
  const auto date = parse_date(json.get<std::string>());
  if (!date) throw BadState{"not a date: " + json.get<std::string>()};
  return *date;
}
Symbol read_symbol(const Json& json) {
  auto symbol = parse_symbol(json.get<std::string>());
  if (!symbol) throw BadState{"not a symbol: " + json.get<std::string>()};
  return *symbol;
}
Side read_side(const Json& json) { return json.get<std::string>() == "SELL" ? Side::kSell : Side::kBuy; }

constexpr std::pair<Phase, std::string_view> kPhases[] = {
    {Phase::kReceived, "received"}, {Phase::kAcknowledged, "acknowledged"},
    {Phase::kWaiting, "waiting"},   {Phase::kWorking, "working"},
    {Phase::kFilling, "filling"},   {Phase::kCancelling, "cancelling"},
    {Phase::kSilent, "silent"},     {Phase::kDone, "done"}};

std::string phase_name(Phase phase) {
  for (const auto& [value, text] : kPhases)
    if (value == phase) return std::string(text);
  return "done";
}
Phase read_phase(const Json& json) {
  for (const auto& [value, text] : kPhases)
    if (text == json.get<std::string>()) return value;
  throw BadState{"not a phase of an order: " + json.get<std::string>()};
}

Status read_status(const Json& json) {
  const auto status = parse_status(json.get<std::string>());
  if (!status) throw BadState{"not a status of an order: " + json.get<std::string>()};
  return *status;
}

}  // namespace

Json encode_order(const Order& order) {
  Json json{{"client_id", order.client_id},
            {"order_id", order.order_id},
            {"perm_id", order.perm_id},
            {"symbol", order.symbol.value()},
            {"side", name(order.side)},
            {"quantity", order.quantity.str()},
            {"filled", order.filled.str()},
            {"value", order.value.str()},
            {"commission", order.commission.str()},
            {"type", order.placed.order_type},
            {"tif", order.placed.tif},
            {"order_ref", order.placed.order_ref},
            {"good_till_date", order.placed.good_till_date},
            {"transmit", order.placed.transmit},
            {"rested", order.rested},
            {"phase", phase_name(order.phase)},
            {"status", wire_name(order.status)},
            {"last_price", order.last_price},
            {"fills", order.fills}};
  if (order.limit) json["limit"] = order.limit->str();
  if (order.expires) json["expires"] = to_iso_millis(*order.expires);
  if (order.is_done()) {
    json["completed"] = to_iso_millis(order.completed);
    json["completed_status"] = order.completed_status;
  }
  return json;
}

Order decode_order(const Json& json, const std::string& account) {
  Order order;
  order.client_id = json.at("client_id").get<std::int64_t>();
  order.order_id = json.at("order_id").get<std::int64_t>();
  order.perm_id = json.at("perm_id").get<std::int64_t>();
  order.symbol = read_symbol(json.at("symbol"));
  order.side = read_side(json.at("side"));
  order.quantity = read_fixed<Quantity>(json.at("quantity"));
  order.filled = read_fixed<Quantity>(json.at("filled"));
  order.value = read_fixed<Money>(json.at("value"));
  order.commission = read_fixed<Money>(json.at("commission"));
  order.rested = json.at("rested").get<bool>();
  order.phase = read_phase(json.at("phase"));
  order.status = read_status(json.at("status"));
  order.last_price = json.at("last_price").get<double>();
  order.fills = json.at("fills").get<int>();
  if (json.contains("limit")) order.limit = read_fixed<Price>(json.at("limit"));
  if (json.contains("expires")) order.expires = read_instant(json.at("expires"));
  if (order.is_done()) {
    order.completed = read_instant(json.at("completed"));
    order.completed_status = json.at("completed_status").get<std::string>();
  }
  wire::Order& placed = order.placed;
  placed.order_id = order.order_id;
  placed.action = std::string(name(order.side));
  placed.total_quantity = order.quantity;
  placed.order_type = json.at("type").get<std::string>();
  if (order.limit) placed.limit_price = order.limit->to_double();
  placed.tif = json.at("tif").get<std::string>();
  placed.order_ref = json.at("order_ref").get<std::string>();
  placed.good_till_date = json.at("good_till_date").get<std::string>();
  placed.transmit = json.at("transmit").get<bool>();
  placed.account = account;
  order.immediate = placed.tif == "IOC";
  return order;
}

Json encode_fill(const Fill& fill) {
  Json json{{"exec_id", fill.exec_id},
            {"client_id", fill.client_id},
            {"order_id", fill.order_id},
            {"perm_id", fill.perm_id},
            {"order_ref", fill.order_ref},
            {"symbol", fill.symbol.value()},
            {"side", name(fill.side)},
            {"quantity", fill.quantity.str()},
            {"cumulative", fill.cumulative.str()},
            {"price", fill.price.str()},
            {"average_price", fill.average_price},
            {"time", to_iso_millis(fill.time)},
            {"commission", fill.commission.str()},
            {"added_liquidity", fill.added_liquidity}};
  if (fill.realized) json["realized"] = fill.realized->str();
  return json;
}

Fill decode_fill(const Json& json) {
  Fill fill;
  fill.exec_id = json.at("exec_id").get<std::string>();
  fill.client_id = json.at("client_id").get<std::int64_t>();
  fill.order_id = json.at("order_id").get<std::int64_t>();
  fill.perm_id = json.at("perm_id").get<std::int64_t>();
  fill.order_ref = json.at("order_ref").get<std::string>();
  fill.symbol = read_symbol(json.at("symbol"));
  fill.side = read_side(json.at("side"));
  fill.quantity = read_fixed<Quantity>(json.at("quantity"));
  fill.cumulative = read_fixed<Quantity>(json.at("cumulative"));
  fill.price = read_fixed<Price>(json.at("price"));
  fill.average_price = json.at("average_price").get<double>();
  fill.time = read_instant(json.at("time"));
  fill.commission = read_fixed<Money>(json.at("commission"));
  fill.added_liquidity = json.at("added_liquidity").get<bool>();
  if (json.contains("realized")) fill.realized = read_fixed<Money>(json.at("realized"));
  return fill;
}

Json encode_account(const State& state) {
  Json json{{"instant", to_iso_millis(state.engine.at)},
            {"day", to_iso(state.engine.day)},
            {"cash", state.account.cash.str()},
            {"holdings", Json::object()},
            {"unsettled", Json::array()},
            {"last_perm_id", state.engine.book.last_perm_id},
            {"last_order_ids", Json::array()}};
  for (const auto& [symbol, holding] : state.account.holdings)
    json["holdings"][symbol.value()] = {{"quantity", holding.quantity.str()},
                                        {"cost", holding.cost.str()},
                                        {"realized_today", holding.realized_today.str()},
                                        {"traded_today", holding.traded_today.str()},
                                        {"paid_today", holding.paid_today.str()}};
  for (const Unsettled& entry : state.account.unsettled)
    json["unsettled"].push_back({{"settles", to_iso(entry.settles)}, {"amount", entry.amount.str()}});
  for (const auto& [client_id, order_id] : state.engine.book.last_order_id)
    json["last_order_ids"].push_back({{"client_id", client_id}, {"order_id", order_id}});
  return json;
}

Holding decode_holding(const Json& json) {
  Holding holding{read_fixed<Quantity>(json.at("quantity")), read_fixed<Money>(json.at("cost")),
                  read_fixed<Money>(json.at("realized_today"))};
  if (json.contains("traded_today")) {  // not in states of before
    holding.traded_today = read_fixed<Quantity>(json.at("traded_today"));
    holding.paid_today = read_fixed<Money>(json.at("paid_today"));
  }
  return holding;
}

State decode_state(const Json& json, const std::string& account) {
  State state;
  state.account.cash = read_fixed<Money>(json.at("cash"));
  for (const auto& [symbol, holding] : json.at("holdings").items())
    state.account.holdings.emplace(read_symbol(Json(symbol)), decode_holding(holding));
  for (const Json& entry : json.at("unsettled"))
    state.account.unsettled.push_back({read_date(entry.at("settles")), read_fixed<Money>(entry.at("amount"))});
  state.engine.at = read_instant(json.at("instant"));
  state.engine.day = read_date(json.at("day"));
  state.engine.book.last_perm_id = json.at("last_perm_id").get<std::int64_t>();
  for (const auto& entry : json.at("last_order_ids"))
    state.engine.book.last_order_id[entry.at("client_id").get<std::int64_t>()] =
        entry.at("order_id").get<std::int64_t>();
  for (const Json& order : json.at("orders")) state.engine.book.orders.push_back(decode_order(order, account));
  for (const Json& fill : json.at("fills")) state.engine.book.fills.push_back(decode_fill(fill));
  return state;
}

std::string to_text(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

}  // namespace bot::gateway
