#include "simulate/year.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/sha256.hpp"
#include "calendar/new_york.hpp"
#include "checks/run_notices.hpp"
#include "fakes/memory_discord.hpp"
#include "monitor/gather_summary.hpp"
#include "notify/deliver.hpp"
#include "notify/outbox.hpp"
#include "report/watch_report.hpp"
#include "schedule/check_slots.hpp"
#include "simulate/checks.hpp"
#include "simulate/market.hpp"
#include "simulate/timers.hpp"

namespace bot::simulate {
namespace {

constexpr std::int64_t kOtherListing = 888'002;  // a contract id
constexpr const char* kOutboxFolder = "state/outbox";
constexpr const char* kGatewayState = "state/gateway";
constexpr Duration kMidnight{0};
constexpr Duration kMorning = std::chrono::hours{6};
constexpr Duration kRestart = std::chrono::seconds{5};    // RestartSec= of the unit
constexpr Duration kDelivery = std::chrono::seconds{40};  // the notifier's budget
constexpr int kYearsBefore = 2;                           // of bars the decision can look back on
constexpr int kCleanAtTheEnd = 3;                         // sessions without trouble

// The gateway stands at its login window all day: it takes connections and says nothing.
gateway::Faults nobody_logged_in() {
  gateway::Faults faults;
  faults.connections.push_back(
      {.kind = gateway::ConnectionFaultKind::kSilent, .which = {1, gateway::Occurrences::kForEver}});
  return faults;
}

// Keeps the day's alerts and hands them on to the outbox.
class CountingNotifier final : public ports::Notifier {
 public:
  explicit CountingNotifier(notify::Outbox& outbox) : outbox_(outbox) {}
  Result<void> put(const ports::Alert& alert) override {
    BOT_TRY(const bool known, outbox_.knows(alert));
    BOT_TRY_VOID(outbox_.put(alert));
    if (!known) today.push_back(alert);
    return {};
  }
  std::vector<ports::Alert> today;

 private:
  notify::Outbox& outbox_;
};

class Simulation {
 public:
  Simulation(const YearOptions& options, Date first)
      : options_(options),
        harness_(first, kMidnight),
        outbox_(harness_.files, harness_.loop, kOutboxFolder),
        notifier_(outbox_),
        discord_(harness_.loop),
        audit_(harness_),
        rng_(options.faults.value_or(0), {0x79656172}) {
    harness_.calendar = calendar::Calendar(options.calendar);
    harness_.options = options.run;
    harness_.weights = options.weights;
    harness_.options.scheduled = true;
    harness_.options.simulated = true;
    harness_.options.mode = Mode::kPaper;
    harness_.options.halt_file = "state/HALT";
    harness_.options.plans_folder.clear();
    harness_.options.data.start = std::max(options.run.data.start, first - std::chrono::days{366 * kYearsBefore});
    harness_.gateway_options = options.gateway;
    harness_.gateway_options.account = harness_.options.account.value();
    harness_.gateway_options.listen = {};
    harness_.gateway_options.state = kGatewayState;
    harness_.gateway_options.first_date = harness_.options.data.start;
    harness_.gateway_options.pace.kind = ClockPace::Kind::kStep;
    harness_.gateway_options.replay = kMarketFolder;
    // The owner's own, under a ticker that the program trades: nobody may sell the one for the other.
    if (!options.run.universe.empty())
      harness_.gateway_options.others = {
          {options.run.universe.front(), kOtherListing, Quantity::from_whole(5), Price::from_whole(40)}};
    harness_.active_notifier = &notifier_;
    harness_.make_alerts = [this](const ledger::RunResult& result) {
      return checks::alerts_of_end(result, harness_.state(), harness_.options, harness_.calendar);
    };
  }

  Result<YearResult> run(const ports::Files& disk) {
    BOT_TRY_VOID(put_market(disk));
    auto session = harness_.calendar.session_on(harness_.session);
    BOT_CHECK(session.has_value(), "{}", to_iso(harness_.session));
    BOT_TRY_VOID(harness_.start_gateway());
    BOT_TRY_VOID(put_in_service(harness_));
    Date date = session->date;
    for (int number = 0; number < options_.days; ++date) {
      if (options_.interrupted && options_.interrupted()) return fail(ErrorCode::kInterrupted, "stopped");
      session = harness_.calendar.session_on(date);
      if (!session) {
        BOT_TRY_VOID(closed_day(date));
        continue;
      }
      BOT_TRY_VOID(one_session(*session, ++number));
      if (options_.progress) options_.progress(number, options_.days);
    }
    return finish();
  }

