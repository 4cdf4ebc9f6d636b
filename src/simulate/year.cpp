#include "simulate/year.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/sha256.hpp"
#include "calendar/new_york.hpp"
#include "fakes/memory_discord.hpp"
#include "notify/deliver.hpp"
#include "notify/outbox.hpp"
#include "report/run_alerts.hpp"
#include "report/watch_alerts.hpp"
#include "schedule/check_slots.hpp"
#include "simulate/evening.hpp"
#include "simulate/market.hpp"
#include "simulate/timers.hpp"
#include "simulate/trouble.hpp"

namespace bot::simulate {
namespace {

constexpr const char* kOutbox = "state/outbox";
constexpr const char* kGatewayState = "state/gateway";
constexpr Duration kMidnight{0};
constexpr Duration kMorning = std::chrono::hours{6};
constexpr Duration kRestart = std::chrono::seconds{5};    // RestartSec= of the unit
constexpr Duration kDelivery = std::chrono::seconds{40};  // the notifier's patience
constexpr int kYearsBefore = 2;                           // of bars the decision can look back on
constexpr int kCleanAtTheEnd = 3;                         // sessions without trouble

// Counts what is told and hands it on to the outbox.
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

class Life {
 public:
  Life(const YearOptions& options, Date first)
      : options_(options),
        world_(first, kMidnight),
        outbox_(world_.files, world_.loop, kOutbox),
        notifier_(outbox_),
        discord_(world_.loop),
        audit_(world_),
        rng_(options.faults.value_or(0), {0x79656172}) {
    world_.calendar = calendar::Calendar(options.calendar);
    world_.options = options.run;
    world_.options.scheduled = true;
    world_.options.simulated = true;
    world_.options.mode = Mode::kPaper;
    world_.options.halt_file = "state/HALT";
    world_.options.plans_folder.clear();
    world_.options.data.start = std::max(options.run.data.start, first - std::chrono::days{366 * kYearsBefore});
    world_.gateway_options = options.gateway;
    world_.gateway_options.account = world_.options.account.value();
    world_.gateway_options.listen = {};
    world_.gateway_options.state = kGatewayState;
    world_.gateway_options.first_date = world_.options.data.start;
    world_.gateway_options.pace = "step";
    world_.gateway_options.replay = kMarketFolder;
    world_.told_to = &notifier_;
    world_.words = [this](const ledger::RunResult& result) {
      return report::run_alerts(result,
                                report::run_alert_context(result, world_.state(), world_.options, world_.calendar));
    };
  }

  Result<Year> live(ports::Files& disk) {
    BOT_TRY_VOID(put_market(disk));
    auto session = world_.calendar.session_on(world_.session);
    BOT_CHECK(session.has_value(), "{}", to_iso(world_.session));
    BOT_TRY_VOID(world_.start_gateway());
    since_ = world_.loop.now();
    Date date = session->date;
    for (int number = 0; number < options_.days; ++date) {
      if (options_.interrupted && options_.interrupted()) return fail(ErrorCode::kInterrupted, "stopped");
      session = world_.calendar.session_on(date);
      if (!session) {
        BOT_TRY_VOID(closed_day(date));
        continue;
      }
      BOT_TRY_VOID(one_session(*session, ++number));
      if (options_.progress) options_.progress(number, options_.days);
    }
    return finished();
  }

 private:
  // The market as a folder: the one to be replayed, or the generator's.
  Result<void> put_market(const ports::Files& disk) {
    if (!options_.gateway.replay.empty()) return copy_market(disk, options_.gateway.replay, world_.files);
    std::vector<Symbol> symbols = world_.options.universe;
    symbols.emplace_back(kBenchmark);
    std::ranges::sort(symbols);
    symbols.erase(std::unique(symbols.begin(), symbols.end()), symbols.end());
    const Date last = world_.session + std::chrono::days{options_.days * 3 / 2 + 30};
    world_.files.files = recorded_market(options_.gateway.seed, symbols, world_.options.data.start,
                                         std::min(last, calendar::Calendar::last_day()));
    return {};
  }

  Result<void> closed_day(Date date) {
    Day nothing;
    for (const Timer& timer : timers_of(date, world_.options)) fire(timer, nothing, {});
    if (!notifier_.today.empty())
      carried_over_.insert(carried_over_.end(), notifier_.today.begin(), notifier_.today.end());
    notifier_.today.clear();
    return {};
  }

