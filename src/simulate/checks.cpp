#include "simulate/checks.hpp"

#include <fmt/format.h>

#include "ledger/operations.hpp"
#include "monitor/gather_preflight.hpp"
#include "monitor/gather_summary.hpp"
#include "ports/kill_file.hpp"
#include "run/asking.hpp"

namespace bot::simulate {
namespace {

constexpr const char* kOperator = "operator";

// A client as the commands beside trade have one, made when a check first connects.
class ReaderConnection {
 public:
  explicit ReaderConnection(SimulationHarness& harness)
      : gateway_([this, &harness]() -> Result<monitor::GatewayLink> {
          client_ = harness.reader();
          BOT_TRY(ports::BrokerSession session, client_->connect(harness.loop.now() + kConnectTimeout));
          return monitor::GatewayLink{.session = std::move(session), .broker = *client_, .bars = *client_};
        }) {}
  [[nodiscard]] const monitor::GatewayAccess& gateway() const { return gateway_; }

 private:
  static constexpr Duration kConnectTimeout = std::chrono::seconds{20};

  std::unique_ptr<tws::Client> client_;
  monitor::GatewayAccess gateway_;
};

}  // namespace

monitor::MonitoredAccount monitored_account(const SimulationHarness& harness) {
  const run::RunOptions& options = harness.options;
  return {.id = options.account,
          .mode = options.mode,
          .simulated = true,
          .execution_live = options.safety.execution_live,
          .ignored_accounts = options.ignored_accounts,
          .configured_type = options.account_type,
          .universe = options.universe,
          .keep = options.keep,
          .unmanaged_positions = options.unmanaged_positions,
          .schedule = options.schedule,
          .halt_file = options.halt_file,
          .strategy_file = run::strategy_file(options)};
}

monitor::Readiness preflight(SimulationHarness& harness) {
  const ReaderConnection connection(harness);
  const ledger::LedgerState& state = harness.state();
  const monitor::PreflightOptions options{.account = monitored_account(harness),
                                          .universe = run::universe_options(harness.options),
                                          .refresh = run::refresh_options(harness.options)};
  const monitor::PreflightFacts facts = monitor::gather_preflight({.loop = harness.loop,
                                                                   .files = harness.files,
                                                                   .store = harness.store,
                                                                   .calendar = harness.calendar,
                                                                   .gateway = connection.gateway(),
                                                                   .disk = nullptr,
                                                                   .alerts_waiting = {},
                                                                   .arming_facts = {},
                                                                   .weights = harness.weights},
                                                                  options, state);
  return monitor::judge_readiness(facts, state, options.account, harness.calendar);
}

std::vector<monitor::SessionJudgement> judge_sessions(SimulationHarness& harness, UtcTime since) {
  const monitor::MonitoredAccount account = monitored_account(harness);
  return monitor::judge_sessions({.now = harness.loop.now(),
                                  .state = harness.state(),
                                  .account = account,
                                  .calendar = harness.calendar,
                                  .since = since,
                                  .kill_file = ports::read_kill_file(harness.files, account.halt_file).has_value()});
}

monitor::WatchdogFindings watchdog(SimulationHarness& harness, UtcTime since) {
  const ReaderConnection connection(harness);
  const monitor::MonitoredAccount account = monitored_account(harness);
  return monitor::gather_watchdog(harness.loop, connection.gateway(),
                                  {.now = harness.loop.now(),
                                   .state = harness.state(),
                                   .account = account,
                                   .calendar = harness.calendar,
                                   .since = since,
                                   .kill_file = ports::read_kill_file(harness.files, account.halt_file).has_value()});
}

void record_watchdog(SimulationHarness& harness, const monitor::WatchdogFindings& findings) {
  const auto ledger = harness.open_ledger();
  if (const auto recorded = monitor::record_findings(*ledger, findings, harness.loop.now()); !recorded)
    harness.log.error(recorded.error().text());
}

std::optional<monitor::DailySummary> daily_summary(SimulationHarness& harness) {
  const auto ledger = harness.open_ledger();
  const auto events = ledger->read_since(harness.at(0, 0));  // the day's are enough
  if (!events) return std::nullopt;
  const ReaderConnection connection(harness);
  return monitor::gather_summary({.loop = harness.loop,
                                  .store = harness.store,
                                  .log = harness.log,
                                  .calendar = harness.calendar,
                                  .gateway = connection.gateway()},
                                 {.universe = run::universe_options(harness.options),
                                  .refresh = run::refresh_options(harness.options),
                                  .decide = harness.options.decide},
                                 {.session = harness.session, .events = *events, .state = ledger->state()});
}

Result<std::optional<std::string>> operator_intervenes(SimulationHarness& harness,
                                                       std::optional<ledger::Outcome> outcome) {
  const auto ledger = harness.open_ledger();
  const bool is_halted = ledger->state().halt.has_value();
  if (!is_halted && outcome != ledger::Outcome::kHalted) return std::nullopt;
  harness.capture();
  std::string done;
  const auto open = ledger::unexplained_positions(ledger->state(), harness.ground_truth.positions,
                                                  harness.options.universe, harness.options.keep);
  if (!open.empty()) {
    BOT_TRY(const auto accepted, ledger::accept_positions(*ledger, open,
                                                          {.as = ledger::AcceptAs::kManaged,
                                                           .keep = harness.options.keep,
                                                           .explanation = "looked at",
                                                           .by = kOperator},
                                                          harness.loop.now()));
    done = fmt::format("accepted {} position{}", accepted.size(), accepted.size() == 1 ? "" : "s");
  }
  if (is_halted) {
    BOT_TRY_VOID(ledger::resume(*ledger, ledger->state().halt->id, kOperator, harness.loop.now()));
    done += done.empty() ? "resumed" : ", resumed";
  }
  return done;
}

}  // namespace bot::simulate
