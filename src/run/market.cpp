#include "run/market.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "data/one_source.hpp"
#include "data/refresh.hpp"
#include "data/validate.hpp"
#include "ledger/bars_hash.hpp"
#include "run/connect.hpp"
#include "run/derived_options.hpp"
#include "run/reconnecting_bars.hpp"

namespace bot::run {
namespace {

constexpr std::chrono::days kTodaySpan{14};  // calendar days asked for around today: yesterday's session is in it
// What one symbol may cost: then the decision is made without it.
constexpr Duration kTodayTimeout = std::chrono::seconds{15};
constexpr int kMaxTodayAttempts = 2;
constexpr Duration kBarsTimeout = std::chrono::seconds{20};
constexpr int kMaxBarsAttempts = 2;

// Bringing the bars up to date may take half of the time that is left until the buys.
std::optional<UtcTime> bars_deadline(const Runtime& runtime) {
  const auto last = runtime.last_wait();
  return last ? std::optional(runtime.now() + (*last - runtime.now()) / 2) : std::nullopt;
}

// What is not known of a symbol for want of an answer.
struct Unanswered {
  std::set<Symbol>
      silent;  // nobody answered so that it can be read, or that it may later: today's bar is not asked for
  std::map<Symbol, std::string> why;  // no answer, or a refusal
  // Why the bars of a symbol did not come, of those above and of those whose answer was no good.
  std::map<Symbol, std::string> without_bars;
};

// Of the error what a reader of the reason needs: what was wrong and where.
std::string reason_of(Error error) {
  error.fix.clear();
  return error.text();
}

bool is_silence(const Error& error) {
  return error.code == ErrorCode::kTimeout || error.code == ErrorCode::kPacing || error.code == ErrorCode::kProtocol;
}

// A symbol about which nobody answers costs itself. Several at once are a fault of the gateway or of a data farm of the
// broker, which says nothing about them: what is left is another universe than the owner's.
bool are_too_many_silent(std::size_t silent, std::size_t universe) {
  constexpr std::size_t kOneIn = 10;
  return silent > std::max<std::size_t>(universe / kOneIn, 1) || (silent > 0 && 2 * silent >= universe);
}

// Asks again while symbols have no answer: one for as long as two answers might take, too many of them as long as
// waiting for a data farm is worth it.
std::vector<data::RefreshedSymbol> refresh_until_answered(Runtime& runtime, const std::set<Symbol>& decisive) {
  ReconnectingBars source(runtime);
  data::RefreshOptions options = refresh_options(runtime.options);
  options.retry.deadline = bars_deadline(runtime);
  options.retry.max_attempts = std::min(options.retry.max_attempts.value_or(kMaxBarsAttempts), kMaxBarsAttempts);
  options.retry.on.push_back(ErrorCode::kProtocol);  // what cannot be read may be whole the next time
  options.request_timeout = kBarsTimeout;
  options.log = &runtime.ports.log;
  const UtcTime enough_for_one = runtime.now() + kMaxBarsAttempts * kBarsTimeout;
  for (int attempt = 1;; ++attempt) {
    auto refreshed = data::refresh(runtime.options.universe, source, runtime.ports.store, runtime.ports.calendar,
                                   runtime.ports.loop, options);
    std::optional<Error> silence;
    std::size_t silent = 0;
    std::size_t decisive_and_silent = 0;
    for (const data::RefreshedSymbol& symbol : refreshed) {
      if (!symbol.error || !(is_silence(*symbol.error) || is_of_the_connection(*symbol.error))) continue;
      ++silent;
      if (decisive.contains(symbol.symbol)) ++decisive_and_silent;
      silence = symbol.error->in(symbol.symbol.value());
    }
    if (silent == 0) return refreshed;
    ports::RetryPolicy policy = runtime.retry_policy();
    policy.deadline = options.retry.deadline;
    if (!are_too_many_silent(decisive_and_silent, refreshed.size()))
      policy.deadline = std::min(enough_for_one, policy.deadline.value_or(enough_for_one));
    if (!ports::wait_before_retry(
            runtime.ports.loop, &runtime.ports.log, runtime.rng, policy, attempt, *silence,
            fmt::format("{} of {} symbols had no answer about their bars", silent, refreshed.size())))
      return refreshed;
  }
}

// An error: no connection any more, which is nothing about the data and no reason to decide without a symbol.
Result<void> refresh_cache(Runtime& runtime, const std::set<Symbol>& decisive, Unanswered& unanswered) {
  const std::vector<data::RefreshedSymbol> refreshed = refresh_until_answered(runtime, decisive);
  for (const data::RefreshedSymbol& symbol : refreshed) {
    if (symbol.error && is_silence(*symbol.error)) unanswered.silent.insert(symbol.symbol);
    if (symbol.error && !symbol.is_unusable) {  // else the finding that leaves the symbol out says it
      unanswered.without_bars.emplace(symbol.symbol, reason_of(*symbol.error));
      if (symbol.error->code != ErrorCode::kData) unanswered.why.emplace(symbol.symbol, reason_of(*symbol.error));
      runtime.warn(symbol.symbol, ledger::FindingCode::kFetch, symbol.error->text());
    }
    for (const std::string& warning : symbol.warnings)
      runtime.warn(symbol.symbol, ledger::FindingCode::kRevision, warning);
  }
  const auto cut_off = std::ranges::find_if(
      refreshed, [](const data::RefreshedSymbol& one) { return one.error && is_of_the_connection(*one.error); });
  if (cut_off != refreshed.end()) return fail(cut_off->error->in("bringing the bars up to date"));
  return {};
}

// Answers about today's bar; a question without an answer has no bars, but for one that the connection cut off.
Result<std::vector<std::vector<Bar>>> ask_bars(Runtime& runtime, const std::vector<ports::BarRequest>& requests,
                                               Unanswered& unanswered) {
  BOT_TRY(const auto answers, (ask_each<ports::BarRequest, std::vector<Bar>>(
                                  runtime, "asking for today's bars", kMaxTodayAttempts, requests,
                                  [&](const std::vector<ports::BarRequest>& open) {
                                    return runtime.ports.bars.daily_bars(
                                        open, runtime.bounded(runtime.now() + kTodayTimeout), {});
                                  })));
  std::vector<std::vector<Bar>> bars;
  for (std::size_t index = 0; index < answers.size(); ++index) {
    const auto& answer = answers[index];
    bars.push_back(answer ? *answer : std::vector<Bar>{});
    if (answer || !is_silence(answer.error())) continue;
    unanswered.silent.insert(requests[index].symbol);
    unanswered.why.emplace(requests[index].symbol, reason_of(answer.error()));
    unanswered.without_bars.emplace(requests[index].symbol, reason_of(answer.error()));
  }
  return bars;
}

std::optional<Bar> forming_bar(const Quote& quote, Date date) {
  if (!quote.open || !quote.high || !quote.low || !quote.last) return std::nullopt;
  return Bar{.date = date,
             .open = quote.open->to_double(),
             .high = quote.high->to_double(),
             .low = quote.low->to_double(),
             .close = quote.last->to_double(),
             .volume = quote.volume ? quote.volume->to_double() : 0,
             .adj_close = std::nullopt};
}

std::string with_cause(const Symbol& symbol, const std::string& error, const Quotes& quotes,
                       const Unanswered& unanswered) {
  if (const auto why = unanswered.without_bars.find(symbol); why != unanswered.without_bars.end())
    return fmt::format("no bars: {} ({})", why->second, error);
  if (const auto why = quotes.missing.find(symbol); why != quotes.missing.end())
    return fmt::format("no quote: {} ({})", why->second, error);
  return error;
}

// Today's bar and factor of each symbol, from the gateway's daily bars or else the quote.
Result<void> add_today(Runtime& runtime, std::vector<SymbolSeries>& series, const Quotes& quotes,
                       Unanswered& unanswered) {
  const std::set<Symbol> silent = unanswered.silent;  // before today's bars are asked for
  const Date today = runtime.timing.asof;
  const bool has_adjusted = runtime.ports.bars.has_adjusted();
  std::vector<ports::BarRequest> requests;
  for (const SymbolSeries& one : series) {
    if (silent.contains(one.symbol)) continue;
    const Date first{today - kTodaySpan};
    requests.push_back({.symbol = one.symbol, .kind = ports::BarKind::kTrades, .first = first, .last = today});
    if (has_adjusted)
      requests.push_back({.symbol = one.symbol, .kind = ports::BarKind::kAdjustedLast, .first = first, .last = today});
  }
  BOT_TRY(const auto answers, ask_bars(runtime, requests, unanswered));
  const auto previous = runtime.ports.calendar.last_before(today);
  std::size_t next = 0;
  for (SymbolSeries& one : series) {
    data::TodayAnswers given{.symbol = one.symbol,
                             .session = today,
                             .final_yesterday = std::nullopt,
                             .trades = {},
                             .adjusted_last = {},
                             .previous_close = std::nullopt,
                             .from_quote = std::nullopt};
    if (!silent.contains(one.symbol)) {
      given.trades = answers[next++];
      if (has_adjusted) given.adjusted_last = answers[next++];
    }
    if (!one.bars.empty() && previous && one.bars.back().date == previous->date)
      given.final_yesterday = one.bars.back();
    if (const auto quote = quotes.quotes.find(one.symbol); quote != quotes.quotes.end()) {
      if (quote->second.previous_close) given.previous_close = quote->second.previous_close->to_double();
      given.from_quote = forming_bar(quote->second, today);
      if (const auto price = market_price(quote->second)) given.quoted = price->to_double();
    }
    data::TodayOutcome outcome =
        data::resolve_today(given, runtime.options.data.adjust, runtime.options.plan.max_price_move);
    // What the broker said comes before what follows from it.
    if (!outcome.error.empty()) outcome.error = with_cause(one.symbol, outcome.error, quotes, unanswered);
    for (const std::string& warning : outcome.warnings) runtime.warn(one.symbol, ledger::FindingCode::kToday, warning);
    one.today = outcome.today;
    if (outcome.error.empty()) continue;
    one.valid = false;
    one.invalid_reason = outcome.error;
    runtime.error(one.symbol, ledger::FindingCode::kToday, outcome.error);
  }
  return {};
}

data::SymbolReport validate_series(const Runtime& runtime, const SymbolSeries& one,
                                   const std::map<Symbol, Error>& unreadable) {
  if (const auto broken = unreadable.find(one.symbol); broken != unreadable.end())
    return data::report_unreadable(one.symbol, broken->second);
  return data::validate({.symbol = one.symbol,
                         .bars = one.bars,
                         .asof = runtime.timing.asof,
                         .provisional = one.today ? std::optional(one.today->provisional) : std::nullopt,
                         .provisional_factor = one.today ? one.today->factor : 1},
                        runtime.ports.calendar, runtime.options.data);
}

void validate(Runtime& runtime, std::vector<SymbolSeries>& series, const std::map<Symbol, Error>& unreadable) {
  for (SymbolSeries& one : series) {
    const data::SymbolReport report = validate_series(runtime, one, unreadable);
    for (const data::Finding& finding : report.findings) {
      if (finding.severity == data::Severity::kError)
        runtime.error(one.symbol, finding.rule, finding.text());
      else
        runtime.warn(one.symbol, finding.rule, finding.text());
    }
    if (report.passed) continue;
    one.valid = false;
    if (one.invalid_reason.empty()) one.invalid_reason = data::error_text(report);
  }
}

Result<void> record_bars(Runtime& runtime, const std::vector<SymbolSeries>& series) {
  std::vector<ledger::EventBody> events;
  for (const SymbolSeries& one : series) {
    ledger::BarsRecorded record = ledger::bars_to_record(one.symbol, one.bars, runtime.state());
    if (one.today) {
      record.today = one.today->provisional;
      record.factor = one.today->factor;
    }
    events.push_back(std::move(record));
  }
  return runtime.record_all(std::move(events));
}

// A symbol's cached bars up to the newest that counts; none where nothing is cached.
Result<std::vector<Bar>> load_bars(const Runtime& runtime, const Symbol& symbol, Date newest) {
  BOT_TRY(auto stored, runtime.ports.store.load(symbol));
  if (!stored) return std::vector<Bar>{};
  BOT_TRY_VOID(data::check_same_source(*stored, runtime.ports.bars.identity()));
  data::drop_before(stored->bars, runtime.options.data.start);
  std::erase_if(stored->bars, [&](const Bar& bar) { return bar.date > newest; });
  return std::move(stored->bars);
}

// What is out of the decision because nobody answered about it, or about its bars.
std::map<Symbol, std::string> left_out(const Market& market, const std::map<Symbol, std::string>& without_bars) {
  std::map<Symbol, std::string> out;
  for (const SymbolSeries& one : market.series) {
    if (one.valid) continue;
    for (const auto* unanswered : {&without_bars, &market.quotes.missing})
      if (const auto why = unanswered->find(one.symbol); why != unanswered->end()) out.insert(*why);
  }
  return out;
}

// Whether what is left of the universe is something to decide from.
bool is_enough(const Market& market, const std::set<Symbol>& decisive, const std::set<Symbol>& silent) {
  std::size_t out = 0;
  std::size_t silent_and_out = 0;
  for (const auto& [symbol, why] : market.unanswered) {
    if (!decisive.contains(symbol)) continue;
    ++out;
    if (silent.contains(symbol)) ++silent_and_out;
  }
  return 2 * out <= market.series.size() && !are_too_many_silent(silent_and_out, market.series.size());
}

Error too_few_answers(const Market& market) {
  std::string symbols;
  for (const auto& [symbol, why] : market.unanswered) symbols += (symbols.empty() ? "" : ", ") + symbol.value();
  return {
      .code = ErrorCode::kData,
      .what = fmt::format("{} of the {} symbols of the universe had no answer ({}), and of the rest alone nothing is "
                          "decided",
                          market.unanswered.size(), market.series.size(), symbols),
      .where = market.unanswered.begin()->second,
      .fix = "`bot doctor` asks the gateway again; no order was sent"};
}

// The run makes the session's provisional bar itself; a final one in the cache comes from a later clock.
Date day_before(const Runtime& runtime) { return runtime.timing.asof - std::chrono::days{1}; }

}  // namespace

Staged<Market> read_market(Runtime& runtime, const Basis& basis, const PositionMap& positions) {
  const std::set<Symbol> decisive = decisive_symbols(runtime, basis, positions);
  Unanswered unanswered;
  const auto refreshed = refresh_cache(runtime, decisive, unanswered);
  if (runtime.ports.loop.interrupted()) return stopped(Ending::kInterruptedUnsent);
  if (!refreshed) return stopped(refreshed.error());
  Market market;
  std::map<Symbol, Error> unreadable;
  const Date newest = runtime.timing.indicative() ? runtime.timing.asof : day_before(runtime);
  for (const Symbol& symbol : runtime.options.universe) {
    SymbolSeries one{.symbol = symbol, .bars = {}, .today = std::nullopt, .valid = true, .invalid_reason = {}};
    if (auto bars = load_bars(runtime, symbol, newest))
      one.bars = *std::move(bars);
    else
      unreadable.emplace(symbol, bars.error());
    market.series.push_back(std::move(one));
  }
  if (!unreadable.empty() && unreadable.size() == runtime.options.universe.size())
    return stopped(unreadable.begin()->second.in("no symbol's bars may be used; the first"));
  if (!runtime.timing.indicative()) {
    BOT_STAGE(market.quotes, read_quotes(runtime, {}, symbols_of_interest(runtime, positions)));
    const auto added = add_today(runtime, market.series, market.quotes, unanswered);
    // What nobody answered to us any more is no finding about the data.
    if (runtime.ports.loop.interrupted()) return stopped(Ending::kInterruptedUnsent);
    if (!added) return stopped(added.error());
  }
  validate(runtime, market.series, unreadable);
  BOT_STAGE_VOID(record_bars(runtime, market.series));
  market.unanswered = left_out(market, unanswered.why);
  if (!is_enough(market, decisive, unanswered.silent)) return stopped(too_few_answers(market));
  if (std::ranges::none_of(market.series, &SymbolSeries::valid))
    return stopped(Error{.code = ErrorCode::kData,
                         .what = "no symbol of the universe passed validation",
                         .where = market.series.empty() ? std::string() : market.series.front().invalid_reason,
                         .fix = "`bot validate` lists the findings; no order was sent"});
  return market;
}

SeriesTable load_series_table(const Runtime& runtime) {
  std::vector<SymbolSeries> series;
  for (const Symbol& symbol : runtime.options.universe) {
    auto bars = load_bars(runtime, symbol, day_before(runtime));
    if (!bars) {
      runtime.ports.log.warning(bars.error().text());
      continue;
    }
    if (bars->empty()) continue;
    series.push_back(
        {.symbol = symbol, .bars = *std::move(bars), .today = std::nullopt, .valid = true, .invalid_reason = {}});
  }
  return summarize(series);
}

}  // namespace bot::run
