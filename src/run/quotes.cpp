#include "run/quotes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "broker/account_judgements.hpp"
#include "ledger/holdings.hpp"
#include "plan/quote_check.hpp"
#include "run/connect.hpp"
#include "safety/options.hpp"

namespace bot::run {
namespace {

// One answer each, in flight together; the whole must leave time for the orders.
constexpr Duration kContractTimeout = std::chrono::seconds{10};
constexpr int kMaxContractAttempts = 2;
constexpr Duration kQuoteTimeout = std::chrono::seconds{12};  // a snapshot takes TWS up to 11 s
constexpr int kMaxQuoteAttempts = 2;
constexpr Duration kMaxUnrefreshed = std::chrono::seconds{5};
// A bid that is away for a moment costs a wait, not the order; and the wait no other order: it is for so long, and
// where as much again is left for the orders several times over.
constexpr Duration kOneSidedTimeout = std::chrono::seconds{12};
constexpr Duration kOneSidedPause = std::chrono::seconds{3};
constexpr Duration kTimeForOrders = std::chrono::seconds{45};

// A gateway in trouble refuses whatever it is asked: a refusal of most of what was asked together says nothing of each,
// and is worth asking again.
template <class T>
std::vector<Result<T>> doubt_common_refusal(std::vector<Result<T>> answers) {
  const auto is_refused = [](const Result<T>& answer) {
    return !answer && answer.error().code == ErrorCode::kRequestRejected;
  };
  const auto refused = static_cast<std::size_t>(std::ranges::count_if(answers, is_refused));
  if (answers.size() < 2 || 2 * refused <= answers.size()) return answers;
  for (Result<T>& answer : answers)
    if (is_refused(answer)) answer.error().code = ErrorCode::kTimeout;
  return answers;
}

// Nobody was asked to the end: that is nothing about the symbol.
bool was_stopped(const Error& error) { return error.code == ErrorCode::kInterrupted; }

Price tick_of(const Symbol& symbol, const Quotes& quotes) {
  const auto found = quotes.instruments.find(symbol);
  return found == quotes.instruments.end() ? Price::from_raw(10'000'000) : found->second.min_tick;
}

std::optional<Price> series_price(const Symbol& symbol, const SeriesTable& series) {
  const auto found = series.find(symbol);
  return found == series.end() ? std::nullopt : found->second.last_close;
}

Result<void> add_instruments(Runtime& runtime, Quotes& read, const std::vector<Symbol>& symbols) {
  std::vector<Symbol> unknown;
  std::ranges::copy_if(symbols, std::back_inserter(unknown),
                       [&](const Symbol& symbol) { return !read.instruments.contains(symbol); });
  if (unknown.empty()) return {};
  BOT_TRY(const auto answers,
          (ask_each<Symbol, Instrument>(runtime, "asking what the symbols are", kMaxContractAttempts, unknown,
                                        [&](const std::vector<Symbol>& open) {
                                          return doubt_common_refusal(runtime.ports.broker.instruments(
                                              open, runtime.bounded(runtime.now() + kContractTimeout)));
                                        })));
  for (std::size_t index = 0; index < unknown.size(); ++index) {
    const Symbol& symbol = unknown[index];
    if (answers[index]) {
      read.instruments.emplace(symbol, *answers[index]);
      continue;
    }
    if (!was_stopped(answers[index].error()))
      runtime.error(symbol, ledger::FindingCode::kInstrument, answers[index].error().text());
    read.missing[symbol] = answers[index].error().what;
  }
  return {};
}

bool is_two_sided(const Quote& quote) {
  return quote.bid && quote.ask && *quote.bid > Price{} && *quote.ask >= *quote.bid;
}

// Paper trades on what there is, and says so; live orders are refused by rule.
void warn_of_lesser_quotes(Runtime& runtime, MarketDataType requested, const std::map<Symbol, Quote>& quotes) {
  for (const auto& [symbol, quote] : quotes)
    if (broker::is_lesser_grant(requested, quote.type))
      runtime.warn(symbol, ledger::FindingCode::kQuote,
                   fmt::format("live data was asked for, the quote is {}", name(quote.type)));
}

}  // namespace

std::vector<Symbol> symbols_of_interest(const Runtime& runtime, const PositionMap& positions) {
  std::set<Symbol> symbols = ledger::managed_symbols(runtime.state(), runtime.options.universe);
  for (const auto& [symbol, shares] : positions) symbols.insert(symbol);
  return {symbols.begin(), symbols.end()};
}

std::optional<Price> market_price(const Quote& quote) {
  if (is_two_sided(quote)) return plan::mid_of(*quote.bid, *quote.ask);
  return quote.last && *quote.last > Price{} ? quote.last : std::nullopt;
}

std::optional<Price> price_of(const Symbol& symbol, const Quotes& quotes, const SeriesTable& series) {
  if (const auto found = quotes.quotes.find(symbol); found != quotes.quotes.end()) {
    const Quote& quote = found->second;
    if (const auto price = market_price(quote)) return price;
    if (quote.previous_close && *quote.previous_close > Price{}) return quote.previous_close;
  }
  return series_price(symbol, series);
}

std::optional<Money> worth(const std::optional<Price>& price, Quantity shares) {
  constexpr double kMaxWorth = 1e9;  // as any figure of the account; sums of several stay inside fixed point
  if (!price || std::abs(price->to_double() * shares.to_double()) > kMaxWorth) return std::nullopt;
  return multiply(*price, shares, Rounding::kHalfEven);
}

Result<Quotes> read_quotes(Runtime& runtime, const Quotes& known, const std::vector<Symbol>& symbols) {
  Quotes read = known;
  for (const Symbol& symbol : symbols) read.missing.erase(symbol);
  BOT_TRY_VOID(add_instruments(runtime, read, symbols));
  std::vector<Instrument> asked;
  for (const Symbol& symbol : symbols)
    if (const auto found = read.instruments.find(symbol); found != read.instruments.end())
      asked.push_back(found->second);
  const MarketDataType type = broker::requested_data_type(runtime.options.market_data, runtime.options.mode);
  BOT_TRY(const auto answers,
          (ask_each<Instrument, Quote>(
              runtime, "asking for quotes", kMaxQuoteAttempts, asked, [&](const std::vector<Instrument>& open) {
                return doubt_common_refusal(
                    runtime.ports.broker.quotes(open, type, runtime.bounded(runtime.now() + kQuoteTimeout)));
              })));
  for (const Symbol& symbol : symbols) read.quotes.erase(symbol);
  for (std::size_t index = 0; index < asked.size(); ++index) {
    const Symbol& symbol = asked[index].symbol;
    if (answers[index]) {
      read.quotes.emplace(symbol, *answers[index]);
      continue;
    }
    read.missing[symbol] = answers[index].error().what;
    if (!was_stopped(answers[index].error()))
      runtime.error(symbol, ledger::FindingCode::kQuote, "no quote: " + read.missing.at(symbol));
  }
  warn_of_lesser_quotes(runtime, type, read.quotes);
  return read;
}

Result<Quotes> with_both_sides(Runtime& runtime, Quotes known, const std::vector<Symbol>& symbols) {
  const MarketDataType type = broker::requested_data_type(runtime.options.market_data, runtime.options.mode);
  const UtcTime until = runtime.now() + kOneSidedTimeout;
  if (until + kTimeForOrders > runtime.deadlines().last_buy_phase) return known;
  bool has_waited = false;
  for (;;) {
    std::vector<Instrument> one_sided;
    for (const Symbol& symbol : symbols)
      if (const auto quote = known.quotes.find(symbol); quote != known.quotes.end() && !is_two_sided(quote->second))
        one_sided.push_back(known.instruments.at(symbol));
    if (one_sided.empty() || runtime.now() + kOneSidedPause >= until || runtime.ports.loop.interrupted()) break;
    has_waited = true;
    runtime.ports.loop.sleep_until(runtime.now() + kOneSidedPause);
    const auto answers = runtime.ports.broker.quotes(one_sided, type, until);
    for (std::size_t index = 0; index < one_sided.size(); ++index)
      if (answers[index]) known.quotes.insert_or_assign(one_sided[index].symbol, *answers[index]);
  }
  if (!has_waited) return known;
  return refresh_quotes(runtime, known, symbols);  // those of the others have grown old meanwhile
}

Result<Quotes> refresh_quotes(Runtime& runtime, const Quotes& known, const std::vector<Symbol>& symbols) {
  std::vector<Symbol> old;
  std::ranges::copy_if(symbols, std::back_inserter(old), [&](const Symbol& symbol) {
    const auto quote = known.quotes.find(symbol);
    return quote == known.quotes.end() || runtime.now() - quote->second.received > kMaxUnrefreshed;
  });
  BOT_TRY(Quotes fresh, read_quotes(runtime, known, old));
  for (const auto& [symbol, quote] : known.quotes) fresh.quotes.emplace(symbol, quote);
  return fresh;
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
    const auto why = quotes.missing.find(symbol);
    input.problem = why == quotes.missing.end() ? "no quote" : why->second;
    return input;
  }
  input = plan::usable_quote(quote->second, runtime.now(), input.tick,
                             safety::quote_limits(runtime.options.safety, runtime.options.mode));
  if (!input.last_close) input.last_close = series_price(symbol, series);
  return input;
}

}  // namespace bot::run