 private:
  // The market as a folder: the one to be replayed, or the generator's.
  Result<void> put_market(const ports::Files& disk) {
    if (!options_.gateway.replay.empty()) return copy_market(disk, options_.gateway.replay, harness_.files);
    std::vector<Symbol> symbols = harness_.options.universe;
    symbols.push_back(monitor::benchmark());
    std::ranges::sort(symbols);
    const auto repeated = std::ranges::unique(symbols);
    symbols.erase(repeated.begin(), repeated.end());
    const Date last = harness_.session + std::chrono::days{options_.days * 3 / 2 + 30};
    harness_.files.files = recorded_market(options_.gateway.seed, symbols, harness_.options.data.start,
                                           std::min(last, calendar::Calendar::last_day()));
    return {};
  }

  Result<void> closed_day(Date date) {
    Day nothing;
    for (const TimerEvent& timer : timers_on(date, harness_.options.schedule)) fire(timer, nothing);
    if (!notifier_.today.empty())
      carried_over_.insert(carried_over_.end(), notifier_.today.begin(), notifier_.today.end());
    notifier_.today.clear();
    return {};
  }

  Result<void> one_session(const calendar::Session& session, int number) {
    harness_.session = session.date;
    const bool is_clean = !options_.faults || number == 1 || number > options_.days - kCleanAtTheEnd;
    Day day;
    day.session = session;
    if (!is_clean) day.faults = FaultPlanner(rng_, session, harness_.options.universe).draw_for_year();
    if (options_.faults) {
      harness_.stop_gateway();
      BOT_TRY_VOID(harness_.start_gateway(day.faults.logged_out ? nobody_logged_in() : day.faults.gateway));
    }
    discord_.down = day.faults.webhook_down;
    const std::size_t problems_before = audit_.problems().size();
    harness_.pass_until(calendar::from_new_york(session.date, kMorning));  // what settles today has settled
    audit_.begin();
    if (day.faults.owner_moves) audit_.owner_moves();
    for (const TimerEvent& timer : timers_on(session.date, harness_.options.schedule)) fire(timer, day);
    harness_.pass_until(session.closes + std::chrono::hours{1});
    evening(day, number, problems_before);
    if (options_.faults) let_operator_intervene(day);
    discord_.down = false;
    deliver();
    year_.days.push_back(std::move(day));
    notifier_.today.clear();
    return {};
  }

  void fire(const TimerEvent& event, Day& day) {
    harness_.pass_until(event.at);
    if (day.faults.machine_off) return;
    switch (event.timer) {
      case schedule::Timer::kPreflight:
        preflight(day);
        break;
      case schedule::Timer::kTrade:
        trade(day);
        break;
      case schedule::Timer::kWatchdog:
        watchdog(day);
        break;
      case schedule::Timer::kSummary:
        daily_summary();
        break;
    }
    deliver();
  }

  void preflight(Day& day) {
    const auto done = simulate::preflight(harness_, channels());
    if (!done) return harness_.log.error(done.error().text());
    if (!*done) return nothing_due();
    if ((*done)->slot == schedule::PreflightSlot::kBeforeRun) day.ready = (*done)->readiness.ready;
  }

  void trade(Day& day) {
    const report::StartedAt started = checks::started_at(harness_.loop.now(), harness_.options, harness_.calendar);
    if (started != report::StartedAt::kTradingTime) {
      (void)harness_.run();  // it looks at the calendar and goes
      return nothing_due();
    }
    put(checks::ping_of_start());
    for (const int step : day.faults.kills) {
      harness_.killer.at = step;
      ++day.starts;
      if (note(harness_.run(), day)) break;
      ++day.kills;
      if (day.faults.stays_dead) break;
      harness_.pass(kRestart);
    }
    harness_.killer.at.reset();
    if (!day.run && !(day.faults.stays_dead && day.kills > 0)) {
      ++day.starts;
      (void)note(harness_.run(), day);
    }
    if (!day.run) return;  // whoever is dead says nothing
    if (const auto ping = checks::ping_of_end(*day.run, started, schedule::Start::kTimer)) put(*ping);
  }

  // Whether it came to its end; the start of another day's slot is none of this day's.
  bool note(std::optional<ledger::RunResult> result, Day& day) {
    if (!result) return false;
    if (ledger::is_not_due(result->outcome) && result->exit_code == 0) return true;
    audit_.after_run(*result);
    if (day.faults.is_one_lost_answer()) audit_.check_lost_answer(*result);
    audit_.check_reported(*result, notifier_.today);
    day.run = std::move(result);
    return true;
  }

  void watchdog(Day& day) {
    const auto done = simulate::watchdog(harness_, channels());
    if (!done) return harness_.log.error(done.error().text());
    if (!*done) return nothing_due();
    if (!(*done)->findings.sessions.empty()) day.watchdog = name((*done)->findings.sessions.back().verdict);
  }

