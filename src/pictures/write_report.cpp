#include "pictures/write_report.hpp"

#include <algorithm>
#include <future>
#include <iterator>
#include <utility>

#include "pictures/audit.hpp"
#include "pictures/charts.hpp"
#include "pictures/page.hpp"

namespace bot::pictures {
namespace {

struct MadeFile {
  std::string name;
  std::future<Result<std::string>> bytes;
};

template <class Make>
MadeFile made(std::string name, Make make) {
  return {std::move(name), std::async(std::launch::async, std::move(make))};
}

// None of them where one cannot be drawn; the reason.
std::string add_pictures(const std::string& folder, std::vector<MadeFile>& pictures,
                         std::vector<ports::NewFile>& files) {
  std::vector<ports::NewFile> drawn;
  for (MadeFile& file : pictures) {
    auto bytes = file.bytes.get();
    if (!bytes) return bytes.error().text();
    drawn.push_back({folder + "/" + file.name, *std::move(bytes)});
  }
  std::ranges::move(drawn, std::back_inserter(files));
  return {};
}

}  // namespace

Result<Written> write_report(ports::Files& files, const std::string& folder, const Story& story,
                             const std::string& metrics_json, const std::vector<NamedTable>& tables) {
  // The longest first.
  std::vector<MadeFile> pictures;
  pictures.push_back(made("equity.png", [&] { return equity_picture(story); }));
  pictures.push_back(made("drawdown.png", [&] { return drawdown_picture(story); }));
  pictures.push_back(made("heatmap.png", [&] { return heatmap_picture(story); }));
  MadeFile page = made("report.html", [&] { return Result<std::string>(report_page(story)); });
  std::vector<MadeFile> beside;
  for (const NamedTable& table : tables)
    beside.push_back(made(table.name + ".parquet", [&table] { return parquet::encode_table(table.columns); }));
  const std::string audit = audit_lines(story);

  std::vector<ports::NewFile> all;
  all.push_back({folder + "/logs/backtest.jsonl", audit});
  all.push_back({folder + "/metrics.json", metrics_json});
  for (const NamedTable& table : tables) all.push_back({folder + "/" + table.name + ".csv", table.csv});
  for (MadeFile& file : pictures) file.bytes.wait();
  for (MadeFile& file : beside) file.bytes.wait();
  page.bytes.wait();
  for (MadeFile& file : beside) {
    BOT_TRY(std::string bytes, file.bytes.get());
    all.push_back({folder + "/" + file.name, std::move(bytes)});
  }
  Written written;
  written.without_pictures = add_pictures(folder, pictures, all);
  BOT_TRY(const std::string page_bytes, page.bytes.get());
  BOT_TRY_VOID(files.make_folders(folder + "/logs"));
  BOT_TRY_VOID(files.write_together(all));
  for (const ports::NewFile& file : all) written.paths.push_back(file.path);
  written.paths.push_back(folder + "/" + page.name);
  BOT_TRY_VOID(files.write_atomically(written.paths.back(), page_bytes));
  return written;
}

}  // namespace bot::pictures
