#include "pictures/write_report.hpp"

#include <future>
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

Result<void> write(ports::Files& files, const std::string& folder, MadeFile& file, Written& written) {
  BOT_TRY(const std::string bytes, file.bytes.get());
  written.paths.push_back(folder + "/" + file.name);
  return files.write_atomically(written.paths.back(), bytes);
}

// None of them where one cannot be drawn.
Result<void> write_pictures(ports::Files& files, const std::string& folder, std::vector<MadeFile>& pictures,
                            Written& written) {
  std::vector<std::string> drawn;
  for (MadeFile& file : pictures) {
    auto bytes = file.bytes.get();
    if (!bytes) {
      written.without_pictures = bytes.error().text();
      return {};
    }
    drawn.push_back(*std::move(bytes));
  }
  for (std::size_t i = 0; i < pictures.size(); ++i) {
    written.paths.push_back(folder + "/" + pictures[i].name);
    BOT_TRY_VOID(files.write_atomically(written.paths.back(), drawn[i]));
  }
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

  Written written;
  const auto write_text = [&](const std::string& name, const std::string& bytes) {
    written.paths.push_back(folder + "/" + name);
    return files.write_atomically(written.paths.back(), bytes);
  };
  for (MadeFile& file : pictures) file.bytes.wait();
  for (MadeFile& file : beside) file.bytes.wait();
  page.bytes.wait();
  BOT_TRY_VOID(files.make_folders(folder + "/logs"));
  BOT_TRY_VOID(write_text("logs/backtest.jsonl", audit));
  BOT_TRY_VOID(write_text("metrics.json", metrics_json));
  for (const NamedTable& table : tables) BOT_TRY_VOID(write_text(table.name + ".csv", table.csv));
  for (MadeFile& file : beside) BOT_TRY_VOID(write(files, folder, file, written));
  BOT_TRY_VOID(write_pictures(files, folder, pictures, written));
  BOT_TRY_VOID(write(files, folder, page, written));
  return written;
}

}  // namespace bot::pictures
