#include "report/finding_text.hpp"

#include <fmt/format.h>

namespace bot::report {

std::string finding_text(const ledger::FindingLine& finding) {
  if (!finding.symbol) return fmt::format("{}: {}", name(finding.code), finding.message);
  // Most messages name their symbol, for whoever has nothing but them.
  std::string_view message = finding.message;
  const std::string prefix = finding.symbol->value() + ": ";
  while (message.starts_with(prefix)) message.remove_prefix(prefix.size());
  return fmt::format("{} {}: {}", name(finding.code), *finding.symbol, message);
}

bool is_new(const ledger::FindingLine& finding, const ledger::RunResult& result) {
  return !finding.first_seen || *finding.first_seen >= result.started;
}

}  // namespace bot::report
