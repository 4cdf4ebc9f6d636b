#include "run/decision_record.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace bot::run {
namespace {

using Json = nlohmann::ordered_json;

template <class Fixed>
Json fixed_json(const std::optional<Fixed>& value) {
  return value ? Json(value->str()) : Json(nullptr);
}

// The reader of our own records: what does not fit throws, and the caller makes one error of it.
template <class Fixed>
Fixed read_fixed(const Json& json) {
  const auto value = Fixed::parse(json.get<std::string>());
  if (!value) throw std::invalid_argument("not a decimal: " + json.dump());
  return *value;
}
template <class Fixed>
std::optional<Fixed> read_optional(const Json& json) {
  return json.is_null() ? std::nullopt : std::optional(read_fixed<Fixed>(json));
}
Date read_date(const Json& json) {
  const auto date = parse_date(json.get<std::string>());
  if (!date) throw std::invalid_argument("not a date: " + json.dump());
  return *date;
}

tl::unexpected<Error> damaged(const char* what, const std::exception& why) {
  return fail(ErrorCode::kIo, fmt::format("the recorded {} cannot be read: {}", what, why.what()), {},
              "It was written by a newer or a broken program; bot audit verify checks the ledger.");
}

}  // namespace

std::string decision_text(const decide::Decision& decision) {
  const auto number = [](const std::optional<double>& value) {
    return value ? nlohmann::ordered_json(*value) : nlohmann::ordered_json(nullptr);
  };
  nlohmann::ordered_json json;
  json["asof"] = to_iso(decision.asof);
  json["symbols"] = nlohmann::ordered_json::array();
  for (const decide::SymbolScore& score : decision.symbols) {
    nlohmann::ordered_json line;
    line["symbol"] = score.symbol.value();
    line["bars"] = score.bars;
    line["close"] = number(score.close);
    line["ema_fast"] = number(score.ema_fast);
    line["ema_slow"] = number(score.ema_slow);
    line["atr"] = number(score.atr);
    line["score"] = number(score.score);
    line["volatility"] = number(score.volatility);
    line["passed"] = score.passed;
    line["reason"] = score.reason;
    json["symbols"].push_back(std::move(line));
  }
  json["correlations"] = nlohmann::ordered_json::array();
  for (const decide::Correlation& pair : decision.correlations)
    json["correlations"].push_back({{"a", pair.a.value()}, {"b", pair.b.value()}, {"rho", number(pair.rho)}});
  json["selected"] = nlohmann::ordered_json::array();
  for (const Symbol& symbol : decision.selected) json["selected"].push_back(symbol.value());
  json["weights"] = nlohmann::ordered_json::object();
  for (const auto& [symbol, weight] : decision.weights) json["weights"][symbol.value()] = weight;
  json["cash"] = decision.cash;
  json["reasons"] = nlohmann::ordered_json::object();
  for (const auto& [symbol, reason] : decision.reasons) json["reasons"][symbol.value()] = reason;
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string encode_decision_inputs(const DecisionInputs& inputs) {
  Json json;
  json["asof"] = to_iso(inputs.asof);
  json["symbols"] = Json::array();
  for (const UsableSymbol& symbol : inputs.symbols)
    json["symbols"].push_back(
        {{"symbol", symbol.symbol.value()}, {"usable", symbol.usable}, {"reason", symbol.reason}});
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Result<DecisionInputs> decode_decision_inputs(const std::string& text) {
  try {
    const Json json = Json::parse(text);
    DecisionInputs inputs;
    inputs.asof = read_date(json.at("asof"));
    for (const Json& symbol : json.at("symbols"))
      inputs.symbols.push_back({.symbol = Symbol(symbol.at("symbol").get<std::string>()),
                                .usable = symbol.at("usable").get<bool>(),
                                .reason = symbol.at("reason").get<std::string>()});
    return inputs;
  } catch (const std::exception& why) {
    return damaged("inputs of the decision", why);
  }
}

std::string plan_text(const PlanText& of) {
  nlohmann::ordered_json json;
  json["schema"] = "bot.plan/1";
  json["session"] = to_iso(of.session);
  json["account_sha256"] = of.account_sha256;
  json["equity"] = of.input.equity.str();
  json["targets"] = nlohmann::ordered_json::object();
  for (const auto& [symbol, weight] : of.targets) json["targets"][symbol.value()] = weight;
  json["shares_after"] = nlohmann::ordered_json::object();
  for (const auto& [symbol, shares] : of.plan.shares_after) json["shares_after"][symbol.value()] = shares.to_double();
  json["scale"] = of.plan.scale;
  json["distance"] = of.plan.distance;
  json["budget"] = of.plan.budget.to_double();
  json["reserve"] = of.plan.reserve.to_double();
  json["orders"] = nlohmann::ordered_json::array();
  for (const plan::PlannedOrder& order : of.plan.orders)
    json["orders"].push_back({{"symbol", order.symbol.value()},
                              {"side", name(order.side)},
                              {"shares", order.shares.to_double()},
                              {"limit_price", order.limit_price.to_double()},
                              {"notional", order.notional.to_double()},
                              {"commission", order.commission.to_double()},
                              {"reason", order.reason}});
  json["skipped"] = nlohmann::ordered_json::array();
  for (const plan::Skipped& skipped : of.plan.skipped)
    json["skipped"].push_back({{"symbol", skipped.symbol.value()}, {"reason", skipped.reason}});
  return json.dump(2) + "\n";
}

std::string encode_plan_input(const plan::PlanInput& input) {
  Json json;
  json["equity"] = input.equity.str();
  json["settled_cash"] = input.settled_cash.str();
  json["unsettled_proceeds"] = input.unsettled_proceeds.str();
  json["available_funds"] = fixed_json(input.available_funds);
  json["positions"] = Json::object();
  for (const auto& [symbol, holding] : input.positions)
    json["positions"][symbol.value()] = {
        {"shares", holding.shares.str()},
        {"locked", holding.locked.str()},
        {"locked_until", holding.locked_until ? Json(to_iso(*holding.locked_until)) : Json(nullptr)}};
  json["quotes"] = Json::object();
  for (const auto& [symbol, quote] : input.quotes)
    json["quotes"][symbol.value()] = {{"bid", fixed_json(quote.bid)},
                                      {"ask", fixed_json(quote.ask)},
                                      {"last_close", fixed_json(quote.last_close)},
                                      {"tick", quote.tick.str()},
                                      {"problem", quote.problem ? Json(*quote.problem) : Json(nullptr)}};
  json["targets"] = Json::object();
  for (const auto& [symbol, weight] : input.targets) json["targets"][symbol.value()] = weight;
  json["left_alone"] = Json::object();
  for (const auto& [symbol, why] : input.excluded) json["left_alone"][symbol.value()] = why;
  const plan::Options& options = input.options;
  json["options"] = {{"limit_offset_bps", options.limit_offset_bps},
                     {"exit_offset_bps", options.exit_offset_bps},
                     {"min_order_notional", options.min_order_notional.str()},
                     {"drift_band", options.drift_band},
                     {"max_weight_per_asset", input.weight_cap.max_weight_per_asset},
                     {"fixed_strategy", input.weight_cap.fixed_strategy},
                     {"fractional", input.fractional},
                     {"max_price_move", options.max_price_move},
                     {"max_spread_bps", options.max_spread_bps},
                     {"settled_only", options.cash_rule == plan::CashRule::kSettledOnly},
                     {"cash_reserve", options.cash_reserve.str()},
                     {"commission_per_share", options.costs.per_share.str()},
                     {"commission_minimum", options.costs.minimum.str()}};
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Result<plan::PlanInput> decode_plan_input(const std::string& text) {
  try {
    const Json json = Json::parse(text);
    plan::PlanInput input;
    input.equity = read_fixed<Money>(json.at("equity"));
    input.settled_cash = read_fixed<Money>(json.at("settled_cash"));
    input.unsettled_proceeds = read_fixed<Money>(json.at("unsettled_proceeds"));
    input.available_funds = read_optional<Money>(json.at("available_funds"));
    for (const auto& [symbol, holding] : json.at("positions").items()) {
      const Json& until = holding.at("locked_until");
      input.positions[Symbol(symbol)] = {
          .shares = read_fixed<Quantity>(holding.at("shares")),
          .locked = read_fixed<Quantity>(holding.at("locked")),
          .locked_until = until.is_null() ? std::nullopt : std::optional(read_date(until))};
    }
    for (const auto& [symbol, quote] : json.at("quotes").items()) {
      const Json& problem = quote.at("problem");
      input.quotes[Symbol(symbol)] = {
          .bid = read_optional<Price>(quote.at("bid")),
          .ask = read_optional<Price>(quote.at("ask")),
          .last_close = read_optional<Price>(quote.at("last_close")),
          .tick = read_fixed<Price>(quote.at("tick")),
          .problem = problem.is_null() ? std::nullopt : std::optional(problem.get<std::string>())};
    }
    for (const auto& [symbol, weight] : json.at("targets").items())
      input.targets[Symbol(symbol)] = weight.get<double>();
    for (const auto& [symbol, why] : json.at("left_alone").items())
      input.excluded[Symbol(symbol)] = why.get<std::string>();
    const Json& options = json.at("options");
    input.fractional = options.at("fractional").get<bool>();
    input.weight_cap = {.max_weight_per_asset = options.at("max_weight_per_asset").get<double>(),
                        .fixed_strategy = options.at("fixed_strategy").get<bool>()};
    input.options = {
        .limit_offset_bps = options.at("limit_offset_bps").get<double>(),
        .exit_offset_bps = options.at("exit_offset_bps").get<double>(),
        .min_order_notional = read_fixed<Money>(options.at("min_order_notional")),
        .drift_band = options.at("drift_band").get<double>(),
        .max_price_move = options.at("max_price_move").get<double>(),
        .max_spread_bps = options.at("max_spread_bps").get<double>(),
        .cash_rule = options.at("settled_only").get<bool>() ? plan::CashRule::kSettledOnly : plan::CashRule::kAuto,
        .cash_reserve = read_fixed<Money>(options.at("cash_reserve")),
        .costs = {.per_share = read_fixed<Money>(options.at("commission_per_share")),
                  .minimum = read_fixed<Money>(options.at("commission_minimum"))}};
    return input;
  } catch (const std::exception& why) {
    return damaged("inputs of the plan", why);
  }
}

}  // namespace bot::run
