#include "run/quotes.hpp"

#include <algorithm>
#include <set>

#include "broker/account_judgements.hpp"
#include "plan/quote_check.hpp"
#include "run/connect.hpp"

namespace bot::run {
namespace {

Price tick_of(const Symbol& symbol, const Quotes& quotes) {
  const auto found = quotes.instruments.find(symbol);
  return found == quotes.instruments.end() ? Price::from_raw(10'000'000) : found->second.min_tick;
}

std::optional<Price> series_price(const Symbol& symbol, const SeriesTable& series) {
  const auto found = series.find(symbol);
  return found == series.end() ? std::nullopt : found->second.last_close;
}

Result<void> add_instruments(Runtime& runtime, std::map<Symbol, Instrument>& instruments,
                             const std::vector<Symbol>& symbols) {
  for (const Symbol& symbol : symbols) {
    if (instruments.contains(symbol)) continue;
    auto instrument = ask<Instrument>(runtime, fmt::format("asking what {} is", symbol), [&] {
      return runtime.ports.broker.instrument(symbol, runtime.request_deadline());
    });
    if (instrument) {
      instruments.emplace(symbol, std::move(*instrument));
      continue;
    }
    const Error& error = instrument.error();
    if (error.code != ErrorCode::kRequestRejected && error.code != ErrorCode::kTimeout) return fail(error);
    runtime.error(symbol, ledger::FindingCode::kInstrument, fmt::format("{}: {}", symbol, error.text()));
  }
  return {};
}

}  // namespace

std::vector<Symbol> symbols_of_interest(const Runtime& runtime, const PositionMap& positions) {
  std::set<Symbol> symbols(runtime.options.universe.begin(), runtime.options.universe.end());
  for (const auto& [symbol, shares] : positions) symbols.insert(symbol);
  for (const auto& [symbol, shares] : runtime.state().managed) symbols.insert(symbol);
  return {symbols.begin(), symbols.end()};
}

std::optional<Price> price_of(const Symbol& symbol, const Quotes& quotes, const SeriesTable& series) {
  if (const auto found = quotes.quotes.find(symbol); found != quotes.quotes.end()) {
    const Quote& quote = found->second;
    if (quote.bid && quote.ask && *quote.bid > Price{} && *quote.ask >= *quote.bid)
      return plan::mid_of(*quote.bid, *quote.ask);
    if (quote.last && *quote.last > Price{}) return quote.last;
    if (quote.previous_close && *quote.previous_close > Price{}) return quote.previous_close;
  }
  return series_price(symbol, series);
}

Result<Quotes> read_quotes(Runtime& runtime, const Quotes& known, const std::vector<Symbol>& symbols) {
  Quotes read{.instruments = known.instruments, .quotes = {}};
  BOT_TRY_VOID(add_instruments(runtime, read.instruments, symbols));
  std::vector<Instrument> asked;
  for (const Symbol& symbol : symbols)
    if (const auto found = read.instruments.find(symbol); found != read.instruments.end())
      asked.push_back(found->second);
  const MarketDataType type =
      broker::requested_data_type(runtime.options.market_data, runtime.options.mode == Mode::kLive);
  std::optional<Error> unlinked;
  const auto answers = ports::retry_each<Instrument, Quote>(
      runtime.ports.loop, &runtime.ports.log, runtime.rng, "asking for quotes",
      [&] { return runtime.bounded_retry_policy(); }, asked,
      [&](const std::vector<Instrument>& open) {
        const auto linked = reconnect_if_needed(runtime);
        unlinked = linked ? std::nullopt : std::optional(linked.error());
        return linked ? runtime.ports.broker.quotes(open, type, runtime.request_deadline())
                      : std::vector<Result<Quote>>(open.size(), fail(linked.error()));
      });
  if (unlinked) return fail(*unlinked);
  for (std::size_t index = 0; index < asked.size(); ++index) {
    const Symbol& symbol = asked[index].symbol;
    if (answers[index])
      read.quotes[symbol] = *answers[index];
    else
      runtime.error(symbol, ledger::FindingCode::kQuote, fmt::format("{}: no quote", symbol));
  }
  return read;
}

plan::QuoteInput plan_quote(const Runtime& runtime, const Symbol& symbol, const Quotes& quotes,
                            const SeriesTable& series) {
  plan::QuoteInput input{.bid = std::nullopt, .ask = std::nullopt, .tick = tick_of(symbol, quotes)};
  if (runtime.timing.indicative()) {
    input.bid = input.ask = input.last_close = series_price(symbol, series);
    return input;
  }
  const auto quote = quotes.quotes.find(symbol);
  if (quote == quotes.quotes.end()) {
    input.problem = "no quote";
    return input;
  }
  input = plan::usable_quote(quote->second, runtime.now(), input.tick,
                             {.max_age_s = runtime.options.safety.max_quote_age_s,
                              .max_age_delayed_s = runtime.options.safety.max_quote_age_delayed_s,
                              .require_live = runtime.options.mode == Mode::kLive});
  if (!input.last_close) input.last_close = series_price(symbol, series);
  return input;
}

}  // namespace bot::run
