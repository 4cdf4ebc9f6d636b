// A back-test's files under paths.reports: metrics.json, equity, weights and trades as CSV and Parquet, the pictures,
// report.html and the audit under logs/.
#pragma once

#include <string>
#include <vector>

#include "parquet/write_table.hpp"
#include "pictures/drawing.hpp"
#include "pictures/story.hpp"
#include "ports/files.hpp"

namespace bot::pictures {

struct NamedTable {
  std::string name;  // "equity": of equity.csv and equity.parquet
  std::string csv;
  std::vector<parquet::Column> columns;  // the same by their values
};

struct Written {
  std::vector<std::string> paths;  // report.html last
  std::string without_pictures;    // why there are none; empty: there are
};

// Everything is made before the first file is written; each takes its name whole, and report.html comes last: a break
// leaves no half file. `drawing`: of the story, with its comparison. `metrics_json`: the document of `bot backtest
// --json`.
[[nodiscard]] Result<Written> write_report(ports::Files& files, const std::string& folder, const Story& story,
                                           Drawing& drawing, const std::string& metrics_json,
                                           const std::vector<NamedTable>& tables);

}  // namespace bot::pictures
