#include "notify/alert_json.hpp"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

namespace bot::notify {
namespace {

using Json = nlohmann::ordered_json;
using ports::Alert;
using ports::AlertKind;
using ports::Severity;

Json finite_or_null(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

// What the alert's JSON may throw, as one error of ours.
struct BadAlert {
  std::string what;
};

template <class E>
E named(const Json& text, std::string_view what) {
  const auto name = text.get<std::string>();
  const auto parsed = parse_name<E>(name);
  if (!parsed) throw BadAlert{fmt::format("'{}' is no {}", name, what)};
  return *parsed;
}

template <class T>
T parse_fixed(const Json& text) {
  const auto parsed = T::parse(text.get<std::string>());
  if (!parsed) throw BadAlert{fmt::format("'{}' is not a number", text.get<std::string>())};
  return *parsed;
}

template <class T>
std::optional<T> optional_fixed(const Json& text) {
  return text.is_null() ? std::nullopt : std::optional(parse_fixed<T>(text));
}
template <class T>
Json fixed_or_null(const std::optional<T>& value) {
  return value ? Json(value->str()) : Json(nullptr);
}

std::optional<double> optional_double(const Json& value) {
  return value.is_null() ? std::nullopt : std::optional(value.get<double>());
}
double double_of(const Json& value) { return value.is_null() ? std::nan("") : value.get<double>(); }

Alert parse_alert(const Json& json) {
  Alert alert;
  alert.kind = named<AlertKind>(json.at("kind"), "kind of alert");
  alert.severity = named<Severity>(json.at("severity"), "severity");
  const auto at = parse_utc(json.at("at").get<std::string>());
  if (!at) throw BadAlert{at.error().message()};
  alert.at = *at;
  alert.run_id = json.at("run_id").get<std::string>();
  alert.simulated = json.at("simulated").get<bool>();
  alert.title = json.at("title").get<std::string>();
  alert.text = json.at("text").get<std::string>();
  alert.causes = json.at("causes").get<std::vector<std::string>>();
  alert.not_done = json.at("not_done").get<std::string>();
  alert.to_do = json.at("to_do").get<std::string>();
  alert.account_state = json.value("account_state", "");  // items of version 0.1 have neither
  alert.stack = json.value("stack", std::vector<std::string>());
  alert.dedupe_key = json.at("dedupe_key").get<std::string>();
  for (const Json& fact : json.at("facts"))
    alert.facts.emplace_back(fact.at(0).get<std::string>(), fact.at(1).get<std::string>());
  for (const Json& fill : json.at("fills")) {
    alert.fills.push_back({.symbol = Symbol(fill.at("symbol").get<std::string>()),
                           .side = named<Side>(fill.at("side"), "side"),
                           .quantity = parse_fixed<Quantity>(fill.at("quantity")),
                           .price = parse_fixed<Price>(fill.at("price")),
                           .slippage_bps = double_of(fill.at("slippage_bps")),
                           .commission = optional_fixed<Money>(fill.at("commission"))});
  }
  for (const Json& position : json.at("positions"))
    alert.positions.push_back({.symbol = Symbol(position.at("symbol").get<std::string>()),
                               .quantity = parse_fixed<Quantity>(position.at("quantity")),
                               .price = optional_fixed<Price>(position.at("price")),
                               .weight = optional_double(position.at("weight"))});
  return alert;
}

Result<Alert> not_an_alert() {
  return fail(ErrorCode::kData, "not a stored alert: it is damaged, or another program's");
}

}  // namespace

Json alert_to_json(const Alert& alert) {
  Json json;
  json["kind"] = name(alert.kind);
  json["severity"] = name(alert.severity);
  json["at"] = to_iso_millis(alert.at);
  json["run_id"] = alert.run_id;
  json["simulated"] = alert.simulated;
  json["title"] = alert.title;
  json["text"] = alert.text;
  json["causes"] = alert.causes;
  json["account_state"] = alert.account_state;
  json["not_done"] = alert.not_done;
  json["to_do"] = alert.to_do;
  json["facts"] = Json::array();
  for (const auto& [label, value] : alert.facts) json["facts"].push_back(Json::array({label, value}));
  json["fills"] = Json::array();
  for (const ports::AlertFill& fill : alert.fills)
    json["fills"].push_back({{"symbol", fill.symbol.value()},
                             {"side", name(fill.side)},
                             {"quantity", fill.quantity.str()},
                             {"price", fill.price.str()},
                             {"slippage_bps", finite_or_null(fill.slippage_bps)},
                             {"commission", fixed_or_null(fill.commission)}});
  json["positions"] = Json::array();
  for (const ports::AlertPosition& position : alert.positions)
    json["positions"].push_back({{"symbol", position.symbol.value()},
                                 {"quantity", position.quantity.str()},
                                 {"price", fixed_or_null(position.price)},
                                 {"weight", position.weight ? finite_or_null(*position.weight) : Json(nullptr)}});
  json["stack"] = alert.stack;
  json["dedupe_key"] = alert.dedupe_key;
  return json;
}

std::string alert_to_text(const Alert& alert) {
  return alert_to_json(alert).dump(-1, ' ', false, Json::error_handler_t::replace);
}

Result<Alert> alert_from_json(const Json& json) {
  try {
    return parse_alert(json);
  } catch (const BadAlert& bad) {
    return fail(ErrorCode::kData, "not a stored alert: " + bad.what);
  } catch (const nlohmann::json::exception&) {
    return not_an_alert();
  }
}

Result<Alert> alert_from_text(std::string_view text) {
  const Json json = Json::parse(text, nullptr, false);
  return json.is_discarded() ? not_an_alert() : alert_from_json(json);
}

}  // namespace bot::notify
