#include "data/finding.hpp"

#include <fmt/format.h>

namespace bot::data {

std::string Finding::text() const { return date ? fmt::format("{}: {}", to_iso(*date), message) : message; }

std::string error_text(const SymbolReport& report) {
  std::string text;
  for (const Finding& finding : report.findings) {
    if (finding.severity != Severity::kError) continue;
    if (!text.empty()) text += "; ";
    text += fmt::format("{}: {}", name(finding.rule), finding.text());
  }
  return text;
}

}  // namespace bot::data
