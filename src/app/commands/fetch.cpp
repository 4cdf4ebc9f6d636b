// `bot fetch`: brings the cache up to date.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "app/command_context.hpp"
#include "app/commands/commands.hpp"
#include "app/progress.hpp"
#include "config/mode.hpp"
#include "data/csv_source.hpp"
#include "data/refresh.hpp"
#include "report/fetch_report.hpp"
#include "run/derived_options.hpp"

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

int show(const std::vector<data::RefreshedSymbol>& symbols, const Environment& environment) {
  environment.print(report::fetch_json(symbols), report::fetch_text(symbols, environment.style));
  return report::fetch_exit_code(symbols);
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