  Result<void> one_session(const calendar::Session& session, int number) {
    world_.session = session.date;
    const bool is_clean = !options_.faults || number == 1 || number > options_.days - kCleanAtTheEnd;
    Trouble trouble;
    if (!is_clean) trouble = TroubleMaker(rng_, session, world_.options.universe).draw_of_a_year();
    if (options_.faults) {
      world_.stop_gateway();
      BOT_TRY_VOID(world_.start_gateway(trouble.logged_out ? "connection silent nth=1-100000" : trouble.script));
    }
    discord_.down = trouble.webhook_down;
    Day day;
    day.session = session;
    day.trouble = trouble.text();
    const std::size_t problems_before = audit_.problems().size();
    world_.pass_until(calendar::from_new_york(session.date, kMorning));  // what settles today has settled
    audit_.begin();
    if (trouble.owner_moves) audit_.owner_moves();
    for (const Timer& timer : timers_of(session.date, world_.options)) fire(timer, day, trouble);
    world_.pass_until(session.closes + std::chrono::hours{1});
    evening(day, number, problems_before);
    if (options_.faults) person_looks(day);
    discord_.down = false;
    deliver();
    year_.days.push_back(std::move(day));
    notifier_.today.clear();
    return {};
  }

  void fire(const Timer& timer, Day& day, const Trouble& trouble) {
    world_.pass_until(timer.at);
    if (trouble.machine_off) return;
    switch (timer.what) {
      case Timer::What::kPreflight:
        preflight(day);
        break;
      case Timer::What::kTrade:
        trade(day, trouble);
        break;
      case Timer::What::kWatchdog:
        watchdog(day);
        break;
      case Timer::What::kSummary:
        summary();
        break;
    }
    deliver();
  }

  void preflight(Day& day) {
    const auto slot = schedule::preflight_slot(world_.loop.now(), world_.options.schedule, world_.calendar);
    if (!slot) return nothing_due();
    const monitor::Readiness readiness = look_ahead(world_);
    if (*slot == schedule::PreflightSlot::kBeforeRun) day.ready = readiness.ready;
    if (!readiness.ready) tell(report::not_ready_alert(readiness, slot, frame()));
  }

  void trade(Day& day, const Trouble& trouble) {
    const auto window =
        schedule::window_at(world_.loop.now(), world_.options.started_by(), world_.options.schedule, world_.calendar);
    if (window.answer != schedule::WindowAnswer::kOpen) {
      (void)world_.run();  // it looks at the calendar and goes
      return nothing_due();
    }
    (void)outbox_.put_ping(notify::DeadManSignal::kStart, "run started");
    for (const int step : trouble.kills) {
      world_.killer.at = step;
      ++day.starts;
      if (note(world_.run(), day)) break;
      ++day.kills;
      if (trouble.stays_dead) break;
      world_.pass(kRestart);
    }
    world_.killer.at.reset();
    if (!day.run && !(trouble.stays_dead && day.kills > 0)) {
      ++day.starts;
      (void)note(world_.run(), day);
    }
    const bool good = day.run && day.run->exit_code == 0;
    (void)outbox_.put_ping(good ? notify::DeadManSignal::kSuccess : notify::DeadManSignal::kFail, "run ended");
  }

  // Whether it came to its end; the start of another day's slot is none of this day's.
  bool note(std::optional<ledger::RunResult> result, Day& day) {
    if (!result) return false;
    if (result->outcome == ledger::Outcome::kNotMySlot || result->outcome == ledger::Outcome::kMarketClosed)
      return true;
    audit_.after_run(*result);
    audit_.check_told(*result, notifier_.today);
    day.run = std::move(result);
    return true;
  }

  void watchdog(Day& day) {
    if (!schedule::closed_today(world_.loop.now(), schedule::kWatchdogAfterClose, world_.calendar))
      return nothing_due();
    const Watched watched = look_back(world_, since_);
    if (!watched.sessions.empty()) day.watchdog = name(watched.sessions.back().verdict);
    for (const ports::Alert& alert : report::session_alerts(watched.sessions, frame())) tell(alert);
    if (const auto alert = report::broker_alert(watched.mismatches, watched.unread, world_.session, frame()))
      tell(*alert);
  }

  void summary() {
    if (!schedule::closed_today(world_.loop.now(), schedule::kSummaryAfterClose, world_.calendar)) return nothing_due();
    if (const auto alert = tell_of_the_day(world_, frame())) tell(*alert);
  }

