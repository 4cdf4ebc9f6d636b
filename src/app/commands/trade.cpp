// `bot trade`: puts the adapters behind the run's ports, runs it, prints it, lets go of the lock, then delivers alerts.
#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <thread>

#include "app/account_ledger.hpp"
#include "app/arming_facts.hpp"
#include "app/command_context.hpp"
#include "app/commands/commands.hpp"
#include "app/delivery.hpp"
#include "app/monitoring.hpp"
#include "app/options.hpp"
#include "checks/run_notices.hpp"
#include "config/mode.hpp"
#include "config/render.hpp"
#include "report/trade_report.hpp"
#include "run/run.hpp"

namespace bot::app {
namespace {

run::RunOptions options_for(const TradeRequest& request, const Environment& environment, const AccountId& account) {
  run::RunOptions options = run_options(environment.settings());
  options.mode = request.mode;
  options.scheduled = request.scheduled;
  options.account = account;
  options.options_json = config::show_json(environment.loaded).dump();
  options.halt_file = halt_file(environment, account);
  return options;
}

void print_result(const ledger::RunResult& result, const Environment& environment) {
  environment.print(report::trade_json(result), report::trade_text(result, environment.style));
}

Result<int> dry_run(const run::RunOptions& options, Environment& environment) {
  BOT_TRY(const auto context, CommandContext::with_gateway(environment, options.account));
  BOT_TRY(const ledger::LedgerState state, read_state(environment, options.account));
  context->use_reader_id();
  const ledger::RunResult result = run::dry_run(context->reader_ports(), state, options);
  print_result(result, environment);
  return result.exit_code;
}

// A run by hand that holds the dead-man's address says at once that it began, beside the run and never delaying it; one
// that does not leaves it to the notifier.
class StartPing {
 public:
  void send(const Secret& url) {
    thread_ = std::thread([this, url] {
      const auto http = notify::make_curl_poster();
      const notify::Ping ping = checks::ping_of_start();
      answer_ = notify::ping_dead_man(*http, url, ping.signal, ping.text);
    });
  }
  // Waits for the answer, so that what follows is heard after it; none: it was not sent.
  std::optional<Result<void>> join() {
    if (thread_.joinable()) thread_.join();
    return answer_;
  }
  StartPing() = default;
  ~StartPing() { (void)join(); }
  StartPing(const StartPing&) = delete;
  StartPing& operator=(const StartPing&) = delete;

 private:
  std::optional<Result<void>> answer_;
  std::thread thread_;
};

// A start that did not even get to its run still raises its alert.
ledger::RunResult not_started(const Error& error, const run::RunOptions& options, UtcTime now, Environment& environment,
                              notify::Outbox& outbox) {
  ledger::RunResult result = run::failed_before_start(error, options, now);
  const calendar::Calendar calendar(environment.settings().calendar);
  // A ledger that cannot be read shows nothing of the account.
  const ledger::LedgerState state = read_state(environment, options.account).value_or(ledger::LedgerState{});
  for (const ports::Alert& alert : checks::alerts_of_end(result, state, options, calendar))
    if (const auto stored = outbox.put(alert); !stored)
      environment.log.error("an alert could not be stored: " + stored.error().text());
  return result;
}

// Everything up to the outcome, with the ledger's lock held as long as this runs.
ledger::RunResult locked_run(const run::RunOptions& options, Environment& environment, CommandContext& context,
                             notify::Outbox& outbox) {
  auto ledger = open_ledger(environment, options.account, options.started_by());
  if (!ledger) return not_started(ledger.error(), options, context.loop.now(), environment, outbox);
  return run::run_trade({.read = context.reader_ports(),
                         .orders = context.client(),
                         .ledger = **ledger,
                         .notifier = outbox,
                         .alerts =
                             [&](const ledger::RunResult& ended) {
                               return checks::alerts_of_end(ended, (*ledger)->state(), options, context.calendar);
                             }},
                        options);
}

Result<int> sending_run(const run::RunOptions& options, Environment& environment) {
  leave_crash_records(environment, options.account);
  StartPing start_ping;
  net::Loop wall_clock;
  notify::Outbox outbox = open_outbox(environment, wall_clock, options.account);
  ledger::RunResult result;
  report::StartedAt started = report::StartedAt::kOtherTime;
  {
    auto context = CommandContext::with_gateway(environment, options.account, options.started_by());
    if (context) {
      started = checks::started_at((*context)->loop.now(), options, (*context)->calendar);
      const bool is_time = started == report::StartedAt::kTradingTime;
      if (is_time && !environment.loaded.dead_man.empty())
        start_ping.send(environment.loaded.dead_man);
      else if (is_time)
        put_ping(environment, outbox, options.started_by(), checks::ping_of_start());
      result = locked_run(options, environment, **context, outbox);
    } else {
      result = not_started(context.error(), options, wall_clock.now(), environment, outbox);
    }
  }
  print_result(result, environment);
  const UtcTime printed = wall_clock.now();
  if (const auto answer = start_ping.join())
    if (const auto kept = notify::remember_dead_man(environment.files, outbox.folder(), environment.loaded.dead_man,
                                                    notify::DeadManSignal::kStart, wall_clock.now(), *answer);
        !kept || !*answer)
      environment.log.warning(!kept ? kept.error().text() : answer->error().text());
  if (const auto ping = checks::ping_of_end(result, started, options.started_by()))
    put_ping(environment, outbox, options.started_by(), *ping);
  deliver_after(environment, options.account, options.started_by(), kDeliveryByHand - (wall_clock.now() - printed));
  return result.exit_code;
}

}  // namespace

Result<int> execute(const TradeRequest& request, Environment& environment) {
  const std::vector<Error> problems = config::check_mode(environment.loaded, request.mode);
  if (!problems.empty()) return fail(problems.front());
  BOT_TRY(const AccountId account, config::account_for(environment.loaded, request.mode));
  run::RunOptions options = options_for(request, environment, account);
  if (request.mode == Mode::kLive) {
    BOT_TRY(options.arming, arming_facts(environment));
  }
  return request.mode == Mode::kDryRun ? dry_run(options, environment) : sending_run(options, environment);
}

}  // namespace bot::app
