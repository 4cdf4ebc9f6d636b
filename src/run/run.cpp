#include "run/run.hpp"

#include "base/sha256.hpp"
#include "calendar/new_york.hpp"
#include "ledger/operations.hpp"
#include "run/context.hpp"

namespace bot::run {
namespace {

std::optional<Stop> halted_stop(const RunContext& run) {
  const auto stop = [](std::string message) {
    return Stop{
        .outcome = ledger::Outcome::kHalted, .exit_code = 6, .message = std::move(message), .error = std::nullopt};
  };
  if (run.state().halt)
    return stop(fmt::format("halted since {} ({}): {}. `bot resume --halt {} --by NAME` lets runs go on",
                            to_iso(run.state().halt->at), name(run.state().halt->reason), run.state().halt->why,
                            run.state().halt->id));
  if (const auto kill = run.kill_file()) return stop("the kill switch is set: " + *kill);
  return std::nullopt;
}

std::optional<Stop> mode_stop(const RunContext& run) {
  const auto refused = [](std::string message) {
    return Stop{
        .outcome = ledger::Outcome::kRefused, .exit_code = 6, .message = std::move(message), .error = std::nullopt};
  };
  const std::string& account = run.options.account.value();
  switch (run.options.mode) {
    case Mode::kDryRun:
      return std::nullopt;
    case Mode::kPaper:
      if (account.empty() || account.front() != 'D')
        return refused("R02: --paper needs an account id that starts with D");
      return std::nullopt;
    case Mode::kLive: {
      if (account.empty() || account.front() != 'U')
        return refused("R02: --live needs an account id that starts with U");
      if (!run.options.execution_live) return refused("R02: --live needs execution.live: true");
      if (const auto refusal =
              ledger::arming_refusal(run.state().armed, run.options.account, run.options.arming, run.now()))
        return refused("R03: " + refusal->why);
      return std::nullopt;
    }
  }
  return std::nullopt;
}

// Once at seven, three and one day before live trading ends by itself.
void tell_of_expiry(RunContext& run) {
  if (run.options.mode != Mode::kLive) return;
  const auto before = run.state().last_run ? std::optional(run.state().last_run->started) : std::nullopt;
  const auto days = ledger::days_left_to_tell(run.state().armed->expires, before, run.now());
  if (!days) return;
  const std::string until = calendar::new_york_text(run.state().armed->expires);
  const std::string left = *days == 1 ? "a day" : fmt::format("{} days", *days);
  run.find(std::nullopt, false, ledger::FindingCode::kArming,
           fmt::format("live trading ends in {}, on {}: bot arm renews it", left, until));
  ports::Alert alert = alert_of(run, ports::AlertKind::kArming, ports::Severity::kWarning);
  alert.title = fmt::format("Live trading ends in {}", left);
  alert.text = fmt::format("The arming expires on {}. From then on runs are refused.", until);
  alert.to_do = "Type bot arm before then";
  alert.dedupe_key = "arming expires";
  if (auto put = run.notifier->put(alert); !put) run.ports.log.error(put.error().text());
}

bool has_unfinished_business(const RunContext& run) {
  if (!run.state().live_orders().empty()) return true;
  const auto session = run.state().sessions.find(run.asof);
  return session != run.state().sessions.end() && session->second.sequence > 0;
}

// Intents of sessions that are over can never be sent.
Result<void> abandon_old_intents(RunContext& run) {
  std::vector<ledger::LedgerEvent> events;
  for (const auto& [key, order] : run.state().orders)
    if (order.state == OrderState::kPlanned && order.session < run.asof)
      events.push_back({.at = run.now(),
                        .run = run.run,
                        .body = orders::OrderAbandoned{.key = key, .reason = "its session ended before it was sent"}});
  return run.ledger.append_all(events);
}

StepAnswer explain(RunContext& run) {
  if (auto stop = stop_if_failed(run.step("positions"))) return stop;
  if (auto stop = explain_positions(run)) return stop;
  if (auto stop = stop_if_failed(book_cash_movement(run))) return stop;
  if (run.state().last_nav) return std::nullopt;
  const Money cash = *run.snapshot.values.usd("TotalCashValue");
  return stop_if_failed(run.record(ledger::NavRecorded{.session = run.asof,
                                                       .net_liquidation = *run.snapshot.values.usd("NetLiquidation"),
                                                       .cash = cash,
                                                       .cash_anchor = cash,
                                                       .positions = run.positions}));
}

// What the written plan of an earlier start needs to go on: its targets and fresh quotes.
StepAnswer take_up_plan(RunContext& run) {
  const ledger::SessionRecord& session = run.state().sessions.at(run.asof);
  run.resumed = true;
  run.targets = session.targets;
  run.result.targets = session.targets;
  run.managed_equity = session.managed_equity;
  auto quotes = read_quotes(run, symbols_of_interest(run));
  if (!quotes) return stop_of(quotes.error());
  run.quotes = std::move(*quotes);
  for (const Symbol& symbol : run.options.universe) {
    auto stored = run.ports.store.load(symbol);
    if (!stored || !*stored) continue;
    std::erase_if((*stored)->bars, [&](const Bar& bar) { return bar.date >= run.asof; });
    run.inputs.push_back({.symbol = symbol,
                          .bars = std::move((*stored)->bars),
                          .today = std::nullopt,
                          .valid = true,
                          .invalid_reason = {}});
  }
  return std::nullopt;
}

void send_and_finish(RunContext& run) {
  if (auto recorded = run.step("send"); !recorded) run.fatal = stop_of(recorded.error());
  if (!run.fatal) execute(run);
  if (!run.fatal)
    if (auto recorded = run.step("reconcile"); !recorded) run.fatal = stop_of(recorded.error());
  reconcile(run);
  if (!run.fatal)
    if (auto recorded = note_cash_up_front(run); !recorded) run.fatal = stop_of(recorded.error());
  read_final_account(run);
  conclude(run);
}

StepAnswer trade_session(RunContext& run) {
  if (auto stop = start_up(run)) return stop;
  if (auto stop = stop_if_failed(abandon_old_intents(run))) return stop;
  const auto session = run.state().sessions.find(run.asof);
  if (session != run.state().sessions.end() && session->second.sequence > 0) {
    if (auto stop = take_up_plan(run)) return stop;
    send_and_finish(run);
    return std::nullopt;
  }
  if (auto stop = explain(run)) return stop;
  if (!run.state().live_orders().empty())
    return Stop{.outcome = ledger::Outcome::kUnknown,
                .exit_code = 7,
                .message = "an order of an earlier session is still not known to be dead; nothing was sent",
                .error = std::nullopt};
  if (schedule::slot_of(run.asof, run.options.schedule.frequency, run.state().slot_history(), run.ports.calendar) ==
      schedule::Slot::kIdle)
    return Stop{.outcome = ledger::Outcome::kNotMySlot,
                .exit_code = 0,
                .message = "not the session this rebalance belongs to",
                .error = std::nullopt};
  if (auto stop = decide_and_plan(run)) return stop;
  if (auto stop = write_plan(run)) return stop;
  send_and_finish(run);
  return std::nullopt;
}

void tell(RunContext& run, const TradePorts& ports) {
  if (!ports.alerts) return;
  for (const ports::Alert& alert : ports.alerts(run.result))
    if (auto put = ports.notifier.put(alert); !put) {
      ports.read.log.error(put.error().text());
      if (run.result.exit_code == 0) run.result.exit_code = 7;  // nobody would know what happened
    }
}

void finish(RunContext& run, const TradePorts& ports) {
  run.result.ended = run.now();
  if (run.session) {
    const auto session = run.state().sessions.find(run.asof);
    if (session != run.state().sessions.end())
      run.result.orders = ledger::order_lines(run.state(), session->second.planned_by);
  }
  if (!run.fatal) {
    auto recorded = run.record(ledger::RunEnded{.result = run.result, .on_target = on_target(run)});
    if (!recorded && !run.result.error) {
      end_with(run, stop_of(recorded.error()));
      if (!run.result.orders.empty()) run.result.exit_code = 7;
    }
  }
  tell(run, ports);
}

}  // namespace

ledger::RunResult run_trade(const TradePorts& ports, const RunOptions& options) {
  BOT_CHECK(options.mode != Mode::kDryRun);
  RunContext run = context_of(ports.read, options, ports.ledger);
  run.door = &ports.door;
  run.notifier = &ports.notifier;
  const auto end_unrecorded = [&](const Stop& stop) {
    end_with(run, stop);
    run.result.ended = run.now();
    tell(run, ports);
    return run.result;
  };
  const schedule::Window window =
      schedule::window_at(run.now(), options.started_by(), options.schedule, ports.read.calendar);
  // Another day's timer and a closed day are silent, halted or not.
  const bool is_due =
      window.answer == schedule::WindowAnswer::kOpen || window.answer == schedule::WindowAnswer::kBeyondCalendar;
  if (is_due || !options.scheduled) {
    if (const auto stop = halted_stop(run)) return end_unrecorded(*stop);
    if (const auto stop = mode_stop(run)) return end_unrecorded(*stop);
  }
  if (window.session) run.result.session = window.session->date;
  if (window.answer == schedule::WindowAnswer::kBeyondCalendar)
    return end_unrecorded({.outcome = ledger::Outcome::kRefused,
                           .exit_code = exit_code(ErrorCode::kSafety),
                           .message = window.sentence + "; nothing was sent",
                           .error = Error{ErrorCode::kSafety, window.sentence, "calendar",
                                          "Install a newer bot, or set the machine's clock right."}});
  if (window.answer != schedule::WindowAnswer::kOpen) {
    const bool other_slot = options.scheduled && window.session;
    return end_unrecorded({.outcome = other_slot ? ledger::Outcome::kNotMySlot : ledger::Outcome::kMarketClosed,
                           .exit_code = 0,
                           .message = window.sentence,
                           .error = std::nullopt});
  }
  run.session = window.session;
  run.asof = window.session->date;
  run.deadlines = schedule::deadlines_of(*window.session, options.schedule);
  if (!has_unfinished_business(run) &&
      schedule::slot_of(run.asof, options.schedule.frequency, run.state().slot_history(), ports.read.calendar) ==
          schedule::Slot::kIdle)
    return end_unrecorded(
        {.outcome = ledger::Outcome::kNotMySlot,
         .exit_code = 0,
         .message = "not the session this rebalance belongs to; the next run is " + run.result.next_run,
         .error = std::nullopt});

  tell_of_expiry(run);
  auto started = run.record(ledger::RunStarted{.mode = options.mode,
                                               .account = options.account,
                                               .scheduled = options.scheduled,
                                               .session = run.asof,
                                               .version = options.version});
  if (started && !options.options_json.empty())
    started = run.record(ledger::InputsRecorded{
        .what = "options", .json = options.options_json, .sha256 = sha256_hex(options.options_json)});
  if (!started) return end_unrecorded(stop_of(started.error()));
  if (const auto stop = trade_session(run)) end_with(run, *stop);
  finish(run, ports);
  ports.read.broker.disconnect();
  return run.result;
}

}  // namespace bot::run
