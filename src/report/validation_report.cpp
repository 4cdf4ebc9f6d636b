#include "report/validation_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "report/json.hpp"

namespace bot::report {
namespace {

Json finding_json(const data::Finding& finding) {
  Json values = Json::object();
  for (const auto& [key, value] : finding.values)
    values[key] =
        std::holds_alternative<double>(value) ? number(std::get<double>(value)) : Json(std::get<std::string>(value));
  return {{"rule", number(finding.rule)},
          {"severity", data::name(finding.severity)},
          {"date", finding.date ? Json(to_iso(*finding.date)) : Json(nullptr)},
          {"message", finding.message},
          {"values", values}};
}

}  // namespace

Json validation_json(Date asof, const std::vector<data::SymbolReport>& reports) {
  Json json = document("validate");
  json["asof"] = to_iso(asof);
  json["symbols"] = Json::array();
  for (const data::SymbolReport& report : reports) {
    Json findings = Json::array();
    for (const data::Finding& finding : report.findings) findings.push_back(finding_json(finding));
    json["symbols"].push_back(
        {{"symbol", report.symbol.value()}, {"passed", report.passed}, {"bars", report.bars}, {"findings", findings}});
  }
  return json;
}

std::string validation_text(Date asof, const std::vector<data::SymbolReport>& reports, const TextStyle& style) {
  Table symbols({{.title = "symbol", .align = Align::kLeft},
                 {.title = "bars"},
                 {.title = "errors"},
                 {.title = "warnings"},
                 {.title = "result", .align = Align::kLeft}});
  Table findings({{.title = "symbol", .align = Align::kLeft},
                  {.title = "rule"},
                  {.title = "severity", .align = Align::kLeft},
                  {.title = "date", .align = Align::kLeft},
                  {.title = "finding", .align = Align::kLeft, .elastic = true}});
  for (const data::SymbolReport& report : reports) {
    const auto errors = std::ranges::count(report.findings, data::Severity::kError, &data::Finding::severity);
    const auto warnings = static_cast<std::ptrdiff_t>(report.findings.size()) - errors;
    symbols.add({report.symbol.value(),
                 std::to_string(report.bars),
                 std::to_string(errors),
                 std::to_string(warnings),
                 {report.passed ? "passed" : "failed", report.passed ? Tone::kGood : Tone::kBad}});
    for (const data::Finding& finding : report.findings)
      findings.add({report.symbol.value(),
                    std::to_string(number(finding.rule)),
                    {std::string(data::name(finding.severity)),
                     finding.severity == data::Severity::kError ? Tone::kBad : Tone::kWarning},
                    finding.date ? to_iso(*finding.date) : "",
                    finding.message});
  }
  std::string out = fmt::format("as of {}\n\n{}", to_iso(asof), symbols.render(style));
  if (!findings.empty()) out += "\n" + findings.render(style);
  return out;
}

}  // namespace bot::report
