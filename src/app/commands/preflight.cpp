// `bot preflight`: is everything there for the next run? Read-only towards the broker; brings the cache up to date.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "app/account_ledger.hpp"
#include "app/arming_facts.hpp"
#include "app/cached_decision.hpp"
#include "app/commands/commands.hpp"
#include "app/delivery.hpp"
#include "app/options.hpp"
#include "app/watching.hpp"
#include "data/refresh.hpp"
#include "os/disk_space.hpp"
#include "report/json.hpp"
#include "report/watch_report.hpp"

namespace bot::app {
namespace {

constexpr Duration kAnswerWithin = std::chrono::seconds(15);
constexpr Duration kNotifierNeeds = std::chrono::minutes(10);

void ask_gateway(World& world, const Watched& watched, monitor::PreflightFacts& facts) {
  const auto session = world.connect_reader();
  if (!session) {
    facts.gateway = session.error();
    return;
  }
  facts.accounts = session->accounts;
  if (const auto time = world.client().server_time(world.in(kAnswerWithin))) facts.server_time = *time;
  facts.now = world.loop.now();
  const auto values = world.client().account_values(watched.account, world.in(kAnswerWithin));
  if (!values) {
    facts.gateway = values.error().in("reading the account");
    return;
  }
  facts.equity = values->usd("NetLiquidation");
  facts.account_type = values->text("TradingType-S").value_or(values->text("TradingType-S", "USD").value_or(""));
}

// Fetches what is missing, so that the run has little to ask, and judges what is there.
void look_at_data(World& world, monitor::PreflightFacts& facts) {
  const config::Settings& settings = world.environment.settings();
  const auto fetched = data::refresh(settings.universe, world.client(), world.store, world.calendar, world.loop,
                                     refresh_options(settings));
  const auto asof = data::last_final_session(world.calendar, world.loop.now());
  if (!asof) return;
  const CachedUniverse universe = load_universe(world, *asof);
  for (std::size_t i = 0; i < universe.series.size(); ++i) {
    monitor::SymbolFacts symbol{.symbol = universe.series[i].symbol, .last = {}, .problem = {}};
    if (!universe.series[i].bars.empty()) symbol.last = universe.series[i].bars.back().date;
    if (!universe.reports[i].passed) symbol.problem = data::error_text(universe.reports[i]);
    for (const data::RefreshedSymbol& answer : fetched)
      if (answer.symbol == symbol.symbol && answer.error && symbol.problem.empty())
        symbol.problem = "cannot be fetched: " + answer.error->what;
    facts.data.push_back(std::move(symbol));
  }
}

std::uint64_t waiting_alerts(Environment& environment, const AccountId& account) {
  net::Loop wall_clock;
  const auto pending = open_outbox(environment, wall_clock, account).pending();
  std::uint64_t waiting = 0;
  if (pending)
    for (const notify::OutboxItem& item : *pending)
      if (!item.ping && wall_clock.now() - item.stored > kNotifierNeeds) ++waiting;
  return waiting;
}

void look_at_arming(const Environment& environment, const Watched& watched, const ledger::LedgerState& state,
                    monitor::PreflightFacts& facts) {
  if (watched.mode != Mode::kLive) return;
  if (!watched.options.safety.execution_live) {
    facts.arming = "execution.live is false: bot trade --live refuses";
    return;
  }
  const auto bound_to = arming_facts(environment);
  if (!bound_to) {
    facts.arming = bound_to.error().text();
    return;
  }
  if (const auto refusal = ledger::arming_refusal(state.armed, watched.account, *bound_to, facts.now))
    facts.arming = refusal->why;
  if (state.armed) facts.arming_expires = state.armed->expires;
}

monitor::PreflightFacts gather(World& world, const Watched& watched, const std::optional<Error>& no_gateway,
                               const Result<ledger::LedgerState>& state) {
  Environment& environment = world.environment;
  monitor::PreflightFacts facts;
  facts.mode = watched.mode;
  facts.now = world.loop.now();
  if (!state) facts.ledger = state.error();
  const std::string file = halt_file(environment, watched.account);
  if (environment.files.exists(file)) facts.kill_file = environment.files.read(file).value_or(file);
  if (const auto left = os::disk_left(ledger_folder(environment, watched.account))) {
    facts.disk_free = left->bytes;
    facts.inodes_free = left->files;
  }
  facts.alerts_waiting = waiting_alerts(environment, watched.account);
  if (no_gateway)
    facts.gateway = no_gateway;
  else
    ask_gateway(world, watched, facts);
  if (!facts.gateway) look_at_data(world, facts);
  if (state) look_at_arming(environment, watched, *state, facts);
  return facts;
}

// What the owner is told: once that the service begins, each time that it cannot, and of runs that were missed before.
Result<void> tell(World& world, const Watched& watched, const monitor::Readiness& readiness,
                  const ledger::LedgerState& state, std::optional<schedule::PreflightSlot> slot, bool scheduled) {
  Environment& environment = world.environment;
  net::Loop wall_clock;
  notify::Outbox outbox = open_outbox(environment, wall_clock, watched.account);
  const report::AlertFrame frame = frame_for(watched, world, state);
  const auto known = in_service(environment, watched.account);
  const std::string mode(name(watched.mode));
  if (!known || known->version != BOT_VERSION || known->mode != mode) {
    BOT_TRY_VOID(outbox.put(report::start_up_alert(readiness, BOT_VERSION, frame)));
    BOT_TRY_VOID(
        note_in_service(environment, watched.account,
                        {.version = BOT_VERSION, .mode = mode, .since = known ? known->since : world.loop.now()}));
  }
  if (!scheduled) return {};
  if (!readiness.ready) {
    BOT_TRY_VOID(outbox.put(report::not_ready_alert(readiness, slot, frame)));
    put_ping(environment, outbox, true, notify::DeadManSignal::kFail, "not trade-ready: " + readiness.to_do);
  }
  const auto sessions =
      monitor::judge_sessions({.now = world.loop.now(),
                               .state = state,
                               .options = watched.options,
                               .calendar = world.calendar,
                               .since = known ? std::optional(known->since) : std::nullopt,
                               .kill_file = environment.files.exists(halt_file(environment, watched.account))});
  for (const ports::Alert& alert : report::session_alerts(sessions, frame)) BOT_TRY_VOID(outbox.put(alert));
  return {};
}

Result<int> preflight(const PreflightRequest& request, Environment& environment, const Watched& watched) {
  BOT_TRY(const LookedAt looked, look_at(environment, watched, request.scheduled));
  World& world = *looked.world;
  const auto slot = schedule::preflight_slot(world.loop.now(), watched.options.schedule, world.calendar);
  if (request.scheduled && !slot) return 0;
  const auto state = read_state(environment, watched.account);
  const monitor::PreflightFacts facts = gather(world, watched, looked.no_gateway, state);
  if (world.loop.interrupted()) return fail(ErrorCode::kInterrupted, "interrupted");
  const ledger::LedgerState known = state ? *state : ledger::LedgerState{};
  const monitor::Readiness readiness = monitor::readiness_of(facts, known, watched.options, world.calendar);
  const report::AlertFrame frame = frame_for(watched, world, known);
  environment.print(report::preflight_json(readiness, slot, frame),
                    report::preflight_text(readiness, frame, environment.style));
  if (const auto told = tell(world, watched, readiness, known, slot, request.scheduled); !told)
    environment.log.error("an alert could not be stored: " + told.error().text());
  deliver_after(environment, watched.account, request.scheduled);
  return readiness.exit_code;
}

}  // namespace

Result<int> execute(const PreflightRequest& request, Environment& environment) {
  BOT_TRY(const Watched watched, watched_account(environment, request.mode));
  leave_crash_records(environment, watched.account);
  return told_if_failed(environment, watched.account, request.scheduled, "The check before the run",
                        preflight(request, environment, watched));
}

}  // namespace bot::app
