#include "report/finding_text.hpp"

#include <fmt/format.h>

namespace bot::report {

std::string finding_text(const ledger::FindingLine& finding) {
  return fmt::format("{}{}{}", name(finding.code), finding.symbol ? " " : ": ", finding.text());
}

bool is_new(const ledger::FindingLine& finding, const ledger::RunResult& result) {
  return !finding.first_seen || *finding.first_seen >= result.started;
}

}  // namespace bot::report
