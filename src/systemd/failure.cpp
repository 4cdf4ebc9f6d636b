#include "systemd/failure.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.hpp"
#include "base/text.hpp"
#include "systemd/layout.hpp"

namespace bot::systemd {
namespace {

// None: it did not end on its own.
std::optional<std::int64_t> exit_status(const UnitEnd& end) {
  return end.code == "exited" ? parse_int(end.status) : std::nullopt;
}

// Exit codes of a run, a check or a summary that came so far as to say itself what happened: data, gateway, refused,
// look at it, locked, interrupted. Usage, configuration, a defect and systemd's own codes from 200 on leave nothing
// behind (of a defect its stack, which the notifier makes an alert of).
bool has_reported(const UnitEnd& end) {
  if (end.unit.ends_with("-notifier")) return false;
  constexpr int kReported[] = {kExitData,           kExitGateway, kExitRefused,
                               kExitNeedsAttention, kExitLocked,  kExitInterrupted};
  return std::ranges::find(kReported, exit_status(end)) != std::end(kReported);
}

std::string meaning(const UnitEnd& end) {
  if (end.code != "exited")
    return end.status.empty() ? fmt::format("systemd says: {}", end.result)
                              : fmt::format("It was ended by the signal {} ({})", end.status, end.result);
  const auto explained = [&](std::string_view what) { return fmt::format("Exit code {}: {}", end.status, what); };
  switch (exit_status(end).value_or(0)) {
    case kExitUsage:
      return explained("the units call bot in a way that it does not know");
    case kExitConfig:
      return explained("the configuration is wrong");
    case kExitDefect:
      return explained("a defect in bot");
    default:
      return fmt::format("Exit code {} ({})", end.status, end.result);
  }
}

std::string to_do(const UnitEnd& end) {
  if (exit_status(end) == kExitConfig) return fmt::format("Run `{} config check` and correct what it names.", kName);
  if (exit_status(end) == kExitUsage)
    return "Install again: `bot schedule install`; program and units are of different versions.";
  return fmt::format("Read the log, `journalctl -u {}` or {}, then look at orders and positions in IBKR.", end.unit,
                     end.log_file);
}

}  // namespace

std::optional<ports::Alert> failure_alert(const UnitEnd& end) {
  if (has_reported(end)) return std::nullopt;
  ports::Alert alert;
  alert.kind = ports::AlertKind::kFailure;
  alert.severity = ports::Severity::kCritical;
  alert.at = end.at;
  alert.simulated = end.simulated;
  alert.title = fmt::format("{} ended badly", end.unit);
  alert.text = meaning(end) + ".";
  const bool trader = end.unit == kName;
  alert.not_done = trader ? "Nobody knows yet how far the run came; orders it sent expire before the close."
                          : "What this unit checks or reports was not done; no order is sent by it.";
  alert.to_do = to_do(end);
  alert.facts = {{"unit", end.unit}, {"result", end.result}, {"status", end.status}};
  alert.dedupe_key = fmt::format("unit {} {} {}", end.unit, end.result, end.status);
  return alert;
}

}  // namespace bot::systemd
