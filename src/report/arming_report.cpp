#include "report/arming_report.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/display.hpp"
#include "base/money_text.hpp"
#include "calendar/new_york.hpp"
#include "report/json.hpp"

namespace bot::report {
namespace {

ports::Alert arming_alert(const std::string& title, const std::string& text, const AccountId& account,
                          const ArmingFrame& frame) {
  ports::Alert alert;
  alert.kind = ports::AlertKind::kArming;
  alert.severity = ports::Severity::kWarning;
  alert.at = frame.at;
  alert.simulated = frame.simulated;
  alert.title = title;
  alert.text = text;
  alert.facts = {{"Account", masked(account.value())}, {"By", frame.by}};
  alert.dedupe_key = title + " " + to_iso_millis(frame.at);
  return alert;
}

}  // namespace

std::string arming_terms(const ledger::Armed& armed, const ArmingFrame& frame) {
  std::string text = fmt::format(
      "{}This lets bot trade with real money, unattended.\n"
      "  account          {}\n"
      "  one buy          at most {} USD\n"
      "  one day          at most {} USD, buys and sells\n"
      "  from             {}\n"
      "  until            {}\n"
      "It ends at once when the configuration or the program changes, and holds on this machine only.\n",
      frame.simulated ? "SIMULATED. " : "", masked(armed.account.value()), money_text(armed.max_order),
      money_text(armed.max_day), calendar::new_york_text(armed.not_before), calendar::new_york_text(armed.expires));
  if (armed.with_expiry_unproven)
    text +=
        "\nThat IBKR ends an order at its time (GTD) is known from its documents, not measured on your account.\n"
        "An order whose fate is unknown is taken to be dead by then. The sentence says that you know.\n";
  if (armed.without_dead_man)
    text += fmt::format(
        "\nNo dead-man's switch answered ({}): if this machine is off, nobody tells you.\n"
        "The sentence says that you know.\n",
        frame.dead_man_variable);
  return text;
}

Json arming_json(const ledger::Armed& armed, const ArmingFrame& frame) {
  Json json = document("arm");
  json["simulated"] = frame.simulated;
  json["account"] = armed.account.value();
  json["max_order"] = armed.max_order.to_double();
  json["max_day"] = armed.max_day.to_double();
  json["not_before"] = to_iso(armed.not_before);
  json["expires"] = to_iso(armed.expires);
  json["without_dead_man"] = armed.without_dead_man;
  json["with_expiry_unproven"] = armed.with_expiry_unproven;
  json["sentence"] = armed.sentence;
  json["by"] = armed.by;
  return json;
}

std::string armed_text(const ledger::Armed& armed, const ArmingFrame& frame) {
  return fmt::format("{}armed: {} may trade up to {} a day until {}. bot disarm takes it back.\n",
                     frame.simulated ? "SIMULATED " : "", masked(armed.account.value()), money_text(armed.max_day),
                     calendar::new_york_text(armed.expires));
}

ports::Alert armed_alert(const ledger::Armed& armed, const ArmingFrame& frame) {
  return arming_alert("Live trading was armed",
                      fmt::format("At most {} a buy and {} a day, until {}.", money_text(armed.max_order),
                                  money_text(armed.max_day), calendar::new_york_text(armed.expires)),
                      armed.account, frame);
}

Json disarming_json(const AccountId& account, bool was_armed) {
  Json json = document("disarm");
  json["account"] = account.value();
  json["was_armed"] = was_armed;
  return json;
}

ports::Alert disarmed_alert(const AccountId& account, const std::string& why, const ArmingFrame& frame) {
  return arming_alert("Live trading was disarmed", why, account, frame);
}

}  // namespace bot::report
