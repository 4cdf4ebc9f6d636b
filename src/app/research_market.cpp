#include "app/research_market.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "app/cached_decision.hpp"
#include "app/parallel.hpp"
#include "app/stopwatch.hpp"
#include "data/validate.hpp"
#include "research/invalid_sessions.hpp"

namespace bot::app {
namespace {

constexpr const char* kBenchmarks[] = {"SPY", "IEF"};

// Reads symbols into their columns, several at a time: what is found is kept by column.
class Reading {
 public:
  Reading(const parquet::ParquetStore& store, const std::vector<Symbol>& universe, research::PanelBuilder& builder)
      : store_(store),
        universe_(universe.begin(), universe.end()),
        builder_(builder),
        found_(builder.symbols().size()) {}

  struct Found {
    std::optional<SourceIdentity> bars_of;  // none: there are no bars
    std::optional<Date> first;              // of them
    std::optional<Error> error;             // why they cannot be read
  };
  // Neighbours together where there are many: of few, each by itself, so that every thread has something to do.
  [[nodiscard]] bool run(const research::ParallelFor& parallel) {
    const std::size_t columns = found_.size();
    const std::size_t group = columns < kMany ? 1 : research::kLanes;
    return parallel((columns + group - 1) / group, [&](std::size_t index) {
      const std::size_t first = index * group;
      load(first, std::min(group, columns - first));
    });
  }
  [[nodiscard]] const Found& found(std::size_t column) const { return found_[column]; }
  [[nodiscard]] bool any_error() const {
    return std::ranges::any_of(found_, [](const Found& one) { return one.error.has_value(); });
  }
  [[nodiscard]] bool is_decided_on(std::size_t column) const { return universe_.contains(builder_.symbols()[column]); }

 private:
  static constexpr std::size_t kMany = 256;

  void load(std::size_t first, std::size_t count) {
    std::vector<BarSeries> decided_on(count);
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t column = first + i;
      auto loaded = store_.load(builder_.symbols()[column]);
      if (!loaded) found_[column].error = loaded.error();
      if (!loaded || !*loaded || (*loaded)->bars.empty()) continue;
      found_[column].bars_of = (*loaded)->origin.identity;
      found_[column].first = std::ranges::min((*loaded)->bars, {}, &Bar::date).date;
      if (is_decided_on(column))
        decided_on[i] = **std::move(loaded);
      else
        builder_.add_benchmark(column, (*loaded)->bars);
    }
    builder_.add_neighbours(first, decided_on);
  }

  const parquet::ParquetStore& store_;
  std::set<Symbol> universe_;
  research::PanelBuilder& builder_;
  std::vector<Found> found_;
};

// The first error that validation finds as of a session.
std::string first_error(const CommandContext& context, const Symbol& symbol, Date asof) {
  const data::Options& options = context.environment.settings().run.data;
  auto loaded = context.store.load(symbol);
  if (!loaded) return loaded.error().text();
  std::vector<Bar> bars = *loaded ? std::move((*loaded)->bars) : std::vector<Bar>{};
  data::drop_before(bars, options.start);
  const data::SymbolReport report =
      data::validate({.symbol = symbol, .bars = bars, .asof = asof}, context.calendar, options);
  for (const data::Finding& finding : report.findings)
    if (finding.severity == data::Severity::kError) return fmt::format("{}: {}", name(finding.rule), finding.text());
  return "its bars have changed meanwhile";
}

// Why there is nothing to test: what was never fetched, or cannot be read.
Error no_bars(const ResearchMarket& market, Date end, bool any_error, Environment& environment) {
  const std::string& cache = environment.settings().paths.cache;
  if (!any_error)
    return {ErrorCode::kData, fmt::format("no symbol of the universe has bars up to {}", to_iso(end)), cache,
            "Run bot fetch first."};
  for (const auto& [symbol, why] : market.left_out) environment.log.warning(fmt::format("{} is out: {}", symbol, why));
  return {ErrorCode::kData, fmt::format("no symbol of the universe has valid bars as of {}", to_iso(end)), cache,
          "Run bot fetch, then bot validate for the findings."};
}

}  // namespace

Result<ResearchMarket> load_research_market(const CommandContext& context, const ResearchMarketOptions& options) {
  const Stopwatch loading;
  const config::Settings& settings = context.environment.settings();
  BOT_TRY(const Date end, asof_session(context, options.end));
  const std::vector<Symbol>& universe = settings.run.universe;
  std::vector<Symbol> symbols = universe;
  for (const char* benchmark : kBenchmarks)
    if (std::ranges::find(symbols, Symbol(benchmark)) == symbols.end()) symbols.emplace_back(benchmark);
  research::PanelBuilder builder(std::move(symbols), settings.run.data.start, end, context.calendar,
                                 {.data = settings.run.data, .with_opens = options.with_opens});
  Reading reading(context.store, universe, builder);
  if (!reading.run(parallel_for(options.threads, "Reading bars", context.environment, context.loop)))
    return fail(ErrorCode::kInterrupted, "interrupted while reading bars");
  ResearchMarket market;
  bool any = false;
  for (std::size_t column = 0; column < builder.symbols().size(); ++column) {
    const Symbol& symbol = builder.symbols()[column];
    const auto& [bars_of, first_bar, error] = reading.found(column);
    const bool decided_on = reading.is_decided_on(column);
    market.first_bars.push_back(decided_on ? first_bar : std::nullopt);
    if (!bars_of && decided_on) market.left_out.emplace(symbol, error ? error->text() : "no bars in the cache");
    if (!bars_of) continue;
    any = any || decided_on;
    market.sources.emplace(symbol, *bars_of);
  }
  if (!any) return fail(no_bars(market, end, reading.any_error(), context.environment));
  market.panel = std::move(builder).take();
  market.load_s = loading.seconds();
  return market;
}

report::InvalidSymbols invalid_symbols(const CommandContext& context, const ResearchMarket& market,
                                       const research::Rows& rows) {
  const research::Panel& panel = market.panel;
  report::InvalidSymbols invalid;
  for (const research::InvalidSessions& one : research::invalid_sessions(panel, market.first_bars, rows)) {
    const Symbol& symbol = panel.symbols[one.symbol];
    const Date first = panel.sessions[one.between.first];
    invalid.push_back({.symbol = symbol,
                       .sessions = one.count,
                       .first = first,
                       .last = panel.sessions[one.between.last],
                       .reason = first_error(context, symbol, first)});
  }
  return invalid;
}

}  // namespace bot::app
