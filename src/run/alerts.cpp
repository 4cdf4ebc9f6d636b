#include "run/alerts.hpp"

namespace bot::run {

ports::Alert make_alert(const Runtime& runtime, ports::AlertKind kind, ports::Severity severity) {
  ports::Alert alert;
  alert.kind = kind;
  alert.severity = severity;
  alert.at = runtime.now();
  alert.run_id = runtime.id.value();
  alert.simulated = runtime.is_simulated();
  return alert;
}

void notify(Runtime& runtime, const ports::Alert& alert) {
  if (runtime.notifier == nullptr) return;
  if (auto put = runtime.notifier->put(alert); !put) {
    runtime.ports.log.error(put.error().text());
    runtime.lost_alert = put.error();
  }
}

}  // namespace bot::run
