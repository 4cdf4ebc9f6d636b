#include "run/runtime.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "calendar/new_york.hpp"
#include "run/derived_options.hpp"

namespace bot::run {
namespace {

constexpr Duration kStopTimeout = std::chrono::seconds{20};
constexpr Duration kLastQuestions = std::chrono::seconds{4};  // each, of what is asked after that

RunId run_id_at(UtcTime now, const ledger::LedgerState& state) {
  const auto local = calendar::to_new_york(now);
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(local.time_of_day).count();
  return RunId{fmt::format("{}-{:02}{:02}{:02}-{}", to_basic(local.date), seconds / 3600, seconds / 60 % 60,
                           seconds % 60, state.events + 1)};
}

}  // namespace

Runtime make_runtime(const ReaderPorts& ports, const RunOptions& options, ledger::Ledger& ledger,
                     ports::Notifier* notifier) {
  const UtcTime now = ports.loop.now();
  return {.ports = ports,
          .options = options,
          .ledger = ledger,
          .notifier = notifier,
          .id = run_id_at(now, ledger.state()),
          .started = now,
          .timing = {},
          .rng = Rng(options.seed, {static_cast<std::uint64_t>(now.time_since_epoch().count())}),
          .gateway = {},
          .findings = {},
          .lost_alert = {},
          .interrupted_at = std::nullopt};
}

Result<void> Runtime::record_all(std::vector<ledger::EventBody> bodies) {
  std::vector<ledger::LedgerEvent> events;
  for (ledger::EventBody& body : bodies) events.push_back({.at = now(), .run = id, .body = std::move(body)});
  return ledger.append_all(events);
}

Result<void> Runtime::step(std::string name) {
  ports.log.info(name);
  return record(ledger::StepRecorded{.step = std::move(name), .detail = {}});
}

void Runtime::find(ledger::FindingLine line) {
  const auto is_same = [&](const ledger::FindingLine& known) {
    return known.symbol == line.symbol && known.code == line.code && known.message == line.message;
  };
  if (std::ranges::any_of(findings, is_same)) return;
  if (line.is_error)
    ports.log.error(line.text());
  else
    ports.log.warning(line.text());
  findings.push_back(std::move(line));
}

void Runtime::warn(std::optional<Symbol> symbol, ledger::FindingCode code, std::string message) {
  find({.symbol = std::move(symbol), .is_error = false, .code = code, .message = std::move(message)});
}

void Runtime::error(std::optional<Symbol> symbol, ledger::FindingCode code, std::string message) {
  find({.symbol = std::move(symbol), .is_error = true, .code = code, .message = std::move(message)});
}

std::optional<UtcTime> Runtime::last_wait() const {
  if (now() >= deadlines().dead) return std::nullopt;  // as outside a session, which has no deadlines
  if (now() < deadlines().last_buy_phase) return deadlines().last_buy_phase;
  return state().live_orders().empty() ? std::nullopt : std::optional(deadlines().dead);
}

std::optional<UtcTime> Runtime::stop_deadline() const {
  return interrupted_at ? std::optional(*interrupted_at + kStopTimeout) : std::nullopt;
}

UtcTime Runtime::bounded(UtcTime until) const {
  if (const auto stop = stop_deadline()) until = std::min(until, std::max(*stop, now() + kLastQuestions));
  return std::min(until, last_wait().value_or(until));
}

ports::RetryPolicy Runtime::retry_policy() const {
  ports::RetryPolicy policy = configured_retry_policy(options, options.started_by());
  policy.deadline = last_wait();
  policy.despite_interruption = interrupted_at.has_value();
  const bool awaits_death = policy.deadline && *policy.deadline == deadlines().dead;
  if (policy.deadline && (options.scheduled || awaits_death))
    policy.max_attempts.reset();
  else if (options.scheduled)
    policy.max_attempts = 1;
  if (const auto stop = stop_deadline()) policy.deadline = std::min(*stop, policy.deadline.value_or(*stop));
  return policy;
}

ports::RetryPolicy Runtime::bounded_retry_policy() const {
  ports::RetryPolicy policy = retry_policy();
  policy.max_attempts = options.retry.max_attempts;
  return policy;
}

}  // namespace bot::run
