#include "run/halt.hpp"

#include <fmt/format.h>

#include "base/wording.hpp"
#include "ledger/halt_text.hpp"
#include "ledger/operations.hpp"
#include "ports/kill_file.hpp"
#include "run/alerts.hpp"

namespace bot::run {

Stop halt(Runtime& runtime, ledger::HaltReason reason, const std::string& why, Ending ending) {
  const ledger::Halted halted = ledger::make_halt(runtime.state(), reason, why, runtime.now());
  runtime.error(std::nullopt, ledger::FindingCode::kHalt, why);
  std::vector<ledger::EventBody> events{halted};
  if (reason == ledger::HaltReason::kLedgerBehind)
    events.push_back(ledger::LedgerFoundBehind{.session = runtime.timing.asof,
                                               .through = ClientOrderId{runtime.gateway.next_order_id.value() - 1}});
  const auto recorded = runtime.record_all(std::move(events));
  if (!recorded) runtime.ports.log.error(recorded.error().text());
  ports::Alert alert = make_alert(runtime, ports::AlertKind::kHalted, ports::Severity::kCritical);
  alert.title = "Halted";
  alert.text = why;
  alert.not_done = "nothing more is sent, in this run and in every later one";
  alert.to_do = fmt::format("look at the account, then `{}`", ledger::resume_command(halted.id));
  alert.dedupe_key = "halted";
  notify(runtime, alert);
  return stop(ending,
              fmt::format("{} `{}` lets runs go on", with_full_stop(fmt::format("halted ({}): {}", name(reason), why)),
                          ledger::resume_command(halted.id)));
}

std::optional<std::string> kill_switch(const Runtime& runtime) {
  const auto kill = ports::read_kill_file(runtime.ports.files, runtime.options.halt_file);
  return kill ? std::optional(ports::kill_sentence(*kill)) : std::nullopt;
}

}  // namespace bot::run
