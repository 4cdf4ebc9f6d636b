#include "report/explain_report.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "report/json.hpp"
#include "report/paragraph.hpp"

namespace bot::report {

Json explain_json(const ExplainReport& report) {
  Json json = document("explain");
  json["asof"] = to_iso(report.asof);
  json["symbol"] = report.symbol.value();
  json["weight"] = number(report.weight);
  json["reason"] = report.reason;
  json["recorded"] = nullptr;
  if (const auto& recorded = report.recorded)
    json["recorded"] = {
        {"run_id", recorded->run_id}, {"reason", recorded->reason}, {"weight", number(recorded->weight)}};
  return json;
}

std::string explain_text(const ExplainReport& report, const TextStyle& style) {
  std::string text =
      paragraph(fmt::format("{} on {}, on final bars: {}", report.symbol, to_iso(report.asof), report.reason), style);
  if (const auto& recorded = report.recorded)
    text += paragraph(fmt::format("run {}, on the bar still forming: {}", recorded->run_id, recorded->reason), style);
  return text;
}

}  // namespace bot::report
