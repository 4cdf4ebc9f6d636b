#include "report/operations_report.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/check.hpp"
#include "report/json.hpp"
#include "report/paragraph.hpp"

namespace bot::report {
namespace {

Json contract_json(ConId con_id, const std::string& exchange) {
  return {{"con_id", con_id.value()}, {"primary_exchange", exchange}};
}

std::string_view what_became(Taken taken) {
  switch (taken) {
    case Taken::kNotYet:
      return "Nothing was changed. Take them under management with bot accept-positions --yes,\n"
             "or keep them apart, never sold, with bot accept-positions --keep --yes.\n";
    case Taken::kManaged:
      return "taken under management\n";
    case Taken::kKept:
      return "kept apart: never sold, counted as outside\n";
  }
  BOT_CHECK(false);
}

std::string unbooked_text(std::span<const ledger::UnbookedFill> fills, const TextStyle& style) {
  std::string text;
  for (const ledger::UnbookedFill& fill : fills)
    text += paragraph(fmt::format("{}; the next run of bot trade books it", ledger::describe(fill)), style);
  return text;
}

}  // namespace

Json unexplained_json(const ledger::PositionDifferences& differences, Taken taken) {
  Json json = document("accept-positions");
  json["positions"] = Json::array();
  for (const ledger::UnexplainedPosition& position : differences.unexplained)
    json["positions"].push_back({{"symbol", position.symbol.value()},
                                 {"broker", position.broker.to_double()},
                                 {"explained", position.explained.to_double()},
                                 {"proposal", position.proposal}});
  json["unbooked"] = Json::array();
  for (const ledger::UnbookedFill& fill : differences.unbooked)
    json["unbooked"].push_back({{"symbol", fill.symbol.value()},
                                {"broker", fill.broker.to_double()},
                                {"explained", fill.explained.to_double()},
                                {"order", fill.key.value()}});
  json["accepted"] = taken != Taken::kNotYet;
  return json;
}

std::string unexplained_text(const ledger::PositionDifferences& differences, Taken taken, const TextStyle& style) {
  const std::string unbooked = unbooked_text(differences.unbooked, style);
  if (differences.unexplained.empty() && !unbooked.empty()) return unbooked + "nothing to accept\n";
  if (differences.unexplained.empty()) return "every position is explained by the ledger; nothing to accept\n";
  Table table({{.title = "symbol", .align = Align::kLeft},
               {.title = "at the broker"},
               {.title = "explained"},
               {.title = "looks like", .align = Align::kLeft, .elastic = true}});
  for (const ledger::UnexplainedPosition& position : differences.unexplained)
    table.add({position.symbol.value(), position.broker.str(), position.explained.str(), position.proposal});
  return table.render(style) + "\n" + unbooked + std::string(what_became(taken));
}

Json release_json(const Symbol& symbol) {
  Json json = document("release");
  json["symbol"] = symbol.value();
  return json;
}

std::string release_text(const Symbol& symbol, const std::string& bought_again) {
  return fmt::format("The shares of {} are yours again: bot neither sells nor counts them.{}\n", symbol, bought_again);
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
