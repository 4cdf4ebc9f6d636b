#include "pictures/write_report.hpp"

#include <utility>

#include "pictures/charts.hpp"
#include "pictures/page.hpp"
#include "pictures/tables.hpp"

namespace bot::pictures {
namespace {

using Files = std::vector<std::pair<std::string, std::string>>;  // name, bytes

Result<void> add_table(Files& made, const CsvTable& table) {
  BOT_TRY(std::string bytes, parquet_of_csv(table.text));
  made.emplace_back(table.name + ".csv", table.text);
  made.emplace_back(table.name + ".parquet", std::move(bytes));
  return {};
}

Result<void> add_pictures(Files& made, const Story& story) {
  BOT_TRY(std::string equity, equity_picture(story));
  BOT_TRY(std::string drawdown, drawdown_picture(story));
  BOT_TRY(std::string heatmap, heatmap_picture(story));
  made.emplace_back("equity.png", std::move(equity));
  made.emplace_back("drawdown.png", std::move(drawdown));
  made.emplace_back("heatmap.png", std::move(heatmap));
  return {};
}

}  // namespace

Result<Written> write_report(ports::Files& files, const std::string& folder, const Story& story,
                             const std::string& metrics_json, const std::vector<CsvTable>& tables) {
  Files made = {{"logs/backtest.jsonl", audit_lines(story)}, {"metrics.json", metrics_json}};
  for (const CsvTable& table : tables) BOT_TRY_VOID(add_table(made, table));
  Written written;
  if (const auto drawn = add_pictures(made, story); !drawn) written.without_pictures = drawn.error().text();
  made.emplace_back("report.html", report_page(story));
  BOT_TRY_VOID(files.make_folders(folder + "/logs"));
  for (const auto& [name, bytes] : made) {
    written.paths.push_back(folder + "/" + name);
    BOT_TRY_VOID(files.write_atomically(written.paths.back(), bytes));
  }
  return written;
}

}  // namespace bot::pictures
