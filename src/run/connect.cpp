#include "run/connect.hpp"

#include <fmt/format.h>

#include "broker/account_judgements.hpp"
#include "run/alerts.hpp"

namespace bot::run {
namespace {

constexpr Duration kFirstProbeTimeout = std::chrono::seconds{3};

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

Result<void> reconnect_if_needed(Runtime& runtime) {
  if (runtime.ports.broker.link_ok()) return {};
  if (runtime.asked_to_stop()) return fail(ErrorCode::kInterrupted, "interrupted");
  runtime.ports.broker.disconnect();
  return connect_once(runtime);
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
    if (error.code == ErrorCode::kClientIdInUse && runtime.options.scheduled && !runtime.is_dry())
      return stopped(halt(runtime, ledger::HaltReason::kClientIdInUse,
                          "the gateway says another program trades with our client id, to the last: " + error.text()));
    return stopped(error);
  }
  Connected connected;
  const auto gateway_time = runtime.ports.broker.server_time(runtime.now() + kFirstProbeTimeout);
  connected.probed = runtime.now();
  if (gateway_time) {
    const Duration skew = broker::clock_skew(runtime.now(), *gateway_time);
    connected.clock_skew = skew;
    if (broker::judge_clocks(skew) != broker::ClockAgreement::kAgree)
      runtime.warn(std::nullopt, ledger::FindingCode::kSafetyRule05,
                   fmt::format("this computer's clock and the gateway's are {} ms apart", skew.count()));
  }
  if (const auto refusal =
          broker::login_refusal(runtime.options.account, runtime.gateway.accounts, runtime.options.ignored_accounts))
    return stopped(Ending::kRefused, refusal->text());
  return connected;
}

}  // namespace bot::run
