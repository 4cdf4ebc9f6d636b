// Bars up to date, validated, today's forming bar beside them, and from these the targets.
#include <algorithm>

#include "base/sha256.hpp"
#include "data/refresh.hpp"
#include "ledger/bars_hash.hpp"
#include "run/context.hpp"
#include "run/decision_record.hpp"

namespace bot::run {
namespace {

constexpr std::chrono::days kTodaySpan{14};  // calendar days asked for around today: yesterday's session is in it

struct SymbolMarket {
  std::optional<BarSeries> stored;
  std::optional<Error> unreadable;
};

SymbolMarket load_bars(RunContext& run, const Symbol& symbol) {
  SymbolMarket market;
  auto loaded = run.ports.store.load(symbol);
  if (!loaded) {
    market.unreadable = loaded.error();
    return market;
  }
  market.stored = std::move(*loaded);
  if (market.stored) {
    data::drop_before(market.stored->bars, run.options.start);
    std::erase_if(market.stored->bars, [&](const Bar& bar) { return bar.date > run.asof; });
  }
  return market;
}

void refresh_cache(RunContext& run) {
  data::RefreshOptions options;
  options.start = run.options.start;
  options.backoff = run.options.retry;
  options.retry_on = run.options.retry_on;
  options.seed = run.options.seed;
  options.deadline = run.patience();
  options.log = &run.ports.log;
  const auto refreshed =
      data::refresh(run.options.universe, run.ports.bars, run.ports.store, run.ports.calendar, run.ports.loop, options);
  for (const data::RefreshedSymbol& symbol : refreshed) {
    if (symbol.error)
      run.find(symbol.symbol, false, ledger::FindingCode::kFetch,
               fmt::format("{}: {}", symbol.symbol, symbol.error->text()));
    for (const std::string& warning : symbol.warnings)
      run.find(symbol.symbol, false, ledger::FindingCode::kRevision, fmt::format("{}: {}", symbol.symbol, warning));
  }
}

// Answers about today's bar, failed ones asked again as options.retry says.
std::vector<std::vector<Bar>> ask_bars(RunContext& run, const std::vector<ports::BarRequest>& requests) {
  std::vector<std::vector<Bar>> answers(requests.size());
  std::vector<std::size_t> open(requests.size());
  for (std::size_t index = 0; index < open.size(); ++index) open[index] = index;
  for (int attempt = 1; !open.empty(); ++attempt) {
    std::vector<ports::BarRequest> again;
    for (const std::size_t index : open) again.push_back(requests[index]);
    const auto told =
        run.ports.bars.daily_bars(again, run.within_patience(run.now() + std::chrono::seconds{60}), [](std::size_t) {});
    std::vector<std::size_t> failed;
    std::optional<Error> error;
    for (std::size_t turn = 0; turn < open.size(); ++turn) {
      if (told[turn]) {
        answers[open[turn]] = *told[turn];
      } else {
        failed.push_back(open[turn]);
        error = told[turn].error();
      }
    }
    open = std::move(failed);
    if (open.empty() || attempt >= run.options.retry.max_attempts ||
        !wait_before_retry(run, attempt, *error, "asking for today's bars"))
      break;
  }
  return answers;
}

std::optional<Bar> bar_of(const Quote& quote, Date date) {
  if (!quote.open || !quote.high || !quote.low || !quote.last) return std::nullopt;
  return Bar{.date = date,
             .open = quote.open->to_double(),
             .high = quote.high->to_double(),
             .low = quote.low->to_double(),
             .close = quote.last->to_double(),
             .volume = quote.volume ? quote.volume->to_double() : 0,
             .adj_close = std::nullopt};
}

void resolve_all_todays(RunContext& run) {
  std::vector<ports::BarRequest> requests;
  for (const SymbolInputs& input : run.inputs) {
    requests.push_back({.symbol = input.symbol,
                        .kind = ports::BarKind::kTrades,
                        .first = Date{run.asof - kTodaySpan},
                        .last = run.asof});
    if (run.ports.bars.has_adjusted())
      requests.push_back({.symbol = input.symbol,
                          .kind = ports::BarKind::kAdjustedLast,
                          .first = Date{run.asof - kTodaySpan},
                          .last = run.asof});
  }
  const auto answers = ask_bars(run, requests);
  std::size_t next = 0;
  for (SymbolInputs& input : run.inputs) {
    data::TodayAnswers told{.symbol = input.symbol,
                            .session = run.asof,
                            .final_yesterday = std::nullopt,
                            .trades = answers[next++],
                            .adjusted_last = {},
                            .previous_close = std::nullopt,
                            .from_quote = std::nullopt};
    if (run.ports.bars.has_adjusted()) told.adjusted_last = answers[next++];
    const auto previous = run.ports.calendar.last_before(run.asof);
    if (!input.bars.empty() && previous && input.bars.back().date == previous->date)
      told.final_yesterday = input.bars.back();
    if (const auto quote = run.quotes.find(input.symbol); quote != run.quotes.end()) {
      if (quote->second.previous_close) told.previous_close = quote->second.previous_close->to_double();
      told.from_quote = bar_of(quote->second, run.asof);
    }
    const data::TodayOutcome outcome = data::resolve_today(told, run.options.adjust);
    for (const std::string& warning : outcome.warnings)
      run.find(input.symbol, false, ledger::FindingCode::kToday, fmt::format("{}: {}", input.symbol, warning));
    input.today = outcome.today;
    if (!outcome.error.empty()) {
      input.valid = false;
      input.invalid_reason = outcome.error;
      run.find(input.symbol, true, ledger::FindingCode::kToday, fmt::format("{}: {}", input.symbol, outcome.error));
    }
  }
}

void validate_inputs(RunContext& run, const std::map<Symbol, Error>& unreadable) {
  for (SymbolInputs& input : run.inputs) {
    const auto broken = unreadable.find(input.symbol);
    const data::SymbolReport report =
        broken != unreadable.end()
            ? data::report_unreadable(input.symbol, broken->second)
            : data::validate({.symbol = input.symbol,
                              .bars = input.bars,
                              .asof = run.asof,
                              .provisional = input.today ? std::optional(input.today->provisional) : std::nullopt,
                              .provisional_factor = input.today ? input.today->factor : 1},
                             run.ports.calendar, run.options.validation);
    for (const data::Finding& finding : report.findings)
      run.find(input.symbol, finding.severity == data::Severity::kError, ledger::bar_rule(finding.rule),
               fmt::format("{}: {}", input.symbol, finding.message));
    if (report.passed) continue;
    input.valid = false;
    if (input.invalid_reason.empty()) input.invalid_reason = data::error_text(report);
  }
}

Result<void> record_bars(RunContext& run) {
  std::vector<ledger::LedgerEvent> events;
  for (const SymbolInputs& input : run.inputs) {
    ledger::BarsRecorded record = ledger::bars_to_record(input.symbol, input.bars, run.state());
    if (input.today) {
      record.today = input.today->provisional;
      record.factor = input.today->factor;
    }
    events.push_back({.at = run.now(), .run = run.run, .body = std::move(record)});
  }
  return run.ledger.append_all(events);
}

void show_inputs(RunContext& run) {
  for (const SymbolInputs& input : run.inputs) {
    ledger::InputLine line;
    if (input.today) {
      line.provisional = input.today->provisional;
      line.factor = input.today->factor;
    }
    if (const auto quote = run.quotes.find(input.symbol); quote != run.quotes.end()) {
      line.bid = quote->second.bid;
      line.ask = quote->second.ask;
    }
    run.result.inputs[input.symbol] = line;
  }
}

}  // namespace

StepAnswer read_market(RunContext& run) {
  refresh_cache(run);
  if (run.ports.loop.interrupted()) return interrupted_stop();
  std::map<Symbol, Error> unreadable;
  run.inputs.clear();
  for (const Symbol& symbol : run.options.universe) {
    SymbolMarket market = load_bars(run, symbol);
    if (market.unreadable) unreadable.emplace(symbol, *market.unreadable);
    run.inputs.push_back({.symbol = symbol,
                          .bars = market.stored ? std::move(market.stored->bars) : std::vector<Bar>{},
                          .today = std::nullopt,
                          .valid = true,
                          .invalid_reason = {}});
  }
  if (!run.result.indicative) {
    auto quotes = read_quotes(run, symbols_of_interest(run));
    if (!quotes) return stop_of(quotes.error());
    run.quotes = std::move(*quotes);
    resolve_all_todays(run);
  }
  validate_inputs(run, unreadable);
  if (auto recorded = record_bars(run); !recorded) return stop_of(recorded.error());
  const bool none_valid = std::ranges::none_of(run.inputs, [](const SymbolInputs& input) { return input.valid; });
  if (none_valid)
    return stop_of(Error{.code = ErrorCode::kData,
                         .what = "no symbol of the universe passed validation",
                         .where = run.inputs.empty() ? std::string() : run.inputs.front().invalid_reason,
                         .fix = "`bot validate` lists the findings; no order was sent"});
  return std::nullopt;
}

StepAnswer decide_targets(RunContext& run) {
  std::vector<decide::SymbolBars> bars;
  for (const SymbolInputs& input : run.inputs) {
    const auto refused = run.not_allowed.find(input.symbol);
    const bool usable = input.valid && refused == run.not_allowed.end();
    bars.push_back({.symbol = input.symbol,
                    .bars = data::decision_bars({.symbol = input.symbol,
                                                 .bars = input.bars,
                                                 .asof = run.asof,
                                                 .adjust = run.options.adjust,
                                                 .today = input.today}),
                    .valid = usable,
                    .invalid_reason = refused != run.not_allowed.end() ? refused->second : input.invalid_reason});
  }
  run.decision = decide::decide(bars, run.asof, run.options.decide);
  run.targets = run.decision.weights;
  run.decided = run.asof;
  const schedule::Slot slot =
      run.is_dry() ? schedule::Slot::kDecide
                   : slot_of(run.asof, run.options.schedule.frequency, run.state().slot_history(), run.ports.calendar);
  if (slot == schedule::Slot::kContinue && run.state().rebalance) {
    run.continued = true;
    run.targets = run.state().rebalance->targets;
    run.decided = run.state().rebalance->decided;
    for (const auto& [symbol, reason] : run.not_allowed) run.targets.erase(symbol);
  }
  run.result.targets = run.targets;
  run.result.reasons = run.decision.reasons;
  show_inputs(run);
  DecisionInputs inputs{.asof = run.asof, .symbols = {}};
  for (const decide::SymbolBars& symbol : bars)
    inputs.symbols.push_back({.symbol = symbol.symbol, .usable = symbol.valid, .reason = symbol.invalid_reason});
  const std::string told = encode_decision_inputs(inputs);
  auto recorded = run.record(ledger::InputsRecorded{.what = "decision", .json = told, .sha256 = sha256_hex(told)});
  if (!recorded) return stop_of(recorded.error());
  const std::string json = decision_text(run.decision);
  recorded = run.record(ledger::DecisionRecorded{.session = run.asof,
                                                 .targets = run.targets,
                                                 .json = json,
                                                 .sha256 = sha256_hex(json),
                                                 .continued = run.continued});
  if (!recorded) return stop_of(recorded.error());
  return std::nullopt;
}

}  // namespace bot::run
