#include "pictures/write_report.hpp"

#include <fmt/format.h>

#include <utility>

#include "pictures/audit.hpp"
#include "pictures/page.hpp"

namespace bot::pictures {

Result<Written> write_report(ports::Files& files, const std::string& folder, const Story& story, Drawing& drawing,
                             const std::string& metrics_json, const std::vector<NamedTable>& tables) {
  const std::string page = report_page(story);
  std::vector<ports::NewFile> all;
  all.push_back({folder + "/logs/backtest.jsonl", audit_lines(story)});
  all.push_back({folder + "/metrics.json", metrics_json});
  for (const NamedTable& table : tables) {
    all.push_back({fmt::format("{}/{}.csv", folder, table.name), table.csv});
    BOT_TRY(std::string bytes, parquet::encode_table(table.columns));
    all.push_back({fmt::format("{}/{}.parquet", folder, table.name), std::move(bytes)});
  }
  Written written;
  if (auto pictures = drawing.take())
    for (Picture& picture : *pictures) all.push_back({folder + "/" + picture.name, std::move(picture.bytes)});
  else
    written.without_pictures = pictures.error().text();

  BOT_TRY_VOID(files.make_folders(folder + "/logs"));
  BOT_TRY_VOID(files.write_together(all));
  for (const ports::NewFile& file : all) written.paths.push_back(file.path);
  written.paths.push_back(folder + "/report.html");
  BOT_TRY_VOID(files.write_atomically(written.paths.back(), page));
  return written;
}

}  // namespace bot::pictures
