#include "report/operations_report.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "report/json.hpp"

namespace bot::report {
namespace {

Json contract_json(ConId con_id, const std::string& exchange) {
  return {{"con_id", con_id.value()}, {"primary_exchange", exchange}};
}

}  // namespace

Json unexplained_json(std::span<const ledger::UnexplainedPosition> positions, Taken taken) {
  Json json = document("accept-positions");
  json["positions"] = Json::array();
  for (const ledger::UnexplainedPosition& position : positions)
    json["positions"].push_back({{"symbol", position.symbol.value()},
                                 {"broker", position.broker.to_double()},
                                 {"explained", position.explained.to_double()},
                                 {"proposal", position.proposal}});
  json["accepted"] = taken == Taken::kAccepted;
  return json;
}

std::string unexplained_text(std::span<const ledger::UnexplainedPosition> positions, const TextStyle& style) {
  Table table({{.title = "symbol", .align = Align::kLeft},
               {.title = "at the broker"},
               {.title = "explained"},
               {.title = "looks like", .align = Align::kLeft, .elastic = true}});
  for (const ledger::UnexplainedPosition& position : positions)
    table.add({position.symbol.value(), position.broker.str(), position.explained.str(), position.proposal});
  return table.render(style);
}

Json pin_json(const PinReport& report) {
  Json json = document("pin");
  json["symbol"] = report.now.symbol.value();
  json["pinned"] =
      report.pinned ? contract_json(report.pinned->con_id, report.pinned->primary_exchange) : Json(nullptr);
  json["now"] = contract_json(report.now.con_id, report.now.primary_exchange);
  json["renewed"] = report.is_renewed;
  return json;
}

std::string pin_text(const PinReport& report) {
  const Instrument& now = report.now;
  std::string text = fmt::format("{} is contract {} on {}: {}\n", now.symbol, now.con_id, now.primary_exchange,
                                 now.long_name.empty() ? "unnamed" : now.long_name);
  text += report.pinned
              ? fmt::format("pinned was contract {} on {}\n", report.pinned->con_id, report.pinned->primary_exchange)
              : "it was not pinned before\n";
  if (report.is_renewed) return text + "renewed\n";
  if (!report.is_changed) return text + "nothing to renew\n";
  return text + fmt::format(
                    "\nNothing was changed. If it is the same fund: bot pin {} --yes.\n"
                    "Another contract id means another security: look at it in TWS first.\n",
                    now.symbol);
}

}  // namespace bot::report
