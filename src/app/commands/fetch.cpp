// `bot fetch`: brings the cache up to date.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "app/command_context.hpp"
#include "app/commands/commands.hpp"
#include "app/progress.hpp"
#include "base/check.hpp"
#include "config/mode.hpp"
#include "data/csv_source.hpp"
#include "data/refresh.hpp"
#include "report/bar_sources.hpp"
#include "report/json.hpp"
#include "report/table.hpp"
#include "run/asking.hpp"

namespace bot::app {
namespace {

Result<std::vector<Symbol>> wanted_symbols(const FetchRequest& request, const config::Settings& settings) {
  if (request.symbols.empty()) return settings.run.universe;
  std::vector<Symbol> symbols;
  for (const std::string& text : request.symbols) {
    BOT_TRY(Symbol symbol, parse_symbol(text));
    if (std::ranges::find(settings.run.universe, symbol) == settings.run.universe.end())
      return fail(ErrorCode::kUsage, fmt::format("{} is not in the universe", symbol), "--symbols",
                  "bot config show lists universe; --set universe=[...] widens it.");
    if (std::ranges::find(symbols, symbol) == symbols.end()) symbols.push_back(std::move(symbol));
  }
  return symbols;
}

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

int show(const std::vector<data::RefreshedSymbol>& symbols, const Environment& environment) {
  report::Json document = report::document("fetch");
  report::BarSources sources;
  for (const data::RefreshedSymbol& symbol : symbols)
    if (symbol.bars > 0) sources.emplace(symbol.symbol, symbol.identity);
  document["simulated"] = report::any_simulated(sources);
  document["symbols"] = report::Json::array();
  report::Table table({{.title = "symbol", .align = report::Align::kLeft},
                       {.title = "bars"},
                       {.title = "first"},
                       {.title = "last"},
                       {.title = "added"},
                       {.title = "revised"},
                       {.title = "result", .align = report::Align::kLeft, .elastic = true}});
  int code = 0;
  const auto date_text = [](const std::optional<Date>& date) { return date ? to_iso(*date) : std::string("-"); };
  for (const data::RefreshedSymbol& symbol : symbols) {
    const bool failed = symbol.outcome == data::RefreshOutcome::kFailed;
    if (failed) code = std::max(code, exit_code(symbol.error->code));
    report::Json line = {
        {"symbol", symbol.symbol.value()},
        {"outcome", data::name(symbol.outcome)},
        {"bars", symbol.bars},
        {"added", symbol.added},
        {"revised", symbol.revised},
        {"rebased", symbol.rebased},
        {"source", to_text(symbol.identity)},
        {"replaced", symbol.replaced ? report::Json(to_text(*symbol.replaced)) : report::Json(nullptr)},
        {"first", nullptr},
        {"last", nullptr},
        {"warnings", symbol.warnings}};
    if (symbol.first) line["first"] = to_iso(*symbol.first);
    if (symbol.last) line["last"] = to_iso(*symbol.last);
    if (failed) line["error"] = report::error_object(*symbol.error);
    document["symbols"].push_back(std::move(line));
    table.add({symbol.symbol.value(),
               std::to_string(symbol.bars),
               date_text(symbol.first),
               date_text(symbol.last),
               std::to_string(symbol.added),
               std::to_string(symbol.revised),
               {outcome_text(symbol), failed ? report::Tone::kBad : report::Tone::kPlain}});
    for (const std::string& warning : symbol.warnings)
      table.add({"", "", "", "", "", "", {warning, report::Tone::kWarning}});
  }
  environment.print(document, report::simulated_bars_text(sources) + table.render(environment.style));
  return code;
}

}  // namespace

Result<int> execute(const FetchRequest& request, Environment& environment) {
  const config::Settings& settings = environment.settings();
  BOT_TRY(const std::vector<Symbol> symbols, wanted_symbols(request, settings));
  if (request.start && request.end && *request.end < *request.start)
    return fail(ErrorCode::kUsage,
                fmt::format("--end {} lies before --start {}", to_iso(*request.end), to_iso(*request.start)),
                "command line", "Exchange them.");
  if (request.source == "csv" && request.from.empty())
    return fail(ErrorCode::kUsage, "--source csv needs the folder", "command line", "Add --from DIR.");
  data::RefreshOptions options = run::refresh_options(settings.run);
  options.log = &environment.log;
  if (request.start) options.start = std::max(*request.start, settings.run.data.start);
  options.end = request.end;
  options.force_refresh = request.force_refresh;
  const Progress progress("fetching", environment);
  options.progress = [&](std::size_t done, std::size_t total) { progress.show(done, total); };

  if (request.source == "csv") {
    if (const auto names = environment.files.list(request.from); !names)
      return fail(ErrorCode::kData, "--from is not a folder that can be read: " + names.error().what, request.from,
                  "Name the folder with the SYMBOL.csv files.");
    BOT_TRY(const auto context, CommandContext::without_gateway(environment));
    data::CsvSource source(environment.files, request.from);
    return show(data::refresh(symbols, source, context->store, context->calendar, context->loop, options), environment);
  }
  BOT_TRY(const AccountId account, config::account_for(environment.loaded, Mode::kDryRun));
  BOT_TRY(const auto context, CommandContext::with_gateway(environment, account));
  BOT_TRY([[maybe_unused]] const ports::BrokerSession session, context->connect_reader());
  return show(data::refresh(symbols, context->client(), context->store, context->calendar, context->loop, options),
              environment);
}

}  // namespace bot::app
