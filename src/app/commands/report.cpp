// `bot report`: everything about one run, or the daily summary; `bot audit verify`. Sends no order.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "app/account_ledger.hpp"
#include "app/cached_decision.hpp"
#include "app/commands/commands.hpp"
#include "app/delivery.hpp"
#include "app/options.hpp"
#include "app/watching.hpp"
#include "calendar/new_york.hpp"
#include "data/refresh.hpp"
#include "report/json.hpp"
#include "report/trade_report.hpp"
#include "report/watch_report.hpp"

namespace bot::app {
namespace {

const Symbol kBenchmark{"SPY"};

Result<int> report_run(const ReportRequest& request, Environment& environment) {
  BOT_TRY(const AccountId account, configured_account(environment));
  BOT_TRY(const std::vector<ledger::LedgerEvent> events,
          sqlite::read_ledger(ledger_folder(environment, account), environment.files));
  const ledger::RunResult* found = nullptr;
  for (const ledger::LedgerEvent& event : events)
    if (const auto* ended = std::get_if<ledger::RunEnded>(&event.body);
        ended != nullptr && (request.run_id.empty() || ended->result.run_id == request.run_id))
      found = &ended->result;
  if (found == nullptr)
    return fail(ErrorCode::kUsage,
                request.run_id.empty() ? "no run has ended yet" : fmt::format("there is no run {}", request.run_id),
                ledger_folder(environment, account), "bot status names the last run.");
  environment.print(report::trade_json(*found), report::trade_text(*found, environment.style));
  return 0;
}

std::vector<Bar> stored_bars(const World& world, const Symbol& symbol) {
  auto stored = world.store.load(symbol);
  return stored && *stored ? std::move((*stored)->bars) : std::vector<Bar>{};
}

// Final bars as they are now; what cannot be fetched is read from the cache as it is.
void fetch_final_bars(World& world) {
  const config::Settings& settings = world.environment.settings();
  if (const auto session = world.connect_reader(); !session) {
    world.environment.log.warning("final bars are taken from the cache alone: " + session.error().text());
    return;
  }
  std::vector<Symbol> symbols = settings.universe;
  if (std::ranges::find(symbols, kBenchmark) == symbols.end()) symbols.push_back(kBenchmark);
  for (const data::RefreshedSymbol& symbol :
       data::refresh(symbols, world.client(), world.store, world.calendar, world.loop, refresh_options(settings)))
    if (symbol.error) world.environment.log.warning(fmt::format("{}: {}", symbol.symbol, symbol.error->text()));
}

void add_shadow(const World& world, const std::vector<ledger::LedgerEvent>& events, monitor::DailySummary& summary) {
  const auto decided = monitor::decided_on(summary.session, events);
  if (!decided) {
    summary.no_shadow = "nothing was decided on this session";
    return;
  }
  const auto final_through = data::last_final_session(world.calendar, world.loop.now());
  if (!final_through || *final_through < summary.session) {
    summary.no_shadow = "the bars of this session are not final yet (15 minutes after the close)";
    return;
  }
  const CachedUniverse universe = load_universe(world, summary.session);
  std::map<Symbol, double> closes;
  std::vector<std::string> missing;
  for (const BarSeries& series : universe.series) {
    const auto bar = std::ranges::find(series.bars, summary.session, &Bar::date);
    if (bar != series.bars.end()) {
      closes[series.symbol] = bar->close;
      continue;
    }
    if (!summary.run) continue;
    const auto input = summary.run->inputs.find(series.symbol);
    if (input != summary.run->inputs.end() && input->second.provisional) missing.push_back(series.symbol.value());
  }
  if (!missing.empty()) {
    summary.no_shadow = fmt::format("no final bar yet of {}", fmt::join(missing, ", "));
    return;
  }
  summary.shadow = monitor::shadow_of(*decided, summary, decide_on(universe, world.environment.settings()), closes);
}

Result<int> daily_summary(const ReportRequest& request, Environment& environment, const Watched& watched) {
  BOT_TRY(const LookedAt looked, look_at(environment, watched, request.scheduled));
  World& world = *looked.world;
  const auto due = schedule::closed_today(world.loop.now(), schedule::kSummaryAfterClose, world.calendar);
  if (request.scheduled && !due) return 0;
  auto session = request.scheduled ? due : schedule::last_closed(world.loop.now(), world.calendar);
  if (request.session) {
    const auto asked = world.calendar.session_on(*request.session);
    if (!asked || !session || asked->date > session->date)
      return fail(ErrorCode::kUsage, fmt::format("{} is no session that has closed", to_iso(*request.session)),
                  "--session", "bot calendar lists sessions.");
    session = asked;
  }
  if (!session) return fail(ErrorCode::kData, "the clock is outside the calendar", "clock");
  net::Loop wall_clock;
  notify::Outbox outbox = open_outbox(environment, wall_clock, watched.account);
  ports::Alert key;
  key.dedupe_key = "once summary " + to_iso(session->date);
  BOT_TRY(const bool told, outbox.knows(key));
  if (request.scheduled && request.send && told) return 0;  // another day's timer, after an early close
  BOT_TRY(const std::vector<ledger::LedgerEvent> events,
          sqlite::read_ledger(ledger_folder(environment, watched.account), environment.files));
  ledger::LedgerState state;
  for (const ledger::LedgerEvent& event : events) ledger::apply(state, event);
  if (looked.no_gateway)
    environment.log.warning("final bars are taken from the cache alone: " + looked.no_gateway->text());
  else
    fetch_final_bars(world);
  if (world.loop.interrupted()) return fail(ErrorCode::kInterrupted, "interrupted");
  monitor::DailySummary summary = monitor::summarize({.session = session->date, .events = events, .state = state});
  monitor::add_benchmark(summary.returns, session->date, stored_bars(world, kBenchmark));
  add_shadow(world, events, summary);
  const report::AlertFrame frame = frame_for(watched, world, state);
  environment.print(report::summary_json(summary, frame), report::summary_text(summary, frame, environment.style));
  if (!request.send) return 0;
  BOT_TRY_VOID(outbox.put(report::summary_alert(summary, frame)));
  deliver_after(environment, watched.account, request.scheduled);
  return 0;
}

}  // namespace

Result<int> execute(const ReportRequest& request, Environment& environment) {
  if (request.run_id == "daily") {
    BOT_TRY(const Watched watched, watched_account(environment, request.mode));
    leave_crash_records(environment, watched.account);
    return told_if_failed(environment, watched.account, request.scheduled, "The daily summary",
                          daily_summary(request, environment, watched));
  }
  if (request.send || request.scheduled || request.session)
    return fail(ErrorCode::kUsage, "--send, --scheduled and --session belong to the daily summary", "command line",
                "bot report daily --send");
  return report_run(request, environment);
}

Result<int> execute(const AuditRequest&, Environment& environment) {
  BOT_TRY(const AccountId account, configured_account(environment));
  const auto verified = sqlite::verify(ledger_folder(environment, account), environment.files);
  if (!verified) {
    print_error(verified.error(), environment.flags, environment.command);
    return 7;  // a person must look at it
  }
  report::Json document = report::document("audit");
  document["events"] = verified->events;
  document["audit_lines"] = verified->audit_lines;
  document["last_hash"] = verified->last_hash;
  document["state_digest"] = verified->state_digest;
  environment.print(
      document, fmt::format("{} records, every hash fits\nthe audit file's {} lines tell the same\nlast hash\n  {}\n",
                            verified->events, verified->audit_lines, verified->last_hash));
  return 0;
}

}  // namespace bot::app