  void daily_summary() {
    const auto done = simulate::daily_summary(harness_, channels());
    if (!done) return harness_.log.error(done.error().text());
    if (!*done) nothing_due();
  }

  // What the gateway knows in the evening, against what the program said and recorded.
  void evening(Day& day, int number, std::size_t problems_before) {
    audit_.end();
    day.orders = static_cast<int>(audit_.frames_today());
    day.fills = static_cast<int>(audit_.trades_today());
    for (std::size_t i = harness_.all_trades.size() - audit_.trades_today(); i < harness_.all_trades.size(); ++i)
      day.traded += multiply(harness_.all_trades[i].price, harness_.all_trades[i].quantity, Rounding::kHalfEven);
    day.equity = harness_.ground_truth.net_liquidation;
    if (equity_before_ && *equity_before_ > Money{})
      day.day_return = day.equity->to_double() / equity_before_->to_double() - 1;
    equity_before_ = day.equity;
    if (number == options_.days) {
      audit_.check_settled();
      const ledger::LedgerState& state = harness_.state();
      const bool locked = std::ranges::any_of(
          state.lots, [&](const ledger::BoughtLot& lot) { return lot.sellable_from > harness_.session; });
      if (day.run && !locked) audit_.check_on_target(*day.run);
    }
    for (const ports::Alert& alert : carried_over_) ++day.alerts[alert.kind];
    carried_over_.clear();
    for (const ports::Alert& alert : notifier_.today) ++day.alerts[alert.kind];
    day.broken.assign(audit_.problems().begin() + static_cast<std::ptrdiff_t>(problems_before),
                      audit_.problems().end());
  }

  void let_operator_intervene(Day& day) {
    const auto done = operator_intervenes(harness_, day.run ? std::optional(day.run->outcome) : std::nullopt);
    day.operator_action = done ? done->value_or("") : done.error().text();
  }

  [[nodiscard]] checks::Channels channels() {
    return {.notifier = notifier_,
            .knows = [this](const ports::Alert& alert) { return outbox_.knows(alert); },
            .alerts_waiting = [this] { return notify::count_waiting_alerts(outbox_); },
            .report_failure =
                [this](const std::string& why) {
                  put({notify::DeadManSignal::kFail, why});
                }};
  }
  void put(const notify::Ping& ping) { (void)outbox_.put_ping(ping.signal, ping.text); }
  void nothing_due() { ++year_.clock_alarms; }

  void deliver() {
    notify::DeliverOptions options;
    options.webhook = Secret(fakes::MemoryDiscord::kWebhook);
    options.dead_man = Secret(fakes::MemoryDiscord::kDeadMan);
    options.budget = kDelivery;
    const notify::DeliverReport report = notify::deliver(outbox_, discord_, harness_.loop, options);
    year_.late += report.late;
    year_.refused += report.refused;
    year_.waiting = report.waiting;
  }

  Result<YearResult> finish() {
    harness_.stop_gateway();
    for (int value = 0; value <= static_cast<int>(kLastOf<Invariant>); ++value) {
      const auto invariant = static_cast<Invariant>(value);
      const Audit::Count count = audit_.count(invariant);
      year_.invariants.push_back({.number = std::string(number(invariant)),
                                  .sentence = std::string(sentence(invariant)),
                                  .checked = count.checked,
                                  .broken = count.broken});
    }
    year_.broken = audit_.problems();
    year_.delivered = static_cast<int>(discord_.messages.size());
    year_.pings = static_cast<int>(discord_.pings.size());
    std::string all = ledger::digest(harness_.state());
    for (const std::string& message : discord_.messages) all += message;
    for (const Execution& trade : harness_.all_trades)
      all += fmt::format("\n{} {} {}", to_iso_millis(trade.time.value()), trade.quantity, trade.price);
    year_.digest = sha256_hex(all);
    return std::move(year_);
  }

  const YearOptions& options_;
  SimulationHarness harness_;
  notify::Outbox outbox_;
  CountingNotifier notifier_;
  fakes::MemoryDiscord discord_;
  Audit audit_;
  Rng rng_;
  YearResult year_;
  std::optional<Money> equity_before_;
  std::vector<ports::Alert> carried_over_;  // of closed days
};

}  // namespace

Result<YearResult> YearSimulation::run(const ports::Files& disk) const {
  const calendar::Calendar calendar(options_.calendar);
  const auto first =
      calendar.session_on(options_.from) ? calendar.session_on(options_.from) : calendar.next_after(options_.from);
  if (!first)
    return fail(ErrorCode::kConfig, fmt::format("there is no session from {} on", to_iso(options_.from)), "--from");
  return Simulation(options_, first->date).run(disk);
}

}  // namespace bot::simulate
