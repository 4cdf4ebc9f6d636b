#include "simulate/checks.hpp"

#include "base/wording.hpp"
#include "checks/in_service.hpp"
#include "checks/options.hpp"
#include "ledger/operations.hpp"
#include "monitor/gather_summary.hpp"

namespace bot::simulate {
namespace {

constexpr const char* kOperator = "operator";
constexpr const char* kLedgerFolder = "state";

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
  return checks::monitored_account(harness.options, kLedgerFolder);
}

Result<void> put_in_service(SimulationHarness& harness) {
  const monitor::MonitoredAccount account = monitored_account(harness);
  return checks::note_in_service(
      harness.files, account,
      {.version = harness.options.version, .mode = std::string(name(account.mode)), .since = harness.loop.now()});
}

Result<std::optional<checks::Preflight>> preflight(SimulationHarness& harness, const checks::Channels& channels) {
  const ReaderConnection connection(harness);
  const monitor::MonitoredAccount account = monitored_account(harness);
  const monitor::PreflightPorts ports{.loop = harness.loop,
                                      .files = harness.files,
                                      .store = harness.store,
                                      .calendar = harness.calendar,
                                      .gateway = connection.gateway(),
                                      .disk = nullptr,
                                      .alerts_waiting = channels.alerts_waiting,
                                      .silence = {},
                                      .arming_facts = {},
                                      .weights = harness.weights};
  BOT_TRY(auto done,
          checks::preflight(
              ports, checks::preflight_options(harness.options, account),
              [&](const auto&) { return checks::LedgerReading{.state = harness.state()}; }, schedule::Start::kTimer));
  if (done)
    BOT_TRY_VOID(checks::notify_of(*done, ports, account, {.files = harness.files, .version = harness.options.version},
                                   channels));
  return done;
}

Result<std::optional<checks::Watchdog>> watchdog(SimulationHarness& harness, const checks::Channels& channels) {
  const ReaderConnection connection(harness);
  return checks::watchdog({.loop = harness.loop,
                           .files = harness.files,
                           .log = harness.log,
                           .calendar = harness.calendar,
                           .gateway = connection.gateway(),
                           .open_ledger = [&] { return harness.open_ledger(); }},
                          monitored_account(harness), schedule::Start::kTimer, channels);
}

Result<std::optional<checks::DailySummary>> daily_summary(SimulationHarness& harness,
                                                          const checks::Channels& channels) {
  const ReaderConnection connection(harness);
  const auto read_day = [&]() -> Result<checks::RecordedDay> {
    const auto ledger = harness.open_ledger();
    BOT_TRY(auto events, ledger->read_since(harness.at(0, 0)));
    return checks::RecordedDay{.events = std::move(events), .state = std::move(*ledger).take_state()};
  };
  BOT_TRY(auto done, checks::daily_summary({.loop = harness.loop,
                                            .store = harness.store,
                                            .log = harness.log,
                                            .calendar = harness.calendar,
                                            .gateway = connection.gateway()},
                                           checks::summary_options(harness.options), monitored_account(harness),
                                           read_day, {.session = {}, .send = true}, schedule::Start::kTimer, channels));
  if (done) BOT_TRY_VOID(checks::notify_of(*done, channels));
  return done;
}

Result<std::optional<std::string>> operator_intervenes(SimulationHarness& harness,
                                                       std::optional<ledger::Outcome> outcome) {
  const auto ledger = harness.open_ledger();
  const bool is_halted = ledger->state().halt.has_value();
  if (!is_halted && outcome != ledger::Outcome::kHalted) return std::nullopt;
  harness.capture();
  std::string done;
  const auto open = ledger::compare_positions(ledger->state(), harness.ground_truth.positions, harness.options.universe,
                                              harness.options.keep)
                        .unexplained;
  if (!open.empty()) {
    BOT_TRY(const auto accepted, ledger::accept_positions(*ledger, open,
                                                          {.as = ledger::AcceptAs::kManaged,
                                                           .keep = harness.options.keep,
                                                           .explanation = "looked at",
                                                           .by = kOperator},
                                                          harness.loop.now()));
    done = "accepted " + counted(accepted.size(), "position");
  }
  if (is_halted) {
    BOT_TRY_VOID(ledger::resume(*ledger, ledger->state().halt->id, kOperator, harness.loop.now()));
    done += done.empty() ? "resumed" : ", resumed";
  }
  return done;
}

}  // namespace bot::simulate
