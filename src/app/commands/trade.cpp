// `bot trade`: puts the adapters behind the run's doors, runs it, prints it, lets go of the lock, then delivers alerts.
#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <thread>

#include "app/account_ledger.hpp"
#include "app/arming_facts.hpp"
#include "app/commands/commands.hpp"
#include "app/delivery.hpp"
#include "app/options.hpp"
#include "app/world.hpp"
#include "config/purpose.hpp"
#include "config/render.hpp"
#include "report/run_alerts.hpp"
#include "report/trade_report.hpp"

namespace bot::app {
namespace {

config::Purpose purpose_of(trade::Mode mode) {
  switch (mode) {
    case trade::Mode::kDryRun:
      return config::Purpose::kDryRun;
    case trade::Mode::kPaper:
      return config::Purpose::kPaper;
    case trade::Mode::kLive:
      return config::Purpose::kLive;
  }
  BOT_CHECK(false);
}

trade::RunOptions options_for(const TradeRequest& request, const Environment& environment, const AccountId& account) {
  trade::RunOptions options = run_options(environment.settings());
  options.mode = request.mode;
  options.scheduled = request.scheduled;
  options.account = account;
  options.options_json = config::show_json(environment.loaded).dump();
  options.halt_file = halt_file(environment, account);
  return options;
}

void print_result(const trade::RunResult& result, const Environment& environment) {
  environment.print(report::trade_json(result), report::trade_text(result, environment.style));
}

Result<int> dry_run(const trade::RunOptions& options, Environment& environment) {
  BOT_TRY(const auto world, World::with_gateway(environment, options.account));
  BOT_TRY(const trade::LedgerState state, read_state(environment, options.account));
  world->use_reader_id();
  const trade::RunResult result = trade::dry_run({.loop = world->loop,
                                                  .broker = world->client(),
                                                  .bars = world->client(),
                                                  .store = world->store,
                                                  .files = environment.files,
                                                  .log = environment.log,
                                                  .calendar = world->calendar},
                                                 state, options);
  print_result(result, environment);
  return result.exit_code;
}

// The start ping goes out beside the run and never delays it.
class StartPing {
 public:
  explicit StartPing(const Secret& url) {
    if (url.empty()) return;
    thread_ = std::thread([this, url] {
      const auto http = notify::make_curl_poster();
      const auto pinged = notify::ping_dead_man(*http, url, notify::DeadManSignal::kStart, "run started");
      if (!pinged) problem_ = pinged.error().text();
    });
  }
  ~StartPing() {
    if (thread_.joinable()) thread_.join();
  }
  StartPing(const StartPing&) = delete;
  StartPing& operator=(const StartPing&) = delete;

 private:
  std::thread thread_;
  std::string problem_;
};

std::vector<ports::Alert> alerts_of(const trade::RunResult& result, const trade::RunOptions& options) {
  return report::run_alerts(
      result, {.day_return = {}, .year_to_date_return = {}, .account_masked = report::masked(options.account.value())});
}

// A start that did not even get to its run still tells the owner.
trade::RunResult not_started(const Error& error, const trade::RunOptions& options, UtcTime now,
                             Environment& environment, notify::Outbox& outbox) {
  trade::RunResult result = trade::failed_before_start(error, options, now);
  for (const ports::Alert& alert : alerts_of(result, options))
    if (const auto stored = outbox.put(alert); !stored)
      environment.log.error("an alert could not be stored: " + stored.error().text());
  return result;
}

// Everything up to the outcome, with the ledger's lock held as long as this runs.
trade::RunResult locked_run(const trade::RunOptions& options, Environment& environment, World& world,
                            notify::Outbox& outbox) {
  auto ledger = open_ledger(environment, options.account);
  if (!ledger) return not_started(ledger.error(), options, world.loop.now(), environment, outbox);
  return trade::run_trade({.read = {.loop = world.loop,
                                    .broker = world.client(),
                                    .bars = world.client(),
                                    .store = world.store,
                                    .files = environment.files,
                                    .log = environment.log,
                                    .calendar = world.calendar},
                           .door = world.client(),
                           .ledger = **ledger,
                           .notifier = outbox,
                           .alerts = [&](const trade::RunResult& result) { return alerts_of(result, options); }},
                          options);
}

Result<int> sending_run(const trade::RunOptions& options, Environment& environment) {
  const StartPing start_ping(environment.loaded.dead_man);
  trade::RunResult result;
  {
    auto world = World::with_gateway(environment, options.account, options.scheduled);
    net::Loop wall_clock;
    notify::Outbox outbox(environment.files, wall_clock, outbox_folder(environment, options.account),
                          {environment.loaded.webhook, environment.loaded.dead_man});
    result = world ? locked_run(options, environment, **world, outbox)
                   : not_started(world.error(), options, wall_clock.now(), environment, outbox);
  }
  print_result(result, environment);
  (void)deliver_outbox(environment, options.account, std::chrono::seconds(10));
  ping_dead_man(environment, result.exit_code == 0 ? notify::DeadManSignal::kSuccess : notify::DeadManSignal::kFail,
                fmt::format("{}: {}", trade::name(result.outcome), result.message));
  return result.exit_code;
}

}  // namespace

Result<int> execute(const TradeRequest& request, Environment& environment) {
  const config::Purpose purpose = purpose_of(request.mode);
  const std::vector<Error> problems = config::check_purpose(environment.loaded, purpose);
  if (!problems.empty()) return fail(problems.front());
  BOT_TRY(const AccountId account, config::account_for(environment.loaded, purpose));
  trade::RunOptions options = options_for(request, environment, account);
  if (request.mode == trade::Mode::kLive) {
    BOT_TRY(options.arming, arming_facts(environment));
  }
  return request.mode == trade::Mode::kDryRun ? dry_run(options, environment) : sending_run(options, environment);
}

}  // namespace bot::app
