// `bot connect`: server version, accounts, account values, positions.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "app/command_context.hpp"
#include "app/commands/commands.hpp"
#include "config/mode.hpp"
#include "report/json.hpp"
#include "report/numbers.hpp"
#include "report/table.hpp"

namespace bot::app {

Result<int> execute(const ConnectRequest&, Environment& environment) {
  BOT_TRY(const AccountId account, config::account_for(environment.loaded, Mode::kDryRun));
  BOT_TRY(const auto context, CommandContext::with_gateway(environment, account));
  BOT_TRY(const ports::BrokerSession session, context->connect_reader());
  const Duration limit = std::chrono::seconds(15);
  BOT_TRY(const AccountValues values, context->client().account_values(account, context->in(limit)));
  BOT_TRY(const std::vector<Position> positions, context->client().positions(context->in(limit)));
  BOT_TRY(const UtcTime time, context->client().server_time(context->in(limit)));

  report::Json document = report::document("connect");
  document["server_version"] = session.server_version;
  document["simulated"] = session.embedded;
  document["time"] = to_iso(time);
  document["accounts"] = report::Json::array();
  for (const AccountId& id : session.accounts) document["accounts"].push_back(id.value());
  document["account"] = account.value();
  document["values"] = report::Json::array();
  report::Table value_table({{.title = "value", .align = report::Align::kLeft},
                             {.title = "amount"},
                             {.title = "currency", .align = report::Align::kLeft}});
  for (const auto& [key, value] : values.all()) {
    document["values"].push_back({{"tag", key.first},
                                  {"currency", key.second},
                                  {"value", value.empty() ? report::Json(nullptr) : report::Json(value)}});
    value_table.add({key.first, value.empty() ? "not reported" : value, key.second});
  }
  document["positions"] = report::Json::array();
  report::Table position_table(
      {{.title = "position", .align = report::Align::kLeft}, {.title = "shares"}, {.title = "average cost"}});
  for (const Position& position : positions) {
    if (position.account != account) continue;
    const auto& cost = position.average_cost;
    document["positions"].push_back({{"symbol", position.symbol.value()},
                                     {"shares", position.quantity.to_double()},
                                     {"average_cost", cost ? report::Json(cost->to_double()) : report::Json(nullptr)}});
    position_table.add(
        {position.symbol.value(), position.quantity.str(), cost ? report::price_text(*cost) : "not reported"});
  }
  std::string text =
      fmt::format("{}server version {}, {}, account {}\n\n", session.embedded ? "SIMULATED: embedded gateway\n" : "",
                  session.server_version, to_iso(time), account.value());
  text += value_table.render(environment.style) + "\n";
  text += position_table.empty() ? "no positions\n" : position_table.render(environment.style);
  environment.print(document, text);
  return 0;
}

}  // namespace bot::app
