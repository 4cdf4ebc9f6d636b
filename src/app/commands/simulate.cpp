// `bot simulate`: the whole unattended loop for many sessions in virtual time. Touches no account, no cache, no ledger.
#include <nlohmann/json.hpp>

#include "app/commands/commands.hpp"
#include "app/options.hpp"
#include "app/progress.hpp"
#include "app/weight_file.hpp"
#include "calendar/new_york.hpp"
#include "net/loop.hpp"
#include "simulate/year_report.hpp"

namespace bot::app {
namespace {

// A year with two early closes and a day of mourning in it.
const Date kDefaultFirst = make_date(2025, 1, 2);

Result<Date> first_date(const SimulateRequest& request, const config::Settings& settings) {
  if (request.from) return *request.from;
  if (!settings.gateway.clock.empty()) {
    BOT_TRY(const UtcTime clock, calendar::parse_new_york(settings.gateway.clock));
    return calendar::to_new_york(clock).date;
  }
  return kDefaultFirst;
}

}  // namespace

Result<int> execute(const SimulateRequest& request, Environment& environment) {
  const config::Settings& settings = environment.settings();
  simulate::YearOptions options;
  options.run = run_options(settings);
  options.run.account = AccountId(settings.embedded.account);
  const WeightFileReader weights(environment.files);
  options.weights = &weights;
  options.gateway = settings.embedded;
  options.calendar = settings.calendar;
  BOT_TRY(options.from, first_date(request, settings));
  options.days = request.days;
  options.faults = request.faults;
  const Progress progress("simulating", environment);
  options.progress = [&](int done, int total) {
    progress.show(static_cast<std::size_t>(done), static_cast<std::size_t>(total));
  };
  const net::Loop signals;
  options.interrupted = [&] { return signals.interrupted(); };
  BOT_TRY(const simulate::YearResult year, simulate::YearSimulation(std::move(options)).run(environment.files));
  environment.print(simulate::year_json(year), simulate::year_text(year, environment.style));
  return year.broken.empty() ? 0 : kExitNeedsAttention;
}

}  // namespace bot::app