  // What the gateway knows in the evening, against what the program said and recorded.
  void evening(Day& day, int number, std::size_t problems_before) {
    audit_.end();
    day.orders = static_cast<int>(audit_.frames_today());
    day.fills = static_cast<int>(audit_.trades_today());
    for (std::size_t i = world_.truth_trades.size() - audit_.trades_today(); i < world_.truth_trades.size(); ++i)
      day.traded += multiply(world_.truth_trades[i].price, world_.truth_trades[i].quantity, Rounding::kHalfEven);
    day.equity = world_.truth.net_liquidation;
    if (equity_before_ && *equity_before_ > Money{})
      day.day_return = day.equity->to_double() / equity_before_->to_double() - 1;
    equity_before_ = day.equity;
    if (number == options_.days) {
      audit_.check_settled();
      const ledger::LedgerState state = world_.state();
      const bool locked = std::ranges::any_of(
          state.lots, [&](const ledger::BoughtLot& lot) { return lot.sellable_from > world_.session; });
      if (day.run && !locked) audit_.check_on_target(*day.run);
    }
    for (const ports::Alert& alert : carried_over_) ++day.alerts[std::string(name(alert.kind))];
    carried_over_.clear();
    for (const ports::Alert& alert : notifier_.today) ++day.alerts[std::string(name(alert.kind))];
    day.broken.assign(audit_.problems().begin() + static_cast<std::ptrdiff_t>(problems_before),
                      audit_.problems().end());
  }

  void person_looks(Day& day) {
    world_.keep_truth();
    day.person = attend(world_, day.run ? std::optional(day.run->outcome) : std::nullopt);
  }

  void tell(const ports::Alert& alert) {
    if (const auto kept = notifier_.put(alert); !kept) world_.log.error(kept.error().text());
  }
  void nothing_due() { ++year_.clock_alarms; }
  [[nodiscard]] report::AlertFrame frame() {
    return {.at = world_.loop.now(),
            .simulated = true,
            .account_masked = report::masked(world_.options.account.value()),
            .mode = world_.options.mode,
            .next_run = schedule::next_slot_text(world_.loop.now(), world_.options.schedule, world_.calendar),
            .last_known = {}};
  }

  void deliver() {
    notify::DeliverOptions options;
    options.webhook = Secret(fakes::MemoryDiscord::kWebhook);
    options.dead_man = Secret(fakes::MemoryDiscord::kDeadMan);
    options.budget = kDelivery;
    const notify::DeliverReport report = notify::deliver(outbox_, discord_, world_.loop, options);
    year_.refused += report.refused;
    year_.waiting = report.waiting;
  }

  Result<Year> finished() {
    world_.stop_gateway();
    for (const Promise promise : kPromises) {
      const Audit::Count count = audit_.count(promise);
      year_.promises.push_back({.number = std::string(number_of(promise)),
                                .sentence = std::string(sentence_of(promise)),
                                .looked_at = count.looked_at,
                                .broken = count.broken});
    }
    year_.broken = audit_.problems();
    year_.delivered = static_cast<int>(discord_.messages.size());
    year_.pings = static_cast<int>(discord_.pings.size());
    std::string all = ledger::digest(world_.state());
    for (const std::string& message : discord_.messages) {
      all += message;
      year_.late += message.find("LATE by") == std::string::npos ? 0 : 1;
    }
    for (const Execution& trade : world_.truth_trades)
      all += fmt::format("\n{} {} {}", to_iso_millis(trade.time), trade.quantity, trade.price);
    year_.digest = sha256_hex(all);
    return std::move(year_);
  }

  const YearOptions& options_;
  World world_;
  notify::Outbox outbox_;
  CountingNotifier notifier_;
  fakes::MemoryDiscord discord_;
  Audit audit_;
  Rng rng_;
  Year year_;
  UtcTime since_{};
  std::optional<Money> equity_before_;
  std::vector<ports::Alert> carried_over_;  // told on closed days
};

}  // namespace

Result<Year> live(const YearOptions& options, ports::Files& disk) {
  const calendar::Calendar calendar(options.calendar);
  const auto first =
      calendar.session_on(options.from) ? calendar.session_on(options.from) : calendar.next_after(options.from);
  if (!first)
    return fail(ErrorCode::kConfig, fmt::format("there is no session from {} on", to_iso(options.from)), "--from");
  Life life(options, first->date);
  return life.live(disk);
}

}  // namespace bot::simulate
