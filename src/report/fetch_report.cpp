#include "report/fetch_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/check.hpp"
#include "report/bar_sources.hpp"
#include "report/json.hpp"

namespace bot::report {
namespace {

BarSources sources_of(const std::vector<data::RefreshedSymbol>& symbols) {
  BarSources sources;
  for (const data::RefreshedSymbol& symbol : symbols)
    if (symbol.bars > 0) sources.emplace(symbol.symbol, symbol.identity);
  return sources;
}

bool has_failed(const data::RefreshedSymbol& symbol) { return symbol.outcome == data::RefreshOutcome::kFailed; }

std::string outcome_text(const data::RefreshedSymbol& symbol) {
  switch (symbol.outcome) {
    case data::RefreshOutcome::kUpToDate:
      return "up to date";
    case data::RefreshOutcome::kUpdated:
      return symbol.rebased ? fmt::format("re-based by {:.6g}", symbol.ratio) : "updated";
    case data::RefreshOutcome::kNoBarsYet:
      return "no bars yet";
    case data::RefreshOutcome::kFailed:
      return "failed: " + symbol.error->text();
  }
  BOT_CHECK(false);
}

std::string date_text(const std::optional<Date>& date) { return date ? to_iso(*date) : "-"; }
Json date_or_null(const std::optional<Date>& date) { return date ? Json(to_iso(*date)) : Json(nullptr); }

}  // namespace

Json fetch_json(const std::vector<data::RefreshedSymbol>& symbols) {
  Json json = document("fetch");
  json["simulated"] = any_simulated(sources_of(symbols));
  json["symbols"] = Json::array();
  for (const data::RefreshedSymbol& symbol : symbols) {
    Json line = {{"symbol", symbol.symbol.value()},
                 {"outcome", data::name(symbol.outcome)},
                 {"bars", symbol.bars},
                 {"added", symbol.added},
                 {"revised", symbol.revised},
                 {"rebased", symbol.rebased},
                 {"source", to_text(symbol.identity)},
                 {"replaced", symbol.replaced ? Json(to_text(*symbol.replaced)) : Json(nullptr)},
                 {"first", date_or_null(symbol.first)},
                 {"last", date_or_null(symbol.last)},
                 {"warnings", symbol.warnings}};
    if (has_failed(symbol)) line["error"] = error_object(*symbol.error);
    json["symbols"].push_back(std::move(line));
  }
  return json;
}

std::string fetch_text(const std::vector<data::RefreshedSymbol>& symbols, const TextStyle& style) {
  Table table({{.title = "symbol", .align = Align::kLeft},
               {.title = "bars"},
               {.title = "first"},
               {.title = "last"},
               {.title = "added"},
               {.title = "revised"},
               {.title = "result", .align = Align::kLeft, .elastic = true}});
  for (const data::RefreshedSymbol& symbol : symbols) {
    table.add({symbol.symbol.value(),
               std::to_string(symbol.bars),
               date_text(symbol.first),
               date_text(symbol.last),
               std::to_string(symbol.added),
               std::to_string(symbol.revised),
               {outcome_text(symbol), has_failed(symbol) ? Tone::kBad : Tone::kPlain}});
    for (const std::string& warning : symbol.warnings) table.add({"", "", "", "", "", "", {warning, Tone::kWarning}});
  }
  return simulated_bars_text(sources_of(symbols)) + table.render(style);
}

int fetch_exit_code(const std::vector<data::RefreshedSymbol>& symbols) {
  int code = 0;
  for (const data::RefreshedSymbol& symbol : symbols)
    if (has_failed(symbol)) code = std::max(code, exit_code(symbol.error->code));
  return code;
}

}  // namespace bot::report
