// Connecting, and the full snapshot everything else starts from. Questions are asked again, orders never.
#include <algorithm>

#include "base/text.hpp"
#include "ledger/operations.hpp"
#include "run/context.hpp"

namespace bot::run {
namespace {

constexpr double kScheduledMostDelay = 15;  // seconds between two attempts of a scheduled run
constexpr Duration kPositionReadsApart = std::chrono::seconds{5};
constexpr Duration kFirstProbeLimit = std::chrono::seconds{3};

bool worth_retrying(const RunContext& run, ErrorCode code) {
  // A login that is being renewed and a client id the gateway still thinks taken end by themselves.
  if (code == ErrorCode::kClientIdInUse || code == ErrorCode::kLogin) return true;
  return std::ranges::find(run.options.retry_on, code) != run.options.retry_on.end();
}

// A scheduled run, and any run whose orders may be out, goes by the clock alone; others have retry.max_attempts.
bool goes_by_the_clock(const RunContext& run) {
  return run.patience() && (run.options.scheduled || run.now() >= run.deadlines.last_buy_phase);
}

// The wait after this failed attempt; none: it was the last. Never past the instant after which it would be in vain.
std::optional<Duration> wait_after(RunContext& run, int attempt) {
  if (!goes_by_the_clock(run) && (run.options.scheduled || attempt >= run.options.retry.max_attempts))
    return std::nullopt;
  BackoffOptions backoff = run.options.retry;
  if (run.options.scheduled) backoff.max_delay_s = std::min(backoff.max_delay_s, kScheduledMostDelay);
  const Duration wait = delay_after(attempt, backoff, run.rng);
  if (const auto end = run.patience(); end && run.now() + wait >= *end) return std::nullopt;
  return wait;
}

Result<void> connect_once(RunContext& run) {
  auto session = run.ports.broker.connect(run.within_patience(run.now() + run.options.connect_timeout));
  if (!session) return fail(session.error());
  run.gateway = *session;
  run.ports.broker.reserve_order_ids(ClientOrderId{run.state().order_id_high_water + 1});
  return {};
}

}  // namespace

bool wait_before_retry(RunContext& run, int attempt, const Error& error, const std::string& what) {
  if (run.ports.loop.interrupted() && !run.interruption_told) return false;
  if (!worth_retrying(run, error.code)) return false;
  const std::optional<int> most = goes_by_the_clock(run) ? std::nullopt : std::optional(run.options.retry.max_attempts);
  const std::optional<Duration> wait = wait_after(run, attempt);
  run.ports.log.warning(fmt::format("{}: {}; {}", what, error.text(), attempt_text(attempt, most, wait)));
  if (!wait) return false;
  run.ports.loop.sleep_until(run.now() + *wait);
  return !(run.ports.loop.interrupted() && !run.interruption_told);
}

Result<void> reconnect_if_needed(RunContext& run) {
  if (run.ports.broker.link_ok()) return {};
  if (run.ports.loop.interrupted() && !run.interruption_told) return fail(ErrorCode::kInterrupted, "interrupted");
  run.ports.broker.disconnect();
  return connect_once(run);
}

StepAnswer connect(RunContext& run) {
  for (int attempt = 1;; ++attempt) {
    if (run.ports.loop.interrupted()) return interrupted_stop();
    auto connected = connect_once(run);
    if (connected) break;
    run.ports.broker.disconnect();
    if (wait_before_retry(run, attempt, connected.error(), "connecting")) continue;
    if (run.ports.loop.interrupted()) return interrupted_stop();
    if (connected.error().code == ErrorCode::kClientIdInUse && run.options.scheduled && !run.is_dry())
      return halt_run(
          run, ledger::HaltReason::kClientIdInUse,
          "the gateway says another program trades with our client id, to the last: " + connected.error().text());
    return stop_of(connected.error());
  }
  if (run.gateway.embedded) run.result.simulated = true;
  const UtcTime asked = run.now();
  const auto told = run.ports.broker.server_time(asked + kFirstProbeLimit);
  run.last_probe = run.now();
  if (told) {
    // IBKR tells whole seconds: less than one second of difference is none.
    const Duration raw = run.now() - *told;
    run.clock_skew = abs(raw) < std::chrono::seconds{1} ? Duration{0} : raw;
    if (abs(*run.clock_skew) > std::chrono::seconds{2})
      run.find(std::nullopt, false, ledger::FindingCode::kSafetyRule05,
               fmt::format("this computer's clock and the gateway's are {} ms apart", run.clock_skew->count()));
  }
  return std::nullopt;
}

StepAnswer check_account(RunContext& run) {
  const auto refused = [](std::string message) {
    return Stop{
        .outcome = ledger::Outcome::kRefused, .exit_code = 6, .message = std::move(message), .error = std::nullopt};
  };
  const auto& accounts = run.gateway.accounts;
  if (std::ranges::find(accounts, run.options.account) == accounts.end())
    return refused(
        fmt::format("R02: the gateway is logged in to {} account(s), not to {}; check accounts.* and the login",
                    accounts.size(), run.options.account));
  for (const AccountId& account : accounts)
    if (account != run.options.account &&
        std::ranges::find(run.options.ignored_accounts, account) == run.options.ignored_accounts.end())
      return refused(
          fmt::format("R02: the gateway also has account {}; add it to accounts.ignore if that is meant", account));
  return std::nullopt;
}

StepAnswer read_snapshot(RunContext& run) {
  BrokerSnapshot snapshot;
  auto& broker = run.ports.broker;
  const auto read_all = [&]() -> Result<BrokerSnapshot> {
    BrokerSnapshot all;
    BOT_TRY(all.values, broker.account_values(run.options.account, run.request_deadline()));
    BOT_TRY(all.positions, broker.positions(run.request_deadline()));
    BOT_TRY(all.open_orders, broker.open_orders(run.request_deadline()));
    BOT_TRY(all.completed_orders, broker.completed_orders(run.request_deadline()));
    BOT_TRY(all.executions, broker.executions(run.request_deadline()));
    all.taken = run.now();
    return all;
  };
  auto answer = ask_again<BrokerSnapshot>(run, "reading the account", read_all);
  if (!answer) return stop_of(answer.error());
  run.snapshot = std::move(*answer);
  const auto of_others = [&](const auto& item) { return item.account != run.options.account; };
  std::erase_if(run.snapshot.positions, of_others);
  std::erase_if(run.snapshot.open_orders, of_others);
  std::erase_if(run.snapshot.completed_orders, of_others);
  std::erase_if(run.snapshot.executions, of_others);
  run.positions = ledger::stock_positions(run.snapshot.positions, run.options.account);

  const auto refused = [](std::string message) {
    return Stop{
        .outcome = ledger::Outcome::kRefused, .exit_code = 6, .message = std::move(message), .error = std::nullopt};
  };
  const AccountValues& values = run.snapshot.values;
  if (!values.usd("NetLiquidation")) {
    for (const auto& [key, value] : values.all())
      if (key.first == "NetLiquidation" && key.second != "USD" && key.second != "BASE")
        return refused(fmt::format("the account's base currency is {}, only USD is supported", key.second));
    return refused("R16: the gateway gives no NetLiquidation in USD");
  }
  if (!values.usd("TotalCashValue")) return refused("R16: the gateway gives no TotalCashValue in USD");
  const std::string told = values.text("TradingType-S").value_or(values.text("TradingType-S", "USD").value_or(""));
  const std::string type = lower(told.empty() ? run.options.account_type : told);
  if (type != "stkcash" && type != "cash")
    return refused(type.empty()
                       ? std::string("the gateway does not say that this is a cash account; set accounts.type: cash "
                                     "if it is")
                       : fmt::format("the account's type is {}, only cash accounts are supported", type));
  return std::nullopt;
}

Result<PositionMap> settled_positions(RunContext& run, UtcTime until) {
  const auto read = [&]() -> Result<PositionMap> {
    BOT_TRY(const std::vector<Position> positions, run.ports.broker.positions(run.request_deadline()));
    return ledger::stock_positions(positions, run.options.account);
  };
  BOT_TRY(auto before, ask_again<PositionMap>(run, "reading the positions", read));
  for (;;) {
    run.ports.loop.sleep_until(run.now() + kPositionReadsApart);
    if (run.ports.loop.interrupted() && !run.interruption_told) return fail(ErrorCode::kInterrupted, "interrupted");
    BOT_TRY(auto after, ask_again<PositionMap>(run, "reading the positions", read));
    if (before == after) return after;
    if (run.now() >= until)
      return fail(ErrorCode::kTimeout, "two readings of the positions never agreed", {}, "look at the account");
    before = std::move(after);
  }
}

}  // namespace bot::run
