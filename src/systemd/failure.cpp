#include "systemd/failure.hpp"

#include <fmt/format.h>

#include "base/text.hpp"

namespace bot::systemd {
namespace {

// Exit codes of a run, a check or a summary that came so far as to say itself what happened: data, gateway, refused,
// look at it, locked, interrupted. Usage, configuration, a defect and systemd's own codes from 200 on leave nothing
// behind (of a defect its stack, which the notifier makes an alert of).
bool has_reported(const UnitEnd& end) {
  if (end.unit.ends_with("-notifier") || end.code != "exited") return false;
  const auto status = parse_int(end.status);
  return status && ((*status >= 4 && *status <= 8) || *status == 130);
}

std::string meaning(const UnitEnd& end) {
  if (end.code != "exited")
    return end.status.empty() ? fmt::format("systemd says: {}", end.result)
                              : fmt::format("It was ended by the signal {} ({})", end.status, end.result);
  if (end.status == "2") return "Exit code 2: the units call bot in a way that it does not know";
  if (end.status == "3") return "Exit code 3: the configuration is wrong";
  if (end.status == "70") return "Exit code 70: a defect in bot";
  return fmt::format("Exit code {} ({})", end.status, end.result);
}

std::string to_do(const UnitEnd& end) {
  if (end.code == "exited" && end.status == "3")
    return "Run `portfolio-rebalance config check` and correct what it names.";
  if (end.code == "exited" && end.status == "2")
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
  const bool trader = end.unit == "portfolio-rebalance";
  alert.not_done = trader ? "Nobody knows yet how far the run came; orders it sent expire before the close."
                          : "What this unit checks or reports was not done; no order is sent by it.";
  alert.to_do = to_do(end);
  alert.facts = {{"unit", end.unit}, {"result", end.result}, {"status", end.status}};
  alert.dedupe_key = fmt::format("unit {} {} {}", end.unit, end.result, end.status);
  return alert;
}

}  // namespace bot::systemd
