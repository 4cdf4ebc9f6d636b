// Quotes of what is held or may be traded, and what the plan takes of them.
#include <algorithm>
#include <set>

#include "plan/quote_check.hpp"
#include "run/planning.hpp"

namespace bot::run {
namespace {

MarketDataType wanted_type(const RunContext& run) {
  if (run.options.mode == Mode::kLive) return MarketDataType::kLive;  // nothing else is traded on
  switch (run.options.market_data) {
    case MarketDataMode::kLive:
    case MarketDataMode::kSnapshot:
      return MarketDataType::kLive;
    case MarketDataMode::kDelayed:
      return MarketDataType::kDelayed;
    case MarketDataMode::kDelayedFrozen:
      return MarketDataType::kDelayedFrozen;
  }
  return MarketDataType::kDelayed;
}

Price tick_of(const RunContext& run, const Symbol& symbol) {
  const auto found = run.instruments.find(symbol);
  return found == run.instruments.end() ? Price::from_raw(10'000'000) : found->second.min_tick;
}

}  // namespace

const SymbolInputs* inputs_of(const RunContext& run, const Symbol& symbol) {
  const auto found = std::ranges::find(run.inputs, symbol, &SymbolInputs::symbol);
  return found == run.inputs.end() ? nullptr : &*found;
}

std::optional<double> research_close(const RunContext& run, const Symbol& symbol) {
  const SymbolInputs* input = inputs_of(run, symbol);
  if (input == nullptr || input->bars.empty()) return std::nullopt;
  return input->bars.back().close * (input->today ? input->today->factor : 1);
}

std::vector<Symbol> symbols_of_interest(const RunContext& run) {
  std::set<Symbol> symbols(run.options.universe.begin(), run.options.universe.end());
  for (const auto& [symbol, shares] : run.positions) symbols.insert(symbol);
  for (const auto& [symbol, shares] : run.state().managed) symbols.insert(symbol);
  return {symbols.begin(), symbols.end()};
}

std::optional<Price> price_of(const RunContext& run, const Symbol& symbol) {
  if (const auto quote = run.quotes.find(symbol); quote != run.quotes.end()) {
    const Quote& told = quote->second;
    if (told.bid && told.ask && *told.bid > Price{} && *told.ask >= *told.bid)
      return plan::mid_of(*told.bid, *told.ask);
    if (told.last && *told.last > Price{}) return told.last;
    if (told.previous_close && *told.previous_close > Price{}) return told.previous_close;
  }
  if (const auto close = research_close(run, symbol)) return Price::from_double(*close);
  return std::nullopt;
}

Result<std::map<Symbol, Quote>> read_quotes(RunContext& run, const std::vector<Symbol>& symbols) {
  for (const Symbol& symbol : symbols) {
    if (run.instruments.contains(symbol)) continue;
    auto told = ask_again<Instrument>(run, fmt::format("asking what {} is", symbol),
                                      [&] { return run.ports.broker.instrument(symbol, run.request_deadline()); });
    if (told) {
      run.instruments.emplace(symbol, std::move(*told));
    } else if (told.error().code == ErrorCode::kRequestRejected || told.error().code == ErrorCode::kTimeout) {
      run.find(symbol, true, ledger::FindingCode::kInstrument, fmt::format("{}: {}", symbol, told.error().text()));
    } else {
      return fail(told.error());
    }
  }
  std::vector<Instrument> asked;
  for (const Symbol& symbol : symbols)
    if (const auto found = run.instruments.find(symbol); found != run.instruments.end()) asked.push_back(found->second);
  std::map<Symbol, Quote> quotes;
  for (int attempt = 1; !asked.empty(); ++attempt) {
    if (auto linked = reconnect_if_needed(run); !linked && attempt >= run.options.retry.max_attempts)
      return fail(linked.error());
    const auto answers = run.ports.broker.quotes(asked, wanted_type(run), run.request_deadline());
    std::vector<Instrument> again;
    std::optional<Error> error;
    for (std::size_t index = 0; index < asked.size(); ++index) {
      if (answers[index])
        quotes[asked[index].symbol] = *answers[index];
      else
        again.push_back(asked[index]), error = answers[index].error();
    }
    asked = std::move(again);
    if (asked.empty() || attempt >= run.options.retry.max_attempts ||
        !wait_before_retry(run, attempt, *error, "asking for quotes"))
      break;
  }
  for (const Instrument& silent : asked)
    run.find(silent.symbol, true, ledger::FindingCode::kQuote, fmt::format("{}: no quote", silent.symbol));
  return quotes;
}

plan::QuoteInput quote_input(const RunContext& run, const Symbol& symbol) {
  if (run.result.indicative) {
    const auto close = research_close(run, symbol);
    plan::QuoteInput input{.bid = std::nullopt,
                           .ask = std::nullopt,
                           .last_close = std::nullopt,
                           .tick = tick_of(run, symbol),
                           .problem = std::nullopt};
    if (close) input.bid = input.ask = input.last_close = Price::from_double(*close);
    return input;
  }
  const auto quote = run.quotes.find(symbol);
  if (quote == run.quotes.end())
    return {.bid = std::nullopt,
            .ask = std::nullopt,
            .last_close = std::nullopt,
            .tick = tick_of(run, symbol),
            .problem = "no quote"};
  plan::QuoteInput input = plan::usable_quote(quote->second, run.now(), tick_of(run, symbol),
                                              {.max_age_s = run.options.max_quote_age_s,
                                               .max_age_delayed_s = run.options.max_quote_age_delayed_s,
                                               .require_live = run.options.mode == Mode::kLive});
  if (!input.last_close)
    if (const auto close = research_close(run, symbol)) input.last_close = Price::from_double(*close);
  return input;
}

}  // namespace bot::run
