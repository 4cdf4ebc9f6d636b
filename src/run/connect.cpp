#include "run/connect.hpp"

#include <fmt/format.h>

#include "broker/account_judgements.hpp"
#include "run/halt.hpp"
#include "safety/refused.hpp"

namespace bot::run {
namespace {

constexpr Duration kLinkTimeout = std::chrono::seconds{10};
constexpr Duration kFirstProbeTimeout = std::chrono::seconds{10};

Result<void> connect_once(Runtime& runtime) {
  auto session = runtime.ports.broker.connect(runtime.bounded(runtime.now() + runtime.options.connect_timeout));
  if (!session) return fail(session.error());
  runtime.gateway = *session;
  runtime.ports.broker.reserve_order_ids(ClientOrderId{runtime.state().order_id_high_water + 1});
  return {};
}

Result<void> connect_or_disconnect(Runtime& runtime) {
  auto connected = connect_once(runtime);
  if (!connected) runtime.ports.broker.disconnect();
  return connected;
}

}  // namespace

bool is_of_the_connection(const Error& error) {
  return error.code == ErrorCode::kDisconnected || error.code == ErrorCode::kRefused;
}

Result<void> reconnect_if_needed(Runtime& runtime) {
  auto& broker = runtime.ports.broker;
  if (broker.connected())
    runtime.ports.loop.run_until([&] { return broker.link_ok() || !broker.connected(); },
                                 runtime.bounded(runtime.now() + kLinkTimeout));
  if (broker.link_ok()) return {};
  const auto stop = runtime.stop_deadline();
  if (runtime.asked_to_stop() || (stop && runtime.now() >= *stop)) return fail(ErrorCode::kInterrupted, "interrupted");
  // A gateway whose link is still broken says so again at the start of a connection.
  broker.disconnect();
  BOT_TRY_VOID(connect_once(runtime));
  if (!broker.link_ok()) return fail(ErrorCode::kDisconnected, "the gateway has lost its link to IBKR");
  return {};
}

Result<void> reconnect(Runtime& runtime) {
  if (runtime.ports.broker.link_ok()) return {};
  return ports::retry<void>(
      runtime.ports.loop, &runtime.ports.log, runtime.rng, "connecting again", [&] { return runtime.retry_policy(); },
      [&] { return reconnect_if_needed(runtime); });
}

Staged<Connected> connect(Runtime& runtime) {
  auto& loop = runtime.ports.loop;
  if (loop.interrupted()) return stopped(Ending::kInterruptedUnsent);
  const auto linked = ports::retry<void>(
      loop, &runtime.ports.log, runtime.rng, "connecting", [&] { return runtime.retry_policy(); },
      [&] { return connect_or_disconnect(runtime); });
  if (!linked) {
    const Error& error = linked.error();
    if (loop.interrupted()) return stopped(Ending::kInterruptedUnsent);
    if (error.code == ErrorCode::kClientIdInUse && runtime.options.scheduled)
      return stopped(halt(runtime, ledger::HaltReason::kClientIdInUse,
                          "the gateway says another program trades with our client id, to the last: " + error.text()));
    return stopped(error);
  }
  BOT_STAGE(const UtcTime gateway_time, ask<UtcTime>(runtime, "asking the gateway's time", [&] {
              return runtime.ports.broker.server_time(runtime.bounded(runtime.now() + kFirstProbeTimeout));
            }));
  const Connected connected{.clock_skew = broker::clock_skew(runtime.now(), gateway_time), .probed = runtime.now()};
  if (broker::judge_clocks(connected.clock_skew) != broker::ClockAgreement::kAgree)
    runtime.warn(std::nullopt, SafetyRule::kClock, broker::describe_skew(connected.clock_skew));
  if (const auto refusal =
          broker::login_refusal(runtime.options.account, runtime.gateway.accounts, runtime.options.ignored_accounts))
    return stopped(Ending::kRefused,
                   safety::Refused{.rule = SafetyRule::kModeAndAccount, .sentence = refusal->text()}.text());
  return connected;
}

}  // namespace bot::run
