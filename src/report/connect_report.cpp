#include "report/connect_report.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "report/json.hpp"
#include "report/numbers.hpp"

namespace bot::report {

Json connect_json(const ConnectReport& report) {
  Json json = document("connect");
  json["server_version"] = report.session.server_version;
  json["simulated"] = report.session.embedded;
  json["time"] = to_iso(report.time);
  json["accounts"] = Json::array();
  for (const AccountId& id : report.session.accounts) json["accounts"].push_back(id.value());
  json["account"] = report.account.value();
  json["values"] = Json::array();
  for (const auto& [key, value] : report.values.all())
    json["values"].push_back(
        {{"tag", key.first}, {"currency", key.second}, {"value", value.empty() ? Json(nullptr) : Json(value)}});
  json["positions"] = Json::array();
  for (const Position& position : report.positions)
    if (position.account == report.account)
      json["positions"].push_back(
          {{"symbol", position.symbol.value()},
           {"shares", position.quantity.to_double()},
           {"average_cost", position.average_cost ? Json(position.average_cost->to_double()) : Json(nullptr)}});
  return json;
}

std::string connect_text(const ConnectReport& report, const TextStyle& style) {
  Table values(
      {{.title = "value", .align = Align::kLeft}, {.title = "amount"}, {.title = "currency", .align = Align::kLeft}});
  for (const auto& [key, value] : report.values.all())
    values.add({key.first, value.empty() ? "not reported" : value, key.second});
  Table positions({{.title = "position", .align = Align::kLeft}, {.title = "shares"}, {.title = "average cost"}});
  for (const Position& position : report.positions)
    if (position.account == report.account)
      positions.add({position.symbol.value(), position.quantity.str(),
                     position.average_cost ? price_text(*position.average_cost) : "not reported"});
  return fmt::format("{}server version {}, {}, account {}\n\n{}\n{}",
                     report.session.embedded ? "SIMULATED: embedded gateway\n" : "", report.session.server_version,
                     to_iso(report.time), report.account.value(), values.render(style),
                     positions.empty() ? "no positions\n" : positions.render(style));
}

}  // namespace bot::report
